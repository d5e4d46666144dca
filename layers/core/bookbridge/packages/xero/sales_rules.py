"""What Xero refuses of invoices, orders, credit notes and refunds."""

from __future__ import annotations

from decimal import Decimal

from bookbridge.domain.record_checks import (
    Faults,
    bad_sales_line,
    bad_sales_total,
    needed_default_account,
    total_below_zero,
)
from bookbridge.ports.packages import WriteIntent

from .manifest import TITLE
from .mapping.lines import is_taxed


def sale(intent: WriteIntent) -> Faults:
    """Lines, discount and total that do not fit together.

    The total of a taxed document is checked when its payload is there: the tax depends on Xero's rates.
    """
    record = intent.record.body
    for index, line in enumerate(record["lines"]):
        yield from bad_sales_line(line, f"lines[{index}]")
    yield from bad_sales_total(record, taxed=is_taxed(record))
    message = f"{TITLE} takes no document below zero: send a credit note for an invoice, and the reverse"
    yield from total_below_zero(record, message)
    if Decimal(record.get("discount_amount") or 0):
        code = intent.settings.default_accounts.discount
        message = "needs an account: set the connection's default discount account"
        yield from needed_default_account(code, "discount_amount", intent.references, TITLE, message)
