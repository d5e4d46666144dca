"""The records of the story."""

from __future__ import annotations

from typing import Any, Final

GOOD_INVOICES: Final = 24
CUSTOMERS: Final = 6


def batch(entries: dict[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    """The body of one call that sends many records."""
    return {
        "records": [
            {"entity_type": entity_type, "record_id": record_id, "record": record}
            for (entity_type, record_id), record in entries.items()
        ]
    }


def invoice(number: str, customer: str, amount: str, **more: Any) -> dict[str, Any]:
    """An invoice for one hour's work."""
    line = {
        "item": "consulting",
        "description": "Consulting",
        "quantity": "1",
        "unit_price": amount,
        "amount": amount,
    }
    return {
        "number": number,
        "customer": customer,
        "date": "2026-10-01",
        "due_date": "2026-10-31",
        "lines": [line],
        "total": amount,
        **more,
    }


def good_records() -> dict[tuple[str, str], dict[str, Any]]:
    """Customers, a service, invoices and payments that nothing is wrong with, children before parents on purpose."""
    records: dict[tuple[str, str], dict[str, Any]] = {}
    for number in range(GOOD_INVOICES):
        customer, amount = f"cust-{number % CUSTOMERS + 1}", f"{100 + number}.50"
        records["invoice", f"inv-{number + 1}"] = invoice(f"2026-{number + 1:03d}", customer, amount)
    for number in range(CUSTOMERS):
        records["payment", f"pay-{number + 1}"] = payment(
            f"cust-{number + 1}", f"inv-{number + 1}", f"{100 + number}.50"
        )
        name = ("Alder & Sons", "Birch Bakery", "Cedar Cafe", "Dogwood Design", "Elm Electric", "Fir Films")[number]
        records["customer", f"cust-{number + 1}"] = {"name": name, "email": f"books@{name.split()[0].lower()}.example"}
    records["item", "consulting"] = {
        "name": "Consulting (hour)",
        "kind": "service",
        "unit_price": "100.00",
        "income_account": "4000",
    }
    return records


def payment(customer: str, invoice_id: str, amount: str) -> dict[str, Any]:
    """A payment that settles one invoice."""
    return {
        "customer": customer,
        "date": "2026-10-20",
        "amount": amount,
        "currency": "USD",
        "applications": [{"invoice": invoice_id, "amount": amount}],
        "delivery": {"kind": "ach", "text": "ACH submitted 2026-10-20"},
    }


def bad_records() -> dict[tuple[str, str], dict[str, Any]]:
    """Records that QuickBooks Online refuses, each for its own reason."""
    wrong_sum = invoice("BAD-SUM", "cust-1", "50.00")
    wrong_sum["lines"][0]["quantity"] = "3"
    return {
        ("invoice", "bad-number"): invoice("HAND-1", "cust-2", "80.00"),
        ("invoice", "bad-sum"): wrong_sum,
        ("invoice", "bad-customer"): invoice("BAD-REF", "nobody", "10.00"),
        ("item", "bad-length"): {"name": "N" * 110, "kind": "service", "income_account": "4000"},
        ("customer", "bad-name"): {"name": "Northwind Supplies"},
        ("payment", "bad-amount"): payment("cust-4", "inv-10", "99999.00"),
    }
