from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bookbridge.domain.timestamps import to_text

from .company_sync import run_session
from .examples import CUSTOMER, ITEM, connected, invoice, new_company, webhook
from .http_api import HttpApi, company_token
from .stack import Stack, sqs_event
from .streams import stream_event
from .test_announce_changes import caught
from .test_serve_reports import downloaded, make

pytestmark = [pytest.mark.functional, pytest.mark.requirement("F7")]


def drifted(stack: Stack, api: HttpApi, **changes: Any) -> str:
    """A company whose invoice was sent and then changed in the package."""
    company_id, realm_id = connected(api)
    records = f"/v1/companies/{company_id}/records"
    item = {**ITEM, "income_account": "4000"}
    for path, record in (("customer/cust-1", CUSTOMER), ("item/item-1", item), ("invoice/inv-1", invoice("INV-1"))):
        assert api.put(f"{records}/{path}", record).status == 202
    run_session(stack, company_id)
    sent = api.get(f"{records}/invoice/inv-1").json
    assert (sent["sync_state"], sent["discrepancy_id"]) == ("synced", None)
    by_hand(stack, "PATCH", f"/organisations/{realm_id}/Invoice/{sent['package_id']}", changes or {"DocNumber": "X-9"})
    announce(stack, realm_id, sent["package_id"])
    run_session(stack, company_id, "ses-2")
    return company_id


def by_hand(stack: Stack, method: str, path: str, body: dict[str, Any]) -> None:
    """A user of the package edits the books."""
    headers = {"content-type": "application/json"}
    status, _headers, answer = stack.simulator.handle(method, f"/control{path}", "", headers, json.dumps(body).encode())
    assert status < 400, answer


def announce(stack: Stack, realm_id: str, package_id: str) -> None:
    """The package announces that an invoice was changed."""
    entity = {"name": "Invoice", "id": package_id, "operation": "Update"}
    entity["lastUpdated"] = to_text(datetime.now(UTC) + timedelta(minutes=1))
    told = {"eventNotifications": [{"realmId": realm_id, "dataChangeEvent": {"entities": [entity]}}]}
    stack.call("receive_webhook", webhook(json.dumps(told).encode()))
    stack.call("take_in_changes", sqs_event(*stack.queued("WEBHOOKS_QUEUE_URL")))


def listed(api: HttpApi, company_id: str, **query: str) -> list[dict[str, Any]]:
    return list(api.get(f"/v1/companies/{company_id}/discrepancies", **query).json["discrepancies"])


def choose(api: HttpApi, company_id: str, discrepancy_id: str, choice: str) -> Any:
    path = f"/v1/companies/{company_id}/discrepancies/{discrepancy_id}/{choice}"
    return api.post(path, token=company_token(company_id))


def test_a_discrepancy_tells_the_record_and_both_values(stack: Stack, api: HttpApi) -> None:
    company_id = drifted(stack, api)
    (found,) = listed(api, company_id)
    assert (found["entity_type"], found["record_id"], found["record_number"]) == ("invoice", "inv-1", "INV-1")
    assert (found["party"], found["kind"], found["status"]) == ("Riverside Café", "changed", "open")
    assert found["differences"] == [{"field": "number", "ours": "INV-1", "theirs": "X-9"}]
    assert found["theirs"]["number"] == "X-9"
    assert found["choices"] == ["take-theirs", "send-ours"]
    shown = api.get(f"/v1/companies/{company_id}/records/invoice/inv-1").json
    assert (shown["record"]["number"], shown["warning"], shown["discrepancy_id"]) == ("INV-1", True, found["id"])


def test_theirs_is_taken_once_and_told_by_the_feed(stack: Stack, api: HttpApi) -> None:
    company_id = drifted(stack, api)
    (found,) = listed(api, company_id)
    for _ in range(2):
        taken = choose(api, company_id, found["id"], "take-theirs")
        assert (taken.status, taken.json["status"], taken.json["resolution"]) == (200, "resolved", "take-theirs")
        assert (taken.json["resolved_by"], taken.json["choices"]) == ("carla", [])
    shown = api.get(f"/v1/companies/{company_id}/records/invoice/inv-1").json
    assert (shown["record"]["number"], shown["warning"], shown["discrepancy_id"]) == ("X-9", False, None)
    changes = api.get(f"/v1/companies/{company_id}/changes").json["changes"]
    assert [each["record"]["number"] for each in changes if each["record_id"] == "inv-1"] == ["X-9"]
    assert listed(api, company_id) == []
    assert choose(api, company_id, found["id"], "send-ours").status == 409


def test_ours_is_sent_with_the_next_session(stack: Stack, api: HttpApi) -> None:
    company_id = drifted(stack, api)
    (found,) = listed(api, company_id)
    stack.queued("WAKES_QUEUE_URL")
    sent = choose(api, company_id, found["id"], "send-ours")
    assert (sent.status, sent.json["resolution"]) == (202, "send-ours")
    assert api.get(f"/v1/companies/{company_id}/records/invoice/inv-1").json["sync_state"] == "pending"
    run_session(stack, company_id, "ses-3")
    assert api.get(f"/v1/companies/{company_id}/records/invoice/inv-1").json["sync_state"] == "synced"
    assert listed(api, company_id) == []
    assert [each["id"] for each in listed(api, company_id, status="open,resolved")] == [found["id"]]


def test_the_list_is_narrowed_and_bad_filters_are_named(stack: Stack, api: HttpApi) -> None:
    company_id = drifted(stack, api)
    assert len(listed(api, company_id, entity_type="invoice")) == 1
    assert listed(api, company_id, entity_type="bill") == []
    assert listed(api, company_id, status="resolved") == []
    reply = api.get(f"/v1/companies/{company_id}/discrepancies", status="broken", entity_type="invoice,bill")
    assert (reply.status, sorted(reply.fields)) == (422, ["entity_type", "status"])


def test_a_discrepancy_of_another_company_is_not_found(stack: Stack, api: HttpApi) -> None:
    company_id = drifted(stack, api)
    (found,) = listed(api, company_id)
    assert listed(api, new_company()) == []
    for choice in ("take-theirs", "send-ours"):
        assert choose(api, new_company(), found["id"], choice).status == 404
        assert choose(api, company_id, "disc-unknown", choice).status == 404
    assert listed(api, company_id) == [found]


@pytest.mark.requirement("A4", "A5")
def test_discrepancies_are_a_report(stack: Stack, api: HttpApi) -> None:
    company_id = drifted(stack, api)
    path = f"/v1/companies/{company_id}/reports"
    report = api.get(f"{path}/{make(stack, api, company_id, report='discrepancies')}").json
    assert report["rows"] == 1
    heading, row = downloaded(stack, report["download_url"]).split("\r\n")[:2]
    assert heading.startswith("company,category,entity type,record number")
    for cell in ("INV-1", "Riverside Café", "changed_in_package", "number: INV-1 → X-9", "Take theirs"):
        assert cell in row
    (found,) = listed(api, company_id)
    assert row.endswith(found["id"])
    for narrow, rows in (({"category": "invoices"}, 1), ({"category": "payments"}, 0), ({"status": "resolved"}, 0)):
        narrowed = make(stack, api, company_id, report="discrepancies", filter=narrow)
        assert api.get(f"{path}/{narrowed}").json["rows"] == rows


@pytest.mark.requirement("F11")
def test_it_is_announced_when_it_is_found(stack: Stack, api: HttpApi, monkeypatch: pytest.MonkeyPatch) -> None:
    company_id = drifted(stack, api)
    (found,) = listed(api, company_id)
    key = {"company_id": {"S": company_id}, "discrepancy_id": {"S": found["id"]}}
    stored = stack.clients.dynamodb().get_item(TableName="DiscrepanciesTable", Key=key)["Item"]
    events = caught(stack, monkeypatch)
    changes = stream_event("DiscrepanciesTable", ({}, dict(stored)), (dict(stored), dict(stored)))
    assert stack.call("announce_changes", changes) == {"batchItemFailures": []}
    (event,) = events
    assert (event.kind, event.company_id) == ("discrepancy.found", company_id)
    assert (event.detail["discrepancy_id"], event.detail["record_id"]) == (found["id"], "inv-1")
