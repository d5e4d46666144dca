"""Payloads as they are made from canonical records."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.domain.line_amounts import net_amount
from bookbridge.domain.settings import DefaultAccounts
from bookbridge.packages.quickbooks_online.mapping import MAPPINGS, Outgoing
from bookbridge.packages.quickbooks_online.wire import read_json, write_json

pytestmark = pytest.mark.unit


def outgoing(record: dict[str, Any], **more: Any) -> Outgoing:
    class Everything(dict[Any, str]):
        def __missing__(self, key: Any) -> str:
            return f"id of {key[1]}"

    return Outgoing(record, Everything(), **more)


def test_a_vendor_of_one_name_is_enough() -> None:
    assert MAPPINGS["vendor"].to_package(outgoing({"name": "Acme"})) == {"DisplayName": "Acme"}


def test_terms_have_another_property_for_customers_than_for_vendors() -> None:
    record = {"name": "Acme", "terms": "t-1", "tax_rate": "x-1"}
    assert MAPPINGS["customer"].to_package(outgoing(record)) == {
        "DisplayName": "Acme",
        "SalesTermRef": {"value": "id of t-1"},
        "DefaultTaxCodeRef": {"value": "id of x-1"},
    }
    assert MAPPINGS["vendor"].to_package(outgoing(record)) == {"DisplayName": "Acme", "TermRef": {"value": "id of t-1"}}


def test_a_currency_is_given_to_a_party_once() -> None:
    record = {"name": "Acme", "currency": "EUR"}
    assert "CurrencyRef" in MAPPINGS["customer"].to_package(outgoing(record))
    assert "CurrencyRef" not in MAPPINGS["customer"].to_package(outgoing(record, creating=False))


def test_an_empty_text_empties_a_property_and_is_not_sent_with_a_new_record() -> None:
    record = {"name": "Acme", "company_name": "", "email": "", "phone": "1"}
    assert MAPPINGS["customer"].to_package(outgoing(record)) == {
        "DisplayName": "Acme",
        "PrimaryPhone": {"FreeFormNumber": "1"},
    }
    assert MAPPINGS["customer"].to_package(outgoing(record, creating=False)) == {
        "DisplayName": "Acme",
        "CompanyName": "",
        "PrimaryEmailAddr": {"Address": ""},
        "PrimaryPhone": {"FreeFormNumber": "1"},
    }


def test_the_type_of_an_item_is_set_when_it_is_created() -> None:
    record = {"name": "Paper", "kind": "product", "income_account": "4100"}
    assert MAPPINGS["item"].to_package(outgoing(record))["Type"] == "NonInventory"
    assert "Type" not in MAPPINGS["item"].to_package(outgoing(record, creating=False))
    accounts = DefaultAccounts(income="4000", expense="5000")
    bare = {"name": "Paper", "kind": "service", "unit_cost": "1.00", "tax_rate": "x-1"}
    made = MAPPINGS["item"].to_package(outgoing(bare, accounts=accounts))
    assert made["IncomeAccountRef"] == {"value": "id of 4000"}
    assert made["ExpenseAccountRef"] == {"value": "id of 5000"}
    assert made["SalesTaxCodeRef"] == {"value": "id of x-1"}
    assert "IncomeAccountRef" not in MAPPINGS["item"].to_package(outgoing(bare))


def test_a_bare_invoice_is_sent_without_what_it_does_not_name() -> None:
    line = {"quantity": "2", "unit_price": "1.50", "amount": "3.00"}
    record = {"number": "1", "customer": "c-1", "date": "2026-05-01", "lines": [line], "total": "3.00"}
    assert MAPPINGS["invoice"].to_package(outgoing(record)) == {
        "TxnDate": "2026-05-01",
        "DocNumber": "1",
        "CustomerRef": {"value": "id of c-1"},
        "Line": [
            {
                "DetailType": "SalesItemLineDetail",
                "Amount": "3.00",
                "SalesItemLineDetail": {"Qty": "2", "UnitPrice": "1.50"},
            }
        ],
    }


def test_classes_taxes_and_discounts_find_their_places() -> None:
    line = {"quantity": "2", "unit_price": "1.50", "amount": "2.70", "tax_rate": "x-1", "class": "East"}
    record = {
        "number": "1",
        "customer": "c-1",
        "date": "2026-05-01",
        "lines": [{**line, "discount_percent": "10"}],
        "discount_amount": "0.70",
        "total": "2.00",
    }
    payload = MAPPINGS["invoice"].to_package(outgoing(record, named={("Class", "east"): "5"}))
    assert payload["Line"] == [
        {
            "DetailType": "SalesItemLineDetail",
            "Amount": "3.00",
            "SalesItemLineDetail": {
                "Qty": "2",
                "UnitPrice": "1.50",
                "TaxCodeRef": {"value": "id of x-1"},
                "ClassRef": {"value": "5"},
            },
        },
        {"DetailType": "DiscountLineDetail", "Amount": "1.00", "DiscountLineDetail": {"PercentBased": False}},
    ]


CENTS = st.decimals(min_value=0, max_value=10**7, places=2)
LINES = st.lists(
    st.builds(
        lambda quantity, price, percent: {
            "quantity": format(quantity, "f"),
            "unit_price": format(price, "f"),
            "discount_percent": format(percent, "f"),
        },
        st.decimals(min_value=0, max_value=1000, places=3),
        st.decimals(min_value=0, max_value=10**5, places=5),
        st.decimals(min_value=0, max_value=100, places=2),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.requirement("A1")
@given(LINES)
def test_whatever_is_discounted_comes_to_the_total_and_satisfies_the_packages_rule(lines: list[dict[str, str]]) -> None:
    lines = [{**line, "amount": format(net_amount(line), "f")} for line in lines]
    total = sum((Decimal(line["amount"]) for line in lines), Decimal(0))
    record = {"number": "1", "customer": "c-1", "date": "2026-05-01", "lines": lines, "total": format(total, "f")}
    sent = read_json(write_json(MAPPINGS["invoice"].to_package(outgoing(record))))
    booked = Decimal(0)
    for line in sent["Line"]:
        amount, detail = Decimal(str(line["Amount"])), line.get("SalesItemLineDetail")
        if detail:
            product = Decimal(str(detail["Qty"])) * Decimal(str(detail["UnitPrice"]))
            assert abs(amount - product) <= Decimal("0.005")
            booked += amount
        else:
            booked -= amount
    assert booked == total


def test_expense_lines_take_job_class_and_who_is_billed() -> None:
    record = {
        "vendor": "v-1",
        "date": "2026-05-01",
        "due_date": "2026-05-31",
        "ap_account": "2000",
        "currency": "USD",
        "lines": [
            {"account": "6000", "amount": "5.00", "class": "East", "job": "Kitchen", "billable": True},
            {"amount": "1.00", "billable": False},
        ],
    }
    named = {("Class", "east"): "5", ("Customer", "kitchen"): "58"}
    payload = MAPPINGS["bill"].to_package(outgoing(record, named=named, accounts=DefaultAccounts(expense="6100")))
    assert [line["AccountBasedExpenseLineDetail"] for line in payload["Line"]] == [
        {
            "AccountRef": {"value": "id of 6000"},
            "ClassRef": {"value": "5"},
            "CustomerRef": {"value": "58"},
            "BillableStatus": "Billable",
        },
        {"AccountRef": {"value": "id of 6100"}, "BillableStatus": "NotBillable"},
    ]
    assert "PrivateNote" not in payload
    marked = MAPPINGS["bill"].to_package(outgoing(record, named=named, marker="[bookbridge bill/b-1]"))
    assert marked["PrivateNote"] == "[bookbridge bill/b-1]"


def test_a_payment_takes_the_default_bank_when_it_is_created() -> None:
    record = {"customer": "c-1", "date": "2026-05-01", "amount": "5.00", "method": "Barter"}
    accounts = DefaultAccounts(bank="1000")
    made = MAPPINGS["payment"].to_package(outgoing(record, accounts=accounts))
    assert made["DepositToAccountRef"] == {"value": "id of 1000"}
    assert made["Line"] == []
    assert "PaymentMethodRef" not in made
    assert "DepositToAccountRef" not in MAPPINGS["payment"].to_package(
        outgoing(record, accounts=accounts, creating=False)
    )
