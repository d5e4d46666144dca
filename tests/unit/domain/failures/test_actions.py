"""What can be done with a failure: by its status, by what it is of, and by what went wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bookbridge.domain.failures import (
    Failure,
    FailureStatus,
    Problem,
    clear,
    fail,
    fail_connection,
    reopen,
    resolve,
    skip,
)
from bookbridge.domain.failures.actions import ACTION_NAMES, offered_actions, refusal
from bookbridge.domain.failures.catalogue import load_shared
from bookbridge.domain.failures.models import OPERATION
from bookbridge.domain.records import EntityType

pytestmark = [pytest.mark.unit, pytest.mark.requirement("E2")]

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def _failure(code: str = "duplicate_number", entity_type: EntityType = "invoice") -> Failure:
    return fail(
        None,
        company_id="acme",
        entity_type=entity_type,
        record_id="r-1",
        record={},
        operation=OPERATION,
        problem=load_shared().problem_for(code, entity_type, message="as the package says"),
        party="",
        now=NOON,
    )


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (FailureStatus.OPEN, ("resync", "skip", "clear")),
        (FailureStatus.RESYNCING, ("resync", "skip", "clear")),
        (FailureStatus.SKIPPED, ("resync", "clear")),
        (FailureStatus.CLEARED, ()),
        (FailureStatus.RESOLVED, ()),
        (FailureStatus.DELETED, ()),
    ],
)
def test_the_status_decides_what_is_offered(status: FailureStatus, offered: tuple[str, ...]) -> None:
    assert offered_actions(replace(_failure(), status=status)) == offered


@pytest.mark.parametrize("entity_type", ["item", "account", "tax_rate", "term"])
def test_services_can_be_deleted_too(entity_type: EntityType) -> None:
    assert offered_actions(_failure("duplicate_name", entity_type)) == ("resync", "skip", "clear", "delete")


def test_whoever_wants_to_delete_anything_else_is_told_the_rule() -> None:
    assert "only failures of services can be deleted, and this one is of the category invoices" in refusal(
        _failure(), "delete"
    )


@pytest.mark.requirement("C2")
def test_what_was_exported_before_is_not_exported_again() -> None:
    failure = _failure("already_exported")
    assert offered_actions(failure) == ("skip", "clear")
    assert refusal(failure, "resync") == "resync cannot mend “It was exported before”: skip, clear can"


def test_nothing_can_be_done_about_a_failure_of_the_connection_but_to_mend_it() -> None:
    problem: Problem = load_shared().problem_for("reauthorization_required", "connection", message="")
    failure = fail_connection(None, company_id="acme", package="xero", organisation="Acme", problem=problem, now=NOON)
    assert offered_actions(failure) == ()
    assert all("closes by itself with the next sync" in refusal(failure, action) for action in ACTION_NAMES)


def test_a_closed_failure_says_since_when_by_whom_and_what_to_do_instead() -> None:
    later = NOON.replace(hour=13)
    assert refusal(clear(_failure(), later, "carla"), "skip") == (
        "the failure is cleared since 2026-05-01T13:00:00.000000Z, by carla: send the record again to try it; should "
        "it fail again, the failure opens anew"
    )
    assert "is resolved since 2026-05-01T13:00:00.000000Z, by itself: nothing is left" in refusal(
        resolve(_failure(), later), "resync"
    )
    assert refusal(replace(_failure(), status=FailureStatus.DELETED), "clear").startswith(
        "the failure is deleted: send the record again"
    )


def test_a_failure_that_opens_again_keeps_who_skipped_it_and_why() -> None:
    again = reopen(skip(_failure(), NOON, "carla", "later"), NOON, "The application sent it anew.")
    assert again.status is FailureStatus.OPEN
    assert [(each.event, each.by, each.detail) for each in again.history[1:]] == [
        ("skipped", "carla", "later"),
        ("reopened", "", "The application sent it anew."),
    ]
