"""The simulator's own time, which tests may drive."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone


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


def zone(offset_hours: float) -> timezone:
    """Return the fixed zone a company keeps its books in."""
    return timezone(timedelta(hours=offset_hours))


def stamp(moment: datetime, offset: timezone) -> str:
    """Write a MetaData time: whole seconds with the company's offset."""
    return moment.astimezone(offset).isoformat(timespec="seconds")


def envelope_time(moment: datetime, offset: timezone) -> str:
    """Write the ``time`` of an answer: milliseconds with the company's offset."""
    return moment.astimezone(offset).isoformat(timespec="milliseconds")


def parse_moment(text: str, offset: timezone) -> datetime:
    """Read a date or date-time; without an offset it is in the company's zone.

    Raises ``ValueError`` for anything else.
    """
    moment = datetime.fromisoformat(text.strip().replace(" ", "+"))
    return moment if moment.tzinfo else moment.replace(tzinfo=offset)
