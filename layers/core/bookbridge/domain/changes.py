"""What the accounting packages announce, in one vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .records import EntityType


class ChangeKind(StrEnum):
    """What happened to a record in the package. Deletes, voids, merges and updates are four different events (F2)."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    VOIDED = "voided"
    MERGED = "merged"


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
