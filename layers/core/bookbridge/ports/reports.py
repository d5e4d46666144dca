"""Where reports and their files are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol

from bookbridge.domain.reports import Report


class Reports(Protocol):
    """Reports asked for."""

    def get(self, company_id: str, report_id: str) -> Report | None:
        """One report; strongly consistent."""
        ...

    def save(self, report: Report) -> None:
        """Write it as it now stands."""
        ...

    def finish(self, report: Report) -> bool:
        """State how the making of it ended; False when that was stated before, and is final."""
        ...

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[Report, ...], str | None]:
        """Newest first, and the next cursor. Report ids sort by time."""
        ...


class ReportFiles(Protocol):
    """Private files behind short-lived links."""

    def write(self, key: str, chunks: Iterable[bytes], content_type: str) -> None:
        """Store a file from chunks, in constant memory; it exists when all of it is there."""
        ...

    def link(self, key: str, file_name: str, lifetime: timedelta) -> str:
        """A link that downloads the file under this name until the lifetime is over."""
        ...
