"""Store the file of a report while its rows arrive, within one turn of writing it."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from bookbridge.domain.report_files import MAX_RESTARTS, UnfinishedFile
from bookbridge.domain.reports import Report, ReportStatus
from bookbridge.ports.reports import ReportFiles, Reports, UploadLost


class Superseded(Exception):  # noqa: N818 - not an error: somebody else goes on
    """Another turn has begun, or the report has ended."""


class StoreReportFile:
    """Parts go up as they fill; after each one it is written down how far the file is stored (`UnfinishedFile`).

    All that it sends is under names of this turn, and counts only once it is written down on the condition that no
    other turn has begun. So a turn that was cut off leaves nothing behind that the next one could stumble over, and
    one that was given up and still works can change nothing any more.
    """

    def __init__(self, reports: Reports, files: ReportFiles, report: Report) -> None:
        self.report = report
        self._reports = reports
        self._files = files
        self._waiting = bytearray()
        self._rows, self._bytes = report.rows, report.bytes
        self._cursor = report.file.cursor

    def go_on(self, heading: bytes) -> None:
        """Begin with the heading, or with what was left over when the last turn ended. Raises `UploadLost`."""
        file = self.report.file
        if not file.cursor:
            self._take(heading)
        elif file.rest_key:
            self._waiting += self._files.get(file.rest_key)

    def add(self, lines: bytes, rows: int, cursor: str) -> None:
        """Take in the rows of one page; `cursor` is the place behind it. Raises `UploadLost` and `Superseded`."""
        self._take(lines)
        self._rows += rows
        self._cursor = cursor
        if cursor and len(self._waiting) >= self.report.file.part_bytes:
            file = self._with_part()
            self._waiting.clear()
            self._keep(file)

    def pause(self) -> Report:
        """Write down how far it came, the rest as well. Raises `Superseded`."""
        rest_key = f"{self._key()}.rest" if self._waiting else ""
        if rest_key:
            self._files.put(rest_key, bytes(self._waiting))
        self._keep(self.report.file.with_rest(rest_key, self._cursor))
        return self.report

    def end(self) -> Report:
        """Finish the file. Raises `UploadLost` and `Superseded`."""
        if self.report.file.upload_id:
            file = self._with_part() if self._waiting else self.report.file
            self._files.complete(file.key, file.upload_id, file.parts)
            key = file.key
        else:
            key = self._key()
            self._files.put(key, bytes(self._waiting))
        self._write_down(self.report.written(key, self._rows, self._bytes))
        return self.report

    def begin_anew(self) -> Report:
        """Give up what is stored of a file that got lost. Raises `UploadLost` when that happened too often."""
        lost = self.report.file
        if lost.restarts >= MAX_RESTARTS:
            raise UploadLost(f"the file was lost {lost.restarts + 1} times while it was written")
        try:
            self._write_down(replace(self.report, rows=0, bytes=0, file=lost.begun_anew()))
        except Superseded:
            return self._reports.get(self.report.company_id, self.report.report_id) or self.report
        if lost.upload_id:
            self._files.abandon(lost.key, lost.upload_id)
        return self.report

    def _key(self) -> str:
        return f"{self.report.company_id}/{self.report.report_id}-{self.report.turn}.csv"

    def _take(self, content: bytes) -> None:
        self._waiting += content
        self._bytes += len(content)

    def _with_part(self) -> UnfinishedFile:
        """Store what waits as the next part."""
        if not self.report.file.upload_id:
            self._begin()
        file = self.report.file
        number = file.next_number(self.report.turn)
        part = self._files.add_part(file.key, file.upload_id, number, bytes(self._waiting))
        return file.with_part(part, self._cursor)

    def _begin(self) -> None:
        """Begin an upload, and write it down at once: whoever ends the report can then remove it."""
        key = self._key()
        upload_id = self._files.begin(key)
        begun = replace(self.report, file=self.report.file.uploading(key, upload_id))
        if not self._reports.keep(begun):
            self._files.abandon(key, upload_id)
            raise Superseded
        self.report = begun

    def _keep(self, file: UnfinishedFile) -> None:
        self._write_down(replace(self.report, rows=self._rows, bytes=self._bytes, file=file))

    def _write_down(self, report: Report) -> None:
        if not self._reports.keep(report):
            self._superseded()
        self.report = report

    def _superseded(self) -> NoReturn:
        """A report that has ended needs its upload no more; if it still runs, the upload belongs to the other turn."""
        file = self.report.file
        now = self._reports.get(self.report.company_id, self.report.report_id)
        if file.upload_id and (now is None or now.status is not ReportStatus.RUNNING):
            self._files.abandon(file.key, file.upload_id)
        raise Superseded
