"""What QuickBooks Online refuses of payments and bill payments, and of the accounts that money comes from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import sum_of
from bookbridge.domain.money import plain
from bookbridge.domain.record_checks import Faults, discounts_on_payments, unknown_default_account
from bookbridge.ports.packages import WriteIntent

from .limits import CREDIT_CARD, MONEY_ACCOUNTS
from .manifest import TITLE


def payment(intent: WriteIntent) -> Faults:
    """A payment that applies more than it brings, or goes to an account that is not there."""
    yield from _applications(intent, "invoices")
    if intent.verb is Verb.CREATE and not intent.record.body.get("deposit_account"):
        code = intent.settings.default_accounts.bank
        yield from unknown_default_account(code, "deposit_account", intent.references, TITLE)


def bill_payment(intent: WriteIntent) -> Faults:
    """A bill payment that pays nothing, or applies more than it pays."""
    if not intent.record.body.get("applications"):
        message = f"must name a bill at least: {TITLE} takes no bill payment without one"
        yield FieldFault("applications", message, "required_field_missing")
    yield from _applications(intent, "bills")


def _applications(intent: WriteIntent, settled: str) -> Faults:
    record = intent.record.body
    applications = record.get("applications", [])
    amount, applied = Decimal(record["amount"]), sum_of(applications)
    yield from discounts_on_payments(record, TITLE)
    for index, application in enumerate(applications):
        if Decimal(application["amount"]) < 0:
            yield FieldFault(f"applications[{index}].amount", "must not be negative", "negative_amount")
    if amount < 0:
        yield FieldFault("amount", "must not be negative", "negative_amount")
    elif applied > amount:
        message = f"is {plain(amount)}, less than the {plain(applied)} applied to {settled}: correct one of them"
        yield FieldFault("amount", message, "payment_exceeds_balance")


def money_account_of(intent: WriteIntent) -> str:
    """The package's id of the account that the record's money comes from; empty when there is none to look at."""
    if intent.record.entity_type not in MONEY_ACCOUNTS:
        return ""
    field, _types = MONEY_ACCOUNTS[intent.record.entity_type]
    return intent.references.get(("account", intent.record.body[field]), "")


def money_account(intent: WriteIntent, account_types: Mapping[str, str]) -> Faults:
    """An account that money cannot come from in this way; `account_types` by the package's id, empty when gone."""
    if not (package_id := money_account_of(intent)):
        return
    field, types = MONEY_ACCOUNTS[intent.record.entity_type]
    actual = account_types.get(package_id, "")
    if not actual:
        yield FieldFault(field, f"is not in {TITLE} any more: name another account", "reference_not_found")
    elif actual not in types:
        message = f"is an account of the type {actual}: name one of the type {' or '.join(types)}"
        yield FieldFault(field, message, "account_type_invalid")
    elif Decimal(intent.record.body.get("total", 0)) < 0 and actual != CREDIT_CARD:
        message = f"must not be negative: {TITLE} books money that came back as an expense for a credit card only"
        yield FieldFault("total", message, "negative_amount")
