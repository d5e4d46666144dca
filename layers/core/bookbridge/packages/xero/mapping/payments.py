"""Payments received and made. Delivery evidence stays in the application (A3).

A payment of one document is a `Payment` in Xero, one of several documents a `BatchPayment`.
"""

from __future__ import annotations

from typing import Final

from bookbridge.domain.canonical_values import money, values
from bookbridge.domain.records import EntityType
from bookbridge.packages.xero.wire import Json, day_of, objects_in

from .notes import reference_in, reference_of
from .outgoing import Outgoing

DOCUMENT: Final[dict[EntityType, EntityType]] = {"payment": "invoice", "bill_payment": "bill"}
"""What a payment settles."""

_PARTY: Final = {"payment": "customer", "bill_payment": "vendor"}
_ACCOUNT: Final = {"payment": "deposit_account", "bill_payment": "pay_from_account"}


def to_package(out: Outgoing) -> Json:
    """A payment of customers or to vendors."""
    record, document = out.record, DOCUMENT[out.entity_type]
    account = str(record.get(_ACCOUNT[out.entity_type]) or out.accounts.bank)
    payload = {
        "Account": {"AccountID": out.id_of("account", account)},
        "Date": out.date,
        "Reference": reference_of(record, out.marker),
    }
    applied = [
        {"Invoice": {"InvoiceID": out.id_of(document, application[document])}, "Amount": application["amount"]}
        for application in record["applications"]
    ]
    return {**payload, **applied[0]} if len(applied) == 1 else {**payload, "Payments": applied}


def is_batch(payload: Json) -> bool:
    """Whether a payment is written as a batch payment."""
    return "Payments" in payload


def to_canonical(entity_type: EntityType, body: Json) -> Json:
    """A payment, or a batch of them."""
    parts = objects_in(body.get("Payments")) or [body]
    invoices = [part.get("Invoice") or {} for part in parts]
    contacts = [(invoice.get("Contact") or {}).get("ContactID") for invoice in invoices]
    named = {
        _PARTY[entity_type]: next((str(contact) for contact in contacts if contact), ""),
        _ACCOUNT[entity_type]: str((body.get("Account") or {}).get("AccountID") or ""),
        "date": day_of(body, "Date"),
    }
    own = reference_in(body) | values(invoices[0], {"currency": "CurrencyCode"})
    if entity_type == "bill_payment" and (reference := own.pop("reference", "")):
        own["memo"] = reference  # the canonical record has no other place for it
    return {
        **{field: value for field, value in named.items() if value},
        **own,
        "amount": money(body.get("TotalAmount", body.get("Amount"))),
        "applications": [
            {DOCUMENT[entity_type]: str(invoice.get("InvoiceID") or ""), "amount": money(part.get("Amount"))}
            for part, invoice in zip(parts, invoices, strict=True)
        ],
    }
