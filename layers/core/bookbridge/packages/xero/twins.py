"""Whether an object of Xero is what an operation was to write. Pure.

Xero tells when an object was changed last, not when it was made. So what people named is ours by all that it says:
documents by number, party, date and total, entries of lists by their names, as Xero itself keeps them apart. What bears
our mark is ours by that, and was changed since we sent it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from bookbridge.domain.canonical_values import decimal
from bookbridge.domain.dispatches import Operation, Verb

from .amounts import net_of
from .entities import (
    ACCOUNTS,
    ATTACHMENTS,
    BANK_TRANSACTIONS,
    BATCH_PAYMENTS,
    CONTACTS,
    CREDIT_NOTES,
    INVOICES,
    ITEMS,
    PAYMENTS,
    TAX_RATES,
    Endpoint,
)
from .mapping import is_deleted, is_voided
from .wire import NUMBERS, Json, day_of, instant_of, objects_in

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""How far our clock may be ahead of the package's."""

_SETTLED: Final = frozenset({"AUTHORISED", "PAID"})
_COMPARED_OF_LINES: Final = ("Description", "Quantity", "UnitAmount", "ItemCode")
_LISTS_OF_PARTS: Final = {"Phones": "PhoneType", "Addresses": "AddressType"}

Payload = Mapping[str, Any]


def is_done(endpoint: Endpoint, operation: Operation, body: Json, sent_since: datetime) -> bool:
    """Whether the operation has been carried out on, or has made, this object."""
    if operation.verb is not Verb.CREATE:
        if operation.package_id != str(body.get(endpoint.id_field)):
            return False
        if operation.verb is Verb.VOID:
            return is_voided(endpoint, body) or is_deleted(endpoint, body)
        # Whoever made it so: an object that holds all we sent needs no update.
        return holds(endpoint, body, operation.payload)
    if is_voided(endpoint, body) or is_deleted(endpoint, body):
        return False
    return _RULES[endpoint](operation.payload, body, sent_since)


def _same(one: object, other: object) -> bool:
    """Equal texts, as Xero compares names: without regard to case or to spaces around."""
    return str(one or "").strip().casefold() == str(other or "").strip().casefold()


def _contact(payload: Payload, body: Json, _since: datetime) -> bool:
    if body.get("ContactStatus") != "ACTIVE":
        return False
    return _same(payload["Name"], body.get("Name")) or payload["ContactNumber"] == body.get("ContactNumber")


def _item(payload: Payload, body: Json, _since: datetime) -> bool:
    return _same(payload["Code"], body.get("Code"))


def _account(payload: Payload, body: Json, _since: datetime) -> bool:
    active = body.get("Status", "ACTIVE") == "ACTIVE"
    return active and _same(payload["Name"], body.get("Name")) and _same(payload.get("Code"), body.get("Code"))


def _tax_rate(payload: Payload, body: Json, _since: datetime) -> bool:
    active = body.get("Status", "ACTIVE") == "ACTIVE"
    return active and _same(payload["Name"], body.get("Name")) and _has_rate(payload, body)


def _document(number_field: str) -> Callable[[Payload, Json, datetime], bool]:
    def rule(payload: Payload, body: Json, _since: datetime) -> bool:
        return (
            payload["Type"] == body.get("Type")
            and _same(payload[number_field], body.get(number_field))
            and _party(payload) == _party(body)
            and payload["Date"] == day_of(body, "Date")
            and net_of(payload["LineItems"]) == _net_in(body)
        )

    return rule


def _bank_transaction(payload: Payload, body: Json, sent_since: datetime) -> bool:
    return (
        payload["Type"] == body.get("Type")
        and payload["Reference"] == body.get("Reference")
        and _party(payload) == _party(body)
        and payload["Date"] == day_of(body, "Date")
        and net_of(payload["LineItems"]) == _net_in(body)
        and _is_since(body, sent_since)
    )


def _payment(payload: Payload, body: Json, sent_since: datetime) -> bool:
    return (
        payload["Reference"] == str(body.get("Reference") or "")
        and payload["Date"] == day_of(body, "Date")
        and _applied(payload) == _applied(body)
        and _is_since(body, sent_since)
    )


def _attachment(payload: Payload, body: Json, _since: datetime) -> bool:
    return _same(payload["file_name"], body.get("FileName"))


_RULES: Final[Mapping[Endpoint, Callable[[Payload, Json, datetime], bool]]] = {
    CONTACTS: _contact,
    ITEMS: _item,
    ACCOUNTS: _account,
    TAX_RATES: _tax_rate,
    INVOICES: _document("InvoiceNumber"),
    CREDIT_NOTES: _document("CreditNoteNumber"),
    PAYMENTS: _payment,
    BATCH_PAYMENTS: _payment,
    BANK_TRANSACTIONS: _bank_transaction,
    ATTACHMENTS: _attachment,
}


def _party(body: Payload) -> str:
    return str((body.get("Contact") or {}).get("ContactID") or "")


def _net_in(body: Json) -> Decimal:
    """What a document's lines come to without tax."""
    return decimal(body.get("Total")) - decimal(body.get("TotalTax"))


def _applied(body: Payload) -> dict[str, Decimal]:
    """What a payment, or each payment of a batch, takes from which document."""
    found: dict[str, Decimal] = {}
    for part in objects_in(body.get("Payments")) or [dict(body)]:
        invoice_id = str((part.get("Invoice") or {}).get("InvoiceID") or "")
        found[invoice_id] = found.get(invoice_id, Decimal(0)) + decimal(part.get("Amount"))
    return found


def _is_since(body: Json, sent_since: datetime) -> bool:
    updated_at = instant_of(body.get("UpdatedDateUTC"))
    return updated_at is None or updated_at >= sent_since - CLOCKS_DIFFER


def says(endpoint: Endpoint, operation: Operation, body: Json) -> bool:
    """Whether an entry of a list says all that we sent, whoever made it and under whichever number of ours."""
    return holds(endpoint, body, {name: value for name, value in operation.payload.items() if name != "ContactNumber"})


def holds(endpoint: Endpoint, body: Json, payload: Payload) -> bool:
    """Whether an object has every value that was sent."""
    if endpoint is TAX_RATES:
        return _same(payload["Name"], body.get("Name")) and _has_rate(payload, body)
    return all(_fits(name, body, value) for name, value in payload.items())


def _has_rate(payload: Payload, body: Json) -> bool:
    return decimal(body.get("EffectiveRate")) == sum(decimal(part["Rate"]) for part in payload["TaxComponents"])


def _fits(name: str, body: Json, sent: object) -> bool:
    actual = body.get(name)
    if name in _SPECIAL:
        return _SPECIAL[name](body, sent)
    if isinstance(sent, Mapping):
        return isinstance(actual, dict) and all(_fits(key, actual, value) for key, value in sent.items())
    if name in NUMBERS:
        return actual is not None and decimal(actual) == decimal(sent)
    return (actual or "") == (sent or "") if isinstance(sent, str) else actual == sent


def _has_day(name: str) -> Callable[[Json, object], bool]:
    return lambda body, sent: day_of(body, name) == sent


def _has_status(body: Json, sent: object) -> bool:
    return body.get("Status") == sent or {body.get("Status"), sent} <= _SETTLED


def _has_lines(body: Json, sent: object) -> bool:
    return _lines_of(body.get("LineItems")) == _lines_of(sent)


def _has_parts(name: str) -> Callable[[Json, object], bool]:
    return lambda body, sent: all(_has_part(name, body.get(name), part) for part in objects_in(sent))


def _has_part(name: str, actual: object, sent: Json) -> bool:
    kind = _LISTS_OF_PARTS[name]
    twins = [part for part in objects_in(actual) if part.get(kind) == sent.get(kind)]
    return any(all(_fits(key, part, value) for key, value in sent.items()) for part in twins)


def _lines_of(lines: object) -> list[tuple[object, ...]]:
    return [
        tuple(
            decimal(line.get(name, 1)) if name in NUMBERS else str(line.get(name) or "") for name in _COMPARED_OF_LINES
        )
        for line in objects_in(lines)
    ]


_SPECIAL: Final[Mapping[str, Callable[[Json, object], bool]]] = {
    "Date": _has_day("Date"),
    "DueDate": _has_day("DueDate"),
    "Status": _has_status,
    "LineItems": _has_lines,
    **{name: _has_parts(name) for name in _LISTS_OF_PARTS},
}
"""Properties that are not compared as they stand."""
