"""Reading QuickBooks Online's objects: values, references and decimals; what is not there is left out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from bookbridge.domain.money import CENT, plain, round_half_up
from bookbridge.packages.quickbooks_online.wire import Json

ZERO: Final = Decimal(0)
INACTIVE_MARK: Final = " (deleted)"


def values(body: Mapping[str, Any], properties: Mapping[str, str]) -> Json:
    """Plain values: canonical field → property."""
    return {field: body[name] for field, name in properties.items() if body.get(name) not in (None, "")}


def list_values(body: Mapping[str, Any], properties: Mapping[str, str]) -> Json:
    """Plain values of an entry of a name list; its name without the mark that it bears while it is inactive."""
    record = values(body, properties)
    if record.get("active") is False and "name" in record:
        record["name"] = str(record["name"]).removesuffix(INACTIVE_MARK)
    return record


def refs(body: Mapping[str, Any], properties: Mapping[str, str]) -> Json:
    """References as the package's ids: canonical field → property."""
    found = {field: ref_id(body, name) for field, name in properties.items()}
    return {field: value for field, value in found.items() if value}


def ref_id(body: Mapping[str, Any], name: str) -> str:
    """The id that a reference holds; empty when there is none."""
    reference = body.get(name)
    return str(reference.get("value") or "") if isinstance(reference, Mapping) else ""


def ref_name(body: Mapping[str, Any], name: str) -> str:
    """The name that a reference tells along with its id; empty when it tells none."""
    reference = body.get(name)
    return str(reference.get("name") or "") if isinstance(reference, Mapping) else ""


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
