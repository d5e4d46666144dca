"""Records, inbox and feed in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bookbridge.domain.changes import FeedEntry, Notice
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import Outbox, StoredRecord, SyncState, package_key, pending_order, record_key
from bookbridge.ports.records import ObjectKey, RecordKey
from bookbridge.ports.transactions import Outdated, SaveRecord

from .store import InMemoryStore, paged

UNKNOWN_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)


class InMemoryRecords:
    """Implements `Records`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def get(self, company_id: str, entity_type: EntityType, record_id: str) -> StoredRecord | None:
        return deepcopy(self._store.records.get((company_id, record_key(entity_type, record_id))))

    def get_many(self, company_id: str, keys: Sequence[RecordKey]) -> dict[RecordKey, StoredRecord]:
        found = {key: self.get(company_id, *key) for key in keys}
        return {key: record for key, record in found.items() if record}

    def save(self, record: StoredRecord) -> StoredRecord:
        with self._store.writing("records.save"):
            if not is_current(self._store, record):
                raise Outdated((SaveRecord(record),))
            write_record(self._store, record)
        return replace(record, row_version=record.row_version + 1)

    def mapped(self, company_id: str, organisation_id: str, objects: Sequence[ObjectKey]) -> dict[ObjectKey, RecordKey]:
        keys = {each: (company_id, package_key(organisation_id, *each)) for each in objects}
        return {each: self._store.mappings[key] for each, key in keys.items() if key in self._store.mappings}

    def pending(self, company_id: str, limit: int) -> Outbox:
        ordered = sorted(
            (record for record in self._of(company_id) if record.sync_state is SyncState.PENDING),
            key=lambda record: pending_order(record.entity_type, record.record_id, record.accepted_at or UNKNOWN_TIME),
        )
        keys = tuple((record.entity_type, record.record_id) for record in ordered)
        return Outbox(keys[:limit], more=len(keys) > limit)

    def has_pending(self, company_id: str) -> bool:
        return bool(self.pending(company_id, 1).keys)

    def waiting(self, company_id: str, marks: Sequence[str]) -> tuple[RecordKey, ...]:
        return tuple(
            (record.entity_type, record.record_id)
            for record in self._of(company_id)
            if record.waiting_on and record.waiting_on in marks
        )

    def page(
        self, company_id: str, entity_type: EntityType | None, cursor: str | None, limit: int
    ) -> tuple[tuple[StoredRecord, ...], str | None]:
        rows = (
            (record.key, deepcopy(record))
            for record in self._of(company_id)
            if entity_type in {None, record.entity_type}
        )
        return paged(f"{company_id}#{entity_type or ''}", rows, cursor, limit)

    def _of(self, company_id: str) -> list[StoredRecord]:
        with self._store.lock:
            return [record for (owner, _key), record in self._store.records.items() if owner == company_id]


class InMemoryInbox:
    """Implements `Inbox`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def put(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            with self._store.writing("inbox.put"):
                stored = self._store.inbox.get((notice.company_id, notice.key))
                if stored is None or stored.occurred_at <= notice.occurred_at:
                    self._store.inbox[notice.company_id, notice.key] = notice

    def take(self, company_id: str, limit: int) -> tuple[Notice, ...]:
        with self._store.lock:
            rows = sorted((key, notice) for (owner, key), notice in self._store.inbox.items() if owner == company_id)
        return tuple(notice for _key, notice in rows[:limit])

    def remove(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            with self._store.writing("inbox.remove"):
                if is_still_there(self._store, notice):
                    self._store.inbox.pop((notice.company_id, notice.key), None)


class InMemoryFeed:
    """Implements `Feed`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[FeedEntry, ...], str | None]:
        with self._store.lock:
            entries = sorted(
                (
                    entry
                    for (owner, position), entry in self._store.changes.items()
                    if owner == company_id and position > (cursor or "")
                ),
                key=lambda entry: entry.position,
            )[:limit]
        return tuple(deepcopy(entries)), entries[-1].position if entries else None


def is_still_there(store: InMemoryStore, notice: Notice) -> bool:
    """Whether the inbox holds this very notice about the record, or none."""
    waiting = store.inbox.get((notice.company_id, notice.key), notice)
    return (waiting.occurred_at, waiting.kind) == (notice.occurred_at, notice.kind)


def is_current(store: InMemoryStore, record: StoredRecord) -> bool:
    """Whether the stored row is still the one the record was read from."""
    stored = store.records.get((record.company_id, record.key))
    return (stored.row_version if stored else 0) == record.row_version


def write_record(store: InMemoryStore, record: StoredRecord) -> None:
    """Write a row whose version was checked."""
    json.dumps(record.body)  # what is no JSON could not be kept in the database either
    written = replace(record, row_version=record.row_version + 1)
    store.records[record.company_id, record.key] = deepcopy(written)
