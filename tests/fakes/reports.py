"""Reports and their files in memory."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import timedelta
from urllib.parse import quote, urlencode

from bookbridge.domain.reports import Report, ReportStatus

from .store import InMemoryStore, paged


class InMemoryReports:
    """Implements `Reports`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def get(self, company_id: str, report_id: str) -> Report | None:
        return deepcopy(self._store.reports.get((company_id, report_id)))

    def save(self, report: Report) -> None:
        with self._store.writing("reports.save"):
            self._store.reports[report.company_id, report.report_id] = deepcopy(report)

    def finish(self, report: Report) -> bool:
        with self._store.writing("reports.finish"):
            stored = self._store.reports.get((report.company_id, report.report_id))
            if stored is None or stored.status is not ReportStatus.RUNNING:
                return False
            self._store.reports[report.company_id, report.report_id] = deepcopy(report)
        return True

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[Report, ...], str | None]:
        with self._store.lock:
            rows = [(key, deepcopy(each)) for (owner, key), each in self._store.reports.items() if owner == company_id]
        return paged(company_id, rows, cursor, limit, newest_first=True)


class InMemoryReportFiles:
    """Implements `ReportFiles`; a link is text that shows what it was made from."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def write(self, key: str, chunks: Iterable[bytes], content_type: str) -> None:
        whole = b"".join(chunks)
        with self._store.writing("report_files.write"):
            self._store.files[key] = (whole, content_type)

    def link(self, key: str, file_name: str, lifetime: timedelta) -> str:
        query = urlencode({"file_name": file_name, "seconds": int(lifetime.total_seconds())})
        return f"https://files.test/{quote(key)}?{query}"
