"""What Xero refuses of bills, vendor credits and expenses."""

from __future__ import annotations

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_checks import Faults, bad_item_cost, bad_purchase_total, total_below_zero
from bookbridge.ports.packages import WriteIntent

from .manifest import TITLE


def purchase(intent: WriteIntent) -> Faults:
    """Item lines without what they need, and a total that is not the lines' sum."""
    record = intent.record.body
    for index, line in enumerate(record["lines"]):
        if line.get("item"):
            yield from bad_item_cost(line, f"lines[{index}]")
    yield from bad_purchase_total(record)
    message = f"{TITLE} takes no document below zero: send a vendor credit for a bill, and the reverse"
    yield from total_below_zero(record, message)


def expense(intent: WriteIntent) -> Faults:
    """An expense also needs to know who was paid."""
    if not intent.record.body.get("payee"):
        yield FieldFault("payee", f"is required: {TITLE} wants to know who was paid", "required_field_missing")
    yield from purchase(intent)
