"""Ids of accounts, tax codes and terms by what people call them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import derived_record_id

from .client import Client
from .entities import ENTITIES
from .limits import PSEUDO_TAX_CODES
from .lookups import Lookups
from .manifest import NAME
from .query import PAGE, Select
from .wire import Json

_NUMBERED: Final[frozenset[EntityType]] = frozenset({"account"})


def find_codes(lookups: Lookups, entity_type: EntityType, codes: Sequence[str]) -> dict[str, str]:
    """Ids of active entries by number, or by exact name: many companies do not number their accounts.

    Companies in the US have the tax codes `TAX` and `NON`. The record id under which an entry arrives in the
    application names it too, whether or not it has arrived.
    """
    by_number: dict[str, str] = {}
    by_name: dict[str, str] = {}
    by_record_id: dict[str, str] = {}
    client = lookups.client
    for row in _rows(client, ENTITIES[entity_type].name):
        package_id = str(row["Id"])
        if entity_type == "account":
            lookups.note_account_type(row)
        if entity_type in _NUMBERED and row.get("AcctNum"):
            by_number.setdefault(str(row["AcctNum"]), package_id)
        if package_id in PSEUDO_TAX_CODES:
            by_number[package_id] = package_id
        for name in {row["Name"], row.get("FullyQualifiedName", row["Name"])}:
            by_name.setdefault(str(name), package_id)
        by_record_id[derived_record_id(NAME, client.organisation_id, package_id)] = package_id
    known = by_record_id | by_name | by_number
    return {code: known[code] for code in codes if code in known}


def _rows(client: Client, entity: str) -> Iterator[Json]:
    start, full = 1, True
    while full:
        rows = [*client.query(Select(entity, order_by="Id", start=start)).all]
        yield from rows
        start, full = start + PAGE, len(rows) == PAGE
