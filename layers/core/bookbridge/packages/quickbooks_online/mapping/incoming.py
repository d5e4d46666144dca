"""Reading QuickBooks Online's objects: values, references and decimals; what is not there is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bookbridge.domain.canonical_values import ZERO, decimal, money, price, quantity, quantity_of, values
from bookbridge.packages.quickbooks_online.wire import Json

__all__ = [
    "ZERO",
    "decimal",
    "list_values",
    "money",
    "price",
    "quantity",
    "quantity_of",
    "ref_id",
    "ref_name",
    "refs",
    "values",
]

INACTIVE_MARK: Final = " (deleted)"


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


def price_and_quantity(line: Mapping[str, Any], detail: Mapping[str, Any]) -> tuple[str, str]:
    """Quantity and price of a line; one that has an amount only is one of that price."""
    if detail.get("Qty") is None or detail.get("UnitPrice") is None:
        return "1", price(line.get("Amount"))
    return quantity(detail["Qty"]), price(detail["UnitPrice"])
