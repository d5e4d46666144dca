"""The failure desk on the deployed stack: failures acted on one by one and many at once, reported, handed over."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

import httpx
import pytest

from bookbridge.domain.languages import language
from infra.local.demo.application import Application, until
from infra.local.stack import LocalStack
from tests.fakes.books import bill, customer, invoice, item, vendor

from .conftest import Company, Records

pytestmark = pytest.mark.e2e

SignIn = Callable[[Company, str], httpx.Client]

MANY: Final = 120
"""Invoices that fail for one cause: three transactions of a bulk action."""


def _bea(company: Company, sign_in: SignIn) -> Application:
    """The company's bookkeeper, with a token of her own."""
    return replace(company.app, http=sign_in(company, "bea"))


def _refused(app: Application, method: str, path: str) -> str:
    """Why something is not done in the present state."""
    answer = app.http.request(method, f"/v1/companies/{app.company}{path}")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (409, "application/problem+json")
    return str(answer.json()["detail"])


def _failure(app: Application, failure_id: str) -> dict[str, Any]:
    """A failure of whatever status."""
    every = "open,resyncing,skipped,cleared,resolved,deleted"
    listed = app.call("GET", "/failures", params={"status": every, "limit": "200"})["failures"]
    return next(dict(each) for each in listed if each["id"] == failure_id)


def _told(failure: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    """The history of a failure: what happened, by whom and why, without when."""
    return [(each["event"], each["by"], each["detail"]) for each in failure["history"]]


@pytest.mark.requirement("E2")
def test_a_skipped_record_is_left_alone_without_a_warning_until_the_application_sends_another(
    connect: Callable[..., Company], sign_in: SignIn
) -> None:
    company = connect()
    bea = _bea(company, sign_in)
    company.books.add("Vendor", {"DisplayName": "Northwind Supplies"})
    company.send({("customer", "c-1"): customer("Northwind Supplies")})
    failure_id = bea.reaches("customer", "c-1", "failed")["failure"]["id"]

    shown = bea.call("POST", f"/failures/{failure_id}/skip", {"reason": "they choose a new name"})
    assert (shown["status"], shown["actions"]) == ("skipped", ["resync", "clear"])
    record = bea.record("customer", "c-1")
    assert (record["sync_state"], record["warning"]) == ("skipped", False)
    detail = _refused(bea, "POST", f"/failures/{failure_id}/skip")
    assert f"is skipped since {shown['history'][-1]['at']}, by bea: " in detail
    assert "resync it to try it again" in detail

    company.send({("customer", "c-2"): customer("Alder Ltd")})
    bea.reaches("customer", "c-2", "synced")
    record = bea.record("customer", "c-1")
    assert (record["sync_state"], record["failure"]["attempts"]) == ("skipped", 1), "a session went by"
    banner = bea.call("GET", "/failures/summary")["banner"]
    assert banner == {"level": "none", "text": "Everything is synced."}

    bea.call("PUT", "/records/customer/c-1", customer("Northwind Weddings"))
    bea.reaches("customer", "c-1", "synced")
    failure = _failure(bea, failure_id)
    assert failure["status"] == "resolved"
    assert _told(failure)[:3] == [
        ("opened", None, "duplicate_name"),
        ("skipped", "bea", "they choose a new name"),
        ("reopened", None, "The application sent it anew."),
    ]


@pytest.mark.requirement("E2")
def test_a_cleared_failure_keeps_the_link_and_only_a_services_can_be_deleted(
    connect: Callable[..., Company], sign_in: SignIn
) -> None:
    company = connect()
    bea = _bea(company, sign_in)
    company.send(
        {
            ("customer", "c-1"): customer("Alder Ltd"),
            ("invoice", "i-1"): invoice("A-1", "c-1"),
            ("item", "s-1"): item("Portrait " * 12),
        }
    )
    bea.reaches("invoice", "i-1", "synced")
    mappings = bea.call("GET", "/mappings")
    company.send({("invoice", "i-1"): {**invoice("A-1", "c-1"), "total": "1.00"}})
    invoices = bea.reaches("invoice", "i-1", "failed")["failure"]["id"]
    assert "only failures of services can be deleted" in _refused(bea, "DELETE", f"/failures/{invoices}")

    shown = bea.call("POST", f"/failures/{invoices}/clear", {"reason": "the sum is argued about"})
    assert (shown["status"], shown["actions"]) == ("cleared", [])
    record = bea.record("invoice", "i-1")
    assert (record["sync_state"], record["warning"], record["exported"]) == ("failed", False, True)
    assert bea.call("GET", "/mappings") == mappings
    for action in ("resync", "skip", "clear"):
        detail = _refused(bea, "POST", f"/failures/{invoices}/{action}")
        assert f"is cleared since {shown['history'][-1]['at']}, by bea: send the record again" in detail

    services = bea.reaches("item", "s-1", "failed")["failure"]
    assert (services["code"], services["actions"]) == ("string_too_long", ["resync", "skip", "clear", "delete"])
    gone = bea.call("DELETE", f"/failures/{services['id']}", {"reason": "entered by mistake"})
    assert (gone["status"], _told(gone)[-1]) == ("deleted", ("deleted", "bea", "entered by mistake"))
    assert bea.record("item", "s-1")["deleted"] is True
    assert "is deleted since" in _refused(bea, "POST", f"/failures/{services['id']}/resync")

    bea.call("PUT", "/records/invoice/i-1", invoice("A-1", "c-1", amount="130.00"))
    bea.reaches("invoice", "i-1", "synced")
    assert [(each["DocNumber"], each["TotalAmt"]) for each in company.books.all("Invoice")] == [("A-1", 130.0)]


@pytest.fixture
def closed(connect: Callable[..., Company]) -> Company:
    """A French company with invoices that all fail because its books are closed."""
    company = connect(language="fr")
    company.books.close("2030-12-31")
    records: Records = {("customer", f"c-{number}"): customer(f"Forêt & Fils {number}") for number in range(4)}
    for number in range(MANY):
        records["invoice", f"i-{number}"] = invoice(f"F-{number}", f"c-{number % 4}")
    company.send(records)

    until(f"{MANY} failures", lambda: company.app.call("GET", "/failures/summary")["open"] == MANY or None)
    return company


@pytest.mark.requirement("A4", "A5", "A8", "E2", "F1", "F10")
def test_many_failures_are_one_report_and_once_their_cause_is_gone_one_action(
    closed: Company, connect: Callable[..., Company], sign_in: SignIn
) -> None:
    bea = _bea(closed, sign_in)
    summary = bea.call("GET", "/failures/summary")
    assert (summary["by_category"]["invoices"], summary["banner"]["level"]) == (MANY, "warning")
    assert f" pas pu être synchronisés\u00a0: {MANY} factures. " in summary["banner"]["text"]
    other = connect()
    _one_complete_report_in_french(bea, replace(other.app, http=sign_in(other, "carla")))

    closed.books.close(None)
    closed.control.delete("/calls").raise_for_status()
    asked = {"action": "resync", "filter": {"code": "closed_period"}, "reason": "the year was opened again"}
    action_id = bea.call("POST", "/failures/actions", asked)["action_id"]
    seen: list[tuple[int | None, int]] = []

    def over() -> Any | None:
        action = bea.call("GET", f"/failures/actions/{action_id}")
        seen.append((action["total"], action["done"]))
        return action if action["status"] != "running" else None

    action = until("the action is done", over)
    assert (action["status"], action["total"], action["done"]) == ("done", MANY, MANY)
    assert (action["refused_total"], action["requested_by"]) == (0, "bea")
    assert [done for _total, done in seen] == sorted(done for _total, done in seen)
    assert [each["action_id"] for each in bea.call("GET", "/failures/actions")["failure_actions"]] == [action_id]

    until("all is mended", lambda: bea.call("GET", "/failures/summary")["open"] == 0 or None)
    mended = bea.call("GET", "/failures", params={"status": "resolved", "limit": "200"})["failures"]
    assert len(mended) == MANY
    assert {_told(each)[1] for each in mended} == {("resync", "bea", "the year was opened again")}
    assert {tuple(event for event, _by, _why in _told(each)) for each in mended} == {("opened", "resync", "resolved")}
    assert sorted(closed.books.numbers("invoice")) == sorted(f"F-{number}" for number in range(MANY))
    assert closed.books.calls()["objects_written"] == MANY


def _one_complete_report_in_french(bea: Application, carla: Application) -> None:
    """A file with all failures in it, which nobody of another company gets."""
    asked = {"report": "invoice_sync_failures", "format": "csv", "language": "fr"}
    report_id = bea.call("POST", "/reports", asked)["report_id"]

    def made() -> Any | None:
        shown = bea.call("GET", f"/reports/{report_id}")
        return shown if shown["status"] != "running" else None

    report = until("the report is made", made)
    assert (report["status"], report["rows"]) == ("ready", MANY)
    assert [each["report_id"] for each in bea.call("GET", "/reports")["reports"]] == [report_id]
    for company in (bea.company, carla.company):
        assert carla.http.get(f"/v1/companies/{company}/reports/{report_id}").status_code == 404

    file = httpx.get(report["download_url"], timeout=30).raise_for_status()
    assert "echecs-synchronisation-factures" in file.headers["content-disposition"]
    text = file.content.decode("utf-8-sig")
    assert (len(file.content), text.count("\n")) == (report["bytes"], text.count("\r\n"))
    heading, *rows = csv.reader(io.StringIO(text, newline=""))
    assert heading == list(language("fr").columns)
    assert sorted(row[4] for row in rows) == sorted(f"i-{number}" for number in range(MANY))
    assert {(row[1], row[7], row[11]) for row in rows} == {("factures", "125.00", "closed_period")}
    assert {row[5] for row in rows} == {f"Forêt & Fils {number}" for number in range(4)}
    assert all("clôturée dans QuickBooks Online" in row[12] for row in rows)


@pytest.mark.requirement("A6")
def test_an_unknown_error_is_counted_for_the_operator_and_handed_over_without_any_secret(
    stack: LocalStack,
    aws_clients: Callable[[str], Any],
    api: httpx.Client,
    connect: Callable[..., Company],
    sign_in: SignIn,
) -> None:
    company = connect(notify={"owner": "olivia@acme.example"})
    bea = _bea(company, sign_in)
    tokens = company.control.post(f"/tokens/{company.books.organisation_id}").raise_for_status().json()
    given = {name: tokens[name] for name in ("access_token", "refresh_token", "expires_in")}
    company.app.call("PUT", "/connection/credentials", {**given, "organisation_id": company.books.organisation_id})
    says = f"The stars were not right for Authorization: Bearer {tokens['access_token']}"
    fault = {"kind": "refused_record", "times": None, "match": {"body": "Astray"}, "code": "", "detail": says}
    company.control.post("/faults", json={**fault, "messages": [says]}).raise_for_status()
    company.send({("customer", "c-1"): customer("Astray Ltd", email="mia@astray.example", phone="+1 555 010 7788")})
    failure = bea.reaches("customer", "c-1", "failed")["failure"]
    assert failure["code"] == "unknown_error"
    assert "support" in {each["actor"] for each in failure["remedies"]}

    assert bea.http.get("/v1/unknown-errors").status_code == 404

    def counted() -> Any | None:
        listed = api.get("/v1/unknown-errors", params={"package": "quickbooks-online", "limit": "200"}).json()
        (found,) = [each for each in listed["unknown_errors"] if "stars were not right" in each["text"]] or [None]
        return found

    known = until("the error is counted", counted)
    assert known["example"] == {"company_id": company.app.company, "failure_id": failure["id"]}
    assert (known["code"], known["failures"], known["companies"]) == ("unknown_error", 1, 1)

    bundle = bea.text(f"/failures/{failure['id']}/support-bundle")
    shown = json.loads(bundle)
    assert (shown["failure"]["id"], shown["record"]["record"]["name"]) == (failure["id"], "Astray Ltd")
    assert "The stars were not right for [masked" in shown["failure"]["message"]
    assert shown["checklist"]["checks"]
    private = {"olivia@acme.example", "mia@astray.example", "555 010 7788", bea.http.headers["authorization"][7:]}
    secret = private | {given["access_token"], given["refresh_token"], *_secrets(stack, aws_clients("secretsmanager"))}
    assert [each for each in secret if each in bundle] == []


def _secrets(stack: LocalStack, vault: Any) -> set[str]:
    """Every secret value of the stack; short ones could be in a text by chance."""
    found = {stack.operator_token()}
    for each in vault.list_secrets(MaxResults=100)["SecretList"]:
        found |= {*_texts(vault.get_secret_value(SecretId=each["ARN"])["SecretString"])}
    assert {each.client_secret for each in stack.settings.registrations} <= found
    assert {each.webhook_key for each in stack.settings.registrations} <= found
    return {each for each in found if len(each) >= 12}


def _texts(text: str) -> Iterator[str]:
    try:
        parts = json.loads(text)
    except ValueError:
        parts = text
    yield from parts.values() if isinstance(parts, dict) else [text]


@pytest.mark.requirement("A3", "B14")
def test_a_bill_that_cannot_be_synced_can_be_approved_and_paid_all_the_same(connect: Callable[..., Company]) -> None:
    rules = {"classes": {"Studio": ["lou"]}, "accounts": {"6999": ["anna"]}}
    company = connect(approvals=rules)
    lamps = {"account": "6999", "amount": "310.00", "description": "Lamps", "class": "studio"}
    bills: Records = {
        ("bill", "b-1"): {**bill("LL-9", "v-1", amount="310.00"), "lines": [lamps]},
        ("bill", "b-2"): {**bill("LL-10", "v-1", amount="310.00"), "lines": [{**lamps, "class": "Shop"}]},
    }
    company.send({("vendor", "v-1"): vendor("Lumen Lamps"), **bills})
    for key in bills:
        record = company.app.reaches(*key, "failed")
        assert (record["payable"], record["failure"]["payable_anyway"]) == (True, True)

    def approvers(bill_id: str) -> tuple[list[str], str]:
        found = company.app.call("GET", f"/approvals/{bill_id}")
        return found["approvers"], found["rule"]["kind"]

    assert (approvers("b-1"), approvers("b-2")) == ((["lou"], "class"), (["anna"], "account"))
    by_vendor = {**rules, "vendors": {"v-1": {"approvers": ["vic"]}}}
    company.app.call("PUT", "/connection", {"settings": {"approvals": by_vendor}})
    assert (approvers("b-1"), approvers("b-2")) == ((["vic"], "vendor"), (["vic"], "vendor"))
