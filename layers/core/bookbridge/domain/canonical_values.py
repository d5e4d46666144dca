"""From the values of a package's objects to those of canonical records; what is not there is left out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from .exact_json import Json
from .money import CENT, plain, round_half_up

ZERO: Final = Decimal(0)


def values(body: Mapping[str, Any], properties: Mapping[str, str]) -> Json:
    """Plain values: canonical field → property."""
    return {field: body[name] for field, name in properties.items() if body.get(name) not in (None, "")}


def values_to_send(record: Mapping[str, Any], properties: Mapping[str, str], *, creating: bool) -> Json:
    """Plain values on their way out: property → canonical field; what the record does not have is left out.

    An empty text empties the property of an existing record; a new one does without it.
    """
    return {
        name: record[field]
        for name, field in properties.items()
        if field in record and not (creating and record[field] == "")
    }


def decimal(value: object) -> Decimal:
    """An exact number; zero when there is none."""
    return Decimal(str(value)) if value is not None else ZERO


def money(value: object) -> str:
    """An amount with its cents: `125.50`."""
    return plain(round_half_up(decimal(value)))


def price(value: object) -> str:
    """A price with at least its cents: `12.50`, `0.125`."""
    exact = quantity_of(value)
    return plain(exact.quantize(CENT)) if exact == round_half_up(exact) else plain(exact)


def quantity(value: object) -> str:
    """A number without needless zeros: `3`, `0.5`."""
    return plain(quantity_of(value))


def quantity_of(value: object) -> Decimal:
    """A number as short as it can be written, and never with an exponent when made plain."""
    return decimal(value).normalize() + 0
