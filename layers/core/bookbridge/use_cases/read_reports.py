"""Show reports, with links to their files."""

from __future__ import annotations

from dataclasses import dataclass

from bookbridge.domain.csv_reports import file_name
from bookbridge.domain.errors import NotFound
from bookbridge.domain.reports import LINK_LIFETIME, Report, ReportStatus
from bookbridge.ports.clock import Clock
from bookbridge.ports.reports import ReportFiles, Reports


@dataclass(frozen=True, slots=True)
class ReadReports:
    """Reads of reports; each read of a ready one makes a fresh link."""

    reports: Reports
    files: ReportFiles
    clock: Clock

    def one(self, company_id: str, report_id: str) -> tuple[Report, str]:
        """The report and its download link (empty until it is ready). Raises `NotFound`."""
        report = self.reports.get(company_id, report_id)
        if report is None:
            message = f"there is no report {report_id}"
            raise NotFound(message)
        return self._shown(report)

    def page(
        self, company_id: str, cursor: str | None, limit: int
    ) -> tuple[tuple[tuple[Report, str], ...], str | None]:
        """Reports with their links, newest first, and the next cursor."""
        page, following = self.reports.page(company_id, cursor, limit)
        return tuple(self._shown(report) for report in page), following

    def _shown(self, report: Report) -> tuple[Report, str]:
        shown = report.as_of(self.clock.now())
        if shown.status is not ReportStatus.READY:
            return shown, ""
        name = file_name(shown.report, shown.company_id, shown.created_at, shown.language)
        return shown, self.files.link(shown.object_key, name, LINK_LIFETIME)
