"""JSON as QuickBooks Online reads and writes it: see `exact_json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bookbridge.domain import exact_json
from bookbridge.domain.exact_json import Json, read_json

__all__ = ["NUMBERS", "Json", "read_json", "write_json"]

NUMBERS: Final = frozenset({"Amount", "DiscountPercent", "PurchaseCost", "Qty", "TotalAmt", "UnitPrice"})
"""The properties whose decimal strings are written as numbers."""


def write_json(value: Mapping[str, Any]) -> bytes:
    """Write a payload; what it holds is written digit by digit, never through a binary float."""
    return exact_json.write_json(value, NUMBERS)
