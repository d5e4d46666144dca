"""What the application does, on the deployed stack and with each package."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

import httpx
import pytest

from tests.fakes.books import bill, customer, invoice, item, payment
from tests.fixtures.file_server import serving

from .conftest import Company, Records

pytestmark = pytest.mark.e2e


def _order(number: str, status: str, **more: Any) -> dict[str, Any]:
    line = {"quantity": "2", "unit_price": "6.00", "amount": "12.00", "description": "Boxes", "cost_centre": "pick"}
    days = {"date": "2026-04-02", "due_date": "2026-05-02"}
    return {"number": number, "customer": "c-1", **days, "status": status, "lines": [line], "total": "12.00", **more}


def _document(record_id: str, url: str) -> dict[str, Any]:
    owner = {"entity_type": "invoice", "record_id": "i-1"}
    return {"record": owner, "file_name": f"{record_id}.pdf", "content_type": "application/pdf", "url": url}


def _synced(company: Company, records: Records) -> None:
    company.send(records)
    for key in records:
        company.app.reaches(*key, "synced")


@pytest.mark.requirement("A1", "F1", "F2", "F5")
def test_records_go_out_in_any_order_and_what_people_make_comes_in(any_company: Company) -> None:
    company = any_company
    vendor_id, vendors = company.vendor("v-1", "Birch Paper")
    records: Records = {
        ("payment", "p-1"): payment("c-1", {"i-1": "125.00"}),
        ("invoice", "i-1"): invoice("A-1", "c-1", item="s-1"),
        ("bill", "b-1"): bill("B-1", vendor_id, account=company.chart.expense, ap_account=company.chart.payable),
        ("item", "s-1"): item("Advice", income_account=company.chart.income),
        ("customer", "c-1"): customer("Alder Ltd"),
        **vendors,
    }
    _synced(company, records)
    assert (company.books.numbers("invoice"), company.books.numbers("bill")) == (["A-1"], ["B-1"])
    assert company.books.payments() == [125.0]
    customer_id = company.books.add_party("Walk-in Wendy")
    invoice_id = company.books.add_invoice("HAND-1", customer_id, 250)
    assert company.app.arrives("customer", customer_id)["record"]["name"] == "Walk-in Wendy"
    arrived = company.app.arrives("invoice", invoice_id)["record"]
    assert (arrived["number"], arrived["total"]) == ("HAND-1", "250.00")
    changes = company.app.call("GET", "/changes", params={"limit": "200"})["changes"]
    told = Counter((each["entity_type"], each["package_id"]) for each in changes)
    assert set(told.values()) == {1}
    assert not told.keys() & {(key[0], company.app.record(*key)["package_id"]) for key in records}


@pytest.mark.requirement("A2", "F5", "F6", "F12")
def test_one_bad_record_hurts_no_other_and_its_failure_closes_when_the_package_is_repaired(
    any_company: Company,
) -> None:
    company = any_company
    taken = company.books.add_invoice("A-2", company.books.add_party("Somebody else"), 10)
    company.send({("customer", "c-1"): customer("Alder Ltd")})
    company.send({("item", "s-1"): item("Advice", income_account=company.chart.income)})
    company.send({("invoice", f"i-{number}"): invoice(f"A-{number}", "c-1", item="s-1") for number in range(5)})
    for number in (0, 1, 3, 4):
        company.app.reaches("invoice", f"i-{number}", "synced")
    record = company.app.reaches("invoice", "i-2", "failed")
    failure = record["failure"]
    assert (record["warning"], failure["code"], failure["field"]) == (True, "duplicate_number", "number")
    assert {"user_in_app", "user_in_package"} <= {each["actor"] for each in failure["remedies"]}
    if company.computer is None:  # a program on somebody's computer has no pages to link to
        assert taken in failure["package_link"]

    company.books.renumber("invoice", taken, "A-99")
    assert company.app.reaches("invoice", "i-2", "synced")["warning"] is False
    assert company.app.call("GET", "/failures/summary")["open"] == 0
    assert sorted(company.books.numbers("invoice")) == ["A-0", "A-1", "A-2", "A-3", "A-4", "A-99"]


@pytest.mark.requirement("B15")
def test_a_payment_and_an_invoice_of_the_application_are_voided(company: Company) -> None:
    _synced(
        company,
        {
            ("customer", "c-1"): customer("Alder Ltd"),
            ("invoice", "i-1"): invoice("A-1", "c-1"),
            ("invoice", "i-2"): invoice("A-2", "c-1"),
            ("payment", "p-1"): payment("c-1", {"i-1": "125.00"}),
        },
    )
    for key in (("payment", "p-1"), ("invoice", "i-2")):
        company.app.call("POST", f"/records/{'/'.join(key)}/void")
        assert company.app.reaches(*key, "synced")["voided"] is True
    assert (company.books.numbers("invoice"), company.books.payments()) == (["A-1"], [])


@pytest.mark.requirement("C2", "C3", "C4", "C6", "C7")
def test_an_order_is_exported_once_its_status_is_on_the_list_and_never_again(company: Company) -> None:
    company.send({("customer", "c-1"): customer("Alder Ltd"), ("order", "o-1"): _order("SO-1", "Packed")})
    _synced(company, {("order", "o-2"): _order("SO-2", "Despatched")})
    waiting = company.app.record("order", "o-1")
    assert (waiting["sync_state"], waiting["exported"], waiting["package_link"]) == ("draft", False, None)
    assert company.books.numbers("invoice") == ["SO-2"]

    company.app.call("PUT", "/connection", {"settings": {"export_statuses": ["Despatched", "Packed"]}})
    exported = company.app.reaches("order", "o-1", "synced")
    assert exported["exported"] is True
    assert exported["package_id"] in exported["package_link"]
    assert company.app.call("PUT", "/records/order/o-1", _order("SO-1", "Archived"))["sync_state"] == "synced"
    company.send({("order", "o-1"): _order("SO-1", "Despatched", memo="changed")})
    assert company.app.reaches("order", "o-1", "failed")["failure"]["code"] == "already_exported"
    assert sorted(company.books.numbers("invoice")) == ["SO-1", "SO-2"]
    if company.package == "xero":  # QuickBooks Online books an item's account, and these lines have no item
        lines = [line for each in company.books.all("Invoices") for line in each["LineItems"]]
        assert {line["AccountCode"] for line in lines} == {company.chart.income}


@pytest.mark.requirement("D9", "F9")
def test_the_dry_run_and_the_checklist_tell_what_would_happen_and_touch_nothing(company: Company) -> None:
    _synced(company, {("customer", "c-1"): customer("Alder Ltd"), ("invoice", "i-1"): invoice("A-1", "c-1")})
    wanted = invoice("A-2", "c-1")
    tried = company.app.call("POST", "/records/invoice/i-2/preview", wanted)
    assert (tried["would"], tried["would_refuse"]) == ("create", [])
    assert "A-2" in str(tried["operation"])
    bad = {**wanted, "total": "1.00", "lines": [{**wanted["lines"][0], "account": "no such account"}]}
    tried = company.app.call("POST", "/records/invoice/i-2/preview", bad)
    assert {each["code"] for each in tried["would_refuse"]} == {"total_mismatch", "account_unknown"}
    assert company.app.call("POST", "/records/invoice/i-1/preview")["would"] == "update"

    assert company.app.call("GET", "/diagnosis/invoice/i-1")["passed"] is True
    company.send({("invoice", "i-3"): invoice("A-3", "nobody")})
    company.app.reaches("invoice", "i-3", "failed")
    checked = company.app.call("GET", "/diagnosis/invoice/i-3", params={"language": "fr"})
    assert checked["passed"] is False
    (missing,) = [check for check in checked["checks"] if check["passed"] is False]
    assert missing["fix"]
    assert company.books.numbers("invoice") == ["A-1"]


@pytest.mark.requirement("A4")
def test_a_file_is_attached_and_one_that_may_not_be_read_harms_nothing_else(company: Company) -> None:
    content = b"%PDF-1.4 \x00\xff a receipt"
    with serving({"/receipt.pdf": content}) as files:
        _synced(
            company,
            {
                ("document", "d-1"): _document("d-1", f"{files}/receipt.pdf"),
                ("invoice", "i-1"): invoice("A-1", "c-1"),
                ("customer", "c-1"): customer("Alder Ltd"),
            },
        )
        company.send(
            {
                ("document", "inside"): _document("inside", "https://169.254.169.254/latest/meta-data"),
                ("document", "clear"): _document("clear", "http://files.example.com/1.pdf"),
                ("document", "gone"): _document("gone", f"{files}/gone.pdf"),
                ("customer", "c-2"): customer("Cedar Cafe"),
            }
        )
        company.app.reaches("customer", "c-2", "synced")
        for record_id in ("inside", "clear", "gone"):
            failure = company.app.reaches("document", record_id, "failed")["failure"]
            assert (failure["category"], failure["code"]) == ("documents", "file_unavailable")
    for report, listed in (("document_sync_failures", {"inside", "clear", "gone"}), ("invoice_sync_failures", set())):
        text = httpx.get(company.app.report(report)["download_url"], timeout=30).content.decode("utf-8-sig")
        assert {row["record id"] for row in csv.DictReader(io.StringIO(text, newline=""))} == listed
    if company.package == "xero":
        (there,) = company.books.all("Invoices")
        assert there["HasAttachments"] is True
    else:
        (there,) = company.books.all("Attachable")
        assert (there["FileName"], there["Size"]) == ("d-1.pdf", len(content))
