"""Instants: aware UTC inside, ISO 8601 with microseconds and `Z` in storage, so that text order is time order."""

from __future__ import annotations

import re
from datetime import UTC, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Before everything: the time of what was never read."""

_PARTS = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})")


def to_text(instant: datetime) -> str:
    """`2026-05-01T12:00:00.000000Z`: fixed width, so that comparing texts compares instants."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """Read an ISO 8601 instant with an offset.

    Takes what the packages send: up to nine fractional digits, offsets with and without colon. Raises `ValueError`.
    """
    parts = _PARTS.fullmatch(text)
    if parts is None:
        message = f"not an ISO 8601 instant with an offset: {text!r}"
        raise ValueError(message)
    seconds, fraction, offset = parts.groups()
    offset = "+0000" if offset == "Z" else offset.replace(":", "")
    microseconds = (fraction or "0")[:6].ljust(6, "0")
    return datetime.fromisoformat(f"{seconds}.{microseconds}{offset}").astimezone(UTC)
