"""The use cases of reports: asked for by somebody or by a schedule, shown, and told of."""
# ruff: noqa: PLC0415 - each function imports the use cases that it serves and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .building_blocks import BuildingBlocks

if TYPE_CHECKING:
    from bookbridge.use_cases.read_reports import ReadReports
    from bookbridge.use_cases.request_report import RequestReport
    from bookbridge.use_cases.request_scheduled_report import RequestScheduledReport
    from bookbridge.use_cases.schedule_reports import ScheduleReports
    from bookbridge.use_cases.tell_report import TellReport


class Reporting(BuildingBlocks):
    """Everything about reports but the writing of their files."""

    @cached_property
    def request_report(self) -> RequestReport:
        """Ask for a report."""
        from bookbridge.use_cases.request_report import RequestReport

        use = self.adapters
        return RequestReport(reports=use.reports, workflows=use.workflows, clock=use.clock, ids=use.ids)

    @cached_property
    def read_reports(self) -> ReadReports:
        """Show reports."""
        from bookbridge.use_cases.read_reports import ReadReports

        use = self.adapters
        return ReadReports(reports=use.reports, files=use.report_files, clock=use.clock)

    @cached_property
    def schedule_reports(self) -> ScheduleReports:
        """Keep the timers of scheduled reports as the settings say."""
        from bookbridge.use_cases.schedule_reports import ScheduleReports

        return ScheduleReports(timers=self.adapters.timers, clock=self.adapters.clock)

    @cached_property
    def request_scheduled_report(self) -> RequestScheduledReport:
        """Make the report that has fallen due."""
        from bookbridge.use_cases.request_scheduled_report import RequestScheduledReport

        use = self.adapters
        return RequestScheduledReport(
            connections=use.connections,
            reports=use.reports,
            workflows=use.workflows,
            timers=use.timers,
            clock=use.clock,
        )

    @cached_property
    def tell_report(self) -> TellReport:
        """Tell people that their report is ready."""
        from bookbridge.use_cases.mail_each import MailEach
        from bookbridge.use_cases.tell_report import TellReport

        use = self.adapters
        return TellReport(
            connections=use.connections,
            reports=use.reports,
            read_reports=self.read_reports,
            mail_each=MailEach(use.mailer),
            app_url=use.app_url,
        )
