"""The machine's clock, and ids that sort by it."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime
from typing import Final

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letters that look like figures, and in ASCII order."""
_TIME_LETTERS: Final = 10
_RANDOM_LETTERS: Final = 16


class SystemClock:
    """Implements `Clock`."""

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(max(0.0, seconds))


class TimeSortedIds:
    """Implements `Ids`: `ses-` and 26 letters, 10 of them the time in milliseconds (as a ULID), 16 random (80 bits)."""

    def new(self, prefix: str) -> str:
        """An id that sorts after those made in earlier milliseconds."""
        milliseconds = time.time_ns() // 1_000_000
        randomness = secrets.randbits(5 * _RANDOM_LETTERS)
        return f"{prefix}-{_letters(milliseconds, _TIME_LETTERS)}{_letters(randomness, _RANDOM_LETTERS)}"


def _letters(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))
