"""The private note: the user's memo, our marker, and the word that QuickBooks Online puts before it when it voids.

A payment, a refund, an expense or a bill without a number cannot be recognised by anything the user gave it. It carries
a marker at the end of its note, so that after a lost answer it can be found instead of being written twice. So does an
attachment: two files of a record may have the same name.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import ZERO, decimal

MAX_NOTE: Final = 4000

_ALWAYS_MARKED: Final = frozenset({"payment", "bill_payment", "refund", "expense", "document"})
_MARKED_WITHOUT_NUMBER: Final = frozenset({"bill", "vendor_credit"})

_MARKER: Final = re.compile(r"\s*\[bookbridge [a-z_]+/[^\]\s]+\]\s*$")
_VOIDED: Final = re.compile(r"^Voided(?:\s*-\s*|\s*$)")


def marker_of(entity_type: EntityType, record_id: str, record: Json) -> str:
    """`[bookbridge payment/pay-1]` where the record needs one, else nothing."""
    unnumbered = entity_type in _MARKED_WITHOUT_NUMBER and not record.get("number")
    if unnumbered or entity_type in _ALWAYS_MARKED:
        return f"[bookbridge {entity_type}/{quote(record_id, safe='')}]"
    return ""


def marker_in(note: object) -> str:
    """The marker at the end of a note, if one is there."""
    found = _MARKER.search(str(note or ""))
    return found[0].strip() if found else ""


def with_marker(memo: str, marker: str) -> str:
    """The note as it is sent."""
    return f"{memo} {marker}".strip()


def memo_in(body: Json) -> Json:
    """The user's own words in a note, as the record's `memo`; nothing when there are none."""
    note = str(body.get("PrivateNote") or "")
    if is_voided(body):
        note = _VOIDED.sub("", note)
    memo = _MARKER.sub("", note).strip()
    return {"memo": memo} if memo else {}


def is_voided(body: Json) -> bool:
    """Whether a transaction was voided: QuickBooks Online empties its amounts and says so in its note."""
    note = str(body.get("PrivateNote") or "")
    return note.startswith("Voided") and "TotalAmt" in body and decimal(body["TotalAmt"]) == ZERO
