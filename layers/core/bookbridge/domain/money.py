"""Money and other exact decimals, as they stand in canonical records: strings such as `125.50`."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

CENT = Decimal("0.01")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,10})?")


def round_half_up(amount: Decimal, unit: Decimal = CENT) -> Decimal:
    """Round the way the accounting packages do: halves away from zero."""
    return amount.quantize(unit, rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """A decimal without exponent, as canonical records write it: `1E+2` becomes `100`."""
    return format(value, "f")


def _from_string(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    message = 'must be a decimal string such as "125.50" (at most 15 digits before the point)'
    raise ValueError(message)


def _at_most_two_places(value: Decimal) -> Decimal:
    if value != round_half_up(value):
        message = f"must have at most 2 decimal places, not {plain(value)}"
        raise ValueError(message)
    return value


Quantity = Annotated[Decimal, BeforeValidator(_from_string), PlainSerializer(plain, return_type=str)]
"""An exact decimal of any scale: quantities, unit prices, percentages."""

Amount = Annotated[Quantity, AfterValidator(_at_most_two_places)]
"""Money: at most two decimal places."""
