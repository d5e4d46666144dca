"""Failures in memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from bookbridge.domain.failures import Failure
from bookbridge.domain.records import Category
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.failures import FailureFilter

from .store import InMemoryStore, paged


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
            if (not narrow.statuses or failure.status in narrow.statuses)
            and (not narrow.categories or failure.category in narrow.categories)
            and narrow.entity_type in {None, failure.entity_type}
        ]
        return paged(company_id, rows, cursor, limit, newest_first=True)

    def count_live(self, company_id: str) -> dict[Category, int]:
        return dict(Counter(failure.category for failure in self._of(company_id) if failure.status.is_live))

    def _of(self, company_id: str) -> list[Failure]:
        with self._store.lock:
            return [failure for (owner, _id), failure in self._store.failures.items() if owner == company_id]


def is_current(store: InMemoryStore, failure: Failure) -> bool:
    """Whether the stored row is still the one the failure was read from."""
    stored = store.failures.get((failure.company_id, failure.failure_id))
    return (stored.row_version if stored else 0) == failure.row_version


def write_failure(store: InMemoryStore, failure: Failure) -> None:
    """Write a row whose version was checked."""
    json.dumps(failure.delivery)  # what is no JSON could not be kept in the database either
    written = replace(failure, row_version=failure.row_version + 1)
    store.failures[failure.company_id, failure.failure_id] = deepcopy(written)
