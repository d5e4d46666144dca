"""Table `changes`: what the application reads to learn what changed in the package. Key: `company_id`, `position`.

An item is a page: the entries that were applied together, under the position of the last one. So what lies behind a
cursor is in the items behind it, of which the first may begin before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from pynamodb.expressions.operand import Path

from bookbridge.domain.changes import ChangeKind, FeedEntry
from bookbridge.domain.timestamps import from_text, to_text

from .database import Database
from .table import Table
from .values import RawItem, Row, expiry, packed, raw_item

KEPT_FOR: Final = timedelta(days=30)
PAGES_AT_ONCE: Final = 10
"""Items read at a time: most hold a dozen entries or more."""


def changes_table(database: Database, name: str) -> Table:
    """The table `changes`."""
    return Table(database, name, "company_id", "position")


class DynamoDbFeed:
    """Implements `Feed`."""

    def __init__(self, changes: Table) -> None:
        self._changes = changes

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[FeedEntry, ...], str | None]:
        """Entries after the cursor, oldest first; strongly consistent, so that no entry appears behind a cursor."""
        entries = tuple(islice(self._after(company_id, cursor or ""), limit))
        return entries, entries[-1].position if entries else None

    def _after(self, company_id: str, cursor: str) -> Iterator[FeedEntry]:
        matching = Path("company_id") == company_id
        if cursor:
            matching &= Path("position") > cursor
        for row in self._changes.query(matching, page_size=PAGES_AT_ONCE):
            yield from (entry for entry in to_entries(row) if entry.position > cursor)


def page_item(entries: Sequence[FeedEntry]) -> RawItem:
    """The item to write."""
    return raw_item(
        {
            "company_id": entries[-1].company_id,
            "position": entries[-1].position,
            "entries": packed([_body(entry) for entry in entries]),
            "expires_at": expiry(KEPT_FOR),
        }
    )


def to_entries(row: Row) -> tuple[FeedEntry, ...]:
    """The entries of an item."""
    return tuple(_to_entry(row.text("company_id"), body) for body in row.body("entries"))


def _body(entry: FeedEntry) -> dict[str, Any]:
    return {
        "position": entry.position,
        "kind": entry.kind,
        "entity_type": entry.entity_type,
        "record_id": entry.record_id,
        "package_id": entry.package_id,
        "occurred_at": to_text(entry.occurred_at),
        "record": entry.record,
        "merged_into": entry.merged_into,
    }


def _to_entry(company_id: str, body: dict[str, Any]) -> FeedEntry:
    told = {"kind": ChangeKind(body["kind"]), "occurred_at": from_text(body["occurred_at"])}
    return FeedEntry(company_id, **{**body, **told})
