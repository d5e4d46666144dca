"""Where records, mappings and the change feed are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bookbridge.domain.changes import FeedEntry, Notice
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import Outbox, StoredRecord

RecordKey = tuple[EntityType, str]
"""Entity type and record id."""

ObjectKey = tuple[EntityType, str]
"""The family of an object in the package, and its id there."""


class Records(Protocol):
    """The records of all companies; every call names the company."""

    def get(self, company_id: str, entity_type: EntityType, record_id: str) -> StoredRecord | None:
        """One record; strongly consistent."""
        ...

    def get_many(self, company_id: str, keys: Sequence[RecordKey]) -> dict[RecordKey, StoredRecord]:
        """Those of the records that exist; strongly consistent; any number of keys."""
        ...

    def save(self, record: StoredRecord) -> StoredRecord:
        """Write one record and return it with its new `row_version`. Raises `Outdated`."""
        ...

    def mapped(self, company_id: str, organisation_id: str, objects: Sequence[ObjectKey]) -> dict[ObjectKey, RecordKey]:
        """The records of the package's objects, for those that are mapped; strongly consistent; any number."""
        ...

    def pending(self, company_id: str, limit: int) -> Outbox:
        """The first keys of the outbox in dependency order. May lag a moment behind writes."""
        ...

    def has_pending(self, company_id: str) -> bool:
        """Whether anything waits to be written."""
        ...

    def waiting(self, company_id: str, marks: Sequence[str]) -> tuple[RecordKey, ...]:
        """Records that wait for any of these marks."""
        ...

    def page(
        self, company_id: str, entity_type: EntityType | None, cursor: str | None, limit: int
    ) -> tuple[tuple[StoredRecord, ...], str | None]:
        """Records in key order, and the next cursor."""
        ...


class Inbox(Protocol):
    """Notices that wait for their company's next session."""

    def put(self, notices: Sequence[Notice]) -> None:
        """Add notices; an older one never replaces a newer one about the same record. Any number, any companies."""
        ...

    def take(self, company_id: str, limit: int) -> tuple[Notice, ...]:
        """The first notices (they stay until they are removed); strongly consistent."""
        ...

    def remove(self, notices: Sequence[Notice]) -> None:
        """Take notices out; where a newer one has taken a notice's place, it stays. Any number."""
        ...


class Feed(Protocol):
    """The change feed that the application reads."""

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[FeedEntry, ...], str | None]:
        """Entries after the cursor, oldest first, and the last entry's position (None: no entries)."""
        ...
