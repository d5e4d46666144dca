"""What Xero refuses of bills, vendor credits and expenses."""

from __future__ import annotations

from decimal import Decimal

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import sum_of
from bookbridge.domain.money import plain
from bookbridge.domain.record_checks import Faults, bad_item_cost, wrong_total
from bookbridge.ports.packages import WriteIntent

from .manifest import TITLE
from .mapping.lines import is_taxed


def purchase(intent: WriteIntent) -> Faults:
    """Item lines without what they need, and a total that is not the lines' sum."""
    record = intent.record.body
    for index, line in enumerate(record["lines"]):
        if line.get("item"):
            yield from bad_item_cost(line, f"lines[{index}]")
    total, expected = Decimal(record["total"]), sum_of(record["lines"])
    if total != expected and not is_taxed(record):
        yield wrong_total(total, f"the lines come to {plain(expected)}", expected)
    if total < 0:
        message = f"{TITLE} takes no document below zero: send a vendor credit for a bill, and the reverse"
        yield FieldFault("total", message, "negative_amount")


def expense(intent: WriteIntent) -> Faults:
    """An expense also needs to know who was paid."""
    if not intent.record.body.get("payee"):
        yield FieldFault("payee", f"is required: {TITLE} wants to know who was paid", "required_field_missing")
    yield from purchase(intent)
