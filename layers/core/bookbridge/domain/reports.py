"""Reports: which failures each one lists, and the state of one being made."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal, get_args

from .records import Category
from .report_files import UnfinishedFile

ReportName = Literal[
    "invoice_sync_failures", "payment_sync_failures", "document_sync_failures", "sync_failures", "discrepancies"
]
REPORT_NAMES: Final[tuple[ReportName, ...]] = get_args(ReportName)

REPORT_CATEGORIES: Final[dict[ReportName, tuple[Category, ...]]] = {
    "invoice_sync_failures": ("invoices",),
    "payment_sync_failures": ("payments",),
    "document_sync_failures": ("documents",),
    "sync_failures": ("clients", "invoices", "payments", "refunds", "expenses", "services", "connection"),
    "discrepancies": (),
}
"""Invoice, payment and document failures are reports of their own (A4); documents are never merged with the others."""

KEPT_FOR: Final = timedelta(days=7)
"""A report and its file are deleted together after this long; the bucket's lifecycle rule says the same."""

LINK_LIFETIME: Final = timedelta(minutes=15)
"""How long a download link works; a new one is made each time the report is read."""


class ReportStatus(StrEnum):
    """Where a report stands."""

    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


MAKING: Final = timedelta(hours=1)
"""How long the making of a report may take: the state machine's own limit."""

OVERDUE: Final = MAKING + timedelta(minutes=30)
"""Nobody makes a report any more that was asked for so long ago and has no end."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report asked for by a company. `filter` narrows it: keys `status`, `category`, `entity_type`.

    `rows` and `bytes` are what is stored of its file so far; `turn` rises each time the writing is taken up. `schedule`
    names the schedule that it was made for, if any, and `told` who has had the message that it is ready.
    """

    company_id: str
    report_id: str
    report: ReportName
    language: str
    created_at: datetime
    status: ReportStatus = ReportStatus.RUNNING
    filter: dict[str, str] = field(default_factory=dict)
    format: str = "csv"
    rows: int = 0
    bytes: int = 0
    object_key: str = ""
    cause: str = ""
    turn: int = 0
    file: UnfinishedFile = field(default_factory=UnfinishedFile)
    schedule: str = ""
    told: tuple[str, ...] = ()

    @property
    def expires_at(self) -> datetime:
        """When the report and its file are deleted."""
        return self.created_at + KEPT_FOR

    def failed(self, cause: str) -> Report:
        """The report when it cannot be made."""
        return replace(self, status=ReportStatus.FAILED, cause=cause)

    @property
    def request(self) -> str:
        """What was asked for, as one text: the same for the same request of a company, or for the same schedule."""
        return json.dumps([self.report, self.format, self.language, self.filter, self.schedule], sort_keys=True)

    def written(self, object_key: str, rows: int, size: int) -> Report:
        """The report when its file is there."""
        done = UnfinishedFile()
        return replace(self, status=ReportStatus.READY, object_key=object_key, rows=rows, bytes=size, file=done)

    def as_of(self, now: datetime) -> Report:
        """The report as it is to be shown: one that nobody makes any more has failed, whatever is stored."""
        if self.status is ReportStatus.RUNNING and now > self.created_at + OVERDUE:
            return self.failed("It was begun and never finished: ask for it again.")
        return self
