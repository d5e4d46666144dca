"""Canonical records to Example Ledger's objects and back; pure, and one table for both directions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

from bookbridge.domain.dispatches import Verb, Written
from bookbridge.domain.exact_json import Json
from bookbridge.domain.markers import marker_for, with_marker, without_marker
from bookbridge.domain.records import EntityType, map_references
from bookbridge.domain.settings import Settings
from bookbridge.domain.timestamps import from_text
from bookbridge.ports.packages import FetchedRecord, WriteIntent

Names: TypeAlias = "Mapping[str, str | tuple[str, Names]]"
"""Their word by ours; with the words inside where the value is an object or a list of objects."""

_ADDRESS: Final = {name: name for name in ("line1", "line2", "city", "region", "postal_code", "country")}
_PARTY: Final[Names] = {
    "name": "name",
    "company_name": "company",
    "email": "email",
    "phone": "phone",
    "billing_address": ("address", _ADDRESS),
    "currency": "currency",
    "active": "active",
}
_ROW: Final = {
    "item": "item_id",
    "account": "account_id",
    "description": "text",
    "quantity": "quantity",
    "unit_price": "price",
    "discount_percent": "discount_percent",
    "amount": "amount",
}
NAMES: Final[Mapping[EntityType, Names]] = {
    "account": {"name": "name", "code": "code", "type": "group", "active": "active"},
    "customer": _PARTY,
    "vendor": _PARTY,
    "item": {
        "name": "name",
        "kind": "kind",
        "sku": "sku",
        "description": "text",
        "unit_price": "price",
        "unit_cost": "cost",
        "income_account": "income_account_id",
        "expense_account": "expense_account_id",
        "active": "active",
    },
    "invoice": {
        "number": "number",
        "customer": "customer_id",
        "date": "date",
        "due_date": "due_on",
        "currency": "currency",
        "memo": "memo",
        "discount_amount": "discount",
        "lines": ("rows", _ROW),
        "total": "total",
    },
    "payment": {
        "customer": "customer_id",
        "date": "date",
        "amount": "amount",
        "currency": "currency",
        "method": "method",
        "reference": "reference",
        "deposit_account": "account_id",
        "memo": "memo",
        "applications": ("settles", {"invoice": "invoice_id", "amount": "amount"}),
    },
}
"""What the ledger has no place for is not here, and what belongs to the application alone, such as `delivery`."""


def to_package(intent: WriteIntent, day: str) -> Json:
    """The fields that a record names, in the ledger's words; `day` is the date that it is sent with."""
    entity_type, body, known = intent.record.entity_type, intent.record.body, intent.references
    record = map_references(entity_type, body, lambda ref: known.get((ref.entity_type, ref.id), ""))
    sent: Json = _translated(NAMES[entity_type], {**record, **({"date": day} if day else {})})
    for field, code in default_accounts(entity_type, body, intent.settings):
        if field == "discount_amount":
            sent["discount_account_id"] = known["account", code]
        elif intent.verb is Verb.CREATE:
            sent[f"{field}_id"] = known["account", code]
    if marker := marker_of(intent) if intent.verb is Verb.CREATE or "memo" in body else "":
        sent["memo"] = with_marker(body.get("memo", ""), marker)
    return sent


def fetched(row: Json) -> FetchedRecord:
    """One object as the ledger returns it, in canonical form."""
    record = _translated(_reverse(NAMES[row["kind"]]), row["data"])
    if memo := without_marker(record.pop("memo", "")):
        record["memo"] = memo
    number, updated_at = str(record.get("number") or ""), from_text(row["changed_at"])
    return FetchedRecord(row["kind"], row["id"], str(row["version"]), updated_at, record, number, bool(row["void"]))


def written(row: Json, at: datetime) -> Written:
    """What an object proves that the ledger returned at this instant of its clock."""
    told = {"number": "", "total": row["data"].get("amount", ""), "date": "", **row["data"]}
    updated_at, version = from_text(row["changed_at"]), str(row["version"])
    return Written(row["id"], version, updated_at, at, told["number"], told["total"], told["date"])


def marker_of(intent: WriteIntent) -> str:
    """Our mark in the memo of what people give no number: a payment."""
    return marker_for("payment", intent.record.record_id) if intent.record.entity_type == "payment" else ""


def default_accounts(
    entity_type: EntityType, record: Mapping[str, Any], settings: Settings
) -> Iterator[tuple[str, str]]:
    """The fields for which a default account of the connection stands in, with its code."""
    accounts = settings.default_accounts
    if entity_type == "item":
        named = {"income_account": accounts.income, "expense_account": accounts.expense}
        yield from ((field, code) for field, code in named.items() if code and not record.get(field))
    if record.get("discount_amount") and accounts.discount:
        yield "discount_amount", accounts.discount


def field_of(entity_type: EntityType, path: str) -> str:
    """The canonical field that a path of the ledger means: `settles[0].invoice_id` is `applications[0].invoice`."""
    names, ours = _reverse(NAMES[entity_type]), list[str]()
    for part in path.split("."):
        word, bracket, index = part.partition("[")
        name = names.get(word, word)
        name, names = name if isinstance(name, tuple) else (name, {})
        ours.append(f"{name}{bracket}{index}")
    return ".".join(ours)


def _translated(names: Names, value: Any) -> Any:
    if isinstance(value, list):
        return [_translated(names, each) for each in value]
    made: Json = {}
    for name, there in names.items():
        word, inner = there if isinstance(there, tuple) else (there, {})
        if value.get(name) is not None:
            made[word] = _translated(inner, value[name]) if inner else value[name]
    return made


def _reverse(names: Names) -> Names:
    turned: dict[str, str | tuple[str, Names]] = {}
    for name, there in names.items():
        if isinstance(there, tuple):
            turned[there[0]] = (name, _reverse(there[1]))
        else:
            turned[there] = name
    return turned
