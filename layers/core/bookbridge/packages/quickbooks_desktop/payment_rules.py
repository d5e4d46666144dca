"""What QuickBooks Desktop refuses of payments, and of the accounts that money comes from and goes to."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import sum_of
from bookbridge.domain.money import plain
from bookbridge.domain.record_checks import Faults, needed_default_account, unknown_default_account
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import WriteIntent

from .manifest import TITLE
from .mapping.outgoing import BANK, CREDIT_CARD, Known
from .mapping.payments import takes_discount

MONEY_ACCOUNTS: Final[dict[EntityType, tuple[str, tuple[str, ...]]]] = {
    "payment": ("deposit_account", (BANK, "OtherCurrentAsset")),
    "bill_payment": ("pay_from_account", (BANK, CREDIT_CARD)),
    "expense": ("account", (BANK, CREDIT_CARD)),
    "refund": ("account", (BANK,)),
}
"""The field that names the account that money comes from or goes to, and the types it may have (B8)."""


def payment(intent: WriteIntent) -> Faults:
    """A payment that applies more than it brings, or goes to an account that is not there."""
    record = intent.record.body
    amount, applied = Decimal(record["amount"]), sum_of(record.get("applications") or [])
    yield from _negative(intent)
    yield from _discounts(intent)
    if applied > amount >= 0:
        message = f"is {plain(amount)}, less than the {plain(applied)} applied to invoices: correct one of them"
        yield FieldFault("amount", message, "payment_exceeds_balance")
    if intent.verb is Verb.CREATE and not record.get("deposit_account"):
        code = intent.settings.default_accounts.bank
        yield from unknown_default_account(code, "deposit_account", intent.references, TITLE)


def bill_payment(intent: WriteIntent) -> Faults:
    """A bill payment that names no bill, or pays another sum than its bills get."""
    record = intent.record.body
    amount, applied = Decimal(record["amount"]), sum_of(record.get("applications") or [])
    if not record.get("applications"):
        message = f"must name a bill at least: {TITLE} takes no bill payment without one"
        yield FieldFault("applications", message, "required_field_missing")
    yield from _negative(intent)
    yield from _discounts(intent)
    if record.get("applications") and applied != amount >= 0:
        code = "payment_exceeds_balance" if applied > amount else "amount_mismatch"
        message = (
            f"is {plain(amount)}, but {plain(applied)} is applied to bills: {TITLE} pays exactly what its bills get"
        )
        yield FieldFault("amount", message, code)


def _discounts(intent: WriteIntent) -> Faults:
    """Discounts that are taken with a payment need an account (B15)."""
    for index, application in enumerate(intent.record.body.get("applications") or ()):
        if takes_discount(application):
            code, place = intent.settings.default_accounts.discount, f"applications[{index}].discount_amount"
            message = "needs an account: set the connection's default discount account"
            yield from needed_default_account(code, place, intent.references, TITLE, message)


def _negative(intent: WriteIntent) -> Faults:
    record = intent.record.body
    for index, application in enumerate(record.get("applications") or ()):
        for field in ("amount", "discount_amount"):
            if Decimal(application.get(field) or 0) < 0:
                yield FieldFault(f"applications[{index}].{field}", "must not be negative", "negative_amount")
    if Decimal(record["amount"]) < 0:
        yield FieldFault("amount", "must not be negative", "negative_amount")


def money_account(intent: WriteIntent, known: Known) -> Faults:
    """An account that money cannot come from, or go to, in this way."""
    if intent.record.entity_type not in MONEY_ACCOUNTS:
        return
    field, types = MONEY_ACCOUNTS[intent.record.entity_type]
    package_id = intent.references.get(("account", str(intent.record.body.get(field) or "")), "")
    actual = known.account_types.get(package_id)
    if actual and actual not in types:
        message = f"is an account of the type {actual}: name one of the type {' or '.join(types)}"
        yield FieldFault(field, message, "account_type_invalid")


def several_payables(known: Known) -> Faults:
    """Bills that are owed on different accounts, which one payment cannot settle."""
    if len(known.payables) > 1:
        message = f"name bills of several accounts payable: {TITLE} wants a payment of its own for each account"
        yield FieldFault("applications", message, "application_refused")
