"""Filters of Xero's `where` parameter, with every value made safe, in parts that fit into a URL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

PAGE: Final = 1000
"""Objects in one page at most; the default would be 100."""

LONGEST: Final = 4500
"""Characters of one encoded parameter at most: with the rest, a URL stays below 6,000."""

_UNSAFE: Final = re.compile(r'["\\]')


def equal(field: str, value: str) -> str:
    r"""`Name=="Acme"`. How a quote is written inside a string is not documented: then a part without one is asked for.

    The caller compares what comes back in any case.
    """
    parts = _UNSAFE.split(value)
    if len(parts) == 1:
        return f'{field}=="{value}"'
    return f'{field}.Contains("{max(parts, key=len)}")'


def equal_in_any_case(field: str, value: str) -> Iterator[str]:
    """Terms for the usual spellings of a name: Xero compares names without regard to case, but not in every query."""
    for each in dict.fromkeys((value, value.lower(), value.upper(), value.title())):
        yield equal(field, each)


def is_guid(field: str, package_id: str) -> str:
    """`PaymentID==Guid("…")`."""
    return f'{field}==Guid("{package_id}")'


def any_of(terms: Iterable[str]) -> Iterator[str]:
    """Clauses in which one of the terms holds, each short enough for a URL."""
    return _joined(terms, " OR ")


def listed(values: Iterable[str]) -> Iterator[str]:
    """Comma lists of values, each short enough for a URL."""
    return _joined(values, ",")


def encoded(params: Mapping[str, str]) -> str:
    """The query string."""
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in params.items())


def to_seconds(instant: datetime) -> str:
    """`2024-05-01T00:00:00`, as `If-Modified-Since` takes it: UTC, whole seconds, rounded down."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _joined(parts: Iterable[str], joint: str) -> Iterator[str]:
    clause = ""
    for part in dict.fromkeys(parts):
        longer = f"{clause}{joint}{part}" if clause else part
        if clause and len(quote(longer, safe="")) > LONGEST:
            yield clause
            longer = part
        clause = longer
    if clause:
        yield clause
