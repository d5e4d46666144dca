"""What Example Ledger would refuse, found before anything is sent: every fault of a record at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bookbridge.domain.closed_periods import closed_date
from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import sum_of
from bookbridge.domain.money import plain
from bookbridge.domain.record_checks import (
    Faults,
    bad_sales_line,
    bad_sales_total,
    bad_signs,
    long_texts,
    total_below_zero,
    unknown_default_account,
    unknown_references,
)
from bookbridge.ports.packages import WriteIntent

from .manifest import MANIFEST, TITLE
from .mapping import default_accounts, marker_of

MEMO: Final = 1000
_SHORT: Final = ("name", "company_name", "email", "phone", "code", "type", "sku", "number", "method", "reference")
_ADDRESS: Final = ("line1", "line2", "city", "region", "postal_code", "country")
LENGTHS: Final = {
    **dict.fromkeys((*_SHORT, *(f"billing_address.{name}" for name in _ADDRESS)), 200),
    **dict.fromkeys(("memo", "description", "lines[].description"), MEMO),
}
"""Characters, by field; no text may hold control characters."""


def field_faults(intent: WriteIntent) -> tuple[FieldFault, ...]:
    """See `Books.check`."""
    entity_type, record = intent.record.entity_type, intent.record.body
    policy = MANIFEST.entities.get(entity_type)
    if policy is None:
        return (FieldFault("(record)", f"no {entity_type} is sent to {TITLE}", "entity_type_not_synced"),)
    if intent.verb is Verb.VOID:
        message = f"{TITLE} cannot void a {entity_type}: correct it here, or delete it there"
        return () if policy.voids else (FieldFault("(record)", message, "void_not_allowed"),)
    marker = marker_of(intent)
    lengths = {**LENGTHS, "memo": MEMO - len(f" {marker}") if marker else MEMO}
    return (
        *long_texts(record, lengths, TITLE),
        *bad_signs(record, iter(LENGTHS), {}, TITLE),
        *(_invoice(intent) if entity_type == "invoice" else ()),
        *(_payment(intent) if entity_type == "payment" else ()),
        *(_item(intent) if entity_type == "item" else ()),
    )


def check(intent: WriteIntent, closed_until: str) -> tuple[FieldFault, ...]:
    """Every reason why the ledger would refuse this record; none when it should take it."""
    faults, record = field_faults(intent), intent.record
    if record.entity_type in MANIFEST.entities:
        faults = (*faults, *closed_date(record, closed_until, intent.settings, intent.verb, TITLE))
    if intent.verb is Verb.VOID:
        return faults
    known, kept = intent.references, MANIFEST.entities
    return (
        *faults,
        *unknown_references(record.entity_type, record.body, known, TITLE, kept),
        *(
            fault
            for field, code in default_accounts(record.entity_type, record.body, intent.settings)
            for fault in unknown_default_account(code, field, known, TITLE)
        ),
    )


def _invoice(intent: WriteIntent) -> Faults:
    record = intent.record.body
    for index, line in enumerate(record["lines"]):
        yield from bad_sales_line(line, f"lines[{index}]")
    yield from bad_sales_total(record)
    yield from total_below_zero(record, f"{TITLE} takes no invoice below zero")
    if Decimal(record.get("discount_amount") or 0) and not intent.settings.default_accounts.discount:
        message = "needs an account: set the connection's default discount account"
        yield FieldFault("discount_amount", message, "default_account_missing")


def _payment(intent: WriteIntent) -> Faults:
    record = intent.record.body
    applications = record.get("applications", [])
    named = {f"applications[{index}].amount": each["amount"] for index, each in enumerate(applications)}
    for field, value in {"amount": record["amount"], **named}.items():
        if Decimal(value) < 0:
            yield FieldFault(field, "must not be negative", "negative_amount")
    amount, applied = Decimal(record["amount"]), sum_of(applications)
    if applied > amount >= 0:
        message = f"is {plain(amount)}, less than the {plain(applied)} applied to invoices: correct one of them"
        yield FieldFault("amount", message, "payment_exceeds_balance")


def _item(intent: WriteIntent) -> Faults:
    named = intent.record.body.get("income_account") or intent.settings.default_accounts.income
    if intent.verb is Verb.CREATE and not named:
        message = "is required: name one, or set a default income account for the connection"
        yield FieldFault("income_account", message, "income_account_missing")
