from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bookbridge import __version__
from bookbridge.domain.dispatches import Dispatch, Operation, Verb
from bookbridge.domain.failures import Failure, HistoryEntry, Problem, fail, failure_id
from bookbridge.domain.leases import Hold
from bookbridge.ports.transactions import SaveDiscrepancy, SaveFailure, SaveRecord, StoreDispatch
from tests.contract.ports.examples import LEASE, discrepancy

from .company_sync import acquire, failing, run_session
from .examples import CUSTOMER, connected, new_company
from .http_api import HttpApi, company_token
from .stack import Stack

pytestmark = pytest.mark.functional

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECRETS = {
    "settings": "owner-mark@firm.example",
    "approver": "approver-mark@firm.example",
    "vendor e-mail": "vendor-mark@birch.example",
    "vendor phone": "+1 555 0100 777",
    "street": "12 Marked Street",
    "ach": "021000021-MARK",
    "account in a note": "987654321098",
    "message": "eyJtYXJrIjoi.c2VjcmV0.c2ln",
    "actor": "agent-mark@firm.example",
    "signature of a link": "X-Amz-Signature=MARKED",
    "payload": "payload-mark-5512",
    "theirs": "theirs-mark@birch.example",
}
"""Everything that must not get out, by where it is put."""


def unknown(company_id: str, record_id: str, message: str, package: str = "Xero", code: str = "10") -> Failure:
    """A failure whose error the catalogue does not know."""
    problem = Problem(
        code="unknown_error",
        title="An error that is not known yet",
        message=message,
        remedies=(),
        actions=(),
        package_code=code,
        values={"package": package},
    )
    return fail(
        None,
        company_id=company_id,
        entity_type="bill",
        record_id=record_id,
        record={"number": record_id, "total": "100.00"},
        operation="sync",
        problem=problem,
        party="Birch Ltd",
        now=NOW,
    )


def save(stack: Stack, *failures: Failure) -> None:
    for each in failures:
        stack.application.adapters.transactions.commit_unleased([SaveFailure(each)])


@pytest.fixture
def bundle_of(stack: Stack, api: HttpApi) -> dict[str, Any]:
    """The bundle of a bill's failure, in a company with secrets wherever they can be."""
    approvals = {"vendors": {"ven-1": {"approvers": [SECRETS["approver"]]}}}
    notify = {"owner": SECRETS["settings"], "emails": [SECRETS["settings"]]}
    company_id, realm = connected(api, notify=notify, approvals=approvals)
    records = f"/v1/companies/{company_id}/records"
    vendor = {
        "name": "Birch Ltd",
        "email": SECRETS["vendor e-mail"],
        "phone": SECRETS["vendor phone"],
        "billing_address": {"line1": SECRETS["street"], "country": "US"},
        "ach": {"routing": SECRETS["ach"], "account": SECRETS["account in a note"]},
    }
    assert api.put(f"{records}/vendor/ven-1", vendor).status == 202
    use = stack.application.adapters
    stored = use.records.get(company_id, "vendor", "ven-1")
    assert stored is not None
    twin = discrepancy(company_id, "ven-1", entity_type="vendor", theirs={"email": SECRETS["theirs"], "name": "Birch"})
    message = f"refused: token {SECRETS['message']}, see https://files.example/a.pdf?{SECRETS['signature of a link']}"
    vendor_failure = replace(
        unknown(company_id, "ven-1", f"{message}, paid from {SECRETS['account in a note']}"),
        entity_type="vendor",
        failure_id=failure_id("vendor", "ven-1", "sync"),
        delivery={"kind": "check", "image_url": f"https://files.example/b.png?{SECRETS['signature of a link']}"},
        history=(HistoryEntry(NOW, "resync", by=SECRETS["actor"]),),
    )
    operation = Operation("1", Verb.CREATE, "vendor", "ven-1", 1, {"PrimaryEmailAddr": SECRETS["payload"]})
    lease = acquire(stack, company_id)
    hold = Hold(company_id, "ses-1", lease["fence"])
    dispatch = Dispatch(company_id, "disp-1", realm, (operation,), NOW)
    use.transactions.commit(
        hold,
        [
            SaveRecord(replace(stored, failure_id=vendor_failure.failure_id, discrepancy_id=twin.discrepancy_id)),
            SaveDiscrepancy(twin),
            SaveFailure(vendor_failure),
            StoreDispatch(dispatch),
        ],
        now=use.clock.now(),
        lease_for=LEASE,
    )
    path = f"/v1/companies/{company_id}/failures/{vendor_failure.failure_id}/support-bundle"
    reply = api.get(path, token=company_token(company_id))
    assert reply.status == 200
    expected = f'attachment; filename="bookbridge-support_{company_id}_{vendor_failure.failure_id}.json"'
    assert reply.headers["content-disposition"] == expected
    found: dict[str, Any] = reply.json
    return found


@pytest.mark.requirement("F12")
def test_a_bundle_has_no_secret_and_no_personal_detail(bundle_of: dict[str, Any]) -> None:
    text = json.dumps(bundle_of, ensure_ascii=False)
    assert {place: secret for place, secret in SECRETS.items() if secret in text} == {}
    for word in ("access_token", "refresh_token", "PrimaryEmailAddr", "payload"):
        assert word not in text


@pytest.mark.requirement("A6", "F12")
def test_a_bundle_tells_support_what_is_known(bundle_of: dict[str, Any]) -> None:
    found = bundle_of
    assert found["versions"]["product"] == __version__
    assert len(found["versions"]["catalogue"]) == 12
    connection = found["connection"]
    assert (connection["package"], connection["status"]) == ("quickbooks-online", "synchronizing")
    assert connection["organisation_id"].isdecimal()
    assert connection["settings"]["lease_minutes"] == 30
    assert found["failure"]["package_code"] == "10"
    assert found["failure"]["message"].startswith("refused: ")
    assert found["failure"]["history"][0]["by"] == "[masked: 23 characters]"
    assert found["failure"]["delivery"]["image_url"] == "https://files.example/b.png?[masked]"
    record = found["record"]["record"]
    assert (record["name"], record["billing_address"]["country"], record["ach"]) == (
        "Birch Ltd",
        "US",
        "[masked: 2 entries]",
    )
    assert found["record"]["sync_state"] == "syncing"
    assert found["discrepancy"]["kind"] == "changed"
    assert [each["operation_id"] for each in found["dispatches"]] == ["disp-1"]
    assert found["dispatches"][0]["operations"] == [{"key": "1", "verb": "create", "revision": 1, "package_id": None}]
    assert [each["session_id"] for each in found["sessions"]] == ["ses-1"]
    assert {each["id"] for each in found["checklist"]["checks"]} >= {"integration_enabled", "connected"}
    assert found["connector"] is None
    assert found["shortened"] == []


def test_the_checklist_of_a_bundle_asks_the_package_nothing(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api)
    (failed,) = api.get(f"/v1/companies/{company_id}/failures").json["failures"]
    before = stack.simulator.calls
    found = api.get(f"/v1/companies/{company_id}/failures/{failed['id']}/support-bundle").json
    assert stack.simulator.calls == before
    answers = {each["id"]: each["passed"] for each in found["checklist"]["checks"]}
    assert False in answers.values()
    assert answers["connected"] is True


def test_what_the_package_last_had_is_in_the_bundle(stack: Stack, api: HttpApi) -> None:
    company_id, realm = connected(api)
    records = f"/v1/companies/{company_id}/records"
    assert api.put(f"{records}/customer/cust-1", CUSTOMER).status == 202
    run_session(stack, company_id)
    assert api.put(f"{records}/customer/cust-1", {"name": "x" * 600}).status == 202
    run_session(stack, company_id, "ses-2")
    (failed,) = api.get(f"/v1/companies/{company_id}/failures").json["failures"]
    found = api.get(f"/v1/companies/{company_id}/failures/{failed['id']}/support-bundle").json
    assert found["in_package"]["organisation_id"] == realm
    assert found["in_package"]["package_version"] == "0"
    assert f"nameId={found['in_package']['package_id']}" in found["in_package"]["package_link"]
    assert [each["session_id"] for each in found["sessions"]] == ["ses-2", "ses-1"]


def test_a_bundle_of_another_company_or_of_no_failure_is_not_found(stack: Stack, api: HttpApi) -> None:
    company_id, other = new_company(), new_company()
    one = unknown(company_id, "bill-1", "Odd")
    save(stack, one)
    path = f"/v1/companies/{company_id}/failures/{one.failure_id}/support-bundle"
    assert api.get(path).json["record"] is None  # the record is gone, and so is the connection
    assert api.get(path, token=company_token(other)).status == 404
    assert api.get(path.replace(company_id, other)).status == 404
    assert api.get(f"/v1/companies/{company_id}/failures/fail-none/support-bundle").status == 404


@pytest.mark.requirement("A6")
def test_the_operator_sees_the_most_frequent_unknown_errors_first(stack: Stack, api: HttpApi) -> None:
    one, other = new_company(), new_company()
    save(
        stack,
        unknown(one, "bill-1", "Rarely odd 1", code="77"),
        unknown(one, "bill-2", 'Often odd: "Birch" of bill-2', code="77"),
        replace(unknown(other, "bill-3", 'Often odd: "Cedar" of bill-3', code="77"), attempts=4),
        unknown(other, "bill-4", "Odd elsewhere", "QuickBooks Online", code="78"),
    )
    reply = api.get("/v1/unknown-errors", package="xero", limit=200).json
    often, rarely = [each for each in reply["unknown_errors"] if each["package_code"] == "77"]
    assert (often["failures"], often["attempts"], often["companies"], often["unresolved"]) == (2, 5, 2, 2)
    assert often["text"].startswith("Often odd: ")
    assert often["example"]["company_id"] in {one, other}
    assert (rarely["text"], rarely["failures"]) == ("Rarely odd 1", 1)
    assert reply["complete"] is True
    everywhere = api.get("/v1/unknown-errors", limit=200).json["unknown_errors"]
    assert "78" in {each["package_code"] for each in everywhere}


def test_unknown_errors_are_paged_and_narrowed_by_packages_that_there_are(stack: Stack, api: HttpApi) -> None:
    company_id = new_company()
    save(stack, *(unknown(company_id, f"bill-{n}", "odd", "QuickBooks Desktop", code=str(n)) for n in range(3)))
    first = api.get("/v1/unknown-errors", package="quickbooks-desktop", limit=2).json
    second = api.get("/v1/unknown-errors", package="quickbooks-desktop", limit=2, cursor=first["next_cursor"]).json
    codes = [each["package_code"] for each in first["unknown_errors"] + second["unknown_errors"]]
    assert sorted(codes) == ["0", "1", "2"]
    assert second["next_cursor"] is None
    assert api.get("/v1/unknown-errors", package="xero", cursor=first["next_cursor"]).fields == ["cursor"]
    assert api.get("/v1/unknown-errors", package="sage").fields == ["package"]
    assert api.get("/v1/unknown-errors", limit=0).fields == ["limit"]


def test_unknown_errors_are_the_operators_alone(api: HttpApi) -> None:
    assert api.get("/v1/unknown-errors", token=company_token(new_company())).status == 404
