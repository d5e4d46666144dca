"""Show what was changed in the package over the application's records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bookbridge.domain.discrepancies import Discrepancy, DiscrepancyStatus
from bookbridge.domain.errors import FieldFault, InvalidInput
from bookbridge.domain.records import ENTITY_TYPES
from bookbridge.ports.discrepancies import Discrepancies, DiscrepancyFilter

from .narrowing import among

_STATUSES: Final = tuple(DiscrepancyStatus)


@dataclass(frozen=True, slots=True)
class ReadDiscrepancies:
    """Reads of one company's discrepancies."""

    discrepancies: Discrepancies

    def page(
        self, company_id: str, narrow: Mapping[str, str], cursor: str | None, limit: int
    ) -> tuple[tuple[Discrepancy, ...], str | None]:
        """Newest first, and the next cursor; only open ones, unless `narrow` says otherwise.

        `narrow` has any of `status` (several with commas between them) and `entity_type`. Raises `InvalidInput` naming
        every value that is none.
        """
        return self.discrepancies.page(company_id, _filter(narrow), cursor, limit)


def _filter(narrow: Mapping[str, str]) -> DiscrepancyFilter:
    faults: list[FieldFault] = []
    statuses = among("status", narrow.get("status", ""), [each.value for each in _STATUSES], faults)
    types = among("entity_type", narrow.get("entity_type", ""), ENTITY_TYPES, faults)
    if len(types) > 1:
        faults.append(FieldFault("entity_type", "must be one type"))
    if faults:
        raise InvalidInput(tuple(faults))
    wanted = tuple(status for status in _STATUSES if status.value in statuses)
    entity_type = next((each for each in ENTITY_TYPES if each in types), None)
    return DiscrepancyFilter(wanted or (DiscrepancyStatus.OPEN,), entity_type)
