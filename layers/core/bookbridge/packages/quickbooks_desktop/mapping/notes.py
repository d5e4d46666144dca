"""The memo: the user's own words, our mark, and the word that QuickBooks Desktop puts before it when it voids.

What people give no number cannot be recognised by anything of theirs: it bears a mark at the end of its memo, so that
after a lost answer it can be found instead of being written twice.
"""

from __future__ import annotations

import re
from typing import Final

from bookbridge.domain.canonical_values import ZERO, decimal
from bookbridge.domain.markers import marker_for, marker_in, with_marker, without_marker
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_desktop.wire import Json

from .amounts import total_in

__all__ = ["is_voided", "marker_in", "marker_of", "memo_in", "with_marker"]

_ALWAYS_MARKED: Final = frozenset({"bill_payment", "refund", "expense"})
_NUMBERS: Final[dict[EntityType, str]] = {"bill": "number", "payment": "reference"}
"""The fields that find a record by themselves; without them it is marked."""

_VOIDED: Final = re.compile(r"^VOID:\s*")


def marker_of(entity_type: EntityType, record_id: str, record: Json) -> str:
    """`[bookbridge bill_payment/pay-1]` where the record needs one, else nothing."""
    unnumbered = entity_type in _NUMBERS and not record.get(_NUMBERS[entity_type])
    return marker_for(entity_type, record_id) if unnumbered or entity_type in _ALWAYS_MARKED else ""


def memo_in(body: Json) -> Json:
    """The user's own words in a memo; nothing when there are none."""
    memo = without_marker(_VOIDED.sub("", str(body.get("Memo") or "")))
    return {"memo": memo} if memo else {}


def is_voided(body: Json) -> bool:
    """Whether a transaction was voided: QuickBooks Desktop empties its amounts and says so in its memo."""
    total = total_in(body)
    return str(body.get("Memo") or "").startswith("VOID:") and total is not None and decimal(total) == ZERO
