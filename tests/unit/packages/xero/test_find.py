"""What counts as ours: beyond doubt, or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.domain.records import EntityType
from bookbridge.packages.xero.find import find
from tests.unit.packages.xero.canned import AT, TIME, client, guid, row, rows

pytestmark = pytest.mark.unit

LINE = {"Description": "Advice", "Quantity": "2", "UnitAmount": "5.00", "LineAmount": "10.00"}
INVOICE: dict[str, Any] = {
    "Type": "ACCREC",
    "Contact": {"ContactID": guid(1)},
    "Date": "2026-05-01",
    "InvoiceNumber": "A-1",
    "LineItems": [LINE],
}
THERE = row(
    "InvoiceID",
    5,
    Type="ACCREC",
    Contact={"ContactID": guid(1)},
    DateString="2026-05-01T00:00:00",
    InvoiceNumber="A-1",
    Status="AUTHORISED",
    Total=11.9,
    TotalTax=1.9,
)
PAYMENT: dict[str, Any] = {
    "Invoice": {"InvoiceID": guid(5)},
    "Account": {"AccountID": guid(3)},
    "Date": "2026-05-01",
    "Amount": "10.00",
    "Reference": "[bookbridge payment/p-1]",
}
PAID = row(
    "PaymentID",
    6,
    Invoice={"InvoiceID": guid(5)},
    Date="/Date(1777593600000+0000)/",
    Amount=10,
    Reference="[bookbridge payment/p-1]",
    Status="AUTHORISED",
)


def creates(entity_type: EntityType, payload: dict[str, Any], key: str = "1") -> Operation:
    return Operation(key, Verb.CREATE, entity_type, f"r-{key}", 1, payload)


@pytest.mark.requirement("F1", "F8", "C2")
@pytest.mark.parametrize(
    ("changed", "ours"),
    [
        ({}, True),
        ({"InvoiceNumber": "a-1"}, True),
        ({"InvoiceNumber": "A-11"}, False),
        ({"Type": "ACCPAY"}, False),
        ({"Contact": {"ContactID": guid(2)}}, False),
        ({"DateString": "2026-05-02T00:00:00"}, False),
        ({"Total": 12}, False),
        ({"Status": "PAID"}, True),
        ({"Status": "VOIDED"}, False),
        ({"Status": "DELETED"}, False),
    ],
)
def test_an_invoice_is_ours_by_number_party_date_and_total(changed: dict[str, Any], ours: bool) -> None:
    books, access = client(rows("Invoices", {**THERE, **changed}))
    assert bool(find(books, [creates("invoice", INVOICE)], AT)) is ours
    assert "InvoiceNumbers=A-1&" in access.sent[0].url


def test_a_number_with_a_comma_is_asked_for_by_itself() -> None:
    books, access = client(rows("Invoices"), rows("Invoices"))
    operations = [creates("bill", {**INVOICE, "InvoiceNumber": number}, number) for number in ("A,1", "B-1")]
    assert find(books, operations, AT) == {}
    assert "InvoiceNumbers=B-1&" in access.sent[0].url
    assert 'where=InvoiceNumber=="A,1"' in unquote(access.sent[1].url)


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    ("changed", "ours"),
    [
        ({}, True),
        ({"Reference": "[bookbridge payment/p-2]"}, False),
        ({"Amount": 11}, False),
        ({"Invoice": {"InvoiceID": guid(9)}}, False),
        ({"Date": "/Date(1777680000000+0000)/"}, False),
        ({"Status": "DELETED"}, False),
        ({"UpdatedDateUTC": "/Date(1777886400000+0000)/"}, False),
    ],
)
def test_a_payment_is_ours_by_its_mark_and_was_written_since(changed: dict[str, Any], ours: bool) -> None:
    books, _ = client(rows("Payments", {**PAID, **changed}))
    assert bool(find(books, [creates("payment", PAYMENT)], AT)) is ours


def test_a_batch_is_ours_when_it_pays_the_same_documents() -> None:
    parts = [{"Invoice": {"InvoiceID": guid(each)}, "Amount": "5.00"} for each in (5, 6)]
    payload = {**{key: PAYMENT[key] for key in ("Account", "Date", "Reference")}, "Payments": parts}
    there = row(
        "BatchPaymentID",
        7,
        DateString="2026-05-01",
        Reference=PAYMENT["Reference"],
        TotalAmount=10,
        Payments=[{"Invoice": {"InvoiceID": guid(each)}, "Amount": 5} for each in (6, 5)],
    )
    books, access = client(
        rows("BatchPayments", there), rows("BatchPayments", {**there, "Payments": there["Payments"][:1]})
    )
    (written,) = find(books, [creates("payment", payload)], AT).values()
    assert (written.package_id, written.total) == (guid(7), "10.00")
    assert "/BatchPayments?" in access.sent[0].url
    assert find(books, [creates("payment", payload)], AT) == {}


@pytest.mark.requirement("F8")
@pytest.mark.parametrize(
    ("entity_type", "payload", "there", "ours"),
    [
        ("item", {"Code": "CONS-1", "Name": "A"}, row("ItemID", 1, Code="cons-1", Name="B"), True),
        ("item", {"Code": "CONS-1", "Name": "A"}, row("ItemID", 1, Code="CONS-2", Name="A"), False),
        ("account", {"Name": "Rent", "Code": "469"}, row("AccountID", 1, Name="RENT", Code="469"), True),
        ("account", {"Name": "Rent", "Code": "469"}, row("AccountID", 1, Name="Rent", Code="470"), False),
        (
            "account",
            {"Name": "Rent", "Code": "469"},
            row("AccountID", 1, Name="Rent", Code="469", Status="ARCHIVED"),
            False,
        ),
        (
            "tax_rate",
            {"Name": "VAT", "TaxComponents": [{"Rate": "20"}]},
            {"TaxType": "TAX001", "Name": "vat", "EffectiveRate": 20.0, "Status": "ACTIVE"},
            True,
        ),
        (
            "tax_rate",
            {"Name": "VAT", "TaxComponents": [{"Rate": "20"}]},
            {"TaxType": "TAX001", "Name": "VAT", "EffectiveRate": 19, "Status": "ACTIVE"},
            False,
        ),
    ],
)
def test_entries_of_lists_are_matched_as_xero_keeps_them_apart(
    entity_type: EntityType, payload: dict[str, Any], there: dict[str, Any], ours: bool
) -> None:
    name = {"item": "Items", "account": "Accounts", "tax_rate": "TaxRates"}[entity_type]
    books, _ = client(rows(name, there))
    assert bool(find(books, [creates(entity_type, payload)], AT)) is ours


@pytest.mark.requirement("F8")
def test_one_contact_can_be_found_as_a_customer_and_as_a_vendor() -> None:
    contact = row("ContactID", 1, Name="Acme", ContactStatus="ACTIVE", ContactNumber="x")
    operations = [
        creates(kind, {"Name": "ACME", "ContactNumber": f"{kind}/1"}, key)  # type: ignore[arg-type]
        for kind, key in (("customer", "1"), ("vendor", "2"))
    ]
    books, _ = client(rows("Contacts", contact), rows("Contacts", {**contact, "ContactStatus": "ARCHIVED"}))
    assert {written.package_id for written in find(books, operations, AT).values()} == {guid(1)}
    assert find(books, operations, AT) == {}


@pytest.mark.requirement("F1")
def test_two_operations_are_never_found_in_one_document() -> None:
    bill = {**INVOICE, "Type": "ACCPAY"}
    books, _ = client(rows("Invoices", {**THERE, "Type": "ACCPAY"}))
    assert set(find(books, [creates("bill", bill, "1"), creates("bill", bill, "2")], AT)) == {"1"}


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    ("changed", "done"),
    [
        ({}, True),
        ({"EmailAddress": "b@example.com"}, False),
        ({"Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "2"}]}, False),
        ({"Phones": []}, False),
        ({"Addresses": [{"AddressType": "STREET", "City": "Ulm"}]}, False),
        ({"ContactID": guid(2)}, False),
    ],
)
def test_an_update_was_carried_out_when_the_object_holds_all_of_it(changed: dict[str, Any], done: bool) -> None:
    payload = {
        "ContactID": guid(1),
        "Name": "Acme",
        "EmailAddress": "a@example.com",
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "1"}],
        "Addresses": [{"AddressType": "POBOX", "City": "Ulm"}],
        "DefaultCurrency": "",
    }
    there = row(
        "ContactID",
        1,
        Name="Acme",
        EmailAddress="a@example.com",
        Phones=[{"PhoneType": "MOBILE", "PhoneNumber": "9"}, {"PhoneType": "DEFAULT", "PhoneNumber": "1"}],
        Addresses=[{"AddressType": "STREET"}, {"AddressType": "POBOX", "City": "Ulm", "Country": ""}],
    )
    operation = Operation("1", Verb.UPDATE, "customer", "c", 2, payload, guid(1))
    books, access = client(rows("Contacts", {**there, **changed}))
    assert bool(find(books, [operation], AT)) is done
    assert f"IDs={guid(1)}" in access.sent[0].url
    assert "includeArchived=true" in access.sent[0].url


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    ("changed", "done"),
    [
        ({}, True),
        ({"Status": "PAID"}, True),
        ({"Status": "DRAFT"}, False),
        ({"DueDateString": "2026-06-02T00:00:00"}, False),
        ({"LineItems": [{**LINE, "Quantity": 3}]}, False),
        ({"LineItems": [LINE, LINE]}, False),
    ],
)
def test_an_update_of_a_document_is_judged_by_its_lines_too(changed: dict[str, Any], done: bool) -> None:
    payload = {**INVOICE, "InvoiceID": guid(5), "DueDate": "2026-06-01", "Status": "AUTHORISED"}
    lines = [{**LINE, "Quantity": 2.0, "UnitAmount": 5, "LineItemID": guid(8), "AccountCode": "200"}]
    there = {**THERE, "DueDateString": "2026-06-01T00:00:00", "LineItems": lines}
    operation = Operation("1", Verb.UPDATE, "invoice", "i", 2, payload, guid(5))
    books, _ = client(rows("Invoices", {**there, **changed}))
    assert bool(find(books, [operation], AT)) is done


@pytest.mark.parametrize(("status", "done"), [("VOIDED", True), ("DELETED", True), ("AUTHORISED", False)])
def test_a_void_was_carried_out_when_the_status_says_so(status: str, done: bool) -> None:
    operation = Operation("1", Verb.VOID, "invoice", "i", 2, {"InvoiceID": guid(5), "Status": "VOIDED"}, guid(5))
    books, _ = client(rows("Invoices", {**THERE, "Status": status}))
    assert bool(find(books, [operation], AT)) is done


@pytest.mark.requirement("F1")
def test_an_expense_is_ours_by_its_mark_and_total() -> None:
    payload = {
        "Type": "SPEND",
        "Contact": {"ContactID": guid(1)},
        "Date": "2026-05-01",
        "Reference": "Lunch [bookbridge expense/e-1]",
        "LineItems": [LINE],
    }
    there = row(
        "BankTransactionID",
        9,
        Type="SPEND",
        Contact={"ContactID": guid(1)},
        DateString="2026-05-01",
        Reference="Lunch [bookbridge expense/e-1]",
        Total=10,
        Status="AUTHORISED",
    )
    operation = creates("expense", payload)
    books, _ = client(
        rows("BankTransactions", there),
        rows("BankTransactions", {**there, "Total": 11}),
        rows("BankTransactions", {**there, "UpdatedDateUTC": TIME}),
    )
    assert set(find(books, [operation], AT)) == {"1"}
    assert find(books, [operation], AT) == {}
    assert find(books, [operation], AT + timedelta(minutes=6)) == {}


def test_a_file_is_found_by_its_name_at_its_record() -> None:
    owner = {"endpoint": "Invoices", "id": guid(7)}
    operations = [
        creates("document", {"owner": owner, "file_name": name, "url": "", "content_type": ""}, name)
        for name in ("a.pdf", "b.pdf")
    ]
    books, access = client(rows("Attachments", {"AttachmentID": guid(8), "FileName": "A.PDF"}))
    assert {key: written.package_id for key, written in find(books, operations, AT).items()} == {"a.pdf": guid(8)}
    assert [request.url for request in access.sent] == [f"https://xero.test/api.xro/2.0/Invoices/{guid(7)}/Attachments"]
