from __future__ import annotations

import json
from http import HTTPStatus

import pytest

from bookbridge.domain import errors
from bookbridge.domain.errors import FieldFault
from bookbridge.entrypoints.api.problems import KINDS, WrongMethod, problem
from bookbridge.entrypoints.api.requests import MalformedBody, RepeatedKeys, UnknownParameters
from bookbridge.ports.transactions import Outdated

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.InvalidInput((FieldFault("date", "is required"),)), 422),
        (errors.NotFound("there is no invoice"), 404),
        (errors.UnknownPackage("no such package"), 404),
        (errors.Conflict("not now"), 409),
        (errors.SessionActive("cloud session ses-1", 12, "ses-1"), 409),
        (errors.ConnectionInactive("disabled"), 409),
        (errors.ReauthorizationRequired("connect again"), 409),
        (Outdated(()), 409),
        (errors.PackageRefused("no"), 502),
        (errors.RateLimited(41.2), 503),
        (errors.PackageUnavailable("down"), 503),
        (errors.StoreThrottled("busy"), 503),
        (errors.OutcomeUnknown("lost"), 503),
        (WrongMethod("GET, PUT"), 405),
        (MalformedBody("no JSON"), 400),
        (RepeatedKeys(["city"]), 400),
        (UnknownParameters(["colour"], ()), 400),
        (RuntimeError("secret insides"), 500),
        (KeyError("fence"), 500),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_each_error_has_its_status(error: Exception, status: int) -> None:
    answer = problem(error, "request-1")
    body = json.loads(answer.body)
    assert (answer.status, body["status"], answer.content_type) == (status, status, "application/problem+json")
    assert body.keys() >= {"type", "title", "status", "detail", "errors"}


def test_every_error_of_the_product_has_a_kind_of_its_own_or_of_its_class() -> None:
    ours = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.Retriable)]
    assert all(any(base in KINDS for base in each.__mro__[:-2]) for each in ours)


def test_the_types_of_problems_differ() -> None:
    names = [kind.name for kind in KINDS.values()]
    assert len(names) == len(set(names))


def test_the_unexpected_tells_nothing_but_where_to_look() -> None:
    answer = problem(RuntimeError("password=hunter2"), "request-1")
    assert "hunter2" not in answer.body
    assert "request-1" in json.loads(answer.body)["detail"]


def test_a_busy_company_is_told_with_holder_and_minutes() -> None:
    body = json.loads(problem(errors.SessionActive("cloud session ses-1", 12, "ses-1"), "").body)
    assert (body["holder"], body["minutes_left"], body["session_id"]) == ("cloud session ses-1", 12, "ses-1")


@pytest.mark.parametrize(("error", "seconds"), [(errors.RateLimited(41.2), "42"), (errors.StoreThrottled("busy"), "5")])
def test_what_passes_says_when_to_come_back(error: Exception, seconds: str) -> None:
    assert problem(error, "").headers["Retry-After"] == seconds


def test_every_fault_is_named_with_its_code() -> None:
    faults = (FieldFault("date", "is required"), FieldFault("lines[0].account", "is unknown", "account_unknown"))
    body = json.loads(problem(errors.InvalidInput(faults), "").body)
    assert body["errors"] == [
        {"field": "date", "message": "is required", "code": "invalid_field"},
        {"field": "lines[0].account", "message": "is unknown", "code": "account_unknown"},
    ]
    assert body["status"] == HTTPStatus.UNPROCESSABLE_ENTITY
