"""Where reports and their files are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from bookbridge.domain.report_files import FilePart
from bookbridge.domain.reports import Report


class Reports(Protocol):
    """Reports asked for."""

    def get(self, company_id: str, report_id: str) -> Report | None:
        """One report; strongly consistent."""
        ...

    def latest(self, company_id: str, request: str) -> str:
        """The id of the latest report with this `request`, which may be long gone; empty when there was none."""
        ...

    def add(self, report: Report, instead_of: str) -> bool:
        """Write a new report, as the latest one with its request.

        False, and nothing is written, when its id is taken or the latest one is no longer `instead_of` (empty: none).
        """
        ...

    def take_up(self, company_id: str, report_id: str) -> Report | None:
        """Begin the next turn of writing a report that is running; one that has ended is returned as it is."""
        ...

    def keep(self, report: Report) -> bool:
        """Write a running report as it now stands; False when it has ended or another turn has begun."""
        ...

    def finish(self, report: Report) -> bool:
        """State how the making of it ended, whoever is writing; False when that was stated before, and is final."""
        ...

    def note_told(self, company_id: str, report_id: str, told: Sequence[str]) -> None:
        """Remember who has had the message that it is ready; nothing when the report is gone."""
        ...

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[Report, ...], str | None]:
        """Newest first, and the next cursor. Report ids sort by time."""
        ...


class UploadLost(Exception):  # noqa: N818 - what happened to it, as the store tells it
    """An upload is no longer there, or not as it was: begin the file anew."""


class ReportFiles(Protocol):
    """Private files behind short-lived links. A file is there at once, whole, or not at all."""

    def put(self, key: str, content: bytes) -> None:
        """Store a file in one go."""
        ...

    def get(self, key: str) -> bytes:
        """A file of at most a few MB. Raises `UploadLost` when it is not there."""
        ...

    def begin(self, key: str) -> str:
        """Begin an upload of a larger file and return its id."""
        ...

    def add_part(self, key: str, upload_id: str, number: int, content: bytes) -> FilePart:
        """Store a part; the same number again replaces it. Raises `UploadLost`.

        Numbers are 1 to `MAX_PARTS`, in the order of the file, not necessarily without gaps.
        """
        ...

    def complete(self, key: str, upload_id: str, parts: Sequence[FilePart]) -> None:
        """Make the file of these parts; all but the last must have `PART_BYTES`. Raises `UploadLost`.

        Of an upload that is complete already it may say either.
        """
        ...

    def abandon(self, key: str, upload_id: str) -> None:
        """Remove an upload with its parts, if it is still there."""
        ...

    def link(self, key: str, file_name: str, lifetime: timedelta) -> str:
        """A link that downloads the file under this name until the lifetime is over."""
        ...
