"""What the accounting packages announce, in one vocabulary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from .records import EntityType
from .timestamps import to_text


class ChangeKind(StrEnum):
    """What happened to a record in the package: deletes, voids, merges and deactivations are four events (F2)."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    VOIDED = "voided"
    MERGED = "merged"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Change:
    """One announced change; it carries no record, which is fetched when the company's session comes to it.

    `merged_into` is the surviving record's id, set for `MERGED` only (then `package_id` is the one that disappeared).
    `occurred_at` is the package's clock. `version` is told by change feeds that carry it, which says more than a time
    in whole seconds can.
    """

    organisation_id: str
    entity_type: EntityType
    package_id: str
    kind: ChangeKind
    occurred_at: datetime
    merged_into: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class ParsedDelivery:
    """The changes of one webhook body, and how many of its events concern kinds of record we do not keep."""

    changes: tuple[Change, ...]
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """A change waiting in a company's inbox; notices about the same record coalesce into the latest one."""

    company_id: str
    organisation_id: str
    entity_type: EntityType
    package_id: str
    kind: ChangeKind
    occurred_at: datetime
    merged_into: str = ""

    @property
    def key(self) -> str:
        """The inbox key: one place a record, so that duplicates coalesce."""
        return f"{self.organisation_id}#{self.entity_type}#{self.package_id}"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of the feed the application reads: what changed in the package, and the record as it now stands."""

    company_id: str
    position: str
    kind: ChangeKind
    entity_type: EntityType
    record_id: str
    package_id: str
    occurred_at: datetime
    record: dict[str, object]
    merged_into: str = ""


def feed_position(fence: int, at: datetime, tail: str) -> str:
    """The place of an entry in its company's feed, as text that sorts: by session, then time, then `tail`."""
    return f"{fence:010d}.{to_text(at)}.{tail}"


PAGE_SIZE: Final = 300_000
"""Characters of records that are kept together: however badly they compress, they fit where one of them would."""


def feed_pages(entries: Iterable[FeedEntry]) -> Iterator[tuple[FeedEntry, ...]]:
    """Entries in their order, as pages that can be kept together; a record that is larger has a page to itself."""
    page: list[FeedEntry] = []
    size = 0
    for entry in entries:
        more = len(json.dumps(entry.record, ensure_ascii=False, default=str))
        if page and size + more > PAGE_SIZE:
            yield tuple(page)
            page, size = [], 0
        page.append(entry)
        size += more
    if page:
        yield tuple(page)
