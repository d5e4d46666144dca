"""The filters on the streams let every event through, and what can be none stays out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from bookbridge.domain.announcements import announcements_of

from .blueprint import resources

pytestmark = pytest.mark.infra

EVENTS = {
    "connection.status_changed",
    "discrepancy.found",
    "failure.opened",
    "failure.resolved",
    "failure.skipped",
    "failure.cleared",
    "failure.deleted",
    "record.changed",
    "record.synced",
    "report.failed",
    "report.ready",
    "session.finished",
}
Image = dict[str, str | bool]
ANNOUNCED: list[tuple[str, str, Image, Image]] = [
    ("Connections", "connections", {}, {"status": "pending", "news": True}),
    ("Connections", "connections", {"status": "connected"}, {"status": "reauthorization_required", "news": True}),
    ("Records", "records", {"sync_state": "pending"}, {"sync_state": "synced"}),
    ("Changes", "changes", {}, {"position": "1"}),
    ("SyncSessions", "sync_sessions", {"result": "running"}, {"result": "succeeded"}),
    ("SyncSessions", "sync_sessions", {"result": "running"}, {"result": "parked"}),
    ("SyncSessions", "sync_sessions", {}, {"result": "superseded"}),
    ("SyncFailures", "sync_failures", {}, {"status": "open"}),
    ("SyncFailures", "sync_failures", {"status": "resolved"}, {"status": "open"}),
    ("SyncFailures", "sync_failures", {"status": "open"}, {"status": "resolved"}),
    ("SyncFailures", "sync_failures", {"status": "skipped"}, {"status": "open"}),
    ("SyncFailures", "sync_failures", {"status": "open"}, {"status": "skipped"}),
    ("SyncFailures", "sync_failures", {"status": "resyncing"}, {"status": "cleared"}),
    ("SyncFailures", "sync_failures", {"status": "open"}, {"status": "deleted"}),
    ("Discrepancies", "discrepancies", {}, {"status": "open"}),
    ("Discrepancies", "discrepancies", {"status": "resolved"}, {"status": "open"}),
    ("Reports", "reports", {"status": "running"}, {"status": "ready"}),
    ("Reports", "reports", {"status": "running"}, {"status": "failed"}),
]
NOTHING: list[tuple[str, str, Image, Image]] = [
    ("Records", "records", {}, {"sync_state": "pending"}),
    ("Records", "records", {"sync_state": "pending"}, {"sync_state": "failed"}),
    ("Records", "records", {"sync_state": "synced"}, {}),
    ("Changes", "changes", {"position": "1"}, {}),
    ("SyncSessions", "sync_sessions", {}, {"result": "running"}),
    ("SyncSessions", "sync_sessions", {"result": "failed"}, {}),
    ("SyncFailures", "sync_failures", {"status": "open"}, {"status": "resyncing"}),
    ("Discrepancies", "discrepancies", {"status": "open"}, {"status": "resolved"}),
    ("Reports", "reports", {}, {"status": "running"}),
    ("Connections", "connections", {"status": "connected"}, {}),
    ("Connections", "connections", {"status": "connected", "news": True}, {"status": "connected"}),
]


def matches(pattern: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Lambda's filter rules, as far as our patterns use them."""
    for name, wanted in pattern.items():
        value = record.get(name)
        if isinstance(wanted, dict):
            if not isinstance(value, dict) or not matches(wanted, value):
                return False
        elif not any(_allows(one, value) for one in wanted):
            return False
    return True


def _allows(wanted: object, value: object) -> bool:
    match wanted:
        case {"exists": True}:
            return value is not None
        case {"anything-but": list(refused)}:
            return value is not None and value not in refused
        case str():
            return value == wanted
        case _:
            raise AssertionError(f"the test knows no filter {wanted}")


def let_through(table: str, before: Mapping[str, str | bool], after: Mapping[str, str | bool]) -> bool:
    """Whether the filter of a table's stream lets this change reach the function."""
    change: dict[str, Any] = {"eventName": "REMOVE" if not after else "MODIFY" if before else "INSERT", "dynamodb": {}}
    for name, image in (("OldImage", before), ("NewImage", after)):
        if image:
            kinds = {key: "BOOL" if isinstance(value, bool) else "S" for key, value in image.items()}
            change["dynamodb"][name] = {key: {kinds[key]: value} for key, value in image.items()}
    filters = resources("AWS::Lambda::EventSourceMapping")[f"Announce{table}Mapping"]["FilterCriteria"]["Filters"]
    return any(matches(json.loads(one["Pattern"]), change) for one in filters)


@pytest.mark.requirement("F11")
@pytest.mark.parametrize(("table", "name", "before", "after"), ANNOUNCED)
def test_what_is_an_event_reaches_the_function(table: str, name: str, before: Image, after: Image) -> None:
    assert list(announcements_of(name, before, after))
    assert let_through(table, before, after)


@pytest.mark.requirement("F11")
def test_every_event_of_the_contract_is_among_the_cases() -> None:
    kinds = {kind for _, name, before, after in ANNOUNCED for kind, _, _ in announcements_of(name, before, after)}
    assert kinds == EVENTS


@pytest.mark.parametrize(("table", "name", "before", "after"), NOTHING)
def test_what_is_no_event_costs_no_invocation(table: str, name: str, before: Image, after: Image) -> None:
    assert not list(announcements_of(name, before, after))
    assert not let_through(table, before, after)
