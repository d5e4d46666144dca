"""The records of the story."""

from __future__ import annotations

from typing import Any, Final

GOOD_INVOICES: Final = 24
CUSTOMERS: Final = 6
CLOSED_INVOICES: Final = 30


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


def bill(number: str, vendor: str, line: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A posted bill with one line."""
    return {
        "number": number,
        "vendor": vendor,
        "date": "2026-11-02",
        "due_date": "2026-12-02",
        "ap_account": "2000",
        "base_currency": "USD",
        "currency": "USD",
        "status": "posted",
        "lines": [line],
        "total": line["amount"],
        **more,
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


def workshop_records(vendor: str) -> dict[tuple[str, str], dict[str, Any]]:
    """A bill of a vendor that came from the package, and the check that pays it."""
    paper = bill("WB-1", vendor, {"account": "6000", "amount": "120.00", "description": "Boards"})
    payment = {
        "vendor": vendor,
        "date": "2026-11-09",
        "amount": "120.00",
        "pay_from_account": "1000",
        "method": "check",
        "applications": [{"bill": "bill-1", "amount": "120.00"}],
    }
    return {("bill_payment", "pay-1"): payment, ("bill", "bill-1"): paper}


def studio_records() -> dict[tuple[str, str], dict[str, Any]]:
    """What a studio sends in one go: invoices of a closed period, and others that are wrong for other reasons."""
    records: dict[tuple[str, str], dict[str, Any]] = {
        ("invoice", f"march-{number}"): invoice(
            f"M-{number:03d}", "cust-1", f"{200 + number}.00", date="2026-03-31", due_date="2026-04-30"
        )
        for number in range(1, CLOSED_INVOICES + 1)
    }
    lamps = {"account": "6999", "amount": "310.00", "description": "Lamps", "class": "Studio"}
    wrong_sum = invoice("L-003", "cust-1", "90.00")
    wrong_sum["lines"][0]["quantity"] = "2"
    return records | {
        ("customer", "cust-1"): {"name": "Willow Weddings", "email": "office@willow.example"},
        ("customer", "cust-2"): {"name": "Northwind Supplies"},
        ("item", "consulting"): {"name": "Photography (hour)", "kind": "service", "income_account": "4000"},
        ("item", "long"): {"name": "Portrait " * 12, "kind": "service", "income_account": "4000"},
        ("invoice", "inv-1"): invoice("TAKEN-1", "cust-1", "80.00"),
        ("invoice", "inv-2"): invoice("L-002", "cust-1", "120.00"),
        ("invoice", "inv-3"): wrong_sum,
        ("payment", "pay-1"): payment("cust-1", "inv-2", "9999.00"),
        ("vendor", "vend-1"): {"name": "Lumen Lamps"},
        ("bill", "bill-1"): bill("LL-9", "vend-1", lamps),
    }


def shop_invoice(number: str) -> dict[str, Any]:
    """An invoice of a shop, dated in May."""
    line = {"description": "Gift box", "quantity": "2", "unit_price": "20.00", "amount": "40.00"}
    days = {"date": "2026-05-11", "due_date": "2026-06-10"}
    return {"number": number, "customer": "cust-1", **days, "lines": [line], "total": "40.00"}


def shop_records() -> dict[tuple[str, str], dict[str, Any]]:
    """An order whose status lets it through, a bill, an invoice and its payment, with the parties they need."""
    line = {"description": "Juniper tea", "quantity": "3", "unit_price": "12.50", "amount": "37.50"}
    order = {**shop_invoice("SO-1001"), "status": "Despatched", "total": "37.50"}
    boxes = {"account": "400", "amount": "80.00", "description": "Boxes"}
    days = {"date": "2026-05-12", "due_date": "2026-06-11"}
    return {
        ("payment", "pay-1"): {**payment("cust-1", "inv-1", "40.00"), "date": "2026-05-20"},
        ("order", "order-1"): {**order, "lines": [{**line, "cost_centre": "warehouse"}]},
        ("invoice", "inv-1"): shop_invoice("INV-1"),
        ("bill", "bill-1"): bill("SUP-77", "vend-1", boxes, ap_account="800", **days),
        ("customer", "cust-1"): {"name": "Hazel Home", "email": "hello@hazel.example"},
        ("vendor", "vend-1"): {"name": "Oak Packaging"},
    }
