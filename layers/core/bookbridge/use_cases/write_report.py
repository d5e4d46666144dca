"""Write the file of a report: as much of it as the time allows, then more, in constant memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bookbridge.domain.csv_reports import CsvReport
from bookbridge.domain.errors import NotFound
from bookbridge.domain.failures.catalogue import Catalogue, load_shared
from bookbridge.domain.reports import Report, ReportStatus
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.packages import Package
from bookbridge.ports.reports import ReportFiles, Reports, UploadLost

from .progress import Deadline
from .rows_of_report import RowsOfReport
from .store_report_file import StoreReportFile, Superseded


@dataclass(frozen=True, slots=True)
class WriteReport:
    """May be cut off anywhere, and called again while an earlier call still works: the file is the same in the end."""

    connections: Connections
    reports: Reports
    rows_of_report: RowsOfReport
    files: ReportFiles
    package: Callable[[str], Package]
    clock: Clock

    def __call__(self, company_id: str, report_id: str, deadline: Deadline) -> Report:
        """The report as it is then: call again while it is running. An empty report is a valid file with its heading.

        Raises `NotFound`, and `UploadLost` when what was stored of the file got lost time and again.
        """
        report = self.reports.take_up(company_id, report_id)
        if report is None:
            message = f"there is no report {report_id}"
            raise NotFound(message)
        if report.status is not ReportStatus.RUNNING:
            return report
        store = StoreReportFile(self.reports, self.files, report)
        try:
            return self._write(store, deadline)
        except UploadLost:
            return store.begin_anew()
        except Superseded:
            return self.reports.get(company_id, report_id) or store.report

    def _write(self, store: StoreReportFile, deadline: Deadline) -> Report:
        report = store.report
        catalogue = self._catalogue(report.company_id)
        csv = CsvReport(report.language, report.company_id, catalogue)
        store.go_on(csv.heading())
        for page in self.rows_of_report(report, catalogue, report.file.cursor):
            store.add(csv.lines(page.rows), len(page.rows), page.cursor)
            if page.cursor and deadline.passed(self.clock.now().timestamp()):
                return store.pause()
        return store.end()

    def _catalogue(self, company_id: str) -> Catalogue:
        connection = self.connections.get(company_id)
        return self.package(connection.package).catalogue() if connection else load_shared()
