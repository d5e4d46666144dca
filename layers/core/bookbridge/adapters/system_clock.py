"""The machine's clock, and ids that sort by it."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime

from bookbridge.domain.time_sorted_ids import OTHER_BITS, time_sorted_id


class SystemClock:
    """Implements `Clock`."""

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(max(0.0, seconds))


class TimeSortedIds:
    """Implements `Ids`: the time in milliseconds, and 80 random bits."""

    def new(self, prefix: str) -> str:
        """An id that sorts after those made in earlier milliseconds."""
        return time_sorted_id(prefix, time.time_ns() // 1_000_000, secrets.randbits(OTHER_BITS))
