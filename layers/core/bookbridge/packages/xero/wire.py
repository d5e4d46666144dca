"""JSON as Xero reads and writes it: exact numbers (see `exact_json`), and dates in the format of .NET."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bookbridge.domain import exact_json
from bookbridge.domain.exact_json import Json, objects_in, read_json
from bookbridge.domain.timestamps import EPOCH, from_text

__all__ = ["Json", "day_of", "instant_of", "milliseconds_of", "objects_in", "read_json", "write_json"]

NUMBERS: Final = frozenset({"Amount", "DiscountRate", "LineAmount", "Quantity", "Rate", "UnitAmount", "UnitPrice"})
"""The properties whose decimal strings are written as numbers."""

_NET_DATE: Final = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_ZONED: Final = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")


def write_json(value: Mapping[str, Any]) -> bytes:
    """Write a payload; what it holds is written digit by digit, never through a binary float."""
    return exact_json.write_json(value, NUMBERS)


def milliseconds_of(value: object) -> int | None:
    r"""Milliseconds since 1970 of `/Date(1551916800000+0000)/` or of an ISO instant in UTC; None when it is neither."""
    text = str(value or "")
    if found := _NET_DATE.fullmatch(text):
        return int(found[1])
    try:
        instant = from_text(text if _ZONED.search(text) else f"{text}Z")
    except ValueError:
        return None
    return (instant - EPOCH) // timedelta(milliseconds=1)


def instant_of(value: object) -> datetime | None:
    """The instant that such a value means."""
    milliseconds = milliseconds_of(value)
    return None if milliseconds is None else EPOCH + timedelta(milliseconds=milliseconds)


def day_of(body: Mapping[str, Any], name: str) -> str:
    """The date `YYYY-MM-DD` of a property; empty when there is none.

    Documents tell it as text too (`DateString`), which needs no arithmetic.
    """
    for value in (body.get(f"{name}String"), body.get(name)):
        text = str(value or "")
        if found := _DAY.match(text):
            return found[0]
        if instant := instant_of(text):
            return instant.astimezone(UTC).date().isoformat()
    return ""
