"""Table `records`: a record, its link to the package and the state of its sync in one item. Table `mappings`.

Key: `company_id`, `record_key` (`invoice#inv-1001`). Index `pending` holds only what waits to be written, in the order
of writing; index `waiting` holds what waits for something else, by company and `waiting_on` (`record#customer#c-1`).

A mapping gives the record of an object in the package. Key: `company_id`, `package_key`
(`4620816365#invoice#1045`). It is an item of its own because it must be read consistently, which no index can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from pynamodb.expressions.operand import Path

from bookbridge.domain.records import EntityType, is_entity_type
from bookbridge.domain.stored_records import (
    Action,
    Outbox,
    PackageLink,
    StoredRecord,
    SyncState,
    package_key,
    pending_order,
    record_key,
)
from bookbridge.ports.records import ObjectKey, RecordKey
from bookbridge.ports.transactions import Outdated, SaveRecord

from .cursors import first_page, read_cursor
from .database import Database, Refused
from .table import Table, is_version
from .values import RawItem, Row, packed, raw_item

FEW_WAITING: Final = 200
"""Waiting records of a company that are looked at together."""

UNKNOWN_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The place in the outbox of a record without a time of acceptance: before all others of its rank."""


def records_table(database: Database, name: str) -> Table:
    """The table `records`."""
    return Table(database, name, "company_id", "record_key")


def mappings_table(database: Database, name: str) -> Table:
    """The table `mappings`."""
    return Table(database, name, "company_id", "package_key")


class DynamoDbRecords:
    """Implements `Records`."""

    def __init__(self, records: Table, mappings: Table) -> None:
        self._records = records
        self._mappings = mappings

    def get(self, company_id: str, entity_type: EntityType, record_id: str) -> StoredRecord | None:
        """One record; strongly consistent."""
        row = self._records.get(company_id, record_key(entity_type, record_id))
        return to_record(row) if row else None

    def get_many(self, company_id: str, keys: Sequence[RecordKey]) -> dict[RecordKey, StoredRecord]:
        """Those of the records that exist."""
        rows = self._records.get_many((company_id, record_key(*key)) for key in keys)
        return {(record.entity_type, record.record_id): record for record in map(to_record, rows)}

    def save(self, record: StoredRecord) -> StoredRecord:
        """Write one record. Raises `Outdated`."""
        try:
            self._records.put(record_item(record), is_version("row_version", record.row_version))
        except Refused:
            raise Outdated((SaveRecord(record),)) from None
        return replace(record, row_version=record.row_version + 1)

    def mapped(self, company_id: str, organisation_id: str, objects: Sequence[ObjectKey]) -> dict[ObjectKey, RecordKey]:
        """The records of the package's objects."""
        wanted = {package_key(organisation_id, *each): each for each in objects}
        rows = self._mappings.get_many((company_id, key) for key in wanted)
        return {wanted[row.text("package_key")]: _split(row.text("record_key")) for row in rows}

    def pending(self, company_id: str, limit: int) -> Outbox:
        """The first keys of the outbox."""
        matching = Path("pending_company") == company_id
        rows = list(islice(self._records.query(matching, index="pending", page_size=limit + 1), limit + 1))
        keys = tuple(_split(row.text("record_key")) for row in rows)
        return Outbox(keys[:limit], more=len(keys) > limit)

    def has_pending(self, company_id: str) -> bool:
        """Whether anything waits to be written."""
        matching = Path("pending_company") == company_id
        return any(True for _row in self._records.query(matching, index="pending", page_size=1))

    def waiting(self, company_id: str, marks: Sequence[str]) -> tuple[RecordKey, ...]:
        """Records that wait for any of these marks."""
        wanted = dict.fromkeys(marks)
        if not wanted:
            return ()
        # Hardly anything waits, so one look at all of it tells more than a query for each mark.
        mine = Path("waiting_company") == company_id
        rows = list(islice(self._records.query(mine, index="waiting", page_size=FEW_WAITING), FEW_WAITING))
        if len(rows) == FEW_WAITING:
            each = (mine & (Path("waiting_on") == mark) for mark in wanted)
            rows = [row for matching in each for row in self._records.query(matching, index="waiting")]
        return tuple(_split(row.text("record_key")) for row in rows if row.text("waiting_on") in wanted)

    def page(
        self, company_id: str, entity_type: EntityType | None, cursor: str | None, limit: int
    ) -> tuple[tuple[StoredRecord, ...], str | None]:
        """Records in key order."""
        scope = f"{company_id}#{entity_type or ''}"
        last = read_cursor(scope, cursor)
        matching = Path("company_id") == company_id
        if entity_type:
            matching &= Path("record_key").startswith(f"{entity_type}#")
        after = raw_item({"company_id": company_id, "record_key": last}) if last else None
        rows = self._records.query(matching, after=after, page_size=limit + 1)
        page, following = first_page(rows, "record_key", scope, limit)
        return tuple(map(to_record, page)), following


def record_item(record: StoredRecord) -> RawItem:
    """The item to write: the record as it stands, its row version raised."""
    link = record.link
    pending = record.sync_state is SyncState.PENDING
    accepted_at = record.accepted_at or UNKNOWN_TIME
    return raw_item(
        {
            "company_id": record.company_id,
            "record_key": record.key,
            "entity_type": record.entity_type,
            "record_id": record.record_id,
            "body": packed(record.body),
            "revision": record.revision,
            "sync_state": record.sync_state,
            "action": record.action,
            "organisation_id": link.organisation_id if link else None,
            "package_id": link.package_id if link else None,
            "package_version": link.version if link else None,
            "package_updated_at": link.updated_at if link else None,
            "package_read_at": link.read_at if link else None,
            "package_number": link.number if link else None,
            "package_total": link.total if link else None,
            "package_date": link.date if link else None,
            "accepted_at": record.accepted_at,
            "synced_at": record.synced_at,
            "failure_id": record.failure_id,
            "waiting_company": record.company_id if record.waiting_on else None,
            "waiting_on": record.waiting_on,
            "attempts": record.attempts,
            "deleted_in_package": record.deleted_in_package,
            "voided": record.voided,
            "origin": record.origin,
            "discrepancy_id": record.discrepancy_id,
            "set_aside": record.set_aside,
            "deleted": record.deleted,
            "merged_into": record.merged_into,
            "row_version": record.row_version + 1,
            "pending_company": record.company_id if pending else None,
            "pending_order": pending_order(record.entity_type, record.record_id, accepted_at) if pending else None,
        }
    )


def to_record(row: Row) -> StoredRecord:
    """The record of an item."""
    link = None
    if row.has("package_updated_at"):
        link = PackageLink(
            organisation_id=row.text("organisation_id"),
            package_id=row.text("package_id"),
            version=row.text("package_version"),
            updated_at=row.instant("package_updated_at"),
            read_at=row.instant("package_read_at"),
            number=row.text("package_number"),
            total=row.text("package_total"),
            date=row.text("package_date"),
        )
    return StoredRecord(
        company_id=row.text("company_id"),
        entity_type=row.entity_type(),
        record_id=row.text("record_id"),
        body=row.body("body"),
        revision=row.number("revision"),
        sync_state=SyncState(row.text("sync_state")),
        action=Action(row.text("action")),
        link=link,
        accepted_at=row.optional_instant("accepted_at"),
        synced_at=row.optional_instant("synced_at"),
        failure_id=row.text("failure_id"),
        waiting_on=row.text("waiting_on"),
        attempts=row.number("attempts"),
        deleted_in_package=row.flag("deleted_in_package"),
        voided=row.flag("voided"),
        origin=row.text("origin"),
        discrepancy_id=row.text("discrepancy_id"),
        set_aside=row.flag("set_aside"),
        deleted=row.flag("deleted"),
        merged_into=row.text("merged_into"),
        row_version=row.number("row_version"),
    )


def _split(key: str) -> RecordKey:
    entity_type, _separator, record_id = key.partition("#")
    if not is_entity_type(entity_type):
        raise ValueError(f"not a record key: {key!r}")
    return entity_type, record_id
