"""What somebody's choice makes of a record: its failure is skipped or cleared, or the application deletes it. Pure."""

from __future__ import annotations

from dataclasses import replace

from .stored_records import StoredRecord, SyncState


def skipped(record: StoredRecord) -> StoredRecord:
    """It is tried no more as it is. What it waited for is remembered: if that changes, it is tried again."""
    if record.sync_state is SyncState.SYNCED:
        return record
    return replace(record, sync_state=SyncState.SKIPPED, set_aside=True)


def dismissed(record: StoredRecord) -> StoredRecord:
    """It loses the warning flag and nothing else: what failed stays failed until it changes or is sent again."""
    state = SyncState.FAILED if record.set_aside else record.sync_state
    return replace(record, sync_state=state, failure_id="", set_aside=False)


def deleted(record: StoredRecord) -> StoredRecord:
    """Nothing of it is sent any more. Body and link stay, so that its twin is known and does not arrive as a stranger.

    The revision rises, so that the outcome of a call that carries it just now is not taken for its own.
    """
    if record.deleted:
        return record
    return replace(
        record,
        sync_state=SyncState.SKIPPED,
        revision=record.revision + 1,
        failure_id="",
        waiting_on="",
        attempts=0,
        discrepancy_id="",
        set_aside=False,
        deleted=True,
    )
