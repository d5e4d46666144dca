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

ORDER: dict[str, Any] = {
    "number": "ORD-7",
    "customer": "c-1",
    "date": "2026-05-01",
    "due_date": "2026-05-31",
    "currency": "USD",
    "lines": [{"item": "s-1", "account": "4100", "quantity": "2", "unit_price": "10.00", "amount": "20.00"}],
    "total": "20.00",
}
CREDIT_NOTE: dict[str, Any] = {
    "number": "CN-1",
    "customer": "c-1",
    "date": "2026-05-03",
    "currency": "USD",
    "memo": "Taken back",
    "discount_amount": "2.50",
    "lines": [
        {"item": "s-1", "description": "Advice", "quantity": "0.5", "unit_price": "125.00", "amount": "62.50"},
        {"item": "s-1", "account": "4100", "quantity": "1", "unit_price": "5.00", "amount": "5.00"},
    ],
    "total": "65.00",
}
VENDOR_CREDIT: dict[str, Any] = {
    "number": "VC-5",
    "vendor": "v-1",
    "date": "2026-05-04",
    "due_date": "2026-05-04",
    "ap_account": "2000",
    "base_currency": "USD",
    "currency": "USD",
    "memo": "Paper was wet",
    "status": "posted",
    "lines": [
        {"account": "6000", "amount": "12.34", "description": "Paper"},
        {"item": "s-1", "quantity": "1", "unit_cost": "80.00", "amount": "80.00"},
    ],
    "total": "92.34",
}
EXPENSE: dict[str, Any] = {
    "payee": "v-1",
    "date": "2026-05-06",
    "currency": "USD",
    "account": "1000",
    "method": "Check",
    "memo": "Lunch",
    "lines": [
        {"account": "6000", "amount": "33.20", "description": "Sandwiches"},
        {"item": "s-1", "quantity": "2", "unit_cost": "10.50", "amount": "21.00"},
    ],
    "total": "54.20",
}
BILL_PAYMENT: dict[str, Any] = {
    "vendor": "v-1",
    "date": "2026-05-12",
    "amount": "120.00",
    "currency": "USD",
    "pay_from_account": "1000",
    "method": "Check",
    "memo": "First part",
    "applications": [{"bill": "b-1", "amount": "120.00"}],
}
REFUND: dict[str, Any] = {
    "customer": "c-1",
    "date": "2026-05-13",
    "amount": "30.00",
    "currency": "USD",
    "account": "1000",
    "memo": "Sorry",
    "lines": [
        {"item": "s-1", "description": "Advice", "quantity": "3", "unit_price": "10.00", "amount": "30.00"},
    ],
}
DOCUMENT: dict[str, Any] = {
    "record": {"entity_type": "invoice", "record_id": "i-1"},
    "file_name": "Rechnung é 1001.pdf",
    "content_type": "application/pdf",
    "url": "https://files.example.com/1001.pdf",
}
FILE = b"%PDF-1.4 \x00\xff\r\n--not a boundary\r\n%%EOF\r\n"
"""What is at the document's address."""

SAMPLES: tuple[Sample, ...] = (
    ("account", "a-1", ACCOUNT),
    ("term", "t-1", TERM),
    ("customer", "c-1", CUSTOMER),
    ("vendor", "v-1", VENDOR),
    ("item", "s-1", ITEM),
    ("invoice", "i-1", INVOICE),
    ("order", "o-1", ORDER),
    ("credit_note", "n-1", CREDIT_NOTE),
    ("bill", "b-1", BILL),
    ("vendor_credit", "vc-1", VENDOR_CREDIT),
    ("expense", "e-1", EXPENSE),
    ("payment", "p-1", PAYMENT),
    ("bill_payment", "bp-1", BILL_PAYMENT),
    ("refund", "r-1", REFUND),
    ("document", "d-1", DOCUMENT),
)
"""One record of each type that the application sends; each comes after what it refers to."""

CHANGES: dict[EntityType, dict[str, Any]] = {
    "account": {"name": "Another name"},
    "term": {"name": "Another name"},
    "customer": {"name": "Another name"},
    "vendor": {"name": "Another name"},
    "item": {"name": "Another name"},
    "invoice": {"memo": "Corrected", "due_date": "2026-06-15"},
    "credit_note": {"memo": "Corrected", "lines": CREDIT_NOTE["lines"][:1], "total": "60.00"},
    "bill": {"memo": "Corrected", "lines": BILL["lines"][:1], "total": "40.10"},
    "vendor_credit": {"memo": "Corrected", "lines": VENDOR_CREDIT["lines"][:1], "total": "12.34"},
    "expense": {"memo": "Corrected", "lines": EXPENSE["lines"][:1], "total": "33.20"},
    "payment": {"memo": "Corrected", "amount": "95.00"},
    "bill_payment": {"memo": "Corrected", "amount": "99.00", "applications": [{"bill": "b-1", "amount": "99.00"}]},
    "refund": {"memo": "Corrected", "date": "2026-05-14"},
}
"""What the application may change of each of them afterwards; orders and documents are sent once."""

ACCOUNT_CODES = ("1000", "2000", "4100", "4900", "6000")
