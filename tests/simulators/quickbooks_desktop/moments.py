"""Instants in requests: partial ones, and ones without a zone, which are in the PC's."""

import re
from datetime import UTC, datetime, timedelta, timezone

from .errors import StatusError

_PARTS = re.compile(
    r"(?P<month>\d{4}-\d{2})(?:-(?P<day>\d{2})(?:T(?P<hour>\d{2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?)?)?"
    r"(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?"
)


def instant(text: str, field: str, zone: timezone, *, last: bool = False) -> int:
    """Return POSIX seconds: the first second, or the ``last``, that the ``text`` can mean."""
    parts = _PARTS.fullmatch(text)
    if parts is None:
        raise _impossible(text, field)
    hour, minute, second = (parts[name] or rest for name, rest in _rest(last=last))
    try:
        local = datetime.fromisoformat(f"{parts['month']}-{parts['day'] or '01'}T{hour}:{minute}:{second}")
    except ValueError as error:
        raise _impossible(text, field) from error
    if last and not parts["day"]:
        local = (local + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return int(local.replace(tzinfo=_zone(parts["zone"], zone)).timestamp())


def _impossible(text: str, field: str) -> StatusError:
    return StatusError(3020, f'There was an error when converting the date value "{text}" in the field "{field}".')


def _rest(*, last: bool) -> list[tuple[str, str]]:
    return [("hour", "23" if last else "00"), ("minute", "59" if last else "00"), ("second", "59" if last else "00")]


def _zone(text: str | None, zone: timezone) -> timezone:
    if text is None:
        return zone
    if text == "Z":
        return UTC
    parsed = datetime.strptime(text if len(text) > 3 else f"{text}:00", "%z").tzinfo
    return parsed if isinstance(parsed, timezone) else UTC
