"""The arithmetic that accounting packages check: lines, discounts and totals, exact and rounded half up to cents."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from typing import Final

from .exact_json import Json
from .money import round_half_up

EXACT: Final = Context(prec=100)
"""Two numbers of 25 digits multiply to 50; nothing may be lost before the rounding that is meant."""

HUNDRED: Final = Decimal(100)


def gross_amount(line: Json) -> Decimal:
    """Quantity times unit price of a sales line, rounded to cents."""
    with localcontext(EXACT):
        return round_half_up(Decimal(line["quantity"]) * Decimal(line["unit_price"]))


def net_amount(line: Json) -> Decimal:
    """What a sales line comes to after its own discount."""
    with localcontext(EXACT):
        kept = HUNDRED - Decimal(line.get("discount_percent") or 0)
        return round_half_up(Decimal(line["quantity"]) * Decimal(line["unit_price"]) * kept / HUNDRED)


def cost_amount(line: Json) -> Decimal:
    """Quantity times unit cost of a bill's item line, rounded to cents."""
    with localcontext(EXACT):
        return round_half_up(Decimal(line["quantity"]) * Decimal(line["unit_cost"]))


def discount_of(record: Json) -> Decimal:
    """All that a sales document gives away: its own discount and those of its lines. Zero when there is none."""
    with localcontext(EXACT):
        of_lines = sum((gross_amount(line) - net_amount(line) for line in record["lines"]), Decimal(0))
        return of_lines + Decimal(record.get("discount_amount") or 0)


def sum_of(lines: list[Json]) -> Decimal:
    """The sum of the lines' own amounts."""
    with localcontext(EXACT):
        return sum((Decimal(line["amount"]) for line in lines), Decimal(0))


def total_field(record: Json) -> str:
    """Where a document's total stands: refunds call it their amount."""
    return "total" if "total" in record else "amount"
