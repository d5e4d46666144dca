"""What a choice about a discrepancy makes of its record. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from .comparison import total_of
from .discrepancies import Discrepancy, DiscrepancyKind
from .record_arrivals import arrived, vanished
from .record_life import requeued
from .stored_records import StoredRecord, SyncState


def taking_theirs(
    record: StoredRecord, discrepancy: Discrepancy, kept_fields: Collection[str], now: datetime
) -> StoredRecord:
    """The record with the package's body; `kept_fields` live in the application only, unless they were asked about."""
    settled = replace(
        record,
        sync_state=SyncState.SYNCED,
        discrepancy_id="",
        failure_id="",
        waiting_on="",
        attempts=0,
        set_aside=False,
        deleted=False,
    )
    if discrepancy.kind.is_gone or record.link is None:
        return vanished(settled, now)
    asked = {difference.field for difference in discrepancy.differences}
    after = arrived(
        settled,
        company_id=record.company_id,
        entity_type=record.entity_type,
        record_id=record.record_id,
        body=discrepancy.theirs,
        link=replace(record.link, total=total_of(discrepancy.theirs)),
        voided=discrepancy.kind is DiscrepancyKind.VOIDED,
        kept_fields=set(kept_fields) - asked,
        now=now,
    )
    return replace(after, deleted_in_package=record.deleted_in_package)


def sending_ours(record: StoredRecord, discrepancy: Discrepancy, now: datetime) -> StoredRecord:
    """The record queued over the package's newest version; without its link, to be made anew, if that is gone."""
    link = None if discrepancy.kind.is_gone else record.link
    return replace(requeued(record, now), link=link, discrepancy_id="")
