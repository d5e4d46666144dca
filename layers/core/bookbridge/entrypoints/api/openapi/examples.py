"""Canonical records as the reference shows them."""

from __future__ import annotations

from typing import Any, Final

from bookbridge.domain.records import EntityType

RECORDS: Final[dict[EntityType, dict[str, Any]]] = {
    "customer": {
        "name": "Riverside Café",
        "email": "books@riverside.example",
        "billing_address": {"line1": "12 Quay Street", "city": "Bristol", "postal_code": "BS1 4DJ", "country": "GB"},
    },
    "vendor": {"name": "Northwind Paper", "email": "accounts@northwind.example", "currency": "USD"},
    "item": {"name": "Consulting", "kind": "service", "unit_price": "120.00", "income_account": "4000"},
    "invoice": {
        "number": "INV-1001",
        "customer": "cust-1",
        "date": "2026-05-01",
        "due_date": "2026-05-31",
        "lines": [{"item": "item-1", "quantity": "2", "unit_price": "120.00", "amount": "240.00"}],
        "total": "240.00",
    },
    "bill": {
        "number": "NP-778",
        "vendor": "vend-1",
        "date": "2026-05-03",
        "due_date": "2026-06-02",
        "ap_account": "2000",
        "base_currency": "USD",
        "currency": "USD",
        "status": "posted",
        "lines": [{"account": "6100", "amount": "88.40", "description": "Paper"}],
        "total": "88.40",
    },
    "payment": {
        "customer": "cust-1",
        "date": "2026-05-20",
        "amount": "240.00",
        "applications": [{"invoice": "inv-1001", "amount": "240.00"}],
        "delivery": {"kind": "check", "check_number": "1188", "image_url": "https://app.example/checks/1188"},
    },
}
