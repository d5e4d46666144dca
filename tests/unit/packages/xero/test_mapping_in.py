"""Xero's objects into canonical records."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.records import EntityType
from bookbridge.packages.xero.mapping import fetched
from bookbridge.ports.packages import FetchedRecord, Fit
from tests.unit.packages.xero.canned import AT, guid, row

pytestmark = pytest.mark.unit

LINE = {"Description": "Advice", "Quantity": 2.0, "UnitAmount": 5.0, "LineAmount": 10.0, "AccountID": guid(3)}


def read(entity_type: EntityType, body: dict[str, Any]) -> FetchedRecord:
    record = fetched(entity_type, body, ("Region", "Job"))
    assert record is not None
    return record


def document(id_field: str, kind: str, **fields: Any) -> dict[str, Any]:
    base = {
        "Type": kind,
        "Contact": {"ContactID": guid(1), "Name": "Acme"},
        "DateString": "2026-05-01T00:00:00",
        "Status": "AUTHORISED",
        "LineItems": [LINE],
        "Total": 10.0,
        "CurrencyCode": "USD",
    }
    return row(id_field, 5, **{**base, **fields})


@pytest.mark.requirement("F2")
@pytest.mark.parametrize(
    "change", [{"InvoiceNumber": "A-2"}, {"Status": "VOIDED"}, {"Total": 11}, {"DateString": "2026-05-02"}]
)
def test_what_changes_within_a_second_has_another_version(change: dict[str, Any]) -> None:
    body = document("InvoiceID", "ACCREC", InvoiceNumber="A-1")
    assert read("invoice", {**body, **change}).version != read("invoice", body).version


@pytest.mark.requirement("F2")
@pytest.mark.parametrize("told", [{"LineItems": []}, {"Total": "10.00"}, {"HasErrors": False}, {"Reference": None}])
def test_an_answer_that_tells_more_or_less_of_an_object_has_the_same_version(told: dict[str, Any]) -> None:
    body = document("InvoiceID", "ACCREC", InvoiceNumber="A-1")
    assert read("invoice", {**body, **told}).version == read("invoice", body).version


def test_an_invoice_comes_with_version_time_number_and_lines() -> None:
    body = document("InvoiceID", "ACCREC", InvoiceNumber="A-1", Reference="Thanks", DueDateString="2026-05-31")
    found = read("invoice", body)
    assert (found.entity_type, found.package_id, found.number) == ("invoice", guid(5), "A-1")
    assert (found.updated_at, found.voided, found.fit) == (AT, False, Fit.SURE)
    assert found.version.startswith("1777887000000-")
    assert found.record == {
        "number": "A-1",
        "customer": guid(1),
        "date": "2026-05-01",
        "due_date": "2026-05-31",
        "currency": "USD",
        "memo": "Thanks",
        "lines": [
            {
                "account": guid(3),
                "description": "Advice",
                "quantity": "2",
                "unit_price": "5.00",
                "amount": "10.00",
            }
        ],
        "total": "10.00",
    }


@pytest.mark.parametrize(
    ("asked", "id_field", "kind", "actual"),
    [
        ("invoice", "InvoiceID", "ACCPAY", "bill"),
        ("invoice", "InvoiceID", "ACCREC", "invoice"),
        ("credit_note", "CreditNoteID", "ACCPAYCREDIT", "vendor_credit"),
        ("credit_note", "CreditNoteID", "ACCRECCREDIT", "credit_note"),
        ("expense", "BankTransactionID", "SPEND", "expense"),
    ],
)
def test_an_object_says_itself_what_it_is(asked: EntityType, id_field: str, kind: str, actual: str) -> None:
    assert read(asked, document(id_field, kind)).entity_type == actual


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        ("expense", document("BankTransactionID", "RECEIVE")),
        ("payment", row("PaymentID", 1, PaymentType="ARCREDITPAYMENT")),
        ("credit_note", document("CreditNoteID", "")),
    ],
)
def test_kinds_that_we_do_not_keep_are_no_records(asked: EntityType, body: dict[str, Any]) -> None:
    assert fetched(asked, body) is None


def test_our_own_discount_line_is_the_documents_discount() -> None:
    lines = [
        LINE,
        {"Description": "Discount", "Quantity": 1, "UnitAmount": -1.5, "LineAmount": -1.5, "TaxType": "OUTPUT"},
        {"Description": "Discount", "Quantity": 1, "UnitAmount": -0.5, "LineAmount": -0.5, "TaxType": "NONE"},
        {"Description": "Discount on goods", "Quantity": 1, "UnitAmount": -2, "LineAmount": -2},
    ]
    record = read("invoice", document("InvoiceID", "ACCREC", LineItems=lines)).record
    assert record["discount_amount"] == "2.00"
    assert [line["amount"] for line in record["lines"]] == ["10.00", "-2.00"]


def test_lines_tell_their_discount_tax_class_and_job() -> None:
    line = {
        **LINE,
        "item_id": guid(9),
        "ItemCode": "A",
        "DiscountRate": 12.5,
        "LineAmount": 8.75,
        "TaxType": "OUTPUT",
        "Tracking": [
            {"Name": "Job", "Option": "Roof"},
            {"Name": "Region", "Option": "East"},
            {"Name": "X", "Option": "Y"},
        ],
    }
    (found,) = read("invoice", document("InvoiceID", "ACCREC", LineItems=[line])).record["lines"]
    assert found == {
        "item": guid(9),
        "account": guid(3),
        "description": "Advice",
        "quantity": "2",
        "unit_price": "5.00",
        "amount": "8.75",
        "discount_percent": "12.5",
        "tax_rate": "OUTPUT",
        "class": "East",
        "job": "Roof",
    }


def test_amounts_that_include_tax_are_read_without_it() -> None:
    line = {**LINE, "Quantity": 2, "UnitAmount": 6, "LineAmount": 12, "TaxAmount": 2, "TaxType": "OUTPUT2"}
    record = read(
        "invoice", document("InvoiceID", "ACCREC", LineAmountTypes="Inclusive", LineItems=[line], Total=12)
    ).record
    (found,) = record["lines"]
    assert (found["unit_price"], found["amount"], record["total"]) == ("5.00", "10.00", "12.00")


def test_a_bill_is_posted_or_a_draft_and_in_the_base_currency_at_a_rate_of_one() -> None:
    bill = read("invoice", document("InvoiceID", "ACCPAY", InvoiceNumber="B-1", CurrencyRate=1.0)).record
    assert (bill["vendor"], bill["status"], bill["base_currency"], bill["number"]) == (guid(1), "posted", "USD", "B-1")
    assert bill["lines"] == [{"account": guid(3), "description": "Advice", "amount": "10.00"}]
    foreign = read("invoice", document("InvoiceID", "ACCPAY", CurrencyRate=0.9, Status="SUBMITTED")).record
    assert foreign["status"] == "draft"
    assert "base_currency" not in foreign


def test_our_mark_is_no_number() -> None:
    bill = read("invoice", document("InvoiceID", "ACCPAY", InvoiceNumber="[bookbridge bill/b-1]"))
    assert "number" not in bill.record


@pytest.mark.parametrize(
    ("id_field", "asked", "body", "voided"),
    [
        ("InvoiceID", "invoice", document("InvoiceID", "ACCREC", Status="VOIDED"), True),
        ("InvoiceID", "invoice", document("InvoiceID", "ACCREC", Status="PAID"), False),
        ("BankTransactionID", "expense", document("BankTransactionID", "SPEND", Status="DELETED"), True),
        ("PaymentID", "payment", row("PaymentID", 1, PaymentType="ACCRECPAYMENT", Status="DELETED"), True),
    ],
)
def test_what_was_voided_is_still_there(id_field: str, asked: EntityType, body: dict[str, Any], voided: bool) -> None:
    found = read(asked, body)
    assert (found.voided, found.package_id) == (voided, body[id_field])


def paid(kind: str, **fields: Any) -> dict[str, Any]:
    invoice = {"InvoiceID": guid(5), "Contact": {"ContactID": guid(1)}, "CurrencyCode": "USD"}
    account = {"AccountID": guid(3)}
    return row(
        "PaymentID",
        6,
        PaymentType=kind,
        Date="/Date(1777593600000)/",
        Amount=10,
        Invoice=invoice,
        Account=account,
        **fields,
    )


def test_payments_tell_their_party_account_and_document() -> None:
    received = read("payment", paid("ACCRECPAYMENT", Reference="4711"))
    assert received.record == {
        "customer": guid(1),
        "deposit_account": guid(3),
        "date": "2026-05-01",
        "reference": "4711",
        "currency": "USD",
        "amount": "10.00",
        "applications": [{"invoice": guid(5), "amount": "10.00"}],
    }
    made = read("payment", paid("ACCPAYPAYMENT", Reference="First part [bookbridge bill_payment/bp-1]"))
    assert made.entity_type == "bill_payment"
    assert made.record["vendor"] == guid(1)
    assert made.record["pay_from_account"] == guid(3)
    assert made.record["memo"] == "First part"
    assert made.record["applications"] == [{"bill": guid(5), "amount": "10.00"}]
    assert read("payment", paid("ACCPAYPAYMENT", Reference="By hand")).record["memo"] == "By hand"


def test_a_batch_is_one_payment_of_several_documents() -> None:
    parts = [{"Invoice": {"InvoiceID": guid(each), "Contact": {"ContactID": guid(1)}}, "Amount": 5} for each in (5, 6)]
    body = row("BatchPaymentID", 8, Type="RECBATCH", TotalAmount=10, Payments=parts, Account={"AccountID": guid(3)})
    found = read("payment", body)
    assert (found.entity_type, found.package_id) == ("payment", guid(8))
    assert found.record["amount"] == "10.00"
    assert [each["invoice"] for each in found.record["applications"]] == [guid(5), guid(6)]


def test_money_spent_is_a_refund_only_if_it_bears_our_mark() -> None:
    body = document("BankTransactionID", "SPEND", BankAccount={"AccountID": guid(4)}, Reference="Lunch")
    expense = read("expense", body)
    assert expense.entity_type == "expense"
    assert (expense.record["payee"], expense.record["account"], expense.record["memo"]) == (guid(1), guid(4), "Lunch")
    assert expense.record["total"] == "10.00"
    refund = read("expense", {**body, "Reference": "Sorry [bookbridge refund/r-1]"})
    assert refund.entity_type == "refund"
    assert (refund.record["customer"], refund.record["memo"], refund.record["amount"]) == (guid(1), "Sorry", "10.00")
    assert refund.record["lines"][0]["unit_price"] == "5.00"


@pytest.mark.parametrize(
    ("flags", "customer", "vendor"),
    [
        ({}, Fit.PRESUMED, Fit.OTHER),
        ({"IsCustomer": True}, Fit.SURE, Fit.OTHER),
        ({"IsSupplier": True}, Fit.OTHER, Fit.SURE),
        ({"IsCustomer": True, "IsSupplier": True}, Fit.SURE, Fit.SURE),
    ],
)
def test_a_contact_is_a_customer_unless_it_is_only_a_supplier(
    flags: dict[str, Any], customer: Fit, vendor: Fit
) -> None:
    body = row("ContactID", 1, Name="Acme", ContactStatus="ACTIVE", **flags)
    assert (read("customer", body).fit, read("vendor", body).fit) == (customer, vendor)


def test_a_contact_comes_with_its_billing_address_and_main_phone() -> None:
    body = row(
        "ContactID",
        1,
        Name="Acme",
        ContactStatus="ARCHIVED",
        EmailAddress="",
        Phones=[
            {"PhoneType": "FAX", "PhoneNumber": "1"},
            {"PhoneType": "DEFAULT", "PhoneCountryCode": "64", "PhoneAreaCode": "9", "PhoneNumber": "123"},
        ],
        Addresses=[{"AddressType": "STREET", "City": "Bonn"}, {"AddressType": "POBOX", "City": "Ulm", "Country": ""}],
    )
    assert read("customer", body).record == {
        "name": "Acme",
        "active": False,
        "phone": "64 9 123",
        "billing_address": {"city": "Ulm"},
    }


def test_items_accounts_and_rates() -> None:
    item = row(
        "ItemID",
        1,
        Code="D-1",
        Name="Desk",
        IsTrackedAsInventory=True,
        SalesDetails={"UnitPrice": 9.5, "AccountCode": "200", "account_id": guid(2)},
        PurchaseDetails={},
    )
    assert read("item", item).record == {
        "name": "Desk",
        "sku": "D-1",
        "kind": "product",
        "unit_price": "9.50",
        "income_account": guid(2),
    }
    assert read("item", row("ItemID", 1, Code="Desk")).record == {"name": "Desk", "kind": "service"}
    account = row("AccountID", 3, Code="469", Name="Rent", Type="EXPENSE", Status="ARCHIVED")
    assert read("account", account).record == {"name": "Rent", "code": "469", "type": "EXPENSE", "active": False}
    rate = {"TaxType": "OUTPUT", "Name": "Sales tax", "EffectiveRate": 8.25, "Status": "ACTIVE"}
    found = read("tax_rate", rate)
    assert found.record == {"name": "Sales tax", "code": "OUTPUT", "percent": "8.25"}
    assert (found.package_id, bool(found.version)) == ("OUTPUT", True)
