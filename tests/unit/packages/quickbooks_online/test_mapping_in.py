"""Objects of the package that look like none of ours."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bookbridge.packages.quickbooks_online.mapping import MAPPINGS, fetched
from tests.unit.packages.quickbooks_online.canned import row

pytestmark = pytest.mark.unit


def test_an_invoice_made_in_the_package_is_read_with_all_its_kinds_of_lines() -> None:
    body = row(
        "130",
        CustomerRef={"value": "58", "name": "Acme"},
        TxnDate="2026-05-01",
        DocNumber=None,
        V4IDPseudonym="0020",
        TotalAmt=Decimal("27.5"),
        TxnTaxDetail={"TotalTax": 0},
        Line=[
            {"DetailType": "DescriptionOnly", "Description": "Dear customer", "DescriptionLineDetail": {}},
            {
                "DetailType": "GroupLineDetail",
                "Amount": 10,
                "GroupLineDetail": {
                    "Line": [
                        {
                            "DetailType": "SalesItemLineDetail",
                            "Amount": 10,
                            "SalesItemLineDetail": {
                                "ItemRef": {"value": "7"},
                                "Qty": Decimal("0.5"),
                                "UnitPrice": 20,
                                "ClassRef": {"value": "5", "name": "East"},
                            },
                        }
                    ]
                },
            },
            {"DetailType": "GroupLineDetail", "Amount": 0},
            {"DetailType": "SalesItemLineDetail", "Amount": Decimal("20.5"), "Description": "By hand"},
            {"DetailType": "DiscountLineDetail", "Amount": 2, "DiscountLineDetail": {"PercentBased": True}},
            {"DetailType": "DiscountLineDetail", "Amount": 1, "DiscountLineDetail": {}},
            {"DetailType": "SubTotalLineDetail", "Amount": Decimal("30.5"), "SubTotalLineDetail": {}},
        ],
    )
    assert MAPPINGS["invoice"].to_canonical(body) == {
        "customer": "58",
        "date": "2026-05-01",
        "lines": [
            {"item": "7", "quantity": "0.5", "unit_price": "20.00", "amount": "10.00", "class": "East"},
            {"description": "By hand", "quantity": "1", "unit_price": "20.50", "amount": "20.50"},
        ],
        "discount_amount": "3.00",
        "total": "27.50",
    }


def test_a_bill_made_in_the_package_is_read_with_job_class_and_who_is_billed() -> None:
    detail = {
        "AccountRef": {"value": "80"},
        "ClassRef": {"value": "5", "name": "East"},
        "CustomerRef": {"value": "58", "name": "Kitchen"},
    }
    kind = "AccountBasedExpenseLineDetail"
    body = row(
        "118",
        VendorRef={"value": "56"},
        CurrencyRef={"value": "EUR"},
        ExchangeRate=Decimal("1.1"),
        TxnDate="2026-05-01",
        DocNumber="B-1",
        TotalAmt=6,
        Line=[
            {"DetailType": kind, "Amount": 5, kind: {**detail, "BillableStatus": "HasBeenBilled"}},
            {"DetailType": "ItemBasedExpenseLineDetail", "Amount": 1},
            {"DetailType": "TaxLineDetail", "Amount": 9},
        ],
    )
    read = fetched("bill", body)
    assert read.number == "B-1"
    assert read.record == {
        "vendor": "56",
        "currency": "EUR",
        "date": "2026-05-01",
        "number": "B-1",
        "status": "posted",
        "lines": [
            {"account": "80", "amount": "5.00", "class": "East", "job": "Kitchen", "billable": True},
            {"amount": "1.00", "quantity": "1", "unit_cost": "1.00"},
        ],
        "total": "6.00",
    }
    home = MAPPINGS["bill"].to_canonical({"CurrencyRef": {"value": "USD"}})
    assert (home["base_currency"], home["lines"]) == ("USD", [])


def test_a_payment_shows_the_invoices_it_settles_and_no_credits() -> None:
    body = row(
        "91",
        CustomerRef={"value": "58"},
        TxnDate="2026-05-01",
        TotalAmt=50,
        PaymentMethodRef={"value": "2", "name": "Check"},
        PrivateNote="Thanks [bookbridge payment/p-1]",
        Line=[
            {"Amount": 40, "LinkedTxn": [{"TxnId": "130", "TxnType": "Invoice"}]},
            {"Amount": 10, "LinkedTxn": [{"TxnId": "140", "TxnType": "CreditMemo"}]},
            {"Amount": 1},
        ],
    )
    assert MAPPINGS["payment"].to_canonical(body) == {
        "customer": "58",
        "date": "2026-05-01",
        "amount": "50.00",
        "memo": "Thanks",
        "method": "Check",
        "applications": [{"invoice": "130", "amount": "40.00"}],
    }


def test_a_payment_may_name_no_method() -> None:
    assert "method" not in MAPPINGS["payment"].to_canonical(row("91", TotalAmt=1, PaymentMethodRef={"value": "2"}))


def test_terms_of_a_day_of_the_month_have_no_due_days() -> None:
    body = row("5", Name="15th", DayOfMonthDue=15, DueNextMonthDays=5, Type="DATE_DRIVEN", Active=True)
    assert MAPPINGS["term"].to_canonical(body) == {"name": "15th"}


@pytest.mark.parametrize(("kind", "expected"), [("Service", "service"), ("Inventory", "product"), (None, "product")])
def test_items_are_services_or_products(kind: str | None, expected: str) -> None:
    assert MAPPINGS["item"].to_canonical({"Name": "x", "Type": kind}) == {"name": "x", "kind": expected}
