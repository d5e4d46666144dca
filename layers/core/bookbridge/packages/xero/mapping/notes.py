"""What lets us recognise a record in Xero, in the field where a person trips over it least.

- Contacts bear it in `ContactNumber`, which only programs see.
- Invoices, and bills and credit notes with a number, are recognised by number, party, date and total.
- Bills and vendor credits without a number bear it as their number, which Xero shows as their reference.
- Payments, expenses and refunds bear it at the end of their reference, after the memo: `Lunch [bookbridge …]`. A
  payment to which the user gave a reference has that alone: people compare it with the bank's statement.
"""

from __future__ import annotations

import hashlib
from typing import Final

from bookbridge.domain.markers import marker_for, marker_in, with_marker, without_marker
from bookbridge.domain.records import EntityType
from bookbridge.packages.xero.wire import Json

CONTACT_NUMBER: Final = 50
"""Characters of a `ContactNumber` at most."""

MARK: Final = 54
"""Characters of a mark at most: together with a memo of 200 it fits into a reference of 255."""

_BY_REFERENCE: Final = frozenset({"payment", "bill_payment", "expense", "refund"})
_BY_NUMBER: Final = frozenset({"bill", "vendor_credit"})


def marker_of(entity_type: EntityType, record_id: str, record: Json) -> str:
    """The mark of a record; empty where it needs none."""
    if entity_type in {"customer", "vendor"}:
        number = f"{entity_type}/{record_id}"
        return number if len(number) <= CONTACT_NUMBER else f"{entity_type}/{_digest(record_id)}"
    named = entity_type in _BY_NUMBER and record.get("number")
    if named or entity_type not in _BY_NUMBER | _BY_REFERENCE or record.get("reference"):
        return ""
    marker = marker_for(entity_type, record_id)
    return marker if len(marker) <= MARK else marker_for(entity_type, _digest(record_id))


def _digest(record_id: str) -> str:
    return hashlib.sha256(record_id.encode()).hexdigest()[:24]


def reference_of(record: Json, marker: str) -> str:
    """The `Reference` of a payment, expense or refund as it is sent."""
    if given := str(record.get("reference") or ""):
        return given
    return with_marker(str(record.get("memo") or ""), marker)


def reference_in(body: Json) -> Json:
    """The reference of a payment or, from what we marked, its memo."""
    text = str(body.get("Reference") or "")
    if not marker_in(text):
        return {"reference": text} if text else {}
    memo = without_marker(text)
    return {"memo": memo} if memo else {}


def number_in(body: Json, name: str) -> Json:
    """A document's number; one that is our mark is none."""
    number = without_marker(body.get(name))
    return {"number": number} if number else {}
