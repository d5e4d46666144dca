"""Canonical records for tests: the least a record needs, and then what the test is about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

DAY: Final = "2030-04-01"
"""A day after every connection: what is dated before it is looked for in the package first."""
DUE: Final = "2030-05-01"
PAID: Final = "2030-04-15"


def customer(name: str, **more: Any) -> dict[str, Any]:
    """A customer."""
    return {"name": name, **more}


def vendor(name: str, **more: Any) -> dict[str, Any]:
    """A vendor."""
    return {"name": name, **more}


def item(name: str, **more: Any) -> dict[str, Any]:
    """A service sold through the income account 4000."""
    return {"name": name, "kind": "service", "unit_price": "125.00", "income_account": "4000", **more}


def invoice(
    number: str, customer: str, *, amount: str = "125.00", item: str | None = None, **more: Any
) -> dict[str, Any]:
    """An invoice with one line."""
    line: dict[str, Any] = {"quantity": "1", "unit_price": amount, "amount": amount, "description": "Work"}
    if item:
        line["item"] = item
    return {
        "number": number,
        "customer": customer,
        "date": DAY,
        "due_date": DUE,
        "lines": [line],
        "total": amount,
        **more,
    }


def bill(number: str, vendor: str, *, amount: str = "40.00", account: str = "6000", **more: Any) -> dict[str, Any]:
    """A posted bill with one expense line."""
    return {
        "number": number,
        "vendor": vendor,
        "date": DAY,
        "due_date": DUE,
        "ap_account": "2000",
        "base_currency": "USD",
        "currency": "USD",
        "status": "posted",
        "lines": [{"account": account, "amount": amount, "description": "Paper"}],
        "total": amount,
        **more,
    }


def payment(customer: str, applications: dict[str, str], **more: Any) -> dict[str, Any]:
    """A payment that settles invoices: amount by invoice."""
    total = sum((Decimal(amount) for amount in applications.values()), Decimal("0.00"))
    return {
        "customer": customer,
        "date": PAID,
        "amount": str(total),
        "applications": [{"invoice": invoice, "amount": amount} for invoice, amount in applications.items()],
        **more,
    }
