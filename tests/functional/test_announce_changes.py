from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

import pytest

from bookbridge.adapters.dynamodb.feed import page_item
from bookbridge.ports.messages import Event
from tests.contract.ports.examples import entry

from .company_sync import failing, run_session
from .examples import CUSTOMER, connected
from .http_api import HttpApi
from .stack import REGION, Stack
from .streams import item, stream_event

pytestmark = pytest.mark.functional


def caught(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What the bus is given."""
    events: list[Event] = []

    def publish(given: list[Event]) -> tuple[int, ...]:
        events.extend(given)
        return ()

    monkeypatch.setattr(stack.application.adapters.event_bus, "publish", publish)
    return events


@pytest.mark.requirement("F11")
def test_every_entry_of_a_page_of_the_feed_is_announced(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    events = caught(stack, monkeypatch)
    page = page_item([entry("acme", f"{number:04}") for number in range(24)])
    image = {name: {"B": b64encode(each["B"]).decode()} if "B" in each else each for name, each in page.items()}
    assert stack.call("announce_changes", stream_event("ChangesTable", ({}, image))) == {"batchItemFailures": []}
    assert [event.detail["position"] for event in events] == [f"{number:04}" for number in range(24)]
    assert {(event.kind, event.company_id, event.detail["kind"]) for event in events} == {
        ("record.changed", "acme", "updated")
    }
    assert len({event.event_id for event in events}) == 24


@pytest.mark.requirement("A5", "F11")
def test_a_report_that_is_ready_is_announced_with_where_a_download_link_is_had_but_not_with_who_is_told(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = caught(stack, monkeypatch)
    ready = item(company_id="acme", report_id="rep-1", report="sync_failures", status="ready", rows=3, schedule="s-1")
    told = {**ready, "told": {"S": '["owner@acme.example"]'}}
    stack.call("announce_changes", stream_event("ReportsTable", (item(status="running"), ready), (ready, told)))
    assert [(event.kind, event.detail) for event in events] == [
        (
            "report.ready",
            {
                "company_id": "acme",
                "report_id": "rep-1",
                "report": "sync_failures",
                "rows": 3,
                "link": "/v1/companies/acme/reports/rep-1",
            },
        )
    ]


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


@pytest.mark.requirement("F11")
def test_the_real_item_of_a_failure_is_announced_with_its_title(
    stack: Stack, api: HttpApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    company_id = failing(stack, api)
    (failure,) = api.get(f"/v1/companies/{company_id}/failures").json["failures"]
    key = {"company_id": {"S": company_id}, "failure_id": {"S": failure["id"]}}
    opened = stack.clients.dynamodb().get_item(TableName="SyncFailuresTable", Key=key)["Item"]
    events = caught(stack, monkeypatch)
    stack.call("announce_changes", stream_event("SyncFailuresTable", ({}, dict(opened))))
    (event,) = events
    told = {name: failure[name] for name in ("category", "entity_type", "record_id", "code", "title", "status")}
    assert failure["title"]
    assert dict(event.detail) == {
        "company_id": company_id,
        "failure_id": failure["id"],
        **told,
        "record_number": "INV-0",
    }


@pytest.mark.requirement("F11")
def test_a_change_that_is_announced_again_is_the_same_event(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    events = caught(stack, monkeypatch)
    opened = [item(company_id="acme", failure_id=f"fail-{number}", status="open") for number in range(2)]
    for _ in range(2):
        stack.call("announce_changes", stream_event("SyncFailuresTable", *(({}, image) for image in opened)))
    ids = [event.event_id for event in events]
    assert ids[:2] == ids[2:]
    assert len(set(ids)) == 2
    assert all(re.fullmatch("evt_[0-9a-f]{32}", each) for each in ids)


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
