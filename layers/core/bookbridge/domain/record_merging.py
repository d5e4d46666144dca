"""Records that merely arrived from the package, and the record of the application that takes their place. Pure."""

from __future__ import annotations

from dataclasses import replace

from .stored_records import StoredRecord, SyncState


def can_be_taken_over(record: StoredRecord) -> bool:
    """Whether it only arrived from the package: the application has said nothing about it, and nothing is open."""
    untouched = record.origin == "package" and record.revision == 0 and record.sync_state is SyncState.SYNCED
    return untouched and not (record.failure_id or record.discrepancy_id or record.deleted or record.merged_into)


def taken_over(record: StoredRecord, by: str) -> StoredRecord:
    """An arrived record whose twin belongs to another record from now on, which stands for it."""
    return replace(record, link=None, merged_into=by)
