"""Invoices, exported orders and credit notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bookbridge.domain.canonical_values import money, values
from bookbridge.packages.xero.entities import TYPE_NAMES
from bookbridge.packages.xero.wire import Json, day_of

from .lines import sales_lines, sales_lines_in, tax_mode
from .notes import number_in
from .outgoing import Outgoing

_STATUSES: Final = {"draft": "DRAFT", "submitted": "SUBMITTED"}
"""The application's words that Xero has a status for; everything else is approved."""


def status_of(out: Outgoing) -> str:
    """Xero's status for a document."""
    word = str(out.record.get("status") or "").lower()
    return "AUTHORISED" if out.posts_drafts else _STATUSES.get(word, "AUTHORISED")


def status_in(body: Json) -> Json:
    """Draft and submitted; what is approved, paid or voided says nothing here."""
    status = str(body.get("Status") or "")
    return {"status": status.lower()} if status in _STATUSES.values() else {}


def head(out: Outgoing, party_id: str) -> Json:
    """What all documents share. A draft that is there already keeps its status: somebody may have approved it."""
    status = status_of(out)
    return {
        "Type": TYPE_NAMES[out.entity_type],
        # With its id alone the contact itself stays as it is.
        "Contact": {"ContactID": party_id},
        "Date": out.date,
        "LineAmountTypes": tax_mode(out.record),
        **({"Status": status} if out.creating or status != _STATUSES["draft"] else {}),
        **out.values({"CurrencyCode": "currency"}),
    }


def due_date(out: Outgoing) -> str:
    """An approved document needs one. Without terms it is due at once, and never before its own date."""
    return max(str(out.record.get("due_date") or out.date), out.date)


def invoice_to_package(out: Outgoing) -> Json:
    """An invoice. `memo` becomes the reference; Xero keeps no terms, only the due date that follows from them."""
    party_id = out.id_of("customer", out.record["customer"])
    numbered = out.values({"InvoiceNumber": "number", "Reference": "memo"})
    return {**head(out, party_id), **numbered, "DueDate": due_date(out), "LineItems": sales_lines(out)}


def credit_note_to_package(out: Outgoing) -> Json:
    """A credit note of ours."""
    party_id = out.id_of("customer", out.record["customer"])
    numbered = out.values({"CreditNoteNumber": "number", "Reference": "memo"})
    return {**head(out, party_id), **numbered, "LineItems": sales_lines(out)}


def head_in(body: Json, party: str, number_field: str) -> Json:
    """What all documents share; `party` is the canonical field."""
    contact = (body.get("Contact") or {}).get("ContactID")
    dates = {"date": day_of(body, "Date"), "due_date": day_of(body, "DueDate")}
    return {
        **number_in(body, number_field),
        **({party: str(contact)} if contact else {}),
        **{field: day for field, day in dates.items() if day},
        **values(body, {"currency": "CurrencyCode"}),
        "total": money(body.get("Total")),
    }


def invoice_to_canonical(body: Json, categories: Sequence[str]) -> Json:
    """An invoice."""
    return {
        **head_in(body, "customer", "InvoiceNumber"),
        **values(body, {"memo": "Reference"}),
        **status_in(body),
        **sales_lines_in(body, categories),
    }


def credit_note_to_canonical(body: Json, categories: Sequence[str]) -> Json:
    """A credit note of ours."""
    record = {
        **head_in(body, "customer", "CreditNoteNumber"),
        **values(body, {"memo": "Reference"}),
        **status_in(body),
        **sales_lines_in(body, categories),
    }
    record.pop("due_date", None)
    return record
