"""Vendors, customers, items and tax rates of a simulated company file."""

from __future__ import annotations

import pytest

from bookbridge.domain.dispatches import Verb, Written
from tests.contract.packages.books import Ledger
from tests.contract.packages.records import (
    BILL,
    CUSTOMER,
)
from tests.unit.packages.quickbooks_desktop.company_books import faults_of, filled_books, sent_and_read

pytestmark = pytest.mark.unit


@pytest.fixture
def ledger() -> Ledger:
    return filled_books()


def test_an_inactive_job_is_not_taken(ledger: Ledger) -> None:
    ledger.company_file.create("Customer", {"Name": "Old", "IsActive": False})
    line = {"account": "6000", "amount": "40.10", "job": "Old"}
    made = ledger.prepare("bill", "x", {**BILL, "number": "N-1", "lines": [line], "total": "40.10"})
    assert faults_of(made) == [("lines[0].job", "reference_not_found")]


def test_a_tax_rate_is_a_sales_tax_item(ledger: Ledger) -> None:
    (rate,) = ledger.company_file.rows("ItemSalesTax")
    (read,) = ledger.books.fetch({"tax_rate": [rate["ListID"]]}).records
    assert (read.entity_type, read.record) == ("tax_rate", {"name": "State Sales Tax", "percent": "8.25"})


@pytest.mark.requirement("B9")
def test_a_vendor_is_not_made_from_here_but_its_address_and_phone_are_corrected(ledger: Ledger) -> None:
    assert faults_of(ledger.prepare("vendor", "v-9", {"name": "New"})) == [("(record)", "created_in_package_only")]
    address = {"line1": "1 Main St", "city": "Austin", "region": "TX", "postal_code": "78701", "country": "USA"}
    edited = {"name": "Norton Lumber", "phone": "512-555-0100", "billing_address": address}
    ledger.write("vendor", "v-1", edited, Verb.UPDATE)
    read = ledger.canonical(ledger.read("vendor", "v-1"))
    assert (read["phone"], read["billing_address"], read["email"]) == ("512-555-0100", address, "sales@norton.example")


@pytest.mark.requirement("B9")
def test_an_emptied_field_is_emptied_there(ledger: Ledger) -> None:
    ledger.write("customer", "c-1", {**CUSTOMER, "phone": "", "billing_address": {"line2": ""}}, Verb.UPDATE)
    read = ledger.canonical(ledger.read("customer", "c-1"))
    assert "phone" not in read
    assert "line2" not in read["billing_address"]
    assert read["billing_address"]["line1"] == CUSTOMER["billing_address"]["line1"]


def test_a_jobs_own_name_is_not_changed_from_here(ledger: Ledger) -> None:
    made = ledger.company_file.create("Customer", {"Name": "Kitchen", "ParentRef": CUSTOMER["name"]})
    (read,) = ledger.books.fetch({"customer": [made["ListID"]]}).records
    assert read.record["name"] == f"{CUSTOMER['name']}:Kitchen"
    ledger.references["customer", "job-1"] = read.package_id
    ledger.written["customer", "job-1"] = Written(read.package_id, read.version, read.updated_at, read.updated_at)
    ledger.write("customer", "job-1", {**read.record, "phone": "1"}, Verb.UPDATE)
    assert ledger.read("customer", "job-1").record == {**read.record, "phone": "1"}


def test_a_product_is_a_part_without_stock_and_stock_is_left_alone(ledger: Ledger) -> None:
    product = {"name": "Board", "kind": "product", "unit_price": "4.00", "income_account": "4100", "active": True}
    assert sent_and_read(ledger, "item", product) == product
    ledger.write("item", "new-1", {**product, "unit_price": "5.00"}, Verb.UPDATE)
    assert ledger.read("item", "new-1").record["unit_price"] == "5.00"
    stock = ledger.company_file.create(
        "ItemInventory",
        {
            "Name": "Bolt",
            "IncomeAccountRef": "Fees",
            "COGSAccountRef": "Office Supplies",
            "AssetAccountRef": "Checking",
        },
    )
    (read,) = ledger.books.fetch({"item": [stock["ListID"]]}).records
    assert read.record["kind"] == "product"
    ledger.references["item", "bolt"] = read.package_id
    ledger.written["item", "bolt"] = Written(read.package_id, read.version, read.updated_at, read.updated_at)
    made = ledger.prepare("item", "bolt", {"name": "Bolt", "kind": "product", "unit_price": "1"}, Verb.UPDATE)
    assert faults_of(made) == [("(record)", "change_not_allowed")]


def test_an_item_that_is_only_bought_comes_back_as_one(ledger: Ledger) -> None:
    bought = {"name": "Rent", "kind": "service", "unit_cost": "7.50", "expense_account": "6000", "active": True}
    assert sent_and_read(ledger, "item", bought) == bought
