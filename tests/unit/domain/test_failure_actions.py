"""Actions on many failures as they are asked for, and their way to an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.failure_action_requests import ActionRequest, Reason, parse
from bookbridge.domain.failure_actions import ActionStatus, FailureAction, RefusedAction, first_position
from bookbridge.domain.failures import FailureStatus

pytestmark = [pytest.mark.unit, pytest.mark.requirement("E2")]

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
SKIP: dict[str, Any] = {"action": "skip"}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (
            {"action": "explode", "filter": {"colour": 1, "status": "broken"}, "hurry": True},
            {"action", "filter.colour", "filter.status.0", "hurry"},
        ),
        ({"filter": {}}, {"action"}),
        (SKIP, {"(body)"}),
        ({**SKIP, "filter": None}, {"(body)"}),
        ({**SKIP, "filter": {}, "ids": ["fail-1"]}, {"(body)"}),
        ({**SKIP, "filter": "open"}, {"filter"}),
        ({**SKIP, "ids": []}, {"ids"}),
        ({**SKIP, "ids": "fail-1"}, {"ids"}),
        ({**SKIP, "ids": [""]}, {"ids"}),
        ({**SKIP, "ids": ["x" * 65]}, {"ids"}),
        ({**SKIP, "ids": [f"fail-{number}" for number in range(1001)]}, {"ids"}),
        ({**SKIP, "filter": {"code": ["c"] * 101}, "reason": "x" * 501}, {"filter.code", "reason"}),
        ({**SKIP, "filter": {"category": ["rockets", "invoices"], "entity_type": "spaceship"}},
         {"filter.category.0", "filter.entity_type.0"}),
        ([], {"(body)"}),
    ],
)  # fmt: skip
def test_everything_that_is_wrong_is_named_at_once(body: object, fields: set[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(ActionRequest, body)
    assert {fault.field for fault in refused.value.faults} == fields


def test_parts_of_a_filter_are_lists_or_texts_with_commas_and_mean_the_same() -> None:
    one = parse(ActionRequest, {**SKIP, "filter": {"status": "open, skipped", "category": ["invoices"]}})
    other = parse(ActionRequest, {"filter": {"category": "invoices", "status": ["open", "skipped"]}, **SKIP})
    assert one.digest == other.digest
    assert one.filter
    assert one.filter.statuses == (FailureStatus.OPEN, FailureStatus.SKIPPED)


def test_an_empty_filter_means_what_waits_to_be_mended() -> None:
    asked = parse(ActionRequest, {**SKIP, "filter": {}})
    assert asked.filter
    assert asked.filter.statuses == (FailureStatus.OPEN, FailureStatus.RESYNCING)


def test_another_reason_or_action_or_other_ids_are_another_request() -> None:
    bodies: list[dict[str, Any]] = [
        {**SKIP, "filter": {}},
        {**SKIP, "filter": {}, "reason": "known"},
        {"action": "clear", "filter": {}},
        {**SKIP, "ids": ["fail-1"]},
        {**SKIP, "ids": ["fail-2"]},
    ]
    assert len({parse(ActionRequest, body).digest for body in bodies}) == len(bodies)


def test_an_id_that_is_named_twice_counts_once() -> None:
    assert parse(ActionRequest, {**SKIP, "ids": ["fail-2", "fail-1", "fail-2"]}).ids == ("fail-2", "fail-1")


def test_a_reason_may_be_left_out_and_has_an_end() -> None:
    assert parse(Reason, {}).reason == ""
    with pytest.raises(InvalidInput, match="reason"):
        parse(Reason, {"reason": "x" * 501})


def _action(**filter_or_ids: Any) -> FailureAction:
    request = parse(ActionRequest, {**SKIP, **(filter_or_ids or {"filter": {}})})
    return FailureAction("acme", "act-1", request, NOON, "carla", position=first_position(request, NOON))


def test_only_the_first_refusals_are_told_and_all_are_counted() -> None:
    action = _action()
    for number in range(30):
        action = action.advanced("place", 1, (RefusedAction(f"fail-{number}", "it is resolved"),), ())
    assert (action.done, action.refusals, len(action.refused)) == (30, 30, 20)
    assert action.refused[0].failure_id == "fail-0"
    ended = action.finished(NOON)
    assert (ended.status, ended.total, ended.finished_at) == (ActionStatus.DONE, 60, NOON)


def test_it_begins_with_what_failed_before_it_was_asked_for_or_with_the_first_id() -> None:
    assert _action().position == "2026-05-01T12:00:00.000000Z#"
    assert _action(ids=["fail-1"]).position == "0"


@pytest.mark.requirement("F10")
def test_what_nobody_carries_out_any_more_is_shown_as_failed() -> None:
    assert _action().as_of(NOON + timedelta(hours=3, minutes=29)).status is ActionStatus.RUNNING
    assert _action().as_of(NOON + timedelta(hours=3, minutes=31)).status is ActionStatus.FAILED
    assert _action().finished(NOON).as_of(NOON + timedelta(days=9)).status is ActionStatus.DONE
