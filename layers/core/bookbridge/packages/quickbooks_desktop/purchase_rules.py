"""What QuickBooks Desktop refuses of bills and expenses."""

from __future__ import annotations

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_checks import Faults, bad_purchase_line, bad_purchase_total, total_below_zero
from bookbridge.ports.packages import WriteIntent

from .lookups import PAYABLE
from .manifest import TITLE
from .mapping.outgoing import Known


def bill(intent: WriteIntent) -> Faults:
    """Lines without what they need, and a total that is not their sum."""
    yield from _purchase(intent)
    yield from total_below_zero(intent.record.body, f"{TITLE} takes no bill below zero: enter a vendor credit there")


def expense(intent: WriteIntent) -> Faults:
    """An expense that brings money in is none."""
    yield from _purchase(intent)
    message = f"{TITLE} takes no expense below zero: enter what came back as a deposit or a card credit there"
    yield from total_below_zero(intent.record.body, message)


def _purchase(intent: WriteIntent) -> Faults:
    record = intent.record.body
    for index, line in enumerate(record["lines"]):
        default = intent.settings.default_accounts.expense
        yield from bad_purchase_line(line, f"lines[{index}]", default, intent.references, TITLE)
    yield from bad_purchase_total(record)


def bad_payable(intent: WriteIntent, known: Known) -> Faults:
    """A bill on an account that bills cannot be owed on."""
    account = intent.references.get(("account", intent.record.body["ap_account"]), "")
    actual = known.account_types.get(account)
    if actual and actual != PAYABLE:
        message = f"is an account of the type {actual}: name one of the type {PAYABLE}"
        yield FieldFault("ap_account", message, "account_type_invalid")
