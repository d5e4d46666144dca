"""Invoices, which exported orders become too, and credit memos."""

from __future__ import annotations

from typing import Final

from bookbridge.packages.quickbooks_online.wire import Json

from . import sales_lines
from .incoming import money, refs, values
from .notes import memo_in
from .outgoing import Outgoing

_CREDIT_NOTE: Final = {"TxnDate": "date", "DocNumber": "number"}
_INVOICE: Final = {**_CREDIT_NOTE, "DueDate": "due_date"}


def invoice_to_package(out: Outgoing) -> Json:
    """An invoice."""
    return _to_package(out, _INVOICE)


def credit_note_to_package(out: Outgoing) -> Json:
    """A credit memo; it is due on no date."""
    return _to_package(out, _CREDIT_NOTE)


def _to_package(out: Outgoing, properties: dict[str, str]) -> Json:
    return {
        **out.values(properties),
        **out.refs({"CustomerRef": ("customer", "customer"), "SalesTermRef": ("terms", "term")}),
        **out.currency(),
        **out.note(),
        "Line": sales_lines.to_package(out),
    }


def invoice_to_canonical(body: Json) -> Json:
    """An invoice."""
    return _to_canonical(body, _INVOICE)


def credit_note_to_canonical(body: Json) -> Json:
    """A credit memo; what of it is still to be used is not carried."""
    return _to_canonical(body, _CREDIT_NOTE)


def _to_canonical(body: Json, properties: dict[str, str]) -> Json:
    return {
        **values(body, {field: name for name, field in properties.items()}),
        **refs(body, {"customer": "CustomerRef", "terms": "SalesTermRef", "currency": "CurrencyRef"}),
        **memo_in(body),
        **sales_lines.to_canonical(body),
        "total": money(body.get("TotalAmt")),
    }
