"""Table `sync_failures`, index `by_unknown`: failures whose error the catalogue does not know, of all companies.

The index has them by `unknown_shard` (`xero#2`) in the order of `failed_order`; it is sparse, as other failures have no
such attribute. It holds what is counted; the words are read from the table, for one failure of each kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from bookbridge.domain.failures import Failure, FailureStatus
from bookbridge.domain.failures.unknown import Sighting, shards
from bookbridge.ports.unknown_errors import FailureKey

from .failures import to_failure
from .newest_first import newest_first
from .table import Table
from .values import Row

AT_ONCE: Final = 1000
"""Items of one shard read in one request."""


class DynamoDbUnknownErrors:
    """Implements `UnknownErrors`."""

    def __init__(self, failures: Table) -> None:
        self._failures = failures

    def newest(self, packages: Sequence[str], limit: int) -> tuple[Sighting, ...]:
        """Newest first: a query a shard, merged, each read as far as the list is."""
        rows = newest_first(
            self._failures,
            "by_unknown",
            "unknown_shard",
            shards(packages),
            "failed_order",
            before="",
            where=None,
            limit=min(limit, AT_ONCE),
        )
        return tuple(_to_sighting(row) for row in islice(rows, limit))

    def examples(self, keys: Sequence[FailureKey]) -> dict[FailureKey, Failure]:
        """Those that exist; strongly consistent."""
        rows = self._failures.get_many(keys)
        return {(each.company_id, each.failure_id): each for each in map(to_failure, rows)}


def _to_sighting(row: Row) -> Sighting:
    return Sighting(
        company_id=row.text("company_id"),
        failure_id=row.text("failure_id"),
        signature=row.text("unknown_signature"),
        status=FailureStatus(row.text("status")),
        attempts=row.number("attempts"),
        first_seen=row.instant("opened_at"),
        last_seen=row.instant("last_failed_at"),
    )
