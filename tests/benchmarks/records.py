"""The records of the benchmark: invoices of three lines, customers with an address, as applications send them."""

from __future__ import annotations

from typing import Final

from bookbridge.use_cases.accept_records import Wish
from tests.fakes.books import customer, invoice, item
from tests.proof.charts import CHARTS

CUSTOMERS: Final = 100
ITEMS: Final = 10
WORK: Final = (
    ("Preparation of the annual accounts, including meetings", "6", "95.00", "570.00"),
    ("Bookkeeping of the month as agreed in the engagement letter", "1", "240.00", "240.00"),
    ("Travel and copies at cost", "3", "12.50", "37.50"),
)
TOTAL: Final = "847.50"


def customer_wish(number: int) -> Wish:
    """A customer."""
    address = {
        "line1": f"{number} Mill Lane",
        "city": "Springfield",
        "region": "OR",
        "postal_code": "97477",
        "country": "US",
    }
    record = customer(
        f"Customer {number:04d} and Partners Ltd",
        company_name=f"Customer {number:04d} Ltd",
        email=f"accounts@customer-{number:04d}.example",
        phone=f"+1 541 555 {number:04d}",
        billing_address=address,
    )
    return Wish("customer", f"c-{number}", record)


def item_wish(number: int, income: str) -> Wish:
    """A service, sold through an account of the package."""
    body = item(f"Service {number}", description="Work of our office, by the hour", income_account=income)
    return Wish("item", f"s-{number}", body)


def invoice_wish(number: int) -> Wish:
    """An invoice of three lines, to one of the customers."""
    lines = [
        {
            "item": f"s-{(number + place) % ITEMS}",
            "description": f"{description}, job {number}",
            "quantity": quantity,
            "unit_price": price,
            "amount": amount,
        }
        for place, (description, quantity, price, amount) in enumerate(WORK)
    ]
    memo = f"Engagement {number % CUSTOMERS}, second quarter; thank you for your business"
    record = invoice(f"A-{number}", f"c-{number % CUSTOMERS}", lines=lines, total=TOTAL, memo=memo)
    return Wish("invoice", f"i-{number}", record)


def parents(invoices: int, package: str) -> list[Wish]:
    """The customers and services that the first so many invoices refer to."""
    customers = [customer_wish(number) for number in range(min(CUSTOMERS, invoices))]
    return [*customers, *(item_wish(number, CHARTS[package].income) for number in range(ITEMS))]
