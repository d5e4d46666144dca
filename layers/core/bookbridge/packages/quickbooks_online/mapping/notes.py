"""The private note: the user's memo, our marker, and the word that QuickBooks Online puts before it when it voids.

A payment, a refund, an expense or a bill without a number cannot be recognised by anything the user gave it. It carries
a marker at the end of its note, so that after a lost answer it can be found instead of being written twice. So does an
attachment: two files of a record may have the same name.
"""

from __future__ import annotations

import re
from typing import Final

from bookbridge.domain.markers import marker_for, marker_in, with_marker, without_marker
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import ZERO, decimal

__all__ = ["MAX_NOTE", "is_voided", "marker_in", "marker_of", "memo_in", "with_marker"]

MAX_NOTE: Final = 4000

_ALWAYS_MARKED: Final = frozenset({"payment", "bill_payment", "refund", "expense", "document"})
_MARKED_WITHOUT_NUMBER: Final = frozenset({"bill", "vendor_credit"})

_VOIDED: Final = re.compile(r"^Voided(?:\s*-\s*|\s*$)")


def marker_of(entity_type: EntityType, record_id: str, record: Json) -> str:
    """`[bookbridge payment/pay-1]` where the record needs one, else nothing."""
    unnumbered = entity_type in _MARKED_WITHOUT_NUMBER and not record.get("number")
    if unnumbered or entity_type in _ALWAYS_MARKED:
        return marker_for(entity_type, record_id)
    return ""


def memo_in(body: Json) -> Json:
    """The user's own words in a note, as the record's `memo`; nothing when there are none."""
    note = str(body.get("PrivateNote") or "")
    if is_voided(body):
        note = _VOIDED.sub("", note)
    memo = without_marker(note)
    return {"memo": memo} if memo else {}


def is_voided(body: Json) -> bool:
    """Whether a transaction was voided: QuickBooks Online empties its amounts and says so in its note."""
    note = str(body.get("PrivateNote") or "")
    return note.startswith("Voided") and "TotalAmt" in body and decimal(body["TotalAmt"]) == ZERO
