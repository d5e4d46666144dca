"""Discrepancies in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

from bookbridge.domain.discrepancies import Discrepancy
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.discrepancies import DiscrepancyFilter
from bookbridge.ports.pages import Page

from .store import InMemoryStore, cut_into_pages, paged


class InMemoryDiscrepancies:
    """Implements `Discrepancies`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def get(self, company_id: str, discrepancy_id: str) -> Discrepancy | None:
        return deepcopy(self._store.discrepancies.get((company_id, discrepancy_id)))

    def page(
        self, company_id: str, narrow: DiscrepancyFilter, cursor: str | None, limit: int
    ) -> tuple[tuple[Discrepancy, ...], str | None]:
        with self._store.lock:
            rows = [
                (f"{to_text(each.found_at)}#{each.discrepancy_id}", deepcopy(each))
                for (owner, _id), each in self._store.discrepancies.items()
                if owner == company_id
                and each.status in narrow.statuses
                and narrow.entity_type in {None, each.entity_type}
            ]
        return paged(company_id, rows, cursor, limit, newest_first=True)

    def in_fixed_order(self, company_id: str, narrow: DiscrepancyFilter, after: str) -> Iterator[Page[Discrepancy]]:
        def looked_at() -> dict[str, Discrepancy]:
            with self._store.lock:
                return {key: each for (owner, key), each in self._store.discrepancies.items() if owner == company_id}

        def matches(each: Discrepancy) -> bool:
            return each.status in narrow.statuses and narrow.entity_type in {None, each.entity_type}

        pages = cut_into_pages(looked_at, matches, after, newest_first=False)
        return (Page(deepcopy(page.rows), page.cursor) for page in pages)


def is_current(store: InMemoryStore, discrepancy: Discrepancy) -> bool:
    """Whether the stored row is still the one the discrepancy was read from."""
    stored = store.discrepancies.get((discrepancy.company_id, discrepancy.discrepancy_id))
    return (stored.row_version if stored else 0) == discrepancy.row_version


def write_discrepancy(store: InMemoryStore, discrepancy: Discrepancy) -> None:
    """Write a row whose version was checked."""
    json.dumps(discrepancy.theirs)  # what is no JSON could not be kept in the database either
    written = replace(discrepancy, row_version=discrepancy.row_version + 1)
    store.discrepancies[discrepancy.company_id, discrepancy.discrepancy_id] = deepcopy(written)
