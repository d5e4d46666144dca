"""Ask for a report: a CSV file of failures or discrepancies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bookbridge.domain.errors import FieldFault, InvalidInput, StoreThrottled
from bookbridge.domain.languages import languages
from bookbridge.domain.report_filters import read_filter
from bookbridge.domain.reports import REPORT_NAMES, Report, ReportStatus
from bookbridge.ports.clock import Clock, Ids
from bookbridge.ports.messages import Workflows
from bookbridge.ports.reports import Reports

FORMATS: Final = ("csv",)
_BODY: Final = frozenset({"report", "format", "language", "filter"})
_ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class RequestReport:
    """Checks what is asked for and starts the making of it, unless the same is being made already."""

    reports: Reports
    workflows: Workflows
    clock: Clock
    ids: Ids

    def __call__(self, company_id: str, body: Mapping[str, Any]) -> Report:
        """The report that is being made. `body`: `{report, format?, language?, filter?}`.

        The same request while one is running is answered with that one. Raises `InvalidInput` naming every fault.
        """
        report = self._checked(company_id, body)
        for _ in range(_ATTEMPTS):
            latest = self.reports.latest(company_id, report.request)
            running = self._running(company_id, latest)
            if running is not None:
                return self._going_on(running)
            if self.reports.add(report, latest):
                return self._started(report)
        raise StoreThrottled(f"the same report was asked for by others, {_ATTEMPTS} times a moment earlier")

    def _checked(self, company_id: str, body: Mapping[str, Any]) -> Report:
        faults = [FieldFault(key, "is not a field of a report") for key in body if key not in _BODY]
        faults += _not_among("report", body.get("report"), REPORT_NAMES)
        faults += _not_among("format", body.get("format", "csv"), FORMATS)
        faults += _not_among("language", body.get("language", "en"), languages())
        narrow, faults_of_filter = read_filter(body.get("filter"))
        faults += faults_of_filter
        if faults:
            raise InvalidInput(tuple(faults))
        return Report(
            company_id=company_id,
            report_id=self.ids.new("rep"),
            report=body["report"],
            language=body.get("language", "en"),
            created_at=self.clock.now(),
            filter=narrow.as_stored(),
            format=body.get("format", "csv"),
        )

    def _running(self, company_id: str, report_id: str) -> Report | None:
        report = self.reports.get(company_id, report_id) if report_id else None
        if report is None or report.as_of(self.clock.now()).status is not ReportStatus.RUNNING:
            return None
        return report

    def _going_on(self, report: Report) -> Report:
        """Whoever asked for it first may have been cut off before it was started; starting it again changes nothing."""
        self.workflows.start_export(report.company_id, report.report_id)
        return report

    def _started(self, report: Report) -> Report:
        try:
            self.workflows.start_export(report.company_id, report.report_id)
        except Exception as error:
            self.reports.finish(report.failed(f"The making of it could not be started: {error}"))
            raise
        return report


def _not_among(field: str, value: object, allowed: tuple[str, ...]) -> list[FieldFault]:
    if value in allowed:
        return []
    return [FieldFault(field, f"must be one of {', '.join(allowed)}")]
