"""What Xero refuses of invoices, orders, credit notes and refunds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.line_amounts import sum_of
from bookbridge.domain.money import plain
from bookbridge.domain.record_checks import Faults, bad_discount, bad_sales_line, unknown_default_account, wrong_total
from bookbridge.ports.packages import WriteIntent

from .manifest import TITLE
from .mapping.lines import is_taxed


def sale(intent: WriteIntent) -> Faults:
    """Lines, discount and total that do not fit together.

    The total of a taxed document is checked when its payload is there: the tax depends on Xero's rates.
    """
    record, lines = intent.record.body, intent.record.body["lines"]
    total_field = "total" if "total" in record else "amount"
    for index, line in enumerate(lines):
        yield from bad_sales_line(line, f"lines[{index}]")
    discount, subtotal = Decimal(record.get("discount_amount") or 0), sum_of(lines)
    total = Decimal(record[total_field])
    if bad := [*bad_discount(discount, subtotal)]:
        yield from bad
    elif not is_taxed(record) and total != subtotal - discount:
        expected = f"the lines come to {plain(subtotal)} and the discount to {plain(discount)}"
        yield replace(wrong_total(total, expected, subtotal - discount), field=total_field)
    if total < 0:
        message = f"{TITLE} takes no document below zero: send a credit note for an invoice, and the reverse"
        yield FieldFault(total_field, message, "negative_amount")
    if discount:
        yield from _discount_account(intent)


def _discount_account(intent: WriteIntent) -> Faults:
    code = intent.settings.default_accounts.discount
    if not code:
        message = "needs an account: set the connection's default discount account"
        yield FieldFault("discount_amount", message, "default_account_missing")
    yield from unknown_default_account(code, "discount_amount", intent.references, TITLE)
