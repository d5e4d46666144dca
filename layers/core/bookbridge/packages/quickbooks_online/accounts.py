"""Accounts by what people call them, and which default accounts a record falls back on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bookbridge.domain.connections import Settings
from bookbridge.domain.records import EntityType

from .amounts import discount_of
from .client import Client
from .mapping.lists import default_accounts_of
from .query import PAGE, Select


def account_ids(client: Client, codes: Sequence[str]) -> dict[str, str]:
    """Ids of active accounts by account number, or by exact name: many companies do not number their accounts."""
    by_number: dict[str, str] = {}
    by_name: dict[str, str] = {}
    start, full = 1, True
    while full:
        rows = [*client.query(Select("Account", order_by="Id", start=start)).all]
        for row in rows:
            by_number.setdefault(str(row.get("AcctNum") or ""), str(row["Id"]))
            for name in {row["Name"], row.get("FullyQualifiedName", row["Name"])}:
                by_name.setdefault(str(name), str(row["Id"]))
        start, full = start + PAGE, len(rows) == PAGE
    known = by_name | by_number
    return {code: known[code] for code in codes if code in known}


def default_accounts(entity_type: EntityType, record: Mapping[str, Any], settings: Settings) -> tuple[str, ...]:
    """The connection's default accounts that a payload needs because the record names none; those that are set."""
    return tuple(filter(None, _needed(entity_type, dict(record), settings)))


def _needed(entity_type: EntityType, record: dict[str, Any], settings: Settings) -> Iterator[str | None]:
    defaults = settings.default_accounts
    if entity_type == "item":
        income, expense = default_accounts_of(record)
        yield defaults.income if income else None
        yield defaults.expense if expense else None
    elif entity_type == "invoice" and discount_of(record):
        yield defaults.discount
    elif entity_type == "bill" and not all(line.get("account") or line.get("item") for line in record["lines"]):
        yield defaults.expense
    elif entity_type == "payment" and not record.get("deposit_account"):
        yield defaults.bank
