"""Table `inbox`: what changed in the package and is to be read.

Key: `company_id`, `notice_key` (`invoice#1045`): one place a record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from typing import Final

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from bookbridge.domain.changes import ChangeKind, Notice
from bookbridge.domain.timestamps import to_text

from .database import Database, Refused
from .table import Table, absent, either
from .values import RawItem, Row, expiry, raw_item

KEPT_FOR: Final = timedelta(days=30)
AT_ONCE: Final = 8
"""Writes under way at the same time: conditions exclude batch writes, and one by one takes too long."""


def inbox_table(database: Database, name: str) -> Table:
    """The table `inbox`."""
    return Table(database, name, "company_id", "notice_key")


class DynamoDbInbox:
    """Implements `Inbox`."""

    def __init__(self, inbox: Table) -> None:
        self._inbox = inbox

    def put(self, notices: Sequence[Notice]) -> None:
        """Add notices; an older one never replaces a newer one."""
        latest: dict[tuple[str, str], Notice] = {}
        for notice in sorted(notices, key=lambda each: each.occurred_at):
            latest[notice.company_id, notice.key] = notice
        _side_by_side(self._put, list(latest.values()))

    def take(self, company_id: str, limit: int) -> tuple[Notice, ...]:
        """The first notices; strongly consistent."""
        rows = self._inbox.query(Path("company_id") == company_id, page_size=limit)
        return tuple(map(to_notice, islice(rows, limit)))

    def remove(self, notices: Sequence[Notice]) -> None:
        """Take notices out; a newer one stays."""
        _side_by_side(self._remove, notices)

    def _remove(self, notice: Notice) -> None:
        with suppress(Refused):  # a newer one is there
            self._inbox.delete((notice.company_id, notice.key), is_still(notice))

    def _put(self, notice: Notice) -> None:
        try:
            older = Path("occurred_at") <= to_text(notice.occurred_at)
            self._inbox.put(notice_item(notice), either(absent("notice_key"), older))
        except Refused:
            return  # a newer one is there


def _side_by_side(write: Callable[[Notice], None], notices: Sequence[Notice]) -> None:
    if len(notices) == 1:
        write(notices[0])
    elif notices:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(write, notices))


def notice_item(notice: Notice) -> RawItem:
    """The item to write."""
    return raw_item(
        {
            "company_id": notice.company_id,
            "notice_key": notice.key,
            "organisation_id": notice.organisation_id,
            "entity_type": notice.entity_type,
            "package_id": notice.package_id,
            "kind": notice.kind,
            "occurred_at": notice.occurred_at,
            "merged_into": notice.merged_into,
            "expires_at": expiry(KEPT_FOR),
        }
    )


def to_notice(row: Row) -> Notice:
    """The notice of an item."""
    return Notice(
        company_id=row.text("company_id"),
        organisation_id=row.text("organisation_id"),
        entity_type=row.entity_type(),
        package_id=row.text("package_id"),
        kind=ChangeKind(row.text("kind")),
        occurred_at=row.instant("occurred_at"),
        merged_into=row.text("merged_into"),
    )


def is_still(notice: Notice) -> Condition:
    """The inbox holds this very notice about the record, or none."""
    same = (Path("occurred_at") == to_text(notice.occurred_at)) & (Path("kind") == str(notice.kind))
    return either(absent("notice_key"), same)
