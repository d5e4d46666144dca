"""Failures as a report reads them: all that match, in an order in which nothing moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from bookbridge.domain.report_rows import ReportRow

from .failures import FailureFilter
from .pages import Page


class FailureRows(Protocol):
    """The failures of all companies, as rows."""

    def pages(self, company_id: str, narrow: FailureFilter, until: datetime, after: str) -> Iterator[Page[ReportRow]]:
        """Those that were there at `until`, newest first by `created_at`, from the cursor `after` (empty: all).

        A failure that matches the whole time is read once, whatever else happens to it or to others meanwhile.
        """
        ...
