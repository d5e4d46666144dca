"""Table `reports`: reports asked for. Key: `company_id`, `report_id`. Removed together with the file.

Beside them an item for each request that was made (`latest_requests`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any, cast

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from bookbridge.domain.report_files import FilePart, UnfinishedFile
from bookbridge.domain.reports import Report, ReportName, ReportStatus

from .cursors import first_page, read_cursor
from .database import Database, Refused
from .latest_requests import FIRST_ID, LatestRequests
from .table import Table, present, sets
from .values import RawItem, Row, packed, raw_item


def reports_table(database: Database, name: str) -> Table:
    """The table `reports`."""
    return Table(database, name, "company_id", "report_id")


class DynamoDbReports:
    """Implements `Reports`."""

    def __init__(self, database: Database, reports: Table) -> None:
        self._reports = reports
        self._requests = LatestRequests(database, reports, "report_id")

    def get(self, company_id: str, report_id: str) -> Report | None:
        """One report; strongly consistent."""
        row = self._reports.get(company_id, report_id) if report_id > FIRST_ID else None
        return to_report(row) if row else None

    def latest(self, company_id: str, request: str) -> str:
        """The id of the latest report with this request."""
        return self._requests.latest(company_id, request)

    def add(self, report: Report, instead_of: str) -> bool:
        """Write a new report, and that it is the latest one with its request."""
        return self._requests.add(report_item(report), report.request, instead_of)

    def take_up(self, company_id: str, report_id: str) -> Report | None:
        """Begin the next turn of writing."""
        try:
            row = self._reports.update((company_id, report_id), [Path("turn").add(1)], _is_running())
        except Refused as refused:
            return to_report(refused.row) if refused.row else None
        return to_report(row)

    def keep(self, report: Report) -> bool:
        """Write a running report as it now stands, within its turn."""
        return self._put(report, _is_running() & (Path("turn") == report.turn))

    def finish(self, report: Report) -> bool:
        """State how the making of it ended; a stated end is final."""
        return self._put(report, _is_running())

    def note_told(self, company_id: str, report_id: str, told: Sequence[str]) -> None:
        """Remember who has had the message that it is ready."""
        with suppress(Refused):  # it expired meanwhile
            self._reports.update((company_id, report_id), sets({"told": packed(list(told))}), present("report_id"))

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[Report, ...], str | None]:
        """Newest first."""
        last = read_cursor(company_id, cursor)
        rows = self._reports.query(
            self._requests.others(company_id),
            newest_first=True,
            after=raw_item({"company_id": company_id, "report_id": last}) if last else None,
            page_size=limit + 1,
        )
        page, following = first_page(rows, "report_id", company_id, limit)
        return tuple(map(to_report, page)), following

    def _put(self, report: Report, condition: Condition) -> bool:
        try:
            self._reports.put(report_item(report), condition)
        except Refused:
            return False
        return True


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
            "bytes": report.bytes,
            "object_key": report.object_key,
            "cause": report.cause,
            "turn": report.turn,
            "file": packed(_file_body(report.file)) if report.file != UnfinishedFile() else None,
            "schedule": report.schedule,
            "told": packed(list(report.told)) if report.told else None,
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
        bytes=row.number("bytes"),
        object_key=row.text("object_key"),
        cause=row.text("cause"),
        turn=row.number("turn"),
        file=_to_file(row.body("file")),
        schedule=row.text("schedule"),
        told=tuple(row.body("told")),
    )


def _is_running() -> Condition:
    running: Condition = Path("status") == str(ReportStatus.RUNNING)
    return running


def _file_body(file: UnfinishedFile) -> dict[str, Any]:
    return {**asdict(file), "parts": [[part.number, part.etag] for part in file.parts]}


def _to_file(body: dict[str, Any]) -> UnfinishedFile:
    parts = tuple(FilePart(number, etag) for number, etag in body.get("parts", ()))
    return UnfinishedFile(**{**body, "parts": parts})
