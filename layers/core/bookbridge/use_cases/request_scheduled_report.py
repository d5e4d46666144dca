"""Make the report that a company's schedule has fallen due for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bookbridge.domain.reports import Report, ReportStatus
from bookbridge.domain.schedules import next_due, scheduled_report_id, schedules_of
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.messages import Workflows
from bookbridge.ports.reports import Reports
from bookbridge.ports.timers import Timers


@dataclass(frozen=True, slots=True)
class RequestScheduledReport:
    """Idempotent: one time of one schedule has one report, whose id follows from both."""

    connections: Connections
    reports: Reports
    workflows: Workflows
    timers: Timers
    clock: Clock

    def __call__(self, company_id: str, name: str, due_at: datetime) -> Report | None:
        """The report that is being made; None when the timer has moved on or the schedule no longer stands.

        Its timer then rings at the first time that is still to come: days that were missed make one report, not many.
        """
        timer = next((each for each in self.timers.of(company_id, "report") if each.name == name), None)
        if timer is None or timer.due_at != due_at:
            return None
        connection = self.connections.get(company_id)
        schedule = schedules_of(connection).get(name)
        if connection is None or schedule is None:
            self.timers.move(timer, None)
            return None
        report = self._added(
            Report(
                company_id=company_id,
                report_id=scheduled_report_id(company_id, name, due_at),
                report=schedule.report,
                language=schedule.language or connection.settings.language,
                created_at=self.clock.now(),
                filter=schedule.filter.as_stored(),
                schedule=name,
            )
        )
        if report.status is ReportStatus.RUNNING:
            self.workflows.start_export(company_id, report.report_id)
        self.timers.move(timer, next_due(schedule, self.clock.now()))
        return report

    def _added(self, report: Report) -> Report:
        """The report as it is stored, by us now or by somebody who was faster."""
        while True:
            if stored := self.reports.get(report.company_id, report.report_id):
                return stored
            if self.reports.add(report, self.reports.latest(report.company_id, report.request)):
                return report
