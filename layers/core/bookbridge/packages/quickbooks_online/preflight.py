"""What QuickBooks Online would refuse, found before anything is sent: every fault of a record at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from bookbridge.domain.closed_periods import closed_date
from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_checks import (
    Faults,
    bad_signs,
    inactive_references,
    long_texts,
    many_digits,
    unknown_references,
)
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import WriteIntent

from . import account_rules, list_rules, payment_rules, purchase_rules, sales_rules
from .currency_rules import bad_currency
from .entities import ENTITIES
from .limits import FORBIDDEN, LENGTHS, MOST_DIGITS, MOST_PLACES, NUMBERS
from .lookups import Known
from .manifest import MANIFEST, TITLE
from .mapping.notes import MAX_NOTE, marker_of
from .wire import Json

_CONTENT_TYPE: Final = re.compile(r"[\w.+-]+/[\w.+-]+")
_INACTIVE: Final[dict[EntityType, str]] = dict.fromkeys(("customer", "vendor", "item", "term"), "reference_inactive")
_SALES_FORMS: Final = frozenset({"invoice", "order", "credit_note", "refund"})
_WITHOUT_FILES: Final = frozenset({"account", "tax_rate", "term", "document"})


def check(intent: WriteIntent, known: Known | None = None) -> tuple[FieldFault, ...]:
    """Every reason why the package would refuse this record; none when it should take it.

    `known` is what the books say that decides about it; None: not looked at.
    """
    faults, record = field_faults(intent), intent.record
    if policy_fault(record.entity_type, intent.verb):
        return faults
    closed_until = known.closed_until if known else ""
    faults = (*faults, *closed_date(record, closed_until, intent.settings, intent.verb, TITLE))
    if intent.verb is Verb.VOID:
        return faults
    return (
        *faults,
        *unknown_references(record.entity_type, record.body, intent.references, TITLE),
        *(inactive(intent) if intent.verb is Verb.CREATE else ()),
        *(_of_the_books(intent, known) if known else ()),
    )


def _of_the_books(intent: WriteIntent, known: Known) -> Faults:
    yield from payment_rules.money_account(intent, known.account_types)
    yield from account_rules.bad_types(intent, known.account_types)
    yield from bad_currency(intent, known)
    yield from list_rules.account_number(intent, known.country)


def inactive(intent: WriteIntent) -> Faults:
    """What was made inactive can stay on what names it already (610, for customers of sales 6250)."""
    record = intent.record
    codes = {**_INACTIVE, "customer": "customer_deleted"} if record.entity_type in _SALES_FORMS else _INACTIVE
    return inactive_references(record.entity_type, record.body, intent.parents, TITLE, codes)


def field_faults(intent: WriteIntent) -> tuple[FieldFault, ...]:
    """See `Books.check`."""
    entity_type, record = intent.record.entity_type, intent.record.body
    if fault := policy_fault(entity_type, intent.verb):
        return (fault,)
    if intent.verb is Verb.VOID:
        return ()
    rules = _RULES.get(entity_type)
    return (
        *_lengths(entity_type, record, intent.record.record_id),
        *_signs(entity_type, record),
        *_numbers(entity_type, record),
        *(rules(intent) if rules else ()),
    )


def policy_fault(entity_type: EntityType, verb: Verb) -> FieldFault | None:
    """See `Manifest.fault_of`."""
    return MANIFEST.fault_of(entity_type, verb)


def _lengths(entity_type: EntityType, record: Json, record_id: str) -> Faults:
    marker = marker_of(entity_type, record_id, record)
    lengths = dict(LENGTHS[entity_type])
    if marker and lengths.get("memo") == MAX_NOTE:
        lengths["memo"] -= len(f" {marker}")
    return long_texts(record, lengths, TITLE)


def _signs(entity_type: EntityType, record: Json) -> Faults:
    return bad_signs(record, iter(LENGTHS[entity_type]), FORBIDDEN.get(entity_type, {}), TITLE)


def _numbers(entity_type: EntityType, record: Json) -> Faults:
    return many_digits(record, dict.fromkeys(NUMBERS.get(entity_type, ()), MOST_PLACES), MOST_DIGITS, TITLE)


def _document(intent: WriteIntent) -> Faults:
    """A file that belongs to nothing that can have one, or without a name or a type."""
    record = intent.record.body
    owner = record["record"]["entity_type"]
    if owner not in ENTITIES or owner in _WITHOUT_FILES:
        message = f"{TITLE} attaches no files to a {owner}: attach it to a transaction, an item, a customer or a vendor"
        yield FieldFault("record.entity_type", message, "document_refused")
    if not record["file_name"]:
        yield FieldFault("file_name", "is required", "required_field_missing")
    if not _CONTENT_TYPE.fullmatch(record["content_type"]):
        yield FieldFault("content_type", "must be a media type such as application/pdf", "invalid_field")


_RULES: Final[dict[EntityType, Callable[[WriteIntent], Faults]]] = {
    "account": list_rules.account,
    "term": list_rules.term,
    "customer": list_rules.party,
    "vendor": list_rules.party,
    "item": list_rules.item,
    "invoice": sales_rules.sales_form,
    "order": sales_rules.sales_form,
    "credit_note": sales_rules.sales_form,
    "refund": sales_rules.sales_form,
    "bill": purchase_rules.purchase,
    "vendor_credit": purchase_rules.purchase,
    "expense": purchase_rules.purchase,
    "payment": payment_rules.payment,
    "bill_payment": payment_rules.bill_payment,
    "document": _document,
}
