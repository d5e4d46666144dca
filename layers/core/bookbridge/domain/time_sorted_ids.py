"""Ids that sort by time: `rep-` and 26 letters, 10 of them the time in milliseconds (as a ULID), 16 of 80 bits."""

from __future__ import annotations

from datetime import datetime
from typing import Final

OTHER_BITS: Final = 80

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letters that look like figures, and in ASCII order."""
_TIME_LETTERS: Final = 10
_OTHER_LETTERS: Final = OTHER_BITS // 5


def time_sorted_id(prefix: str, milliseconds: int, other: int) -> str:
    """An id that sorts after those of earlier milliseconds; `other` tells those of one millisecond apart."""
    return f"{prefix}-{_letters(milliseconds, _TIME_LETTERS)}{_letters(other, _OTHER_LETTERS)}"


def milliseconds_of(at: datetime) -> int:
    """Milliseconds since 1970."""
    return int(at.timestamp() * 1000)


def _letters(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))
