"""JSON of the accounting packages, without losing a digit of an amount.

Amounts are JSON numbers on the wire. Inside, a number with a fraction is read as `Decimal`, and a payload that waits
to be sent holds it as a decimal string: a payload is stored before it is sent, and a string survives every store
unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

Json = dict[str, Any]
"""One JSON object."""


def read_json(body: bytes) -> Json:
    """Read one JSON object. Raises `ValueError` for anything else."""
    value = json.loads(body, parse_float=Decimal)
    if not isinstance(value, dict):
        message = "not a JSON object"
        raise ValueError(message)  # noqa: TRY004 - to the caller it is one more way of not being JSON
    return value


def objects_in(value: object) -> list[Json]:
    """The objects of a list; none when it is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def write_json(value: Mapping[str, Any], numbers: Collection[str]) -> bytes:
    """Write a payload digit by digit; decimal strings of the properties in `numbers` become numbers."""
    return _text("", value, numbers).encode()


def _text(name: str, value: object, numbers: Collection[str]) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(key)}:{_text(key, inner, numbers)}" for key, inner in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_text(name, inner, numbers) for inner in value) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    if name in numbers and isinstance(value, str):
        return format(Decimal(value), "f")
    return json.dumps(value, ensure_ascii=False)
