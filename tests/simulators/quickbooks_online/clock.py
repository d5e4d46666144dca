"""Times as QuickBooks Online writes them, in the zone of the company."""

from datetime import datetime, timedelta, timezone

from tests.simulators.chassis.clock import Clock

__all__ = ["Clock", "envelope_time", "parse_moment", "stamp", "zone"]


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
