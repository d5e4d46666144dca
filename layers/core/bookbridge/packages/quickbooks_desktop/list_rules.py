"""What QuickBooks Desktop refuses of accounts, terms and items."""

from __future__ import annotations

from decimal import Decimal

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import HUNDRED
from bookbridge.domain.record_checks import Faults, unknown_default_account
from bookbridge.ports.packages import WriteIntent

from .limits import ACCOUNT_TYPES
from .manifest import TITLE
from .mapping.items import CHANGEABLE, sides_of
from .versions import name_in


def account(intent: WriteIntent) -> Faults:
    """A type that is not one of theirs."""
    if (given := intent.record.body["type"]) not in ACCOUNT_TYPES:
        message = f"{given} is no account type of {TITLE}: use one of {', '.join(ACCOUNT_TYPES)}"
        yield FieldFault("type", message, "account_type_invalid")


def term(intent: WriteIntent) -> Faults:
    """Terms with an impossible discount."""
    if not 0 <= Decimal(intent.record.body.get("discount_percent") or 0) <= HUNDRED:
        yield FieldFault("discount_percent", "must be from 0 to 100", "invalid_field")


def item(intent: WriteIntent) -> Faults:
    """An item without the accounts that it is sold and bought on, or one whose stock is kept there."""
    record, accounts = intent.record.body, intent.settings.default_accounts
    if intent.verb is not Verb.CREATE:
        name = name_in(intent.record.link.version) if intent.record.link else ""
        if name and name not in CHANGEABLE:
            message = f"its stock is kept in {TITLE}: change the item there"
            yield FieldFault("(record)", message, "change_not_allowed")
        return
    sold, bought = sides_of(record)
    for needed, field, default, code in (
        (sold, "income_account", accounts.income, "income_account_missing"),
        (bought, "expense_account", accounts.expense, "expense_account_missing"),
    ):
        if not needed or record.get(field):
            continue
        if not default:
            message = "is required: name one, or set a default for the connection"
            yield FieldFault(field, message, code)
        yield from unknown_default_account(default, field, intent.references, TITLE)
