"""Canonical records into Xero's payloads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bookbridge.domain.records import EntityType
from bookbridge.domain.settings import Settings
from tests.contract.packages.records import (
    BILL,
    BILL_PAYMENT,
    CREDIT_NOTE,
    EXPENSE,
    INVOICE,
    ORDER,
    PAYMENT,
    REFUND,
    VENDOR_CREDIT,
)
from tests.unit.packages.xero.canned import guid
from tests.unit.packages.xero.known import id_of, intent, item, known_for, payload_of

pytestmark = pytest.mark.unit

LINE: dict[str, Any] = {"account": "200", "quantity": "3", "unit_price": "10.00", "amount": "30.00"}


def sale(*lines: dict[str, Any], total: str, **fields: Any) -> dict[str, Any]:
    return {"number": "A-1", "customer": "c-1", "date": "2026-05-01", "lines": [*lines], "total": total, **fields}


def test_an_invoice_is_approved_with_the_package_ids() -> None:
    payload = payload_of("invoice", {**INVOICE, "discount_amount": None})
    assert {key: value for key, value in payload.items() if key != "LineItems"} == {
        "Type": "ACCREC",
        "Contact": {"ContactID": id_of("invoice", INVOICE, "customer")},
        "Date": "2026-05-01",
        "DueDate": "2026-05-31",
        "LineAmountTypes": "NoTax",
        "Status": "AUTHORISED",
        "CurrencyCode": "USD",
        "InvoiceNumber": "INV-1001",
        "Reference": "Thank you, it's done",
    }
    assert payload["LineItems"] == [
        {
            "Description": "Advice",
            "ItemCode": "CONS-1",
            "Quantity": "1.5",
            "UnitAmount": "125.00",
            "LineAmount": "187.50",
            "AccountID": id_of("invoice", INVOICE, "lines[0].account"),
        },
        {
            "Description": "Consulting",
            "ItemCode": "CONS-1",
            "Quantity": "3",
            "UnitAmount": "0.335",
            "LineAmount": "1.01",
            "AccountCode": "200",
        },
    ]


@pytest.mark.parametrize(
    ("given", "sent"),
    [("draft", "DRAFT"), ("Submitted", "SUBMITTED"), ("Despatched", "AUTHORISED"), (None, "AUTHORISED")],
)
def test_a_status_is_xeros_own_where_it_has_one(given: str | None, sent: str) -> None:
    assert payload_of("order", {**ORDER, "status": given})["Status"] == sent


@pytest.mark.requirement("B10")
def test_a_draft_bill_that_is_posted_by_itself_is_approved() -> None:
    draft = {**BILL, "status": "draft"}
    assert payload_of("bill", draft)["Status"] == "DRAFT"
    assert payload_of("bill", draft, settings=Settings(auto_post=True))["Status"] == "AUTHORISED"


@pytest.mark.parametrize(
    ("due", "date", "sent"),
    [
        (None, "2026-05-01", "2026-05-01"),
        ("2026-05-31", "2026-05-01", "2026-05-31"),
        ("2026-05-31", "2026-06-01", "2026-06-01"),
    ],
)
def test_an_approved_document_has_a_due_date_that_is_never_before_its_own(
    due: str | None, date: str, sent: str
) -> None:
    payload = payload_of("invoice", sale(LINE, total="30.00", due_date=due), date=date)
    assert (payload["Date"], payload["DueDate"]) == (date, sent)


@pytest.mark.requirement("C1")
def test_a_discount_of_a_line_is_a_rate_and_its_amount_is_what_xero_expects() -> None:
    line = {**LINE, "quantity": "2", "unit_price": "7.00", "discount_percent": "12.5", "amount": "12.25"}
    (sent,) = payload_of("invoice", sale(line, total="12.25"))["LineItems"]
    assert (sent["Quantity"], sent["UnitAmount"], sent["DiscountRate"], sent["LineAmount"]) == (
        "2",
        "7.00",
        "12.5",
        "12.25",
    )
    rate = Decimal(sent["DiscountRate"]) / 100
    assert Decimal(sent["Quantity"]) * Decimal(sent["UnitAmount"]) * (1 - rate) == Decimal(sent["LineAmount"])


@pytest.mark.parametrize("entity_type", ["credit_note", "refund"])
def test_a_discounted_line_is_sent_as_its_amount_where_xero_takes_no_rate(entity_type: EntityType) -> None:
    line = {**LINE, "discount_percent": "10", "amount": "27.00"}
    record = sale(line, total="27.00")
    if entity_type == "refund":
        record = {"customer": "c", "date": "2026-05-01", "amount": "27.00", "account": "090", "lines": [line]}
    (sent,) = payload_of(entity_type, record)["LineItems"]
    assert (sent["Quantity"], sent["UnitAmount"], sent["LineAmount"]) == ("1", "27.00", "27.00")
    assert "DiscountRate" not in sent


def test_a_documents_discount_is_a_negative_line_on_the_discount_account() -> None:
    payload = payload_of("invoice", sale(LINE, total="24.75", discount_amount="5.25"))
    assert payload["LineItems"][1] == {
        "Description": "Discount",
        "Quantity": "1",
        "UnitAmount": "-5.25",
        "LineAmount": "-5.25",
        "AccountID": "83",
    }


@pytest.mark.requirement("D7")
def test_a_discount_is_spread_over_the_tax_types_to_the_cent() -> None:
    lines = [
        {**LINE, "tax_rate": "A", "amount": "10.00", "quantity": "1"},
        {**LINE, "tax_rate": "B", "amount": "10.00", "quantity": "1"},
        {**LINE, "amount": "10.00", "quantity": "1"},
    ]
    record = sale(*lines, total="20.00", discount_amount="10.00")
    payload = payload_of("invoice", record)
    first, second = (id_of("invoice", record, f"lines[{each}].tax_rate") for each in (0, 1))
    assert payload["LineAmountTypes"] == "Exclusive"
    assert [line["TaxType"] for line in payload["LineItems"]] == [first, second, "NONE", first, second, "NONE"]
    shares = [Decimal(line["LineAmount"]) for line in payload["LineItems"][3:]]
    assert shares == [Decimal("-3.33"), Decimal("-3.33"), Decimal("-3.34")]


def test_classes_and_jobs_are_options_of_the_tracking_categories() -> None:
    (sent,) = payload_of("invoice", sale({**LINE, "class": "east", "job": "ROOF"}, total="30.00"))["LineItems"]
    assert sent["Tracking"] == [
        {"TrackingCategoryID": guid(71), "TrackingOptionID": guid(72)},
        {"TrackingCategoryID": guid(74), "TrackingOptionID": guid(75)},
    ]


@pytest.mark.requirement("C4")
@pytest.mark.parametrize(
    ("details", "line", "expected"),
    [
        ({"AccountCode": "210"}, {}, {"AccountCode": "210"}),
        ({}, {}, {"AccountID": "80"}),
        ({"AccountCode": "210"}, {"account": "4100"}, {"AccountID": "92"}),
    ],
)
def test_the_account_of_a_line_is_its_own_its_items_or_the_default(
    details: dict[str, str], line: dict[str, str], expected: dict[str, str]
) -> None:
    record = sale({"item": "s", "quantity": "1", "unit_price": "1.00", "amount": "1.00", **line}, total="1.00")
    wanted = intent("invoice", record)
    known = known_for(wanted, items={id_of("invoice", record, "lines[0].item"): item(SalesDetails=details)})
    (sent,) = payload_of("invoice", record, known=known)["LineItems"]
    assert {key: sent[key] for key in sent if key.startswith("Account")} == expected


def test_a_line_without_any_description_gets_one() -> None:
    (sent,) = payload_of("invoice", sale(LINE, total="30.00"))["LineItems"]
    assert sent["Description"] == "."


def test_a_bill_has_expense_lines_and_item_lines() -> None:
    payload = payload_of("bill", BILL)
    assert (payload["Type"], payload["InvoiceNumber"], payload["DueDate"]) == ("ACCPAY", "B-77", "2026-06-01")
    assert "Reference" not in payload
    paper, advice = payload["LineItems"]
    assert (paper["Quantity"], paper["UnitAmount"], paper["LineAmount"]) == ("1", "40.10", "40.10")
    assert (advice["ItemCode"], advice["Quantity"], advice["UnitAmount"]) == ("CONS-1", "2", "80.125")
    assert advice["AccountID"] == "81"  # the item is sold only, so the default expense account


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    ("entity_type", "record", "field"),
    [("bill", BILL, "InvoiceNumber"), ("vendor_credit", VENDOR_CREDIT, "CreditNoteNumber")],
)
def test_a_bill_without_a_number_bears_our_mark_in_its_place(
    entity_type: EntityType, record: dict[str, Any], field: str
) -> None:
    assert payload_of(entity_type, {**record, "number": ""})[field] == f"[bookbridge {entity_type}/r-1]"
    assert payload_of(entity_type, record)[field] == record["number"]


def test_a_credit_note_is_a_document_without_a_due_date() -> None:
    payload = payload_of("credit_note", CREDIT_NOTE)
    assert (payload["Type"], payload["CreditNoteNumber"], payload["Reference"]) == (
        "ACCRECCREDIT",
        "CN-1",
        "Taken back",
    )
    assert "DueDate" not in payload


def test_a_payment_of_one_document_stands_alone_and_of_several_is_a_batch() -> None:
    one = payload_of("payment", {**PAYMENT, "amount": "90.00"})
    assert one == {
        "Account": {"AccountID": id_of("payment", PAYMENT, "deposit_account")},
        "Date": "2026-05-10",
        "Reference": "4711",
        "Invoice": {"InvoiceID": id_of("payment", PAYMENT, "applications[0].invoice")},
        "Amount": "90.00",
    }
    applications = [{"bill": "b-1", "amount": "70.00"}, {"bill": "b-2", "amount": "50.00"}]
    record = {**BILL_PAYMENT, "applications": applications}
    several = payload_of("bill_payment", record)
    assert [part["Amount"] for part in several["Payments"]] == ["70.00", "50.00"]
    assert several["Reference"] == "First part [bookbridge bill_payment/r-1]"
    assert "Invoice" not in several


def test_a_payment_without_an_account_goes_to_the_bank() -> None:
    record = {**PAYMENT, "deposit_account": None, "reference": None}
    payload = payload_of("payment", record)
    assert payload["Account"] == {"AccountID": "82"}
    assert payload["Reference"] == "Thanks [bookbridge payment/r-1]"


@pytest.mark.parametrize(
    ("entity_type", "record", "party"), [("expense", EXPENSE, "payee"), ("refund", REFUND, "customer")]
)
def test_money_spent_names_who_was_paid_and_from_where(
    entity_type: EntityType, record: dict[str, Any], party: str
) -> None:
    payload = payload_of(entity_type, record)
    assert payload["Type"] == "SPEND"
    assert payload["Contact"] == {"ContactID": id_of(entity_type, record, party)}
    assert payload["BankAccount"] == {"AccountID": id_of(entity_type, record, "account")}
    assert payload["Reference"].endswith(f"[bookbridge {entity_type}/r-1]")
    assert payload["Status"] == "AUTHORISED"
