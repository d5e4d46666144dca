"""Which default accounts of the connection a record falls back on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bookbridge.domain.line_amounts import discount_of
from bookbridge.domain.records import EntityType
from bookbridge.domain.settings import Settings

from .mapping.lists import default_accounts_of

_SALES_FORMS: Final = frozenset({"invoice", "order", "credit_note", "refund"})
_PURCHASES: Final = frozenset({"bill", "vendor_credit", "expense"})


def default_accounts(entity_type: EntityType, record: Mapping[str, Any], settings: Settings) -> tuple[str, ...]:
    """The connection's default accounts that a payload needs because the record names none; those that are set."""
    return tuple(filter(None, _needed(entity_type, dict(record), settings)))


def _needed(entity_type: EntityType, record: dict[str, Any], settings: Settings) -> Iterator[str | None]:
    defaults = settings.default_accounts
    if entity_type == "item":
        income, expense = default_accounts_of(record)
        yield defaults.income if income else None
        yield defaults.expense if expense else None
    elif entity_type in _SALES_FORMS and discount_of(record):
        yield defaults.discount
    elif entity_type in _PURCHASES and not all(line.get("account") or line.get("item") for line in record["lines"]):
        yield defaults.expense
    elif entity_type == "payment" and not record.get("deposit_account"):
        yield defaults.bank
