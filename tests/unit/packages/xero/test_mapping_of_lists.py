"""Contacts, items, accounts, rates and files into Xero's payloads, and the marks that payloads bear."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.packages.xero.mapping import Known
from bookbridge.packages.xero.mapping.notes import CONTACT_NUMBER, MARK, marker_of
from tests.contract.packages.records import (
    CUSTOMER,
    DOCUMENT,
    ITEM,
)
from tests.unit.packages.xero.known import id_of, payload_of

pytestmark = pytest.mark.unit


def test_a_contact_has_its_address_phone_and_our_number() -> None:
    payload = payload_of("customer", CUSTOMER)
    assert payload == {
        "Name": CUSTOMER["name"],
        "EmailAddress": "zoe@example.com",
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "+49 30 123456"}],
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": "12 Rue d'Été",
                "AddressLine2": "Étage 2",
                "City": "Montréal",
                "Region": "QC",
                "PostalCode": "H2X 1Y4",
                "Country": "Canada",
            }
        ],
        "DefaultCurrency": "USD",
        "ContactStatus": "ACTIVE",
        "ContactNumber": "customer/r-1",
    }


def test_an_update_of_a_contact_leaves_its_number_alone_and_can_archive_it() -> None:
    payload = payload_of("vendor", {"name": "Norton", "email": "", "active": False}, creating=False)
    assert payload == {"Name": "Norton", "EmailAddress": "", "ContactStatus": "ARCHIVED"}


@pytest.mark.requirement("B9")
def test_what_belongs_to_the_application_is_not_in_a_vendor() -> None:
    vendor = {"name": "Elm", "ach": {"routing": "1"}, "default_payment_type": "Check", "approvers": ["a"], "terms": "t"}
    assert payload_of("vendor", vendor) == {"Name": "Elm", "ContactNumber": "vendor/r-1"}


@pytest.mark.parametrize(
    ("record", "sold", "bought", "code"),
    [
        ({"name": "Desk", "kind": "product"}, True, False, "Desk"),
        ({"name": "Desk", "kind": "product", "unit_cost": "5.00"}, False, True, "Desk"),
        (
            {"name": "Desk", "kind": "product", "unit_cost": "5.00", "unit_price": "9.00", "sku": "D-1"},
            True,
            True,
            "D-1",
        ),
    ],
)
def test_an_item_is_sold_or_bought_or_both(record: dict[str, Any], sold: bool, bought: bool, code: str) -> None:
    known = Known(accounts={"80": {"Code": "200"}, "81": {"Code": "400"}})
    payload = payload_of("item", record, known=known)
    assert (payload["Code"], payload["IsSold"], payload["IsPurchased"]) == (code, sold, bought)
    if sold:
        assert payload["SalesDetails"]["AccountCode"] == "200"
    if bought:
        assert payload["PurchaseDetails"] == {"UnitPrice": "5.00", "AccountCode": "400"}


def test_an_update_of_an_item_leaves_accounts_alone_that_the_record_does_not_name() -> None:
    payload = payload_of("item", {"name": "Desk", "kind": "product", "unit_price": "9.00"}, creating=False)
    assert payload["SalesDetails"] == {"UnitPrice": "9.00"}


def test_items_name_their_accounts_by_code() -> None:
    ids = {id_of("item", ITEM, f"{each}_account"): {"Code": f"{each}-code"} for each in ("income", "expense")}
    payload = payload_of("item", ITEM, known=Known(accounts=ids))
    assert payload["SalesDetails"] == {"UnitPrice": "125.00", "AccountCode": "income-code"}
    assert payload["PurchaseDetails"] == {"UnitPrice": "80.125", "AccountCode": "expense-code"}
    assert payload["Description"] == payload["PurchaseDescription"] == "Advice by the hour"


def test_an_account_is_archived_by_that_alone() -> None:
    account = {"name": "Rent", "code": "469", "type": "EXPENSE", "active": False}
    assert payload_of("account", account) == {"Name": "Rent", "Code": "469", "Type": "EXPENSE"}
    assert payload_of("account", account, creating=False) == {"Status": "ARCHIVED"}


def test_a_tax_rate_has_one_component() -> None:
    assert payload_of("tax_rate", {"name": "VAT", "percent": "17.5"}) == {
        "Name": "VAT",
        "TaxComponents": [{"Name": "VAT", "Rate": "17.5", "IsCompound": False, "IsNonRecoverable": False}],
    }


@pytest.mark.requirement("A4")
def test_a_document_says_where_its_file_is_and_where_it_goes() -> None:
    assert payload_of("document", DOCUMENT) == {
        "owner": {"endpoint": "Invoices", "id": id_of("document", DOCUMENT, "record.record_id")},
        "file_name": DOCUMENT["file_name"],
        "content_type": "application/pdf",
        "url": DOCUMENT["url"],
    }


@pytest.mark.requirement("F1")
def test_marks_fit_and_tell_records_apart_however_long_their_ids_are() -> None:
    long, other = "ü" * 128, "ü" * 127 + "x"
    for entity_type in ("customer", "payment"):
        marks = {marker_of(entity_type, each, {}) for each in (long, other, "c-1")}
        assert len(marks) == 3
        assert max(map(len, marks)) <= {"customer": CONTACT_NUMBER, "payment": MARK}[entity_type]
    assert marker_of("payment", "p", {"reference": "4711"}) == ""
    assert marker_of("invoice", "i", {}) == ""
