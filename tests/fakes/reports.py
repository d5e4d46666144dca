"""Reports and their files in memory."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from hashlib import md5
from urllib.parse import quote, urlencode

from bookbridge.domain.report_files import MAX_PARTS, PART_BYTES, FilePart
from bookbridge.domain.reports import Report, ReportStatus
from bookbridge.ports.reports import UploadLost

from .store import InMemoryStore, paged


class InMemoryReports:
    """Implements `Reports`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def get(self, company_id: str, report_id: str) -> Report | None:
        return deepcopy(self._store.reports.get((company_id, report_id)))

    def latest(self, company_id: str, request: str) -> str:
        return self._store.requests.get((company_id, request), "")

    def add(self, report: Report, instead_of: str) -> bool:
        key, request = (report.company_id, report.report_id), (report.company_id, report.request)
        with self._store.writing("reports.add"):
            if key in self._store.reports or self._store.requests.get(request, "") != instead_of:
                return False
            self._store.reports[key] = deepcopy(report)
            self._store.requests[request] = report.report_id
        return True

    def take_up(self, company_id: str, report_id: str) -> Report | None:
        with self._store.writing("reports.take_up"):
            stored = self._store.reports.get((company_id, report_id))
            if stored is not None and stored.status is ReportStatus.RUNNING:
                stored = replace(stored, turn=stored.turn + 1)
                self._store.reports[company_id, report_id] = stored
        return deepcopy(stored)

    def keep(self, report: Report) -> bool:
        return self._write("reports.keep", report, report.turn)

    def finish(self, report: Report) -> bool:
        return self._write("reports.finish", report, None)

    def note_told(self, company_id: str, report_id: str, told: Sequence[str]) -> None:
        with self._store.writing("reports.note_told"):
            stored = self._store.reports.get((company_id, report_id))
            if stored is not None:
                self._store.reports[company_id, report_id] = replace(stored, told=tuple(told))

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[Report, ...], str | None]:
        with self._store.lock:
            rows = [(key, deepcopy(each)) for (owner, key), each in self._store.reports.items() if owner == company_id]
        return paged(company_id, rows, cursor, limit, newest_first=True)

    def _write(self, operation: str, report: Report, turn: int | None) -> bool:
        with self._store.writing(operation):
            stored = self._store.reports.get((report.company_id, report.report_id))
            if stored is None or stored.status is not ReportStatus.RUNNING or turn not in {None, stored.turn}:
                return False
            self._store.reports[report.company_id, report.report_id] = deepcopy(report)
        return True


class InMemoryReportFiles:
    """Implements `ReportFiles`; a link is text that shows what it was made from."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store
        self._begun = 0

    def put(self, key: str, content: bytes) -> None:
        with self._store.writing("report_files.put"):
            self._store.files[key] = content

    def get(self, key: str) -> bytes:
        if key not in self._store.files:
            raise UploadLost(f"{key}: NoSuchKey")
        return self._store.files[key]

    def begin(self, key: str) -> str:
        with self._store.writing("report_files.begin"):
            self._begun += 1
            upload_id = f"upload-{self._begun}"
            self._store.uploads[upload_id] = (key, {})
        return upload_id

    def add_part(self, key: str, upload_id: str, number: int, content: bytes) -> FilePart:
        with self._store.writing("report_files.add_part"):
            if not 1 <= number <= MAX_PARTS:
                raise ValueError(f"there can be no part {number}")
            self._parts(key, upload_id)[number] = content
        return FilePart(number, _etag(content))

    def complete(self, key: str, upload_id: str, parts: Sequence[FilePart]) -> None:
        with self._store.writing("report_files.complete"):
            stored = self._parts(key, upload_id)
            numbers = [part.number for part in parts]
            if not parts or numbers != sorted(set(numbers)):
                raise ValueError("InvalidPartOrder")
            for part in parts:
                if part.number not in stored or _etag(stored[part.number]) != part.etag:
                    raise UploadLost(f"{key}: InvalidPart")
            if any(len(stored[number]) < PART_BYTES for number in numbers[:-1]):
                raise ValueError("EntityTooSmall")
            self._store.files[key] = b"".join(stored[number] for number in numbers)
            del self._store.uploads[upload_id]

    def abandon(self, key: str, upload_id: str) -> None:
        with self._store.writing("report_files.abandon"):
            if self._store.uploads.get(upload_id, ("",))[0] == key:
                del self._store.uploads[upload_id]

    def link(self, key: str, file_name: str, lifetime: timedelta) -> str:
        query = urlencode({"file_name": file_name, "seconds": int(lifetime.total_seconds())})
        return f"https://files.test/{quote(key)}?{query}"

    def _parts(self, key: str, upload_id: str) -> dict[int, bytes]:
        of, parts = self._store.uploads.get(upload_id, ("", {}))
        if of != key:
            raise UploadLost(f"{key}: NoSuchUpload")
        return parts


def _etag(content: bytes) -> str:
    return f'"{md5(content, usedforsecurity=False).hexdigest()}"'
