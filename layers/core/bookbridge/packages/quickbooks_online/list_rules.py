"""What QuickBooks Online refuses of accounts, terms, customers, vendors and items."""

from __future__ import annotations

from decimal import Decimal

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import HUNDRED
from bookbridge.domain.record_checks import Faults, bad_email, long_texts, unknown_default_account
from bookbridge.ports.packages import WriteIntent

from .limits import ACCOUNT_TYPES, LONG_CODE_COUNTRIES, SHORT_CODE
from .manifest import TITLE
from .mapping.lists import default_accounts_of


def account(intent: WriteIntent) -> Faults:
    """A type that is not one of theirs."""
    if (given := intent.record.body["type"]) not in ACCOUNT_TYPES:
        message = f"{given} is no account type of {TITLE}: use one of {', '.join(ACCOUNT_TYPES)}"
        yield FieldFault("type", message, "account_type_invalid")


def account_number(intent: WriteIntent, country: str) -> Faults:
    """A number that is longer than the company's country allows; `country` is empty when that does not matter."""
    code = intent.record.body.get("code", "")
    if intent.record.entity_type == "account" and country and country.upper() not in LONG_CODE_COUNTRIES:
        yield from long_texts({"code": code}, {"code": SHORT_CODE}, f"{TITLE} in this country")


def term(intent: WriteIntent) -> Faults:
    """Terms without due days, or with an impossible discount."""
    record = intent.record.body
    if record.get("due_days") is None:
        yield FieldFault("due_days", "is required: the days after the document's date", "required_field_missing")
    if not 0 <= Decimal(record.get("discount_percent") or 0) <= HUNDRED:
        yield FieldFault("discount_percent", "must be from 0 to 100", "invalid_field")


def party(intent: WriteIntent) -> Faults:
    """An e-mail address that is none."""
    return bad_email(intent.record.body)


def item(intent: WriteIntent) -> Faults:
    """A new item that is sold without an income account, or falls back on an account that is not there."""
    if intent.verb is not Verb.CREATE:
        return
    income, expense = default_accounts_of(intent.record.body)
    accounts = intent.settings.default_accounts
    if income and not accounts.income:
        message = "is required to sell this item: name one, or set a default income account for the connection"
        yield FieldFault("income_account", message, "income_account_missing")
    if income:
        yield from unknown_default_account(accounts.income, "income_account", intent.references, TITLE)
    if expense:
        yield from unknown_default_account(accounts.expense, "expense_account", intent.references, TITLE)
