"""Table `reports`: reports asked for. Key: `company_id`, `report_id`. Removed together with the file."""

from __future__ import annotations

from typing import cast

from pynamodb.expressions.operand import Path

from bookbridge.domain.reports import Report, ReportName, ReportStatus

from .cursors import first_page, read_cursor
from .database import Database, Refused
from .table import Table
from .values import RawItem, Row, packed, raw_item


def reports_table(database: Database, name: str) -> Table:
    """The table `reports`."""
    return Table(database, name, "company_id", "report_id")


class DynamoDbReports:
    """Implements `Reports`."""

    def __init__(self, reports: Table) -> None:
        self._reports = reports

    def get(self, company_id: str, report_id: str) -> Report | None:
        """One report; strongly consistent."""
        row = self._reports.get(company_id, report_id)
        return to_report(row) if row else None

    def save(self, report: Report) -> None:
        """Write it as it now stands."""
        self._reports.put(report_item(report))

    def finish(self, report: Report) -> bool:
        """State how the making of it ended; a stated end is final."""
        try:
            self._reports.put(report_item(report), Path("status") == str(ReportStatus.RUNNING))
        except Refused:
            return False
        return True

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[Report, ...], str | None]:
        """Newest first."""
        last = read_cursor(company_id, cursor)
        rows = self._reports.query(
            Path("company_id") == company_id,
            newest_first=True,
            after=raw_item({"company_id": company_id, "report_id": last}) if last else None,
            page_size=limit + 1,
        )
        page, following = first_page(rows, "report_id", company_id, limit)
        return tuple(map(to_report, page)), following


def report_item(report: Report) -> RawItem:
    """The item to write."""
    return raw_item(
        {
            "company_id": report.company_id,
            "report_id": report.report_id,
            "report": report.report,
            "language": report.language,
            "created_at": report.created_at,
            "status": report.status,
            "filter": packed(report.filter),
            "format": report.format,
            "rows": report.rows,
            "object_key": report.object_key,
            "cause": report.cause,
            "expires_at": int(report.expires_at.timestamp()),
        }
    )


def to_report(row: Row) -> Report:
    """The report of an item."""
    return Report(
        company_id=row.text("company_id"),
        report_id=row.text("report_id"),
        report=cast("ReportName", row.text("report")),
        language=row.text("language"),
        created_at=row.instant("created_at"),
        status=ReportStatus(row.text("status")),
        filter=row.body("filter"),
        format=row.text("format"),
        rows=row.number("rows"),
        object_key=row.text("object_key"),
        cause=row.text("cause"),
    )
