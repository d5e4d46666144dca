"""Bills and vendor credits. Notes stay in the application (B13); Xero has no memo and one payables account for both."""

from __future__ import annotations

from collections.abc import Sequence

from bookbridge.domain.canonical_values import decimal
from bookbridge.packages.xero.wire import Json

from .invoices import due_date, head, head_in, status_in
from .lines import purchase_lines, purchase_lines_in
from .outgoing import Outgoing


def bill_to_package(out: Outgoing) -> Json:
    """A bill; its number is what Xero shows as its reference."""
    return {**_to_package(out, "InvoiceNumber"), "DueDate": due_date(out)}


def credit_to_package(out: Outgoing) -> Json:
    """A vendor credit."""
    return _to_package(out, "CreditNoteNumber")


def bill_to_canonical(body: Json, categories: Sequence[str]) -> Json:
    """A bill."""
    return _to_canonical(body, "InvoiceNumber", categories)


def credit_to_canonical(body: Json, categories: Sequence[str]) -> Json:
    """A vendor credit."""
    return _to_canonical(body, "CreditNoteNumber", categories)


def _to_package(out: Outgoing, number_field: str) -> Json:
    party_id = out.id_of("vendor", out.record["vendor"])
    number = str(out.record.get("number") or out.marker)
    return {**head(out, party_id), number_field: number, "LineItems": purchase_lines(out)}


def _to_canonical(body: Json, number_field: str, categories: Sequence[str]) -> Json:
    record = {
        **head_in(body, "vendor", number_field),
        "status": "draft" if status_in(body) else "posted",
        **purchase_lines_in(body, categories),
    }
    if decimal(body.get("CurrencyRate", 1)) == 1 and "currency" in record:
        # Only documents in a foreign currency have another rate.
        record["base_currency"] = record["currency"]
    return record
