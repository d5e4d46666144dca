"""Canonical records as the application sends them, one or more for each entity type, with the parents they need."""

from __future__ import annotations

from typing import Any

from bookbridge.domain.records import EntityType

Sample = tuple[EntityType, str, dict[str, Any]]

CUSTOMER: dict[str, Any] = {
    "name": "Zoë's Café & Söhne",
    "company_name": "Zoë's Café",
    "email": "zoe@example.com",
    "phone": "+49 30 123456",
    "billing_address": {
        "line1": "12 Rue d'Été",
        "line2": "Étage 2",
        "city": "Montréal",
        "region": "QC",
        "postal_code": "H2X 1Y4",
        "country": "Canada",
    },
    "currency": "USD",
    "terms": "t-1",
    "active": True,
}
VENDOR: dict[str, Any] = {
    "name": "Norton Lumber",
    "email": "sales@norton.example",
    "currency": "USD",
    "terms": "t-1",
    "active": True,
}
ITEM: dict[str, Any] = {
    "name": "Consulting",
    "kind": "service",
    "sku": "CONS-1",
    "description": "Advice by the hour",
    "unit_price": "125.00",
    "unit_cost": "80.125",
    "income_account": "4100",
    "expense_account": "6000",
    "active": True,
}
ACCOUNT: dict[str, Any] = {"name": "Consulting income", "code": "4150", "type": "Income", "active": True}
TERM: dict[str, Any] = {"name": "2 % 10, net 45", "due_days": 45, "discount_days": 10, "discount_percent": "2.5"}
INVOICE: dict[str, Any] = {
    "number": "INV-1001",
    "customer": "c-1",
    "date": "2026-05-01",
    "due_date": "2026-05-31",
    "currency": "USD",
    "terms": "t-1",
    "memo": "Thank you, it's done",
    "discount_amount": "5.25",
    "lines": [
        {
            "item": "s-1",
            "account": "4100",
            "description": "Advice",
            "quantity": "1.5",
            "unit_price": "125.00",
            "amount": "187.50",
        },
        {"item": "s-1", "quantity": "3", "unit_price": "0.335", "amount": "1.01"},
    ],
    "total": "183.26",
}
BILL: dict[str, Any] = {
    "number": "B-77",
    "vendor": "v-1",
    "date": "2026-05-02",
    "due_date": "2026-06-01",
    "ap_account": "2000",
    "base_currency": "USD",
    "currency": "USD",
    "terms": "t-1",
    "memo": "Paper and advice",
    "status": "posted",
    "lines": [
        {"account": "6000", "amount": "40.10", "description": "Paper"},
        {"item": "s-1", "quantity": "2", "unit_cost": "80.125", "amount": "160.25"},
    ],
    "total": "200.35",
}
PAYMENT: dict[str, Any] = {
    "customer": "c-1",
    "date": "2026-05-10",
    "amount": "100.00",
    "currency": "USD",
    "method": "Check",
    "reference": "4711",
    "deposit_account": "1000",
    "memo": "Thanks",
    "applications": [{"invoice": "i-1", "amount": "90.00"}],
}

SAMPLES: tuple[Sample, ...] = (
    ("account", "a-1", ACCOUNT),
    ("term", "t-1", TERM),
    ("customer", "c-1", CUSTOMER),
    ("vendor", "v-1", VENDOR),
    ("item", "s-1", ITEM),
    ("invoice", "i-1", INVOICE),
    ("bill", "b-1", BILL),
    ("payment", "p-1", PAYMENT),
)
"""One record of each type; each comes after what it refers to."""

ACCOUNT_CODES = ("1000", "2000", "4100", "4900", "6000")
