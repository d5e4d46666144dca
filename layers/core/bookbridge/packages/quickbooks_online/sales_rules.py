"""What QuickBooks Online refuses of sales forms: invoices, orders, credit memos and refund receipts."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import discount_of
from bookbridge.domain.record_checks import (
    Faults,
    bad_sales_line,
    bad_sales_total,
    total_below_zero,
    unknown_default_account,
)
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import WriteIntent

from .limits import UNTAXED
from .manifest import TITLE
from .wire import Json

_BELOW_ZERO: Final[dict[EntityType, str]] = {
    "invoice": "takes no invoice below zero: send a credit note",
    "order": "takes no invoice below zero: send a credit note",
    "credit_note": "takes no credit note below zero: send an invoice",
    "refund": "takes no refund below zero: send a payment",
}


def sales_form(intent: WriteIntent) -> Faults:
    """Lines, discount and total that do not fit together."""
    record = intent.record.body
    for index, line in enumerate(record["lines"]):
        yield from _line(line, f"lines[{index}]")
    # QuickBooks Online adds the tax itself, so the total of a taxed form is not ours to check.
    yield from bad_sales_total(record, taxed=_is_taxed(intent))
    yield from total_below_zero(record, f"{TITLE} {_BELOW_ZERO[intent.record.entity_type]}")
    if discount_of(record):
        code = intent.settings.default_accounts.discount
        yield from unknown_default_account(code, "discount_amount", intent.references, TITLE)


def _line(line: Json, place: str) -> Faults:
    yield from bad_sales_line(line, place)
    if line.get("job"):
        message = f"{TITLE} knows no job on the line of a sales form: send the job as the record's customer"
        yield FieldFault(f"{place}.job", message, "invalid_field")


def _is_taxed(intent: WriteIntent) -> bool:
    rates = {line["tax_rate"] for line in intent.record.body["lines"] if line.get("tax_rate")}
    return any(intent.references.get(("tax_rate", rate)) != UNTAXED for rate in rates)
