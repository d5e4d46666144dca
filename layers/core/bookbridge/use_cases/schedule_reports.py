"""Keep the timers of a company's scheduled reports as its connection says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bookbridge.domain.connections import Connection
from bookbridge.domain.schedules import next_due, schedules_of
from bookbridge.domain.settings import ScheduledReport
from bookbridge.ports.clock import Clock
from bookbridge.ports.timers import Timer, Timers


@dataclass(frozen=True, slots=True)
class ScheduleReports:
    """Idempotent. A schedule that stays keeps its timer, so that saving other settings never moves a report."""

    timers: Timers
    clock: Clock

    def before_saving(self, connection: Connection) -> None:
        """Set what the connection will want: whoever dies before saving it leaves timers that find nothing to do."""
        self._set(connection, schedules_of(connection), self._present(connection))

    def after_saving(self, connection: Connection) -> None:
        """Set what is wanted and take away what is not. What this could not do, the next saving does."""
        wanted, present = schedules_of(connection), self._present(connection)
        self._set(connection, wanted, present)
        for name, timer in present.items():
            if name not in wanted:
                self.timers.move(timer, None)

    def _present(self, connection: Connection) -> Mapping[str, Timer]:
        return {each.name: each for each in self.timers.of(connection.company_id, "report")}

    def _set(self, connection: Connection, wanted: Mapping[str, ScheduledReport], present: Mapping[str, Timer]) -> None:
        now = self.clock.now()
        for name in wanted.keys() - present.keys():
            due_at = next_due(wanted[name], now)
            self.timers.set_if_absent(Timer(connection.company_id, "report", name, due_at))
