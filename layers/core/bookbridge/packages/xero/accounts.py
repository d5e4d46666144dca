"""Ids by the codes that people use, and which default accounts a record falls back on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bookbridge.domain.records import EntityType
from bookbridge.domain.settings import Settings
from bookbridge.domain.stored_records import derived_record_id

from .entities import ENDPOINTS
from .lookups import Lookups
from .manifest import MANIFEST, NAME
from .mapping.lines import is_sale
from .mapping.lists import item_needs


def find_codes(lookups: Lookups, entity_type: EntityType, codes: Sequence[str]) -> dict[str, str]:
    """Ids of active accounts by code, and of active tax rates by tax type; both by exact name too.

    The record id under which an entry arrives in the application names it as well, whether or not it has arrived.
    """
    if entity_type not in MANIFEST.entities:
        return {}
    endpoint = ENDPOINTS[entity_type]
    by_code: dict[str, str] = {}
    by_name: dict[str, str] = {}
    by_record_id: dict[str, str] = {}
    for package_id, row in lookups.every(endpoint, anew=True).items():
        if row.get("Status", "ACTIVE") != "ACTIVE":
            continue
        if code := str(row.get("Code") or "") if entity_type == "account" else package_id:
            by_code.setdefault(code, package_id)
        by_name.setdefault(str(row.get("Name")), package_id)
        by_record_id[derived_record_id(NAME, lookups.client.organisation_id, package_id)] = package_id
    known = by_record_id | by_name | by_code
    return {code: known[code] for code in codes if code in known}


def default_accounts(entity_type: EntityType, record: Mapping[str, Any], settings: Settings) -> tuple[str, ...]:
    """The connection's default accounts that a payload may need because the record names none; those that are set."""
    return tuple(dict.fromkeys(filter(None, _needed(entity_type, dict(record), settings))))


def _needed(entity_type: EntityType, record: dict[str, Any], settings: Settings) -> Iterator[str | None]:
    defaults = settings.default_accounts
    if entity_type == "item":
        sold, bought = item_needs(record)
        yield defaults.income if sold and not record.get("income_account") else None
        yield defaults.expense if bought and not record.get("expense_account") else None
    elif lines := record.get("lines"):
        # An item may have an account of its own, which only Xero knows.
        if not all(line.get("account") for line in lines):
            yield defaults.income if is_sale(entity_type) else defaults.expense
        if Decimal(record.get("discount_amount") or 0):
            yield defaults.discount
    elif entity_type == "payment" and not record.get("deposit_account"):
        yield defaults.bank
