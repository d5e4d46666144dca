"""The package against a simulated company file, where QuickBooks Desktop is unlike the others."""

from __future__ import annotations

import pytest

from bookbridge.domain.comparison import compare
from bookbridge.domain.dispatches import Verb, Written
from bookbridge.domain.settings import Settings
from tests.contract.packages.books import DEFAULTS, Ledger
from tests.contract.packages.records import (
    BILL,
    BILL_PAYMENT,
    CUSTOMER,
    EXPENSE,
    INVOICE,
    ITEM,
    PAYMENT,
    REFUND,
)
from tests.unit.packages.quickbooks_desktop.company_books import faults_of, filled_books, sent_and_read

pytestmark = pytest.mark.unit


@pytest.fixture
def ledger() -> Ledger:
    return filled_books()


@pytest.mark.requirement("B8")
def test_money_from_a_card_is_a_card_payment_and_from_a_bank_a_check(ledger: Ledger) -> None:
    half = {**BILL_PAYMENT, "amount": "50.00", "applications": [{"bill": "b-1", "amount": "50.00"}]}
    assert sent_and_read(ledger, "bill_payment", half, "bp-1")["method"] == "Check"
    by_card = sent_and_read(ledger, "bill_payment", {**half, "pay_from_account": "2100"}, "bp-2")
    assert (by_card["method"], by_card["pay_from_account"]) == ("Credit Card", "2100")
    assert len(ledger.company_file.rows("BillPaymentCreditCard")) == 1
    charge = sent_and_read(ledger, "expense", {**EXPENSE, "account": "2100"})
    assert (charge["method"], charge["account"], charge["total"]) == ("Credit Card", "2100", EXPENSE["total"])


@pytest.mark.requirement("B15")
@pytest.mark.parametrize("account", ["1000", "2100"])
def test_a_payment_is_voided_as_what_it_is(ledger: Ledger, account: str) -> None:
    payment = {**BILL_PAYMENT, "pay_from_account": account}
    ledger.write("bill_payment", "bp-1", payment)
    ledger.write("bill_payment", "bp-1", payment, Verb.VOID)
    assert ledger.read("bill_payment", "bp-1").voided
    # What was linked by hand has no version that tells its kind: it is asked for.
    ledger.write("bill_payment", "bp-2", payment)
    done = ledger.written["bill_payment", "bp-2"]
    ledger.written["bill_payment", "bp-2"] = Written(done.package_id, "", done.updated_at, done.read_at)
    ledger.write("bill_payment", "bp-2", payment, Verb.VOID)
    assert ledger.read("bill_payment", "bp-2").voided


@pytest.mark.requirement("B13", "B15")
def test_a_discount_is_taken_with_the_payment_on_the_connections_account(ledger: Ledger) -> None:
    part = {"bill": "b-1", "amount": "100.00", "discount_amount": "2.00"}
    payment = {**BILL_PAYMENT, "amount": "100.00", "applications": [part]}
    assert ledger.package.account_references("bill_payment", payment, DEFAULTS) == ("4900",)
    assert sent_and_read(ledger, "bill_payment", payment)["applications"] == [part]
    (bill,) = ledger.company_file.rows("Bill")
    assert bill["OpenAmount"] == "98.35"
    received = {"invoice": "i-1", "amount": "50.00", "discount_amount": "1.50"}
    assert sent_and_read(ledger, "payment", {**PAYMENT, "applications": [received]})["applications"] == [received]
    made = ledger.prepare("bill_payment", "x", payment, settings=Settings())
    assert faults_of(made) == [("applications[0].discount_amount", "default_account_missing")]


@pytest.mark.requirement("B8")
def test_money_comes_from_accounts_of_the_right_type_only(ledger: Ledger) -> None:
    assert faults_of(ledger.prepare("bill_payment", "x", {**BILL_PAYMENT, "pay_from_account": "4100"})) == [
        ("pay_from_account", "account_type_invalid")
    ]
    assert faults_of(ledger.prepare("refund", "x", {**REFUND, "account": "2100"})) == [
        ("account", "account_type_invalid")
    ]
    assert faults_of(ledger.prepare("payment", "x", {**PAYMENT, "deposit_account": "6000"})) == [
        ("deposit_account", "account_type_invalid")
    ]
    assert faults_of(ledger.prepare("bill", "x", {**BILL, "ap_account": "6000", "number": "N"})) == [
        ("ap_account", "account_type_invalid")
    ]


@pytest.mark.requirement("B13")
def test_lines_carry_class_job_and_whether_they_are_billed(ledger: Ledger) -> None:
    ledger.company_file.create("Class", {"Name": "East"})
    ledger.company_file.create("Customer", {"Name": "Kitchen", "ParentRef": CUSTOMER["name"]})
    ledger.reopen()
    job = f"{CUSTOMER['name']}:Kitchen"
    lines = [
        {"account": "6000", "amount": "40.10", "class": "East", "job": job, "billable": True},
        {"item": "s-1", "quantity": "2", "unit_cost": "80.125", "amount": "160.25", "job": job, "billable": False},
    ]
    read = sent_and_read(ledger, "bill", {**BILL, "number": "N-1", "lines": lines})
    assert read["lines"] == [lines[0], {**lines[1], "description": ITEM["description"]}]


@pytest.mark.requirement("B13")
def test_names_that_the_file_does_not_have_are_told_together(ledger: Ledger) -> None:
    lines = [{"account": "6000", "amount": "40.10", "class": "Nowhere", "job": "Nobody"}]
    made = ledger.prepare("bill", "x", {**BILL, "number": "N-1", "lines": lines, "total": "40.10"})
    assert faults_of(made) == [("lines[0].class", "reference_not_found"), ("lines[0].job", "reference_not_found")]


@pytest.mark.requirement("B13")
def test_a_bill_goes_to_the_payable_account_it_names_and_its_payment_follows(ledger: Ledger) -> None:
    ledger.company_file.create(
        "Account", {"Name": "Other payables", "AccountType": "AccountsPayable", "AccountNumber": "2050"}
    )
    ledger.reopen()
    ledger.know_accounts("2050")
    ledger.write("bill", "b-2", {**BILL, "number": "B-2", "ap_account": "2050"})
    assert ledger.canonical(ledger.read("bill", "b-2"))["ap_account"] == "2050"
    payment = {**BILL_PAYMENT, "amount": "10.00", "applications": [{"bill": "b-2", "amount": "10.00"}]}
    ledger.write("bill_payment", "bp-2", payment)
    both = {
        **payment,
        "amount": "20.00",
        "applications": [*payment["applications"], {"bill": "b-1", "amount": "10.00"}],
    }
    assert faults_of(ledger.prepare("bill_payment", "bp-3", both)) == [("applications", "application_refused")]


@pytest.mark.requirement("D7")
def test_taxed_lines_share_the_documents_tax_and_others_stay_untaxed(ledger: Ledger) -> None:
    (rate,) = ledger.company_file.rows("ItemSalesTax")
    assert ledger.books.find_codes("tax_rate", ["State Sales Tax"]) == {"State Sales Tax": rate["ListID"]}
    ledger.references["tax_rate", "state"] = rate["ListID"]
    lines = [
        {"item": "s-1", "quantity": "1", "unit_price": "100.00", "amount": "100.00", "tax_rate": "state"},
        {"item": "s-1", "quantity": "1", "unit_price": "50.00", "amount": "50.00"},
    ]
    invoice = {**INVOICE, "number": "N-1", "lines": lines, "total": "158.25"}
    del invoice["discount_amount"]
    done = ledger.write("invoice", "new-1", invoice)
    assert done.total == "158.25"
    read = ledger.canonical(ledger.read("invoice", "new-1"))
    assert [line.get("tax_rate") for line in read["lines"]] == ["state", None]
    assert compare("invoice", invoice, read, agreed_total=done.total) == ()


def test_several_tax_rates_on_one_document_are_too_many(ledger: Ledger) -> None:
    second = ledger.company_file.create("ItemSalesTax", {"Name": "City", "TaxRate": "1"})
    (first, _) = ledger.company_file.rows("ItemSalesTax")
    ledger.references |= {("tax_rate", "state"): first["ListID"], ("tax_rate", "city"): second["ListID"]}
    lines = [{**INVOICE["lines"][1], "tax_rate": rate} for rate in ("state", "city")]
    invoice = {**INVOICE, "number": "N-1", "lines": lines, "discount_amount": "0", "total": "2.02"}
    assert faults_of(ledger.prepare("invoice", "x", invoice)) == [("lines", "tax_code_invalid")]


def test_without_sales_tax_nothing_is_said_of_it(ledger: Ledger) -> None:
    ledger.company_file.preferences.sales_tax = False
    for code in ("Tax", "Non"):
        (row,) = (each for each in ledger.company_file.rows("SalesTaxCode") if each["Name"] == code)
        ledger.company_file.update("SalesTaxCode", row["ListID"], {"IsActive": False})
    ledger.reopen()
    read = sent_and_read(ledger, "invoice", {**INVOICE, "number": "N-1"})
    assert read["total"] == INVOICE["total"]


@pytest.mark.requirement("A1")
def test_a_line_of_a_sale_needs_an_item(ledger: Ledger) -> None:
    line = {"account": "4100", "quantity": "1", "unit_price": "5.00", "amount": "5.00"}
    invoice = {**INVOICE, "number": "N-1", "lines": [line], "discount_amount": "0", "total": "5.00"}
    assert faults_of(ledger.prepare("invoice", "x", invoice)) == [("lines[0].item", "line_detail_missing")]


def test_a_discount_needs_a_discount_item_on_its_account(ledger: Ledger) -> None:
    (item,) = ledger.company_file.rows("ItemDiscount")
    ledger.company_file.update("ItemDiscount", item["ListID"], {"IsActive": False})
    ledger.reopen()
    made = ledger.prepare("invoice", "x", {**INVOICE, "number": "N-1"})
    assert faults_of(made) == [("discount_amount", "default_account_missing")]


def test_lines_that_add_up_or_only_describe_are_left_out(ledger: Ledger) -> None:
    line = {"ItemRef": "By hand", "Quantity": "2", "Rate": "10"}
    invoice = ledger.company_file.create(
        "Invoice",
        {
            "CustomerRef": CUSTOMER["name"],
            "RefNumber": "H-1",
            "InvoiceLine": [line, {"ItemRef": "Subtotal", "Amount": "20.00"}, {"Desc": "Thank you"}],
        },
    )
    (read,) = ledger.books.fetch({"invoice": [invoice["TxnID"]]}).records
    assert [each["amount"] for each in read.record["lines"]] == ["20.00"]


def test_an_expense_does_not_move_from_a_bank_to_a_card(ledger: Ledger) -> None:
    ledger.write("expense", "e-1", EXPENSE)
    made = ledger.prepare("expense", "e-1", {**EXPENSE, "account": "2100"}, Verb.UPDATE)
    assert faults_of(made) == [("account", "change_not_allowed")]


@pytest.mark.parametrize("left", [0, 1])
def test_a_bill_keeps_only_the_lines_that_it_is_sent_with(ledger: Ledger, left: int) -> None:
    line = BILL["lines"][left]
    ledger.write("bill", "b-2", {**BILL, "number": "B-2"})
    ledger.write("bill", "b-2", {**BILL, "number": "B-2", "lines": [line], "total": line["amount"]}, Verb.UPDATE)
    read = ledger.canonical(ledger.read("bill", "b-2"))
    assert [each["amount"] for each in read["lines"]] == [line["amount"]]
    assert read["total"] == line["amount"]
