"""Failures in memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from heapq import nlargest

from bookbridge.domain.failures import Failure
from bookbridge.domain.records import Category
from bookbridge.domain.report_rows import ReportRow, report_row
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.failures import FailureFilter
from bookbridge.ports.pages import Page

from .store import InMemoryStore, cut_into_pages, paged


class InMemoryFailures:
    """Implements `Failures`; failures are written through transactions."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def get(self, company_id: str, failure_id: str) -> Failure | None:
        return deepcopy(self._store.failures.get((company_id, failure_id)))

    def get_many(self, company_id: str, failure_ids: Sequence[str]) -> dict[str, Failure]:
        found = {failure_id: self.get(company_id, failure_id) for failure_id in failure_ids}
        return {failure_id: failure for failure_id, failure in found.items() if failure}

    def page(
        self, company_id: str, narrow: FailureFilter, cursor: str | None, limit: int
    ) -> tuple[tuple[Failure, ...], str | None]:
        rows = [
            (f"{to_text(failure.last_failed_at)}#{failure.failure_id}", deepcopy(failure))
            for failure in self._of(company_id)
            if narrow.fits(failure)
        ]
        return paged(company_id, rows, cursor, limit, newest_first=True)

    def failed_before(self, company_id: str, narrow: FailureFilter, order: str, limit: int) -> tuple[Failure, ...]:
        found = [each for each in self._of(company_id) if each.failed_order < order and narrow.fits(each)]
        return tuple(deepcopy(nlargest(limit, found, key=lambda each: each.failed_order)))

    def count(self, company_id: str, narrow: FailureFilter, order: str) -> int:
        return sum(each.failed_order < order and narrow.fits(each) for each in self._of(company_id))

    def count_live(self, company_id: str) -> dict[Category, int]:
        return dict(Counter(failure.category for failure in self._of(company_id) if failure.status.is_live))

    def _of(self, company_id: str) -> list[Failure]:
        with self._store.lock:
            return [failure for (owner, _id), failure in self._store.failures.items() if owner == company_id]


class InMemoryFailureRows:
    """Implements `FailureRows`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def pages(self, company_id: str, narrow: FailureFilter, until: datetime, after: str) -> Iterator[Page[ReportRow]]:
        def looked_at() -> dict[str, Failure]:
            with self._store.lock:
                return {
                    f"{to_text(each.created_at)}#{each.failure_id}": each
                    for (owner, _id), each in self._store.failures.items()
                    if owner == company_id and each.created_at <= until
                }

        pages = cut_into_pages(looked_at, narrow.fits, after, newest_first=True)
        return (Page([report_row(each) for each in page.rows], page.cursor) for page in pages)


def is_current(store: InMemoryStore, failure: Failure) -> bool:
    """Whether the stored row is still the one the failure was read from."""
    stored = store.failures.get((failure.company_id, failure.failure_id))
    return (stored.row_version if stored else 0) == failure.row_version


def write_failure(store: InMemoryStore, failure: Failure) -> None:
    """Write a row whose version was checked."""
    json.dumps(failure.delivery)  # what is no JSON could not be kept in the database either
    written = replace(failure, row_version=failure.row_version + 1)
    store.failures[failure.company_id, failure.failure_id] = deepcopy(written)
