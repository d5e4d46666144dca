"""Time that stands still until it is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

START: Final = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


class FakeClock:
    """Implements `Clock`; sleeping moves it at once."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, by: float | timedelta) -> None:
        """Move on, by seconds or by a duration."""
        self._now += by if isinstance(by, timedelta) else timedelta(seconds=by)
