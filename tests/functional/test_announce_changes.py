from __future__ import annotations

from typing import Any

import pytest

from bookbridge.ports.messages import Event

from .company_sync import run_session
from .examples import CUSTOMER, connected
from .http_api import HttpApi
from .stack import REGION, Stack

pytestmark = pytest.mark.functional


def stream_event(table: str, *images: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    """Changes of a table as Lambda gets them: images before and after, in DynamoDB's own form."""
    arn = (
        f"arn:aws:dynamodb:{REGION}:123456789012:table/bookbridge-Data-1ABC-{table}-2DEF/stream/2026-05-01T12:00:00.000"
    )
    return {
        "Records": [
            {
                "eventID": f"event-{number}",
                "eventName": "MODIFY",
                "eventSource": "aws:dynamodb",
                "eventSourceARN": arn,
                "dynamodb": {
                    "ApproximateCreationDateTime": 1777636800.0,
                    "SequenceNumber": f"{number:05d}",
                    **({"OldImage": before} if before else {}),
                    **({"NewImage": after} if after else {}),
                },
            }
            for number, (before, after) in enumerate(images, 1)
        ]
    }


def item(**attributes: str | int | bool) -> dict[str, Any]:
    """An image."""
    kinds = {str: "S", int: "N", bool: "BOOL"}
    return {
        name: {kinds[type(value)]: str(value) if type(value) is int else value} for name, value in attributes.items()
    }


def caught(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What the bus is given."""
    events: list[Event] = []

    def publish(given: list[Event]) -> tuple[int, ...]:
        events.extend(given)
        return ()

    monkeypatch.setattr(stack.application.adapters.event_bus, "publish", publish)
    return events


@pytest.mark.requirement("F11")
def test_a_failure_that_opens_is_announced(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    events = caught(stack, monkeypatch)
    opened = item(company_id="acme", failure_id="fail-1", status="open", category="invoices", row_version=1)
    assert stack.call("announce_changes", stream_event("SyncFailuresTable", ({}, opened))) == {"batchItemFailures": []}
    (event,) = events
    assert (event.kind, event.company_id, event.detail["failure_id"]) == ("failure.opened", "acme", "fail-1")
    assert event.occurred_at.isoformat() == "2026-05-01T12:00:00+00:00"


def test_the_real_items_of_a_session_are_announced(stack: Stack, api: HttpApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """The attributes that events are made from are those that the adapters write."""
    company_id, _realm = connected(api)
    api.put(f"/v1/companies/{company_id}/records/customer/cust-1", CUSTOMER)
    before = record_item(stack, company_id)
    run_session(stack, company_id)
    events = caught(stack, monkeypatch)
    stack.call("announce_changes", stream_event("RecordsTable", (before, record_item(stack, company_id))))
    ended = stack.clients.dynamodb().get_item(
        TableName="SyncSessionsTable", Key={"company_id": {"S": company_id}, "session_id": {"S": "ses-1"}}
    )["Item"]
    running = {**ended, "result": {"S": "running"}}
    stack.call("announce_changes", stream_event("SyncSessionsTable", (running, ended)))
    assert [event.kind for event in events] == ["record.synced", "session.finished"]
    assert events[0].detail["record_id"] == "cust-1"
    assert events[1].detail["result"] == "succeeded"


def record_item(stack: Stack, company_id: str) -> dict[str, Any]:
    """A record as it is stored."""
    key = {"company_id": {"S": company_id}, "record_key": {"S": "customer#cust-1"}}
    return dict(stack.clients.dynamodb().get_item(TableName="RecordsTable", Key=key)["Item"])


def test_events_really_reach_the_bus(stack: Stack) -> None:
    ready = item(company_id="acme", report_id="rep-1", report="sync_failures", status="ready", rows=3)
    assert stack.call("announce_changes", stream_event("ReportsTable", ({}, ready))) == {"batchItemFailures": []}


def test_the_stream_goes_on_from_the_first_change_whose_events_were_not_taken(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stack.application.adapters.event_bus, "publish", lambda _events: (1,))
    images: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({}, item(company_id="acme", failure_id=f"fail-{n}", status="open")) for n in range(3)
    ]
    answer = stack.call("announce_changes", stream_event("SyncFailuresTable", *images))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "00002"}]}


def test_a_stream_of_no_table_of_ours_is_an_error(stack: Stack) -> None:
    event = stream_event("SyncFailuresTable", ({}, item(company_id="acme")))
    event["Records"][0]["eventSourceARN"] = f"arn:aws:dynamodb:{REGION}:1:table/someone-elses/stream/now"
    with pytest.raises(ValueError, match="no table of this stack"):
        stack.call("announce_changes", event)
