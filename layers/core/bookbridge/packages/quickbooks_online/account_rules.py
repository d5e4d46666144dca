"""The types of the accounts that a record names, or falls back on: which of them QuickBooks Online takes where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import discount_of
from bookbridge.domain.record_checks import Faults
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import WriteIntent

from .limits import BANK, OTHER_ASSET, PAYABLE, RECEIVABLE
from .mapping.lists import default_accounts_of

_SALES: Final = frozenset({"invoice", "order", "credit_note", "refund"})
_OWED: Final = frozenset({"bill", "vendor_credit"})
_PURCHASES: Final = _OWED | {"expense"}
_WRONG: Final = "account_type_invalid"
_OF_ITEMS: Final = "item_account_type_invalid"


@dataclass(frozen=True, slots=True)
class Use:
    """An account in one place. `takes`: the types that fit there; empty: all but accounts receivable and payable."""

    place: str
    package_id: str
    takes: tuple[str, ...] = ()
    code: str = _WRONG


def uses(intent: WriteIntent) -> Iterator[Use]:
    """Every account of the record whose type matters, as far as it is known to be in the package.

    The accounts that money comes from are `payment_rules.money_account`'s.
    """
    for place, named, takes, code in _named(intent):
        if package_id := intent.references.get(("account", str(named or "")), ""):
            yield Use(place, package_id, takes, code)


def bad_types(intent: WriteIntent, account_types: Mapping[str, str]) -> Faults:
    """Accounts of a type that QuickBooks Online refuses there (6430); those that are gone are told elsewhere."""
    for use in uses(intent):
        actual = account_types.get(use.package_id, "")
        if actual and use.takes and actual not in use.takes:
            message = f"is an account of the type {actual}: name one of the type {' or '.join(use.takes)}"
            yield FieldFault(use.place, message, use.code)
        elif actual in {RECEIVABLE, PAYABLE} and not use.takes:
            message = f"is an account of the type {actual}, on which nothing is booked directly: name another"
            yield FieldFault(use.place, message, use.code)


_Named = tuple[str, str | None, tuple[str, ...], str]


def _named(intent: WriteIntent) -> Iterator[_Named]:
    entity_type: EntityType = intent.record.entity_type
    record, defaults = intent.record.body, intent.settings.default_accounts
    creates = intent.verb is Verb.CREATE
    if entity_type == "item":
        sold, bought = (falls_back and creates for falls_back in default_accounts_of(record))
        yield "income_account", record.get("income_account") or (defaults.income if sold else None), (), _OF_ITEMS
        yield "expense_account", record.get("expense_account") or (defaults.expense if bought else None), (), _OF_ITEMS
    if entity_type in _OWED:
        yield "ap_account", record["ap_account"], (PAYABLE,), _WRONG
    if entity_type in _PURCHASES:
        for index, line in enumerate(record["lines"]):
            if not line.get("item"):
                yield f"lines[{index}].account", line.get("account") or defaults.expense, (), _WRONG
    if entity_type in _SALES and discount_of(record):
        yield "discount_amount", defaults.discount, (), _WRONG
    if entity_type == "payment":
        named = record.get("deposit_account") or (defaults.bank if creates else None)
        yield "deposit_account", named, (BANK, OTHER_ASSET), _WRONG
