"""The simulator's own time, which tests may drive."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Time in UTC: a source of POSIX seconds plus what was advanced by hand."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        """Read ``source`` (POSIX seconds) for the present time."""
        self._source = source
        self._advanced = 0.0

    @classmethod
    def standing(cls, start: datetime) -> "Clock":
        """Return a clock that stands at ``start`` until it is advanced."""
        seconds = start.timestamp()
        return cls(lambda: seconds)

    def seconds(self) -> float:
        """Return the present time in POSIX seconds."""
        return self._source() + self._advanced

    def now(self) -> datetime:
        """Return the present time, aware, in UTC."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def advance(self, seconds: float) -> None:
        """Move the time; a negative number moves it back."""
        self._advanced += seconds
