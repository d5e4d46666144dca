"""Show failures: the list, and the numbers of the banner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

from bookbridge.domain.errors import FieldFault, InvalidInput
from bookbridge.domain.failures import Failure, FailureStatus
from bookbridge.domain.records import SUBJECTS, Category
from bookbridge.ports.failures import FailureFilter, Failures

from .narrowing import among

CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)


@dataclass(frozen=True, slots=True)
class ReadFailures:
    """Reads of one company's failures."""

    failures: Failures

    def page(
        self, company_id: str, narrow: Mapping[str, str], cursor: str | None, limit: int
    ) -> tuple[tuple[Failure, ...], str | None]:
        """Newest first, and the next cursor.

        `narrow` has any of `status`, `category` (each several, with commas between them) and `entity_type`. Raises
        `InvalidInput` naming every value that is none.
        """
        return self.failures.page(company_id, _filter(narrow), cursor, limit)

    def summary(self, company_id: str) -> dict[Category, int]:
        """How many failures are open or resyncing, by category; every category is there."""
        counted = self.failures.count_live(company_id)
        return {category: counted.get(category, 0) for category in CATEGORIES}


def _filter(narrow: Mapping[str, str]) -> FailureFilter:
    faults: list[FieldFault] = []
    statuses = among("status", narrow.get("status", ""), tuple(status.value for status in FailureStatus), faults)
    categories = among("category", narrow.get("category", ""), CATEGORIES, faults)
    types = among("entity_type", narrow.get("entity_type", ""), SUBJECTS, faults)
    if len(types) > 1:
        faults.append(FieldFault("entity_type", "must be one type"))
    if faults:
        raise InvalidInput(tuple(faults))
    return FailureFilter(
        tuple(FailureStatus(status) for status in statuses),
        tuple(category for category in CATEGORIES if category in categories),
        next((each for each in SUBJECTS if each in types), None),
    )
