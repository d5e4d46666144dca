"""Totals as Xero works them out: tax is rounded for each line, then added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from bookbridge.domain.canonical_values import decimal
from bookbridge.domain.line_amounts import EXACT, HUNDRED
from bookbridge.domain.money import round_half_up

from .wire import Json


def net_of(lines: Sequence[Mapping[str, object]]) -> Decimal:
    """What a payload's lines come to without tax."""
    with localcontext(EXACT):
        return sum((decimal(line.get("LineAmount")) for line in lines), Decimal(0))


def tax_of(lines: Sequence[Mapping[str, object]], tax_rates: Mapping[str, Json]) -> Decimal:
    """The tax of a payload's lines, on top of their amounts; `tax_rates` by `TaxType`."""
    with localcontext(EXACT):
        return sum((_tax(line, tax_rates.get(str(line.get("TaxType")), {})) for line in lines), Decimal(0))


def _tax(line: Mapping[str, object], rate: Json) -> Decimal:
    return round_half_up(decimal(line.get("LineAmount")) * decimal(rate.get("EffectiveRate")) / HUNDRED)
