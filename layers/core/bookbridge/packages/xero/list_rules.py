"""What Xero refuses of accounts, tax rates, contacts and items."""

from __future__ import annotations

from decimal import Decimal

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import HUNDRED
from bookbridge.domain.record_checks import Faults, bad_email, unknown_default_account
from bookbridge.ports.packages import WriteIntent

from .limits import ACCOUNT_TYPES, BANK, CODE
from .manifest import TITLE
from .mapping.lists import code_of, item_needs
from .mapping.outgoing import Known


def account(intent: WriteIntent) -> Faults:
    """A type that is not one of theirs, a bank account, or an account without a code."""
    record = intent.record.body
    given = record["type"]
    if given not in ACCOUNT_TYPES:
        message = f"{given} is no account type of {TITLE}: use one of {', '.join(ACCOUNT_TYPES)}"
        yield FieldFault("type", message, "account_type_invalid")
    elif given == BANK and intent.verb is Verb.CREATE:
        message = f"a bank account needs its number at the bank: add it in {TITLE} and refer to it by its code"
        yield FieldFault("type", message, "account_type_invalid")
    elif not record.get("code") and given != BANK:
        yield FieldFault("code", f"is required in {TITLE}", "required_field_missing")


def made_a_bank_account(intent: WriteIntent, known: Known) -> Faults:
    """An account that is none at a bank cannot become one without its number there."""
    record, link = intent.record.body, intent.record.link
    there = known.accounts.get(link.package_id) if link else None
    if intent.record.entity_type == "account" and record["type"] == BANK and there and there.get("Type") != BANK:
        message = f"a bank account needs its number at the bank: change the type in {TITLE}"
        yield FieldFault("type", message, "account_type_invalid")


def tax_rate(intent: WriteIntent) -> Faults:
    """An impossible percentage."""
    if not 0 <= Decimal(intent.record.body["percent"]) <= HUNDRED:
        yield FieldFault("percent", "must be from 0 to 100", "invalid_field")


def party(intent: WriteIntent) -> Faults:
    """An e-mail address that is none."""
    return bad_email(intent.record.body)


def item(intent: WriteIntent) -> Faults:
    """An item without a short code, or one that falls back on an account that is not there."""
    record = intent.record.body
    if len(code_of(record)) > CODE and not record.get("sku"):
        message = f"is required: {TITLE} knows items by a code of at most {CODE} characters, and the name is longer"
        yield FieldFault("sku", message, "required_field_missing")
    for field, named in item_accounts(intent).items():
        if not record.get(field):
            yield from unknown_default_account(named, field, intent.references, TITLE)


def item_accounts(intent: WriteIntent) -> dict[str, str]:
    """The accounts that an item is sent with, its own or the connection's, by canonical field.

    Without any, the line or the connection names one when it is sold or bought.
    """
    record, defaults = intent.record.body, intent.settings.default_accounts
    sold, bought = item_needs(record)
    found: dict[str, str] = {}
    for needed, field, default in (
        (sold, "income_account", defaults.income),
        (bought, "expense_account", defaults.expense),
    ):
        named = record.get(field) or (default if intent.verb is Verb.CREATE else None)
        if needed and named:
            found[field] = str(named)
    return found


def uncoded_accounts(intent: WriteIntent, known: Known) -> Faults:
    """Accounts of an item that have no code in Xero, by which alone an item can name them."""
    for field, named in item_accounts(intent).items():
        account = known.accounts.get(intent.references.get(("account", named), ""))
        if account is not None and not account.get("Code"):
            message = f"the account {account.get('Name')} has no code in {TITLE}: give it one there, items need it"
            yield FieldFault(field, message, "account_code_missing")
