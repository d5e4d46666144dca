"""Where failures are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bookbridge.domain.failures import Failure, FailureStatus
from bookbridge.domain.records import Category, Subject


@dataclass(frozen=True, slots=True)
class FailureFilter:
    """Narrows a list of failures; empty fields do not narrow."""

    statuses: tuple[FailureStatus, ...] = ()
    categories: tuple[Category, ...] = ()
    entity_types: tuple[Subject, ...] = ()
    codes: tuple[str, ...] = ()

    def fits(self, failure: Failure) -> bool:
        """Whether it is one of them."""
        return (
            (not self.statuses or failure.status in self.statuses)
            and (not self.categories or failure.category in self.categories)
            and (not self.entity_types or failure.entity_type in self.entity_types)
            and (not self.codes or failure.problem.code in self.codes)
        )


class Failures(Protocol):
    """The failures of all companies; every call names the company."""

    def get(self, company_id: str, failure_id: str) -> Failure | None:
        """One failure; strongly consistent."""
        ...

    def get_many(self, company_id: str, failure_ids: Sequence[str]) -> dict[str, Failure]:
        """Those that exist; strongly consistent."""
        ...

    def page(
        self, company_id: str, narrow: FailureFilter, cursor: str | None, limit: int
    ) -> tuple[tuple[Failure, ...], str | None]:
        """Newest first (by `last_failed_at`), and the next cursor. Raises `InvalidInput` for a cursor not of ours."""
        ...

    def failed_before(self, company_id: str, narrow: FailureFilter, order: str, limit: int) -> tuple[Failure, ...]:
        """The next ones, newest first, behind a place (`failed_order`) at which no failure need stand.

        May lag a moment behind writes. `narrow` names statuses: what moves to another meanwhile is not seen twice.
        """
        ...

    def count(self, company_id: str, narrow: FailureFilter, order: str) -> int:
        """How many there are behind a place (`failed_order`); `narrow` names statuses."""
        ...

    def count_live(self, company_id: str) -> dict[Category, int]:
        """How many failures are open or resyncing, by category (absent: none)."""
        ...
