"""What a report lists, page by page, in an order in which nothing moves while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bookbridge.domain.discrepancies import Discrepancy, DiscrepancyStatus
from bookbridge.domain.discrepancy_rows import row_of
from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.records import SUBJECTS, Subject, category_of
from bookbridge.domain.report_rows import ReportRow, report_row
from bookbridge.domain.reports import REPORT_CATEGORIES, Report
from bookbridge.ports.discrepancies import Discrepancies, DiscrepancyFilter
from bookbridge.ports.failure_rows import FailureRows
from bookbridge.ports.failures import FailureFilter
from bookbridge.ports.pages import Page

_LIVE = (FailureStatus.OPEN, FailureStatus.RESYNCING)


@dataclass(frozen=True, slots=True)
class RowsOfReport:
    """What is in a report the whole time is read exactly once, from the cursor `after` on (empty: from the beginning).

    Without a status in its filter a report lists what still needs somebody.
    """

    failure_rows: FailureRows
    discrepancies: Discrepancies

    def __call__(self, report: Report, catalogue: Catalogue, after: str) -> Iterator[Page[ReportRow]]:
        """Pages of rows; `catalogue` words the discrepancies."""
        if report.report == "discrepancies":
            return self._of_discrepancies(report, catalogue, after)
        return self._of_failures(report, after)

    def _of_failures(self, report: Report, after: str) -> Iterator[Page[ReportRow]]:
        wanted = report.filter
        categories = tuple(each for each in REPORT_CATEGORIES[report.report] if each == wanted.get("category", each))
        if not categories:
            return iter(())
        statuses = (FailureStatus(wanted["status"]),) if "status" in wanted else _LIVE
        subject = _subject(report)
        narrow = FailureFilter(statuses, categories, (subject,) if subject else ())
        return self.failure_rows.pages(report.company_id, narrow, report.created_at, after)

    def _of_discrepancies(self, report: Report, catalogue: Catalogue, after: str) -> Iterator[Page[ReportRow]]:
        wanted = report.filter
        statuses = tuple(each for each in DiscrepancyStatus if each == wanted.get("status", DiscrepancyStatus.OPEN))
        subject = _subject(report)
        if not statuses or subject == "connection":  # which is no record, so nothing of it can differ
            return

        def belongs(each: Discrepancy) -> bool:
            category = category_of(each.entity_type)
            return each.found_at <= report.created_at and category == wanted.get("category", category)

        for page in self.discrepancies.in_fixed_order(report.company_id, DiscrepancyFilter(statuses, subject), after):
            rows = [report_row(row_of(each, catalogue, report.language)) for each in page.rows if belongs(each)]
            yield Page(rows, page.cursor)


def _subject(report: Report) -> Subject | None:
    return next((each for each in SUBJECTS if each == report.filter.get("entity_type")), None)
