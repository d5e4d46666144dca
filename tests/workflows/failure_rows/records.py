"""The records of the stories: what a company has in its package already, and one of each kind that it may send."""

from __future__ import annotations

from typing import Any, Final

from tests.fakes.books import DAY, bill, customer, invoice, item, payment, vendor
from tests.proof.charts import CHARTS, Chart

from .stories import Json

NEW: Final = "rec-new"
"""How the ids of records begin that stories send anew."""

FILE: Final = "https://files.test/receipt.pdf"
LARGE_FILE: Final = "https://files.test/scan.pdf"

EXISTING: Final = {
    "customer": "rec-alder",
    "vendor": "rec-oak",
    "item": "rec-advice",
    "invoice": "rec-open",
    "bill": "rec-bill",
    "payment": "rec-payment",
    "credit_note": "rec-credit",
    "order": "rec-order",
}
"""The record of each kind that is in the package already."""


def existing(chart: Chart) -> dict[tuple[str, str], Json]:
    """What is in the package when a story begins; `rec-oak` is made there where vendors are made there only."""
    sale = {"lines": [_sold("10.00")], "total": "10.00", "date": DAY, "due_date": "2030-05-01"}
    return {
        ("customer", "rec-alder"): customer("Alder Ltd"),
        ("customer", "rec-birch"): customer("Birch Ltd"),
        ("vendor", "rec-oak"): vendor("Oak Paper"),
        ("item", "rec-advice"): item("Advice", income_account=chart.income),
        ("invoice", "rec-open"): invoice("A-OPEN", "rec-alder", item="rec-advice"),
        ("invoice", "rec-paid"): invoice("A-PAID", "rec-alder", item="rec-advice"),
        ("bill", "rec-bill"): bill("B-OPEN", "rec-oak", account=chart.expense, ap_account=chart.payable),
        ("payment", "rec-payment"): payment("rec-alder", {"rec-paid": "125.00"}, reference="CHQ-1"),
        ("order", "rec-order"): {"number": "SO-OPEN", "customer": "rec-alder", **sale, "status": "Despatched"},
        ("credit_note", "rec-credit"): {"number": "CN-OPEN", "customer": "rec-alder", **sale},
    }


def sent(chart: Chart) -> dict[str, Json]:
    """One new record of each kind, complete and right."""
    days = {"date": DAY, "due_date": "2030-05-01"}
    sale = {"customer": "rec-alder", **days, "lines": [_sold("10.00")], "total": "10.00"}
    bought = [{"account": chart.expense, "amount": "6.00", "description": "Paper"}]
    money = {"date": "2030-04-20", "method": "check"}
    refunded = {"customer": "rec-alder", "date": DAY, "amount": "10.00", "account": chart.bank}
    document = {"record": {"entity_type": "invoice", "record_id": "rec-open"}, "file_name": "receipt.pdf"}
    settled = {"applications": [{"bill": "rec-bill", "amount": "40.00"}], "amount": "40.00"}
    return {
        "customer": customer("Cedar Cafe"),
        "vendor": vendor("Pine Paper"),
        "item": item("Training", income_account=chart.income),
        "account": {"name": "Postage", "code": "690", "type": "EXPENSE" if chart == CHARTS["xero"] else "Expense"},
        "term": {"name": "Net 45", "due_days": 45},
        "invoice": invoice("A-1", "rec-alder", item="rec-advice"),
        "credit_note": {"number": "CN-1", **sale},
        "order": {"number": "SO-1", **sale, "status": "Despatched"},
        "refund": {"number": "R-1", **refunded, "lines": [_sold("10.00")]},
        "bill": bill("B-1", "rec-oak", account=chart.expense, ap_account=chart.payable),
        "vendor_credit": bill("VC-1", "rec-oak", account=chart.expense, ap_account=chart.payable),
        "expense": {**money, "account": chart.bank, "payee": "rec-oak", "total": "6.00", "lines": bought},
        "payment": payment("rec-alder", {"rec-open": "25.00"}),
        "bill_payment": {"vendor": "rec-oak", **money, "pay_from_account": chart.bank, **settled},
        "document": {**document, "content_type": "application/pdf", "url": FILE},
    }


def _sold(amount: str) -> dict[str, Any]:
    return {
        "item": "rec-advice",
        "quantity": "1",
        "unit_price": amount,
        "amount": amount,
        "description": "Work",
    }
