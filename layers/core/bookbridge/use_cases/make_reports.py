"""Make reports of failures and discrepancies as CSV files behind short-lived links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from bookbridge.domain.csv_reports import file_name, render
from bookbridge.domain.discrepancies import DiscrepancyStatus
from bookbridge.domain.discrepancy_rows import row_of
from bookbridge.domain.errors import FieldFault, InvalidInput, NotFound
from bookbridge.domain.failures import Failure, FailureStatus
from bookbridge.domain.failures.catalogue import Catalogue, load_shared
from bookbridge.domain.languages import languages
from bookbridge.domain.records import SUBJECTS, Category, Subject, category_of
from bookbridge.domain.reports import (
    LINK_LIFETIME,
    REPORT_CATEGORIES,
    REPORT_NAMES,
    Report,
    ReportStatus,
)
from bookbridge.ports.clock import Clock, Ids
from bookbridge.ports.connections import Connections
from bookbridge.ports.discrepancies import Discrepancies, DiscrepancyFilter
from bookbridge.ports.failures import FailureFilter, Failures
from bookbridge.ports.messages import Workflows
from bookbridge.ports.packages import Package
from bookbridge.ports.reports import ReportFiles, Reports

_PAGE = 500
_LIVE = (FailureStatus.OPEN, FailureStatus.RESYNCING)
_FILTERS: Mapping[str, tuple[str, ...]] = {
    "status": tuple(status.value for status in FailureStatus),
    "category": get_args(Category),
    "entity_type": SUBJECTS,
}
FORMATS = ("csv",)


@dataclass(frozen=True, slots=True)
class RequestReport:
    """Checks what is asked for and starts the making of it."""

    reports: Reports
    workflows: Workflows
    clock: Clock
    ids: Ids

    def __call__(self, company_id: str, body: Mapping[str, Any]) -> Report:
        """`body`: `{report, format?, language?, filter?}`. Raises `InvalidInput` naming every fault."""
        faults = [FieldFault(key, "is not a field of a report") for key in body if key not in _BODY]
        faults += _not_among("report", body.get("report"), REPORT_NAMES)
        faults += _not_among("format", body.get("format", "csv"), FORMATS)
        faults += _not_among("language", body.get("language", "en"), languages())
        narrow = body.get("filter") or {}
        if not isinstance(narrow, Mapping):
            faults.append(FieldFault("filter", "must be an object"))
            narrow = {}
        for key, value in narrow.items():
            if key not in _FILTERS:
                faults.append(FieldFault(f"filter.{key}", f"is not a filter: use {', '.join(_FILTERS)}"))
            else:
                faults += _not_among(f"filter.{key}", value, _FILTERS[key])
        if faults:
            raise InvalidInput(tuple(faults))
        report = Report(
            company_id=company_id,
            report_id=self.ids.new("rep"),
            report=body["report"],
            language=body.get("language", "en"),
            created_at=self.clock.now(),
            filter={str(key): str(value) for key, value in narrow.items()},
        )
        self.reports.save(report)
        try:
            self.workflows.start_export(company_id, report.report_id)
        except Exception as error:
            self.reports.finish(report.failed(f"The making of it could not be started: {error}"))
            raise
        return report


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Writes the file of one report in constant memory; writing it again replaces it."""

    connections: Connections
    reports: Reports
    failures: Failures
    discrepancies: Discrepancies
    files: ReportFiles
    package: Callable[[str], Package]

    def __call__(self, company_id: str, report_id: str) -> Report:
        """Raises `NotFound`. An empty report is a valid file with its header."""
        report = self.reports.get(company_id, report_id)
        if report is None:
            message = f"there is no report {report_id}"
            raise NotFound(message)
        if report.status is not ReportStatus.RUNNING:
            return report
        counter = _Counter()
        key = f"{company_id}/{report_id}.csv"
        catalogue = self._catalogue(company_id)
        found = self._discrepancies(report, catalogue) if report.report == "discrepancies" else self._failures(report)
        content = render(counter.counted(found), report.language, company_id, catalogue)
        self.files.write(key, content, "text/csv; charset=utf-8")
        ready = replace(report, status=ReportStatus.READY, rows=counter.rows, object_key=key)
        if self.reports.finish(ready):
            return ready
        return self.reports.get(company_id, report_id) or ready  # its end was stated meanwhile

    def _catalogue(self, company_id: str) -> Catalogue:
        connection = self.connections.get(company_id)
        return self.package(connection.package).catalogue() if connection else load_shared()

    def _failures(self, report: Report) -> Iterator[Failure]:
        narrow = _narrow(report)
        if not narrow.categories:
            return
        cursor: str | None = None
        while True:
            page, cursor = self.failures.page(report.company_id, narrow, cursor, _PAGE)
            yield from page
            if cursor is None:
                return

    def _discrepancies(self, report: Report, catalogue: Catalogue) -> Iterator[Failure]:
        wanted = report.filter
        statuses = tuple(each for each in DiscrepancyStatus if each == wanted.get("status", DiscrepancyStatus.OPEN))
        if (subject := _subject(report)) == "connection":
            return  # is no record, so nothing of it can differ
        narrow = DiscrepancyFilter(statuses, subject)
        cursor: str | None = None
        while statuses:
            page, cursor = self.discrepancies.page(report.company_id, narrow, cursor, _PAGE)
            for each in page:
                if category_of(each.entity_type) == wanted.get("category", category_of(each.entity_type)):
                    yield row_of(each, catalogue, report.language)
            if cursor is None:
                return


class _Counter:
    def __init__(self) -> None:
        self.rows = 0

    def counted(self, failures: Iterator[Failure]) -> Iterator[Failure]:
        for failure in failures:
            self.rows += 1
            yield failure


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


def _narrow(report: Report) -> FailureFilter:
    wanted = report.filter
    categories = REPORT_CATEGORIES[report.report]
    if category := wanted.get("category"):
        categories = tuple(each for each in categories if each == category)
    statuses = (FailureStatus(wanted["status"]),) if "status" in wanted else _LIVE
    return FailureFilter(statuses, categories, _subject(report))


def _subject(report: Report) -> Subject | None:
    return next((each for each in SUBJECTS if each == report.filter.get("entity_type")), None)


def _not_among(field: str, value: object, allowed: tuple[str, ...]) -> list[FieldFault]:
    if value in allowed:
        return []
    return [FieldFault(field, f"must be one of {', '.join(allowed)}")]


_BODY = frozenset({"report", "format", "language", "filter"})
