"""What QuickBooks Online refuses of bills, vendor credits and expenses."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.record_checks import Faults, bad_purchase_line, bad_purchase_total, total_below_zero
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import WriteIntent

from .manifest import TITLE

_BELOW_ZERO: Final[dict[EntityType, str]] = {
    "bill": "takes no bill below zero: send a vendor credit",
    "vendor_credit": "takes no vendor credit below zero: send a bill",
}


def purchase(intent: WriteIntent) -> Faults:
    """Lines without what they need, and a total that is not their sum."""
    record, entity_type = intent.record.body, intent.record.entity_type
    for index, line in enumerate(record["lines"]):
        default = intent.settings.default_accounts.expense
        yield from bad_purchase_line(line, f"lines[{index}]", default, intent.references, TITLE)
    yield from bad_purchase_total(record)
    if entity_type in _BELOW_ZERO:
        yield from total_below_zero(record, f"{TITLE} {_BELOW_ZERO[entity_type]}")
