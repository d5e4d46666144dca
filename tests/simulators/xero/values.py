"""Dates, ids and amounts as Xero writes them."""

import calendar
import re
import uuid
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from tests.simulators.chassis.records import WIDE

NO_ID: Final = "00000000-0000-0000-0000-000000000000"
HUNDRED: Final = Decimal(100)

_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?")
_DOTNET: Final = re.compile(r"/Date\((-?\d+)([+-]\d{4})?\)/")
_STEPS: Final = {places: Decimal(1).scaleb(-places) for places in (2, 4, 6)}


def is_guid(text: str) -> bool:
    """Tell whether a text is an id."""
    return _GUID.fullmatch(text) is not None


def guid_from(number: int) -> str:
    """Return the id made of 128 random bits."""
    return str(uuid.UUID(int=number, version=4))


def rounded(value: Decimal | int, places: int) -> Decimal:
    """Round half up to 2, 4 or 6 decimals."""
    return Decimal(value).quantize(_STEPS[places], ROUND_HALF_UP, WIDE)


@lru_cache(maxsize=4096)
def dotnet_date(day: date) -> str:
    """Write a date as JSON answers have it: milliseconds since the epoch."""
    return f"/Date({calendar.timegm(day.timetuple()) * 1000}+0000)/"


def dotnet_moment(moment: datetime) -> str:
    """Write an instant as ``UpdatedDateUTC`` has it."""
    return f"/Date({int(moment.timestamp() * 1000)}+0000)/"


def day_text(day: date) -> str:
    """Write a date as ``DateString`` has it."""
    return f"{day.isoformat()}T00:00:00"


def moment_text(moment: datetime) -> str:
    """Write an instant without zone, in whole seconds, as ``UpdatedDateUTCString`` has it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def read_date(text: str) -> date:
    """Read ``YYYY-MM-DD``, with or without a time, or ``/Date(ms)/``; else ``ValueError``."""
    if match := _DOTNET.fullmatch(text):
        return datetime.fromtimestamp(int(match[1]) / 1000, UTC).date()
    if match := _DATE.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    message = f"{text} is not a date"
    raise ValueError(message)
