"""The facts of a record that failures, lists and reports show, whatever its type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .catalogue import EntityType

_NUMBER_FIELDS = ("number", "reference", "code", "sku", "file_name")
_PARTY_FIELDS = ("customer", "vendor", "payee")


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Number, party (a record id or a name), date, amount, currency and status; empty where the type has none."""

    number: str = ""
    party: str = ""
    date: str = ""
    amount: str = ""
    currency: str = ""
    status: str = ""


def facts_of(entity_type: EntityType, record: dict[str, Any]) -> RecordFacts:
    """Read the facts off a canonical record; people and things without a number go by their name."""
    named = entity_type in {"customer", "vendor", "item", "account", "term", "tax_rate"}
    number = next((str(record[field]) for field in _NUMBER_FIELDS if record.get(field)), "")
    party = next((str(record[field]) for field in _PARTY_FIELDS if record.get(field)), "")
    return RecordFacts(
        number=str(record.get("name", "")) if named else number,
        party=str(record.get("name", "")) if entity_type in {"customer", "vendor"} else party,
        date=str(record.get("date", "")),
        amount=str(record.get("total") or record.get("amount") or ""),
        currency=str(record.get("currency", "")),
        status=str(record.get("status", "")),
    )
