"""Credits, refunds, expenses, bill payments, tax codes and files, where the package's way is not ours."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bookbridge.domain.settings import DefaultAccounts
from bookbridge.packages.quickbooks_online.mapping import MAPPINGS, Outgoing, fetched
from bookbridge.packages.quickbooks_online.mapping.tax_rates import with_rates
from tests.contract.packages.records import (
    BILL_PAYMENT,
    CREDIT_NOTE,
    DOCUMENT,
    EXPENSE,
    INVOICE,
    ORDER,
    REFUND,
    VENDOR_CREDIT,
)
from tests.unit.packages.quickbooks_online.canned import TIME, row

pytestmark = pytest.mark.unit

ACCOUNT_LINE = "AccountBasedExpenseLineDetail"
ITEM_LINE = "ItemBasedExpenseLineDetail"
SALES_LINE = "SalesItemLineDetail"


class Everything(dict[Any, str]):
    """An id for everything; `value` for all, or the name with `id of`."""

    def __init__(self, value: str = "") -> None:
        super().__init__()
        self._value = value

    def __missing__(self, key: Any) -> str:
        return self._value or f"id of {key[1]}"


def outgoing(record: dict[str, Any], account_type: str = "Bank", **more: Any) -> Outgoing:
    return Outgoing(record, Everything(), account_types=Everything(account_type), **more)


@pytest.mark.requirement("B13")
@pytest.mark.parametrize(
    ("entity_type", "record"),
    [
        ("invoice", INVOICE),
        ("order", ORDER),
        ("credit_note", CREDIT_NOTE),
        ("vendor_credit", VENDOR_CREDIT),
        ("expense", EXPENSE),
        ("bill_payment", BILL_PAYMENT),
        ("refund", REFUND),
    ],
)
def test_a_currency_goes_out_and_comes_back(entity_type: Any, record: dict[str, Any]) -> None:
    mapping = MAPPINGS[entity_type]
    assert mapping.to_package(outgoing({**record, "currency": "EUR"}))["CurrencyRef"] == {"value": "EUR"}
    without = {field: value for field, value in record.items() if field != "currency"}
    assert "CurrencyRef" not in mapping.to_package(outgoing(without))
    assert mapping.to_canonical(row("1", CurrencyRef={"value": "EUR", "name": "Euro"}))["currency"] == "EUR"


def test_a_credit_note_is_due_on_no_date() -> None:
    payload = MAPPINGS["credit_note"].to_package(outgoing({**CREDIT_NOTE, "due_date": "2026-06-01", "terms": "t-1"}))
    assert "DueDate" not in payload
    assert payload["SalesTermRef"] == {"value": "id of t-1"}
    read = MAPPINGS["credit_note"].to_canonical(row("9", DueDate="2026-06-01", RemainingCredit=3, TotalAmt=5))
    assert read == {"lines": [], "total": "5.00"}


def test_a_vendor_credit_has_neither_terms_nor_a_due_date() -> None:
    payload = MAPPINGS["vendor_credit"].to_package(outgoing({**VENDOR_CREDIT, "terms": "t-1"}))
    assert {"DueDate", "SalesTermRef"} & payload.keys() == set()
    assert payload["APAccountRef"] == {"value": "id of 2000"}
    unnumbered = {field: value for field, value in VENDOR_CREDIT.items() if field not in {"number", "memo"}}
    marked = MAPPINGS["vendor_credit"].to_package(outgoing(unnumbered, marker="[bookbridge vendor_credit/vc-1]"))
    assert marked["PrivateNote"] == "[bookbridge vendor_credit/vc-1]"


def test_a_refund_has_its_discount_and_tax_like_any_sale() -> None:
    line = {"quantity": "2", "unit_price": "5.00", "discount_percent": "10", "amount": "9.00", "tax_rate": "Standard"}
    record = {**REFUND, "lines": [line], "amount": "9.00"}
    payload = MAPPINGS["refund"].to_package(outgoing(record, accounts=DefaultAccounts(discount="4900")))
    assert payload["DepositToAccountRef"] == {"value": "id of 1000"}
    assert [each["Amount"] for each in payload["Line"]] == ["10.00", "1.00"]
    assert payload["Line"][0][SALES_LINE]["TaxCodeRef"] == {"value": "id of Standard"}
    body = row(
        "9",
        DocNumber="1017",
        CustomerRef={"value": "58"},
        DepositToAccountRef={"value": "35"},
        TxnDate="2026-05-13",
        TotalAmt=9,
        PrivateNote="Sorry [bookbridge refund/r-1]",
        Line=[
            {"DetailType": SALES_LINE, "Amount": 10, SALES_LINE: {"TaxCodeRef": {"value": "TAX"}}},
            {"DetailType": "DiscountLineDetail", "Amount": 1, "DiscountLineDetail": {}},
        ],
    )
    assert fetched("refund", body).number == "1017"
    assert MAPPINGS["refund"].to_canonical(body) == {
        "customer": "58",
        "account": "35",
        "date": "2026-05-13",
        "memo": "Sorry",
        "lines": [{"tax_rate": "TAX", "quantity": "1", "unit_price": "10.00", "amount": "10.00"}],
        "discount_amount": "1.00",
        "amount": "9.00",
    }


@pytest.mark.parametrize(
    ("account_type", "method", "payment_type"),
    [
        ("Bank", "Check", "Check"),
        ("Bank", " cheque ", "Check"),
        ("Bank", "ACH", "Cash"),
        ("Other Current Asset", "Check", "Cash"),
        ("Credit Card", "Check", "CreditCard"),
        ("Credit Card", "Visa", "CreditCard"),
    ],
)
def test_the_account_decides_how_an_expense_is_paid(account_type: str, method: str, payment_type: str) -> None:
    payload = MAPPINGS["expense"].to_package(outgoing({**EXPENSE, "method": method}, account_type))
    assert payload["PaymentType"] == payment_type
    assert payload["EntityRef"] == {"value": "id of v-1", "type": "Vendor"}
    assert "PaymentMethodRef" not in payload


def test_a_payment_method_that_the_package_knows_is_kept_by_its_name() -> None:
    out = outgoing({**EXPENSE, "method": "Debit"}, named={("PaymentMethod", "debit"): "7"})
    assert MAPPINGS["expense"].to_package(out)["PaymentMethodRef"] == {"value": "7"}
    read = MAPPINGS["expense"].to_canonical
    assert read(row("1", PaymentType="Cash", PaymentMethodRef={"value": "7", "name": "Debit"}))["method"] == "Debit"
    words = {kind: read(row("1", PaymentType=kind))["method"] for kind in ("Cash", "Check", "CreditCard")}
    assert words == {"Cash": "Cash", "Check": "Check", "CreditCard": "Credit Card"}


def test_what_a_card_was_given_back_is_below_zero_here_and_a_credit_there() -> None:
    lines = [
        {"account": "6000", "amount": "-5.00"},
        {"item": "s-1", "quantity": "-2", "unit_cost": "3.00", "amount": "-6.00"},
    ]
    payload = MAPPINGS["expense"].to_package(outgoing({**EXPENSE, "lines": lines, "total": "-11.00"}, "Credit Card"))
    assert payload["Credit"] is True
    assert [(line["Amount"], line[line["DetailType"]].get("Qty")) for line in payload["Line"]] == [
        ("5.00", None),
        ("6.00", "2"),
    ]
    body = row(
        "1",
        Credit=True,
        TotalAmt=11,
        Line=[
            {"DetailType": ACCOUNT_LINE, "Amount": 5, ACCOUNT_LINE: {"AccountRef": {"value": "60"}}},
            {"DetailType": ITEM_LINE, "Amount": 6, ITEM_LINE: {"ItemRef": {"value": "7"}, "Qty": 2, "UnitPrice": 3}},
        ],
    )
    read = MAPPINGS["expense"].to_canonical(body)
    assert read["total"] == "-11.00"
    assert read["lines"] == [
        {"account": "60", "amount": "-5.00"},
        {"item": "7", "amount": "-6.00", "quantity": "-2", "unit_cost": "3.00"},
    ]
    assert MAPPINGS["expense"].to_package(outgoing(EXPENSE, "Credit Card"))["Credit"] is False
    assert "Credit" not in MAPPINGS["expense"].to_package(outgoing(EXPENSE))


@pytest.mark.parametrize(("kind", "payee"), [("Vendor", "56"), ("Customer", None), ("Employee", None), (None, None)])
def test_only_a_vendor_is_a_payee(kind: str | None, payee: str | None) -> None:
    body = row("1", EntityRef={"value": "56", "type": kind} if kind else None)
    assert MAPPINGS["expense"].to_canonical(body).get("payee") == payee
    nobody = {field: value for field, value in EXPENSE.items() if field != "payee"}
    assert "EntityRef" not in MAPPINGS["expense"].to_package(outgoing(nobody))


@pytest.mark.requirement("B8")
@pytest.mark.parametrize(
    ("account_type", "pay_type", "holder", "name", "method"),
    [
        ("Bank", "Check", "CheckPayment", "BankAccountRef", "Check"),
        ("Credit Card", "CreditCard", "CreditCardPayment", "CCAccountRef", "Credit Card"),
    ],
)
def test_the_account_decides_how_a_bill_is_paid(
    account_type: str, pay_type: str, holder: str, name: str, method: str
) -> None:
    payload = MAPPINGS["bill_payment"].to_package(outgoing({**BILL_PAYMENT, "method": "ach"}, account_type))
    assert (payload["PayType"], payload[holder]) == (pay_type, {name: {"value": "id of 1000"}})
    assert not {"CheckPayment", "CreditCardPayment"} - {holder} & payload.keys()
    assert payload["Line"] == [{"Amount": "120.00", "LinkedTxn": [{"TxnId": "id of b-1", "TxnType": "Bill"}]}]
    read = MAPPINGS["bill_payment"].to_canonical(row("1", TotalAmt=120, PayType=pay_type, **{holder: payload[holder]}))
    assert (read["pay_from_account"], read["method"]) == ("id of 1000", method)


@pytest.mark.requirement("B15")
def test_a_credit_that_was_applied_arrives_as_a_payment_of_nothing() -> None:
    lines = [
        {"Amount": 30, "LinkedTxn": [{"TxnId": "118", "TxnType": "Bill"}]},
        {"Amount": 30, "LinkedTxn": [{"TxnId": "120", "TxnType": "VendorCredit"}]},
    ]
    body = row("1", VendorRef={"value": "56"}, TxnDate="2026-05-12", TotalAmt=0, PayType="Check", Line=lines)
    assert MAPPINGS["bill_payment"].to_canonical(body) == {
        "vendor": "56",
        "date": "2026-05-12",
        "amount": "0.00",
        "method": "Check",
        "applications": [{"bill": "118", "amount": "30.00"}],
    }


def rate(package_id: str, percent: object, **more: Any) -> dict[str, Any]:
    return row(package_id, Name=f"Rate {package_id}", RateValue=percent, **more)


def rates_of(*ids: str) -> dict[str, Any]:
    return {"TaxRateDetail": [{"TaxRateRef": {"value": each}, "TaxTypeApplicable": "TaxOnAmount"} for each in ids]}


@pytest.mark.requirement("D7")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (row("5", Name="20% S", SalesTaxRateList=rates_of("1")), {"name": "20% S", "percent": "20"}),
        (row("6", Name="GST+QST", SalesTaxRateList=rates_of("2", "3")), {"name": "GST+QST", "percent": "14.975"}),
        (row("7", Name="Bought", PurchaseTaxRateList=rates_of("2")), {"name": "Bought", "percent": "5"}),
        (row("8", Name="Zero", SalesTaxRateList=rates_of("4"), Taxable=True), {"name": "Zero", "percent": "0"}),
        (
            row("9", Name="Old (deleted)", Active=False, SalesTaxRateList=rates_of("1")),
            {"name": "Old", "percent": "20"},
        ),
        (row("TAX", Name="TAX", Taxable=True), {"name": "TAX", "code": "TAX"}),
        (row("NON", Name="NON", Taxable=False), {"name": "NON", "percent": "0", "code": "NON"}),
    ],
)
def test_a_tax_code_comes_to_what_its_rates_come_to(body: dict[str, Any], expected: dict[str, str]) -> None:
    rates = [rate("1", 20), rate("2", 5), rate("3", Decimal("9.975")), rate("4", 0)]
    assert fetched("tax_rate", with_rates(body, rates)).record == expected


def test_a_tax_code_is_as_new_as_the_newest_of_its_rates() -> None:
    body = row("5", Name="20% S", token="1", SalesTaxRateList=rates_of("1"))
    later = "2026-05-04T03:00:00-07:00"
    before = fetched("tax_rate", with_rates(body, [rate("1", 20), rate("2", 5, at=later)]))
    after = fetched("tax_rate", with_rates(body, [rate("1", 21, at=later, token="1")]))
    assert (before.version, after.version) == ("1/0", "1/1")
    assert after.updated_at > before.updated_at
    assert body["MetaData"]["LastUpdatedTime"] == TIME


@pytest.mark.requirement("A4")
def test_a_file_is_told_with_its_owner_in_the_packages_words() -> None:
    record = {**DOCUMENT, "record": {"entity_type": "order", "record_id": "o-1"}}
    assert MAPPINGS["document"].to_package(outgoing(record, marker="[bookbridge document/d-1]")) == {
        "owner": {"type": "Invoice", "id": "id of o-1"},
        "file_name": DOCUMENT["file_name"],
        "content_type": "application/pdf",
        "url": DOCUMENT["url"],
        "note": "[bookbridge document/d-1]",
    }


def test_the_owner_of_a_file_is_the_first_that_we_keep() -> None:
    references = [
        {"EntityRef": {"type": "Estimate", "value": "7"}},
        {"IncludeOnSend": False},
        {"EntityRef": {"type": "CreditMemo", "value": "8"}},
        {"EntityRef": {"type": "Bill", "value": "9"}},
    ]
    body = row("1", FileName="a.pdf", ContentType="application/pdf", Size=3, AttachableRef=references)
    assert MAPPINGS["document"].to_canonical(body) == {
        "file_name": "a.pdf",
        "content_type": "application/pdf",
        "record": {"entity_type": "credit_note", "record_id": "8"},
    }
    assert MAPPINGS["document"].to_canonical(row("1", Note="By hand")) == {}


def test_taxes_of_lines_items_and_customers_come_back() -> None:
    lines = [{"DetailType": SALES_LINE, "Amount": 1, SALES_LINE: {"TaxCodeRef": {"value": "5"}}}]
    for entity_type in ("invoice", "credit_note"):
        assert MAPPINGS[entity_type].to_canonical(row("1", Line=lines))["lines"][0]["tax_rate"] == "5"
    assert MAPPINGS["item"].to_canonical(row("1", Name="x", SalesTaxCodeRef={"value": "5"}))["tax_rate"] == "5"
    assert MAPPINGS["customer"].to_canonical(row("1", DefaultTaxCodeRef={"value": "5"}))["tax_rate"] == "5"
