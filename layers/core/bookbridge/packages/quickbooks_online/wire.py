"""JSON as QuickBooks Online reads and writes it, without losing a digit of an amount.

Amounts are JSON numbers on the wire. Inside, a number with a fraction is read as `Decimal`, and a payload that waits
to be sent holds it as a decimal string: a payload is stored before it is sent, and a string survives every store
unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

Json = dict[str, Any]
"""One JSON object."""

NUMBERS: Final = frozenset({"Amount", "DiscountPercent", "PurchaseCost", "Qty", "TotalAmt", "UnitPrice"})
"""The properties whose decimal strings are written as numbers."""


def read_json(body: bytes) -> Json:
    """Read one JSON object. Raises `ValueError` for anything else."""
    value = json.loads(body, parse_float=Decimal)
    if not isinstance(value, dict):
        message = "not a JSON object"
        raise ValueError(message)  # noqa: TRY004 - to the caller it is one more way of not being JSON
    return value


def write_json(value: Mapping[str, Any]) -> bytes:
    """Write a payload; what it holds is written digit by digit, never through a binary float."""
    return _text("", value).encode()


def _text(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(key)}:{_text(key, inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_text(name, inner) for inner in value) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    if name in NUMBERS and isinstance(value, str):
        return format(Decimal(value), "f")
    return json.dumps(value, ensure_ascii=False)
