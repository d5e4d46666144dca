"""What QuickBooks Online refuses of bills, vendor credits and expenses."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_checks import (
    Faults,
    bad_item_cost,
    bad_purchase_total,
    total_below_zero,
    unknown_default_account,
)
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import WriteIntent

from .manifest import TITLE
from .wire import Json

_BELOW_ZERO: Final[dict[EntityType, str]] = {
    "bill": "takes no bill below zero: send a vendor credit",
    "vendor_credit": "takes no vendor credit below zero: send a bill",
}


def purchase(intent: WriteIntent) -> Faults:
    """Lines without what they need, and a total that is not their sum."""
    record, entity_type = intent.record.body, intent.record.entity_type
    for index, line in enumerate(record["lines"]):
        yield from _line(intent, line, f"lines[{index}]")
    yield from bad_purchase_total(record)
    if entity_type in _BELOW_ZERO:
        yield from total_below_zero(record, f"{TITLE} {_BELOW_ZERO[entity_type]}")


def _line(intent: WriteIntent, line: Json, place: str) -> Faults:
    if line.get("item"):
        yield from bad_item_cost(line, place)
    elif not line.get("account"):
        code = intent.settings.default_accounts.expense
        if not code:
            message = (
                "is required where no item is named: name one, or set a default expense account for the connection"
            )
            yield FieldFault(f"{place}.account", message, "line_detail_missing")
        yield from unknown_default_account(code, f"{place}.account", intent.references, TITLE)
    if line.get("billable") and not line.get("job"):
        message = "is required on a billable line: it says which customer is billed"
        yield FieldFault(f"{place}.job", message, "billable_customer_missing")
