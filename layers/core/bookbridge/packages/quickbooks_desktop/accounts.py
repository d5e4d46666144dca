"""Which default accounts of the connection a record falls back on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bookbridge.domain.line_amounts import discount_of
from bookbridge.domain.records import EntityType
from bookbridge.domain.settings import Settings

from .mapping.items import sides_of
from .mapping.payments import takes_discount

_SALES: Final = frozenset({"invoice", "order", "credit_note"})
_PURCHASES: Final = frozenset({"bill", "expense"})


def default_accounts(entity_type: EntityType, record: Mapping[str, Any], settings: Settings) -> tuple[str, ...]:
    """The connection's default accounts that a payload needs because the record names none; those that are set."""
    return tuple(filter(None, _needed(entity_type, dict(record), settings)))


def _needed(entity_type: EntityType, record: dict[str, Any], settings: Settings) -> Iterator[str | None]:
    defaults = settings.default_accounts
    if entity_type == "item":
        sold, bought = sides_of(record)
        yield defaults.income if sold and not record.get("income_account") else None
        yield defaults.expense if bought and not record.get("expense_account") else None
    elif entity_type == "payment" and not record.get("deposit_account"):
        yield defaults.bank
    elif entity_type in _PURCHASES and not _all_booked(record):
        yield defaults.expense
    elif entity_type == "refund" and not _all_booked(record):
        yield defaults.income
    discounted = entity_type in _SALES | {"refund"} and discount_of(record)
    if discounted or any(map(takes_discount, record.get("applications") or ())):
        yield defaults.discount


def _all_booked(record: Mapping[str, Any]) -> bool:
    return all(line.get("account") or line.get("item") for line in record["lines"])
