"""When scheduled reports are due, and which of them a company is owed. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from .connections import Connection, ConnectionStatus
from .settings import ScheduledReport
from .time_sorted_ids import OTHER_BITS, milliseconds_of, time_sorted_id

_BETWEEN: Final = {"day": timedelta(days=1), "week": timedelta(days=7)}
_AT_REST: Final = frozenset({ConnectionStatus.NOT_CONNECTED, ConnectionStatus.DISABLED})


def next_due(schedule: ScheduledReport, after: datetime) -> datetime:
    """The first time of the schedule that is later than this instant, in UTC."""
    due = after.astimezone(UTC).replace(hour=schedule.hour, minute=0, second=0, microsecond=0)
    if schedule.every == "week":
        due += timedelta(days=(schedule.weekday - due.weekday()) % 7)
    return due if due > after else due + _BETWEEN[schedule.every]


def schedules_of(connection: Connection | None) -> Mapping[str, ScheduledReport]:
    """The schedules that stand, by name: none of a company that has disconnected or switched the integration off."""
    if connection is None or connection.status in _AT_REST or not connection.settings.enabled:
        return {}
    return {each.schedule_name(): each for each in connection.settings.scheduled_reports}


def scheduled_report_id(company_id: str, name: str, due_at: datetime) -> str:
    """The id of the one report that is made for this time, however often its timer rings."""
    digest = hashlib.sha256(f"{company_id}\n{name}\n{due_at.astimezone(UTC).isoformat()}".encode()).digest()
    return time_sorted_id("rep", milliseconds_of(due_at), int.from_bytes(digest[: OTHER_BITS // 8], "big"))


def recipients(schedule: ScheduledReport, connection: Connection) -> tuple[str, ...]:
    """Who gets the report: the schedule's own addresses, else the owner and the administrators; each once."""
    notify = connection.settings.notify
    usual = [*([notify.owner] if notify.owner else []), *notify.administrators]
    return tuple({address.casefold(): address for address in schedule.emails or usual}.values())
