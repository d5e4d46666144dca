"""What Xero refuses of payments and bill payments."""

from __future__ import annotations

from decimal import Decimal

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import sum_of
from bookbridge.domain.money import plain
from bookbridge.domain.record_checks import Faults, discounts_on_payments, needed_default_account
from bookbridge.ports.packages import WriteIntent

from .manifest import TITLE
from .mapping.payments import DOCUMENT


def payment(intent: WriteIntent) -> Faults:
    """A payment that does not settle documents with all of its amount, or goes to no account that is there."""
    record, settled = intent.record.body, DOCUMENT[intent.record.entity_type]
    applications = record.get("applications") or []
    amount, applied = Decimal(record["amount"]), sum_of(applications)
    yield from discounts_on_payments(record, TITLE)
    for index, application in enumerate(applications):
        if Decimal(application["amount"]) <= 0:
            yield FieldFault(f"applications[{index}].amount", "must be above zero", "negative_amount")
    if amount <= 0:
        yield FieldFault("amount", "must be above zero", "negative_amount")
    elif applied > amount:
        message = f"is {plain(amount)}, less than the {plain(applied)} applied to {settled}s: correct one of them"
        yield FieldFault("amount", message, "payment_exceeds_balance")
    elif applied < amount:
        message = (
            f"come to {plain(applied)} of {plain(amount)}: {TITLE} books money that settles nothing as an overpayment "
            f"or prepayment, so apply all of it, or enter it in {TITLE}"
        )
        yield FieldFault("applications", message, "business_rule")
    if settled == "invoice" and not record.get("deposit_account"):
        code = intent.settings.default_accounts.bank
        message = "is required: name one, or set the connection's default bank account"
        yield from needed_default_account(code, "deposit_account", intent.references, TITLE, message)
