"""Where a canonical record refers to other records, as data: one table for every direction of translation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from .catalogue import EntityType, is_entity_type

_PARTY: Final[dict[str, EntityType]] = {"terms": "term", "tax_rate": "tax_rate"}
_SALES: Final[dict[str, EntityType]] = {
    "customer": "customer",
    "terms": "term",
    "lines[].item": "item",
    "lines[].account": "account",
    "lines[].tax_rate": "tax_rate",
}
_PURCHASE: Final[dict[str, EntityType]] = {
    "vendor": "vendor",
    "ap_account": "account",
    "terms": "term",
    "lines[].account": "account",
    "lines[].item": "item",
}
_FIELDS: Final[dict[EntityType, dict[str, EntityType]]] = {
    "customer": _PARTY,
    "vendor": _PARTY,
    "item": {"income_account": "account", "expense_account": "account", "tax_rate": "tax_rate"},
    "account": {},
    "tax_rate": {},
    "term": {},
    "invoice": _SALES,
    "order": _SALES,
    "credit_note": _SALES,
    "bill": _PURCHASE,
    "vendor_credit": _PURCHASE,
    "payment": {"customer": "customer", "deposit_account": "account", "applications[].invoice": "invoice"},
    "bill_payment": {"vendor": "vendor", "pay_from_account": "account", "applications[].bill": "bill"},
    "refund": {
        "customer": "customer",
        "account": "account",
        "lines[].item": "item",
        "lines[].account": "account",
        "lines[].tax_rate": "tax_rate",
    },
    "expense": {"payee": "vendor", "account": "account", "lines[].account": "account", "lines[].item": "item"},
    "document": {},
}
_LIST_FIELD: Final = re.compile(r"(\w+)\[\]\.(\w+)")


@dataclass(frozen=True, slots=True)
class Reference:
    """One place where a record names another: `path` such as `lines[2].item`, and the id that stands there."""

    path: str
    entity_type: EntityType
    id: str


def types_named_by(entity_type: EntityType) -> frozenset[EntityType]:
    """The types that a record of this type can refer to."""
    return frozenset(_FIELDS[entity_type].values())


def types_naming(entity_type: EntityType) -> tuple[EntityType, ...]:
    """The types of records that can refer to one of this type."""
    return tuple(each for each, fields in _FIELDS.items() if entity_type in fields.values())


def references_in(entity_type: EntityType, record: dict[str, Any]) -> tuple[Reference, ...]:
    """Every reference of a record, in the order of its fields."""
    return tuple(reference for reference, _holder, _key in _walk(entity_type, record))


def map_references(
    entity_type: EntityType, record: dict[str, Any], translate: Callable[[Reference], str]
) -> dict[str, Any]:
    """A copy of the record in which every reference is replaced by `translate(reference)`."""
    copy = deepcopy(record)
    for reference, holder, key in _walk(entity_type, copy):
        holder[key] = translate(reference)
    return copy


def _walk(entity_type: EntityType, record: dict[str, Any]) -> Iterator[tuple[Reference, dict[str, Any], str]]:
    if entity_type == "document":
        yield from _owner(record)
    for field, target in _FIELDS[entity_type].items():
        if in_list := _LIST_FIELD.fullmatch(field):
            name, key = in_list.groups()
            for index, line in enumerate(record.get(name) or ()):
                if line.get(key):
                    yield Reference(f"{name}[{index}].{key}", target, str(line[key])), line, key
        elif record.get(field):
            yield Reference(field, target, str(record[field])), record, field


def _owner(document: dict[str, Any]) -> Iterator[tuple[Reference, dict[str, Any], str]]:
    """What a document belongs to: it says itself of which type that is."""
    owner = document.get("record") or {}
    owner_type = str(owner.get("entity_type") or "")
    if is_entity_type(owner_type) and owner.get("record_id"):
        yield Reference("record.record_id", owner_type, str(owner["record_id"])), owner, "record_id"
