"""Table `changes`: what the application reads to learn what changed in the package. Key: `company_id`, `position`."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Final

from pynamodb.expressions.operand import Path

from bookbridge.domain.changes import ChangeKind, FeedEntry

from .database import Database
from .table import Table
from .values import RawItem, Row, expiry, packed, raw_item

KEPT_FOR: Final = timedelta(days=30)


def changes_table(database: Database, name: str) -> Table:
    """The table `changes`."""
    return Table(database, name, "company_id", "position")


class DynamoDbFeed:
    """Implements `Feed`."""

    def __init__(self, changes: Table) -> None:
        self._changes = changes

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[FeedEntry, ...], str | None]:
        """Entries after the cursor, oldest first; strongly consistent, so that no entry appears behind a cursor."""
        matching = Path("company_id") == company_id
        if cursor:
            matching &= Path("position") > cursor
        entries = tuple(map(to_entry, islice(self._changes.query(matching, page_size=limit), limit)))
        return entries, entries[-1].position if entries else None


def entry_item(entry: FeedEntry) -> RawItem:
    """The item to write."""
    return raw_item(
        {
            "company_id": entry.company_id,
            "position": entry.position,
            "kind": entry.kind,
            "entity_type": entry.entity_type,
            "record_id": entry.record_id,
            "package_id": entry.package_id,
            "occurred_at": entry.occurred_at,
            "record": packed(entry.record),
            "merged_into": entry.merged_into,
            "expires_at": expiry(KEPT_FOR),
        }
    )


def to_entry(row: Row) -> FeedEntry:
    """The entry of an item."""
    return FeedEntry(
        company_id=row.text("company_id"),
        position=row.text("position"),
        kind=ChangeKind(row.text("kind")),
        entity_type=row.entity_type(),
        record_id=row.text("record_id"),
        package_id=row.text("package_id"),
        occurred_at=row.instant("occurred_at"),
        record=row.body("record"),
        merged_into=row.text("merged_into"),
    )
