"""Objects of QuickBooks Desktop as canonical records: odd ones, which users enter and we do not."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.packages.quickbooks_desktop.mapping import Surroundings, fetched, fetched_credit
from bookbridge.packages.quickbooks_desktop.mapping.sales_lines import Sorted
from bookbridge.packages.quickbooks_desktop.qbxml.answers import Row
from bookbridge.ports.packages import FetchedRecord

pytestmark = pytest.mark.unit

LISTED: dict[str, Any] = {
    "ListID": "80000001-1400000000",
    "TimeModified": "2014-05-13T09:53:20-08:00",
    "EditSequence": "1400000000",
}
TRANSACTION: dict[str, Any] = {
    "TxnID": "4C-1415942229",
    "TimeModified": "2014-05-13T09:53:20-08:00",
    "EditSequence": "1415942229",
    "TxnDate": "2014-05-13",
}


def ref(package_id: str, name: str = "") -> dict[str, str]:
    return {"ListID": package_id, "FullName": name}


def read(kind: str, around: Surroundings | None = None, **fields: Any) -> FetchedRecord:
    base = (
        LISTED if kind.startswith(("Item", "Standard", "DateDriven", "Account", "Vendor", "Customer")) else TRANSACTION
    )
    if kind == "VendorCredit":
        base = TRANSACTION
    record = fetched(Row(f"{kind}Ret", {**base, **fields}), around or Surroundings())
    assert record is not None
    return record


def test_terms_of_a_day_of_the_month_have_no_due_days() -> None:
    assert read("DateDrivenTerms", Name="1st", DayOfMonthDue="1", DiscountPct="2.00").record == {
        "name": "1st",
        "discount_percent": "2",
    }
    standard = read("StandardTerms", Name="Net 30", StdDueDays="30", StdDiscountDays="0", DiscountPct="0")
    assert standard.record == {"name": "Net 30", "due_days": 30, "discount_days": 0, "discount_percent": "0"}


@pytest.mark.requirement("B8")
def test_an_account_goes_by_its_full_name_and_tells_its_type() -> None:
    record = read("Account", Name="Gas", FullName="Utilities:Gas", AccountType="CreditCard", IsActive="false").record
    assert record == {"name": "Utilities:Gas", "type": "CreditCard", "active": False}


def test_a_group_of_sales_taxes_has_no_percentage() -> None:
    record = read("ItemSalesTaxGroup", Name="City and state")
    assert (record.entity_type, record.record) == ("tax_rate", {"name": "City and state"})


@pytest.mark.parametrize("kind", ["ItemSubtotal", "ItemDiscount", "ItemGroup", "ItemPayment", "Deposit"])
def test_what_we_do_not_keep_is_no_record(kind: str) -> None:
    assert fetched(Row(f"{kind}Ret", {**LISTED, "Name": "x"}), Surroundings()) is None


def test_a_refund_to_a_card_is_a_refund_with_what_it_gives_back() -> None:
    record = read(
        "ARRefundCreditCard",
        CustomerRef=ref("80-1"),
        RefundFromAccountRef=ref("80-2"),
        TotalAmount="12.00",
        Memo="Sorry",
        RefundAppliedToTxnRet=[{"TxnID": "1-1", "RefundAmount": "5.00"}, {"TxnID": "2-1", "RefundAmount": "7.00"}],
    )
    assert (record.entity_type, record.version) == ("refund", "1415942229 ARRefundCreditCard")
    assert record.record == {
        "customer": "80-1",
        "account": "80-2",
        "date": "2014-05-13",
        "memo": "Sorry",
        "amount": "12.00",
        "lines": [
            {"quantity": "1", "unit_price": "5.00", "amount": "5.00"},
            {"quantity": "1", "unit_price": "7.00", "amount": "7.00"},
        ],
    }


def test_a_check_is_a_refund_only_under_our_mark() -> None:
    fields: dict[str, Any] = {
        "AccountRef": ref("80-2"),
        "PayeeEntityRef": ref("80-1"),
        "Amount": "8.00",
        "ExpenseLineRet": [
            {"AccountRef": ref("80-3"), "Amount": "10.00", "Memo": "Advice"},
            {"AccountRef": ref("80-4"), "Amount": "-2.00", "Memo": "Discount"},
        ],
    }
    plain = read("Check", **fields, Memo="Rent")
    assert (plain.entity_type, plain.record["payee"], plain.record["memo"]) == ("expense", "80-1", "Rent")
    marked = read("Check", **fields, Memo="Sorry [bookbridge refund/r-1]")
    assert (marked.entity_type, marked.record["customer"], marked.record["memo"]) == ("refund", "80-1", "Sorry")
    assert marked.record["discount_amount"] == "2.00"
    assert marked.record["lines"] == [
        {"account": "80-3", "amount": "10.00", "description": "Advice", "quantity": "1", "unit_price": "10.00"}
    ]


def test_lines_of_groups_of_items_are_lines() -> None:
    line = {"ItemRef": ref("80-5"), "Quantity": "2", "Cost": "1.5", "Amount": "3.00"}
    group = {"ItemGroupRef": ref("80-6"), "ItemLineRet": [line]}
    record = read("Bill", AmountDue="3.00", ItemGroupLineRet=[group]).record
    assert record["lines"] == [{"item": "80-5", "quantity": "2", "unit_cost": "1.50", "amount": "3.00"}]
    sold = {"ItemRef": ref("80-5"), "Quantity": "2", "Rate": "1.5", "Amount": "3.00"}
    invoice = read("Invoice", Subtotal="3.00", InvoiceLineGroupRet=[{"InvoiceLineRet": [sold]}]).record
    assert invoice["lines"] == [{"item": "80-5", "quantity": "2", "unit_price": "1.50", "amount": "3.00"}]


def test_discounts_are_taken_together_and_subtotals_left_out() -> None:
    around = Surroundings(sorted_by=Sorted(discounts={"80-7"}, subtotals={"80-8"}, taxed={"Tax"}))
    lines = [
        {"ItemRef": ref("80-5"), "Quantity": "1", "Rate": "10", "Amount": "10.00", "SalesTaxCodeRef": ref("1", "Tax")},
        {"ItemRef": ref("80-8"), "Amount": "10.00"},
        {"ItemRef": ref("80-7"), "Amount": "-1.00"},
        {"ItemRef": ref("80-7"), "Amount": "-0.50"},
        {"Desc": "Thank you"},
    ]
    fields = {"Subtotal": "8.50", "SalesTaxTotal": "0.70", "ItemSalesTaxRef": ref("80-9"), "InvoiceLineRet": lines}
    record = read("Invoice", around, **fields).record
    assert (record["discount_amount"], record["total"]) == ("1.50", "9.20")
    assert record["lines"] == [
        {"item": "80-5", "quantity": "1", "unit_price": "10.00", "amount": "10.00", "tax_rate": "80-9"}
    ]


@pytest.mark.requirement("F2")
def test_a_void_is_told_by_its_memo_and_its_amount() -> None:
    voided = read("Bill", AmountDue="0.00", Memo="VOID: Paper")
    assert (voided.voided, voided.record["memo"]) == (True, "Paper")
    assert "memo" not in read("Bill", AmountDue="0.00", Memo="VOID:").record
    assert not read("Bill", AmountDue="1.00", Memo="VOID: so they say").voided
    assert not read("Bill", AmountDue="0.00", Memo="Free").voided


@pytest.mark.requirement("B15")
def test_a_credit_that_settles_nothing_is_no_payment() -> None:
    row = Row("VendorCreditRet", {**TRANSACTION, "VendorRef": ref("80-1"), "CreditAmount": "9.00"})
    assert fetched_credit(row) is None
    linked = [
        {"TxnID": "9-1", "TxnType": "Bill", "Amount": "-4.00"},
        {"TxnID": "8-1", "TxnType": "Check", "Amount": "1"},
    ]
    payment = fetched_credit(Row(row.kind, {**row.fields, "LinkedTxn": linked}))
    assert payment is not None
    assert payment.package_id == "credit-4C-1415942229"
    assert payment.record["applications"] == [{"bill": "9-1", "amount": "4.00"}]


def test_an_applied_payment_names_what_it_settles() -> None:
    applied = [
        {"TxnID": "9-1", "TxnType": "Bill", "Amount": "4.00", "BalanceRemaining": "0.00"},
        {"TxnID": "8-1", "TxnType": "Check", "Amount": "1.00"},
    ]
    record = read("BillPaymentCreditCard", PayeeEntityRef=ref("80-1"), Amount="5.00", AppliedToTxnRet=applied)
    assert record.version == "1415942229 BillPaymentCreditCard"
    assert record.record["applications"] == [{"bill": "9-1", "amount": "4.00"}]
    assert record.record["method"] == "Credit Card"
