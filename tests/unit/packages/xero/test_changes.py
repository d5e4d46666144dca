"""Polls: what is asked for, page by page, and what the rows mean."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.packages.xero.changes import changes_since
from bookbridge.packages.xero.query import PAGE
from bookbridge.ports.http import Response
from tests.unit.packages.xero.canned import AT, CannedAccess, client, guid, row, rows

pytestmark = pytest.mark.unit

HOUR = timedelta(hours=1)
SILENT = ("Payments", "BankTransactions", "Items", "Accounts")
AT_TIMES = ("Contacts", "Invoices", "CreditNotes", "TaxRates")
NOW = AT.timestamp()


def told(thorough: bool = False, **lists: list[dict[str, Any]]) -> tuple[dict[tuple[str, str], Any], CannedAccess]:
    names = [*SILENT, *(AT_TIMES if thorough else ())]
    books, access = client(*[rows(name, *lists.get(name, [])) for name in names])
    found = changes_since(books, AT - HOUR, thorough=thorough)
    assert found.cursor == AT
    return {(change.entity_type, change.package_id): change for change in found.changes}, access


@pytest.mark.requirement("F2", "F4")
def test_a_poll_asks_only_for_what_no_webhook_tells() -> None:
    _, access = told()
    assert [request.url.partition("?")[0].rpartition("/")[2] for request in access.sent] == [*SILENT]
    assert {request.headers["If-Modified-Since"] for request in access.sent} == {"2026-05-04T08:30:00"}


@pytest.mark.requirement("F2")
def test_a_thorough_poll_asks_for_the_rest_too_archived_and_deleted_ones_included() -> None:
    _, access = told(thorough=True)
    urls = {request.url.partition("?")[0].rpartition("/")[2]: request.url for request in access.sent}
    assert [*urls] == [*SILENT, *AT_TIMES]
    assert "includeArchived=true" in urls["Contacts"]
    assert "Statuses=DRAFT%2CSUBMITTED%2CAUTHORISED%2CPAID%2CVOIDED%2CDELETED" in urls["Invoices"]
    assert "Status%3D%3D%22DELETED%22" in urls["CreditNotes"]


@pytest.mark.requirement("F2")
def test_rows_become_changes_of_their_family_with_version_and_time() -> None:
    found, _ = told(
        thorough=True,
        Payments=[
            row("PaymentID", 1, PaymentType="ACCRECPAYMENT", Status="AUTHORISED"),
            row("PaymentID", 2, PaymentType="ACCPAYPAYMENT", Status="DELETED"),
            row("PaymentID", 3, PaymentType="ARCREDITPAYMENT"),
        ],
        BankTransactions=[row("BankTransactionID", 4, Type="SPEND"), row("BankTransactionID", 5, Type="RECEIVE")],
        Invoices=[row("InvoiceID", 6, Type="ACCPAY", Status="VOIDED"), row("InvoiceID", 7, Status="DELETED")],
        CreditNotes=[row("CreditNoteID", 8, Type="ACCPAYCREDIT", Status="DRAFT")],
        Items=[row("ItemID", 9, Code="A")],
    )
    assert {key: change.kind for key, change in found.items()} == {
        ("payment", guid(1)): ChangeKind.UPDATED,
        ("payment", guid(2)): ChangeKind.VOIDED,
        ("expense", guid(4)): ChangeKind.UPDATED,
        ("invoice", guid(6)): ChangeKind.VOIDED,
        ("invoice", guid(7)): ChangeKind.DELETED,
        ("credit_note", guid(8)): ChangeKind.UPDATED,
        ("item", guid(9)): ChangeKind.UPDATED,
    }
    assert {change.occurred_at for change in found.values()} == {AT}
    assert {change.version.partition("-")[0] for change in found.values()} == {"1777887000000"}


def test_a_payment_of_a_batch_is_a_change_of_the_batch() -> None:
    payments = [row("PaymentID", each, PaymentType="ACCRECPAYMENT", BatchPaymentID=guid(9)) for each in (1, 2)]
    found, _ = told(Payments=payments)
    assert [*found] == [("payment", guid(9))]
    assert found["payment", guid(9)].version == ""


@pytest.mark.requirement("F2")
def test_a_merged_contact_is_told_as_customer_and_as_vendor_and_so_is_the_survivor() -> None:
    loser = row("ContactID", 1, ContactStatus="ARCHIVED", MergedToContactID=guid(2))
    found, _ = told(thorough=True, Contacts=[loser])
    assert {key: (change.kind, change.merged_into) for key, change in found.items()} == {
        ("customer", guid(1)): (ChangeKind.MERGED, guid(2)),
        ("vendor", guid(1)): (ChangeKind.MERGED, guid(2)),
        ("customer", guid(2)): (ChangeKind.UPDATED, ""),
        ("vendor", guid(2)): (ChangeKind.UPDATED, ""),
    }


@pytest.mark.requirement("F2")
def test_a_tax_rate_has_no_time_so_its_version_is_what_it_says() -> None:
    rate = {"TaxType": "OUTPUT", "Name": "Sales tax", "EffectiveRate": 8.25}
    before, _ = told(thorough=True, TaxRates=[rate])
    same, _ = told(thorough=True, TaxRates=[{**rate, "CanApplyToAssets": True}])
    after, _ = told(thorough=True, TaxRates=[{**rate, "EffectiveRate": 8.5}])
    key = ("tax_rate", "OUTPUT")
    assert before[key].version == same[key].version != after[key].version


def paged(first: int, every: float, number: int) -> Response:
    def at(each: int) -> str:
        return f"/Date({int((NOW + first + each * every) * 1000)}+0000)/"

    return rows(
        "Payments", *[row("PaymentID", first + each, at(each), PaymentType="ACCRECPAYMENT") for each in range(number)]
    )


@pytest.mark.requirement("F2")
def test_a_page_begins_where_the_one_before_it_ended_so_that_none_is_skipped() -> None:
    books, access = client(paged(0, 1, PAGE), *[rows(name) for name in SILENT[1:]], paged(998, 1, 5))
    found = changes_since(books, AT - HOUR, thorough=False)
    assert len(found.changes) == 1003
    first, second = access.sent[0], access.sent[-1]
    assert "page=1&" in first.url
    assert "page=1&" in second.url
    assert second.headers["If-Modified-Since"] == "2026-05-04T09:46:38"


@pytest.mark.requirement("F2")
def test_within_one_second_pages_are_counted() -> None:
    others = [rows(name) for name in SILENT[1:]]
    books, access = client(paged(0, 0, PAGE), *others, paged(0, 0, PAGE), paged(1000, 0, 3))
    found = changes_since(books, AT - timedelta(seconds=1), thorough=False)
    assert len(found.changes) == 1003
    pages = [
        request.url.partition("&page=")[2].partition("&")[0] for request in access.sent if "/Payments" in request.url
    ]
    assert pages == ["1", "2", "3"]
