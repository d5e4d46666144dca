"""What a change in the package makes of a record. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from .changes import ChangeKind
from .record_life import is_at_rest, requeued
from .records import EntityType
from .stored_records import PackageLink, StoredRecord, SyncState


def arrived(
    existing: StoredRecord | None,
    *,
    company_id: str,
    entity_type: EntityType,
    record_id: str,
    body: dict[str, Any],
    link: PackageLink,
    voided: bool,
    kept_fields: Collection[str],
    now: datetime,
    reopens: bool = True,
) -> StoredRecord:
    """A record as the package now has it.

    A wish of the application that has not reached the package is kept (it is written over the package's version next);
    one that had failed is tried again on the new version, and so is, if it `reopens`, one whose failure was skipped. Of
    a deleted one only the link moves on. `kept_fields` live in the application only.
    """
    if existing is None:
        return StoredRecord(
            company_id=company_id,
            entity_type=entity_type,
            record_id=record_id,
            body=body,
            revision=0,
            sync_state=SyncState.SYNCED,
            link=link,
            synced_at=now,
            voided=voided,
            origin="package",
        )
    seen = replace(existing, link=link, voided=voided, deleted_in_package=False, merged_into="")
    if existing.deleted:
        return seen
    if existing.sync_state is SyncState.FAILED or (existing.set_aside and reopens):
        return requeued(seen, now)
    if not is_at_rest(existing):
        return seen
    own = {field: value for field, value in existing.body.items() if field in kept_fields}
    return replace(seen, body={**body, **own}, sync_state=SyncState.SYNCED, synced_at=now)


def is_news(record: StoredRecord | None, kind: ChangeKind, occurred_at: datetime) -> bool:
    """Whether an announced change tells something new: echoes and repeats do not (F2)."""
    if record is None or record.link is None:
        return True
    if kind in {ChangeKind.DELETED, ChangeKind.MERGED}:
        return not record.deleted_in_package
    return occurred_at > record.link.current_until


def vanished(existing: StoredRecord, now: datetime) -> StoredRecord:
    """The record was deleted in the package (or merged into another); the application's copy stays."""
    return replace(existing, deleted_in_package=True, synced_at=now)
