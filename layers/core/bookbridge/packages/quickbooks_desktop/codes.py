"""Ids of accounts, sales tax items and terms by what people call them."""

from __future__ import annotations

from collections.abc import Sequence

from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import derived_record_id

from .lookups import Lookups
from .manifest import NAME


def find_codes(lookups: Lookups, organisation_id: str, entity_type: EntityType, codes: Sequence[str]) -> dict[str, str]:
    """Ids of active entries by number, or by exact name: many companies do not number their accounts.

    The record id under which an entry arrives in the application names it too, whether or not it has arrived.
    """
    by_number: dict[str, str] = {}
    by_name: dict[str, str] = {}
    by_record_id: dict[str, str] = {}
    for row in lookups.names(entity_type):
        package_id = str(row["ListID"])
        if row.get("AccountNumber"):
            by_number.setdefault(str(row["AccountNumber"]), package_id)
        for name in {str(row.get("Name") or ""), str(row.get("FullName") or row.get("Name") or "")}:
            by_name.setdefault(name, package_id)
        by_record_id[derived_record_id(NAME, organisation_id, package_id)] = package_id
    known = by_record_id | by_name | by_number
    return {code: known[code] for code in codes if code in known}
