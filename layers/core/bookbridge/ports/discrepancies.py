"""Where discrepancies are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from bookbridge.domain.discrepancies import Discrepancy, DiscrepancyStatus
from bookbridge.domain.records import EntityType

from .pages import Page


@dataclass(frozen=True, slots=True)
class DiscrepancyFilter:
    """Narrows a list of discrepancies: to at least one status, and to a type of record if one is given."""

    statuses: tuple[DiscrepancyStatus, ...] = (DiscrepancyStatus.OPEN,)
    entity_type: EntityType | None = None


class Discrepancies(Protocol):
    """The discrepancies of all companies; every call names the company. Written through transactions only."""

    def get(self, company_id: str, discrepancy_id: str) -> Discrepancy | None:
        """One discrepancy; strongly consistent."""
        ...

    def page(
        self, company_id: str, narrow: DiscrepancyFilter, cursor: str | None, limit: int
    ) -> tuple[tuple[Discrepancy, ...], str | None]:
        """Newest first (by `found_at`), and the next cursor. Raises `InvalidInput` for a cursor not of ours."""
        ...

    def in_fixed_order(self, company_id: str, narrow: DiscrepancyFilter, after: str) -> Iterator[Page[Discrepancy]]:
        """All of them by their ids, from the cursor `after` on (empty: from the beginning).

        One that matches the whole time is read once, whatever else happens to it or to others meanwhile.
        """
        ...
