"""Exchange rates, where a document names none (the package takes its daily rate)."""

from datetime import date
from decimal import Decimal
from typing import Final

# Units per US dollar; invented, and the same every day.
_PER_DOLLAR: Final = {
    "USD": Decimal(1),
    "EUR": Decimal("0.92"),
    "GBP": Decimal("0.79"),
    "AUD": Decimal("1.52"),
    "NZD": Decimal("1.66"),
    "CAD": Decimal("1.37"),
}


def rate_of(currency: str, base: str, day: date) -> Decimal:
    """Return how much of ``currency`` one unit of the base currency buys."""
    del day
    one = Decimal(1)
    return one if currency == base else _PER_DOLLAR.get(currency, one) / _PER_DOLLAR.get(base, one)
