"""What QuickBooks Desktop refuses of invoices, orders, credit notes and refunds."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import discount_of
from bookbridge.domain.record_checks import (
    Faults,
    bad_sales_line,
    bad_sales_total,
    needed_default_account,
    total_below_zero,
    unknown_default_account,
)
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import WriteIntent

from .manifest import TITLE
from .mapping.outgoing import Known
from .wire import Json

_BELOW_ZERO: Final[dict[EntityType, str]] = {
    "invoice": "takes no invoice below zero: send a credit note",
    "order": "takes no invoice below zero: send a credit note",
    "credit_note": "takes no credit note below zero: send an invoice",
    "refund": "takes no refund below zero: send a payment",
}
_NO_DISCOUNT: Final = "needs an account: set the connection's default discount account"


def sale(intent: WriteIntent) -> Faults:
    """Lines, discount and total that do not fit together; several tax rates on one document."""
    record, is_refund = intent.record.body, intent.record.entity_type == "refund"
    for index, line in enumerate(record["lines"]):
        yield from _line(intent, line, f"lines[{index}]")
    rates = list(dict.fromkeys(line["tax_rate"] for line in record["lines"] if line.get("tax_rate")))
    if len(rates) > 1:
        message = f"{TITLE} takes one tax rate for all taxed lines of a document, not {', '.join(rates)}: split it"
        yield FieldFault("lines", message, "tax_code_invalid")
    # The tax is worked out there, so the total of a taxed document is not ours to check.
    yield from bad_sales_total(record, taxed=bool(rates) and not is_refund)
    yield from total_below_zero(record, f"{TITLE} {_BELOW_ZERO[intent.record.entity_type]}")
    if discount_of(record):
        code = intent.settings.default_accounts.discount
        yield from needed_default_account(code, "discount_amount", intent.references, TITLE, _NO_DISCOUNT)


def _line(intent: WriteIntent, line: Json, place: str) -> Faults:
    is_refund = intent.record.entity_type == "refund"
    yield from bad_sales_line(line, place)
    if line.get("job"):
        message = f"{TITLE} knows no job on the line of a sales document: send the job as the record's customer"
        yield FieldFault(f"{place}.job", message, "invalid_field")
    if is_refund and line.get("tax_rate"):
        message = f"{TITLE} gives money back by check, which knows no sales tax: send the tax as a line of its own"
        yield FieldFault(f"{place}.tax_rate", message, "tax_code_invalid")
    if line.get("item") or (is_refund and line.get("account")):
        return
    if is_refund:
        code = intent.settings.default_accounts.income
        message = "is required where no item is named: name one, or set the connection's default income account"
        if not code:
            yield FieldFault(f"{place}.account", message, "line_detail_missing")
        yield from unknown_default_account(code, f"{place}.account", intent.references, TITLE)
    else:
        message = f"is required: {TITLE} sells nothing but items"
        yield FieldFault(f"{place}.item", message, "line_detail_missing")


def bad_sale(intent: WriteIntent, known: Known) -> Faults:
    """What the company file lacks for a sales document."""
    record = intent.record.body
    if intent.record.entity_type == "refund":
        return
    for index, line in enumerate(record["lines"]):
        if line.get("tax_rate") and not known.taxed:
            message = f"sales tax is switched off in {TITLE}: switch it on there, or send the line without a tax rate"
            yield FieldFault(f"lines[{index}].tax_rate", message, "feature_unavailable")
    code = intent.settings.default_accounts.discount
    account = intent.references.get(("account", code or ""), "")
    if discount_of(record) and account and account not in known.discount_items:
        message = f"{TITLE} takes off by an item of the type Discount, and none is booked on {code}: add one there"
        yield FieldFault("discount_amount", message, "default_account_missing")
