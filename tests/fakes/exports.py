"""Exports without a cloud: a company with failures, and the state machine's loop over the writing of a report."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from typing_extensions import override

from bookbridge.domain import report_files
from bookbridge.domain.failures import Failure, fail
from bookbridge.domain.failures.catalogue import load_shared
from bookbridge.domain.reports import Report, ReportStatus
from bookbridge.packages import load
from bookbridge.use_cases.progress import Deadline
from bookbridge.use_cases.read_reports import ReadReports
from bookbridge.use_cases.request_report import RequestReport
from bookbridge.use_cases.rows_of_report import RowsOfReport
from bookbridge.use_cases.write_report import WriteReport

from . import reports as fake_reports
from .clock import START, FakeClock
from .connections import InMemoryConnections
from .discrepancies import InMemoryDiscrepancies
from .failures import InMemoryFailureRows, write_failure
from .ids import FakeIds
from .messages import FakeWorkflows
from .reports import InMemoryReportFiles, InMemoryReports
from .store import InMemoryStore

COMPANY = "acme"
MOST_TURNS = 60


class TickingClock(FakeClock):
    """A second passes each time somebody looks."""

    @override
    def now(self) -> datetime:
        self.advance(1)
        return super().now()


class Export:
    """One company and its reports. `pages` is how many pages fit into one turn."""

    def __init__(self, failures: int = 0, pages: float = float("inf")) -> None:
        self.store = InMemoryStore()
        self.pages = pages
        self.clock = TickingClock()
        self.reports = InMemoryReports(self.store)
        self.files = InMemoryReportFiles(self.store)
        self.workflows = FakeWorkflows(self.store)
        self.request = RequestReport(self.reports, self.workflows, FakeClock(), FakeIds())
        self.read = ReadReports(self.reports, self.files, FakeClock())
        self.write = WriteReport(
            connections=InMemoryConnections(self.store),
            reports=self.reports,
            rows_of_report=RowsOfReport(InMemoryFailureRows(self.store), InMemoryDiscrepancies(self.store)),
            files=self.files,
            package=load,
            clock=self.clock,
        )
        for number in range(failures):
            made = _first(number)
            self.store.failures[COMPANY, made.failure_id] = made

    def fail(self, number: int, at: datetime) -> None:
        """An invoice fails, perhaps once more."""
        failure_id = _first(number).failure_id
        write_failure(self.store, _failed(number, self.store.failures.get((COMPANY, failure_id)), at))

    def ask(self, **body: Any) -> str:
        """Ask for a report."""
        return self.request(COMPANY, {"report": "sync_failures", **body}).report_id

    def turn(self, report_id: str) -> Report:
        """One call of the function."""
        began = self.clock.now().timestamp()
        return self.write(COMPANY, report_id, Deadline(began + self.pages))

    def go_on(self, report_id: str, *crashes: type[BaseException]) -> Report:
        """What the state machine does: call again while there is more, and after a crash."""
        for _ in range(MOST_TURNS):
            with suppress(*crashes):
                if (report := self.turn(report_id)).status is not ReportStatus.RUNNING:
                    return report
        raise AssertionError(f"not written after {MOST_TURNS} turns")

    def content(self, report_id: str) -> bytes:
        """The file of a report that is ready."""
        report = self.reports.get(COMPANY, report_id)
        assert report is not None
        assert report.status is ReportStatus.READY
        content = self.store.files[report.object_key]
        assert (report.bytes, report.rows) == (len(content), content.count(b"\r\n") - 1)
        return content


def with_small_parts(patch: pytest.MonkeyPatch, size: int) -> None:
    """Parts of so many bytes, for the store as well."""
    patch.setattr(report_files, "PART_BYTES", size)
    patch.setattr(fake_reports, "PART_BYTES", size)


def _failed(number: int, existing: Failure | None = None, at: datetime | None = None) -> Failure:
    return fail(
        existing,
        company_id=COMPANY,
        entity_type="invoice",
        record_id=f"inv-{number:04d}",
        record={"number": f"A-{number}", "total": "12.50", "currency": "EUR"},
        operation="create",
        problem=load_shared().problem_for("duplicate_number", "invoice", message=f"A-{number} is used already"),
        party="Café Žluťoučký",
        now=at or START - timedelta(days=1) + timedelta(minutes=number),
    )


_first = cache(_failed)
