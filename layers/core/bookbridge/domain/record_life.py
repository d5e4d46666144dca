"""The life of a record: accepted, written, refused, blocked, asked for again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from .dispatches import Written
from .records import EntityType
from .settings import Settings
from .stored_records import (
    PACKAGE_MARK,
    Action,
    PackageLink,
    StoredRecord,
    SyncState,
    fingerprint,
    waiting_on_record,
)
from .withholding import reasons_to_withhold

MAX_ATTEMPTS: Final = 5
"""Tries of a record that the package refuses with errors of its own, before it becomes a failure."""

APP_ONLY: Final = frozenset(
    {"ach", "default_payment_type", "approvers", "notes", "delivery", "documents", "excluded", "status", "item_group"}
    | {"use_item_group_tax"}
)
"""Fields that live in the application and survive what arrives from the package (B9, B13)."""

NEVER_SENT: Final = APP_ONLY - {"status", "excluded"}
"""Fields that no package is told of; status and exclusion decide whether, and as what, a record is sent."""

_TOLD_ONCE: Final[Mapping[EntityType, frozenset[str]]] = {
    # An exported order goes on through its statuses in the application, and a file can be had at another address.
    "order": frozenset({"status"}),
    "document": frozenset({"url"}),
}

_SETTLED: Final = frozenset({SyncState.SYNCED, SyncState.DRAFT, SyncState.SKIPPED})


def is_at_rest(record: StoredRecord) -> bool:
    """Whether nothing of the application is on its way to the package, nor waits for somebody to mend it."""
    return record.sync_state in _SETTLED and not record.set_aside


def accept(
    existing: StoredRecord | None,
    *,
    company_id: str,
    entity_type: EntityType,
    record_id: str,
    body: dict[str, Any],
    settings: Settings,
    organisation_id: str,
    now: datetime,
) -> StoredRecord:
    """What the application wants in the package from now on.

    The same wish again changes nothing, unless the record failed, or has no twin in the organisation that the company
    is connected to now (`organisation_id`, empty: none): then it is tried again. Of what the package is never told, or
    of the next status of an order that was exported, it is told nothing. The package link, and a failure that is still
    open, stay on the record. One that was deleted comes to life again; one whose failure was skipped is tried again
    with another wish, unless the settings say that it stays aside.
    """
    if existing is None:
        return StoredRecord(
            company_id=company_id,
            entity_type=entity_type,
            record_id=record_id,
            body=body,
            revision=1,
            sync_state=_state_of_wish(entity_type, body, settings),
            accepted_at=now,
        )
    same = fingerprint(existing.body, existing.action) == fingerprint(body, Action.SAVE)
    settled = existing.sync_state not in {SyncState.FAILED, SyncState.BLOCKED}
    missing = is_missing(existing, organisation_id)
    if same and settled and not missing and not existing.deleted:
        return existing
    if not missing and _is_told_already(existing, body):
        return replace(existing, body=body, revision=existing.revision + 1)
    if not existing.deleted and _is_evidence(existing, body):
        # What is on its way is settled by its revision: another one would be sent once more.
        on_its_way = existing.sync_state is SyncState.PENDING
        return replace(existing, body=body, revision=existing.revision + int(not on_its_way))
    if existing.set_aside and not settings.reopen_skipped:
        return replace(existing, body=body, action=Action.SAVE, revision=existing.revision + 1)
    return replace(
        existing,
        body=body,
        action=Action.SAVE,
        revision=existing.revision + 1,
        sync_state=_state_of_wish(entity_type, body, settings),
        accepted_at=now,
        waiting_on="",
        attempts=0,
        set_aside=False,
        deleted=False,
    )


def _is_told_already(record: StoredRecord, body: dict[str, Any]) -> bool:
    """Whether the package has all of the new wish that it will ever be told; an exported order is never sent again."""
    if record.sync_state is not SyncState.SYNCED or record.link is None or record.action is not Action.SAVE:
        return False
    silent = NEVER_SENT | _TOLD_ONCE.get(record.entity_type, frozenset())
    changed = {field for field in {*record.body, *body} if record.body.get(field) != body.get(field)}
    return bool(changed) and changed <= silent


def _is_evidence(record: StoredRecord, body: dict[str, Any]) -> bool:
    """Whether the new wish only tells of a payment's delivery, which says nothing to the package (A3)."""
    changed = {field for field in {*record.body, *body} if record.body.get(field) != body.get(field)}
    return changed == {"delivery"} and record.action is Action.SAVE


def is_missing(record: StoredRecord, organisation_id: str) -> bool:
    """Whether a record that counts as synced has no twin in this organisation: unlinked, or synced with another one."""
    if record.sync_state is not SyncState.SYNCED or not organisation_id or record.voided or not record.body:
        return False
    if record.merged_into:
        return False
    return record.link is None or record.link.organisation_id != organisation_id


def void(existing: StoredRecord, now: datetime, *, reopens: bool = True) -> StoredRecord:
    """The wish to void a record; asking twice changes nothing. Unless it `reopens`, a skipped one stays aside."""
    if existing.voided or (existing.action is Action.VOID and existing.sync_state is SyncState.PENDING):
        return existing
    if existing.set_aside and not reopens:
        unchanged = existing.action is Action.VOID
        return existing if unchanged else replace(existing, action=Action.VOID, revision=existing.revision + 1)
    return replace(
        existing,
        action=Action.VOID,
        revision=existing.revision + 1,
        sync_state=SyncState.PENDING,
        accepted_at=now,
        waiting_on="",
        attempts=0,
        set_aside=False,
    )


def _state_of_wish(entity_type: EntityType, body: dict[str, Any], settings: Settings) -> SyncState:
    reasons = reasons_to_withhold(entity_type, body, settings)
    return reasons[0].state if reasons else SyncState.PENDING


def reconsidered(record: StoredRecord, settings: Settings, now: datetime) -> StoredRecord | None:
    """The record as changed settings want it; None if they decide nothing else about it than the former ones did.

    What failed, and waits for nothing in the package, is tried again: they may mend it (A2). What somebody skipped, or
    the application deleted, stays as it is.
    """
    if record.set_aside or record.deleted:
        return None
    if record.sync_state is SyncState.FAILED and not record.waiting_on.startswith(PACKAGE_MARK):
        return requeued(record, now)
    if record.sync_state not in {SyncState.PENDING, SyncState.DRAFT, SyncState.SKIPPED}:
        return None
    if record.action is Action.SAVE:
        wanted = _state_of_wish(record.entity_type, record.body, settings)
    else:
        wanted = SyncState.PENDING if record.entity_type in settings.entities_to_sync else SyncState.SKIPPED
    if wanted is record.sync_state:
        return None
    return requeued(record, now) if wanted is SyncState.PENDING else replace(record, sync_state=wanted)


def link_of(written: Written, organisation_id: str) -> PackageLink:
    """The link that the package's answer proves."""
    return PackageLink(
        organisation_id=organisation_id,
        package_id=written.package_id,
        version=written.version,
        updated_at=written.updated_at,
        read_at=written.read_at,
        number=written.number,
        total=written.total,
        date=written.date,
    )


def written(
    record: StoredRecord, revision: int, link: PackageLink, now: datetime, *, voided: bool, again: bool = False
) -> StoredRecord:
    """The package carried out what was asked with `revision`.

    If the application changed the record meanwhile, or it is to be written `again`, only the link is noted and the wish
    stays pending.
    """
    if again or record.revision != revision:
        return replace(record, link=link, attempts=0)
    return replace(
        record,
        link=link,
        sync_state=SyncState.SYNCED,
        synced_at=now,
        failure_id="",
        waiting_on="",
        attempts=0,
        voided=voided,
        deleted_in_package=False,
        set_aside=False,
    )


def refused(record: StoredRecord, revision: int, failure_id: str, watch: str) -> StoredRecord:
    """The record became a failure; `watch` names what must change in the package before another try makes sense."""
    if record.revision != revision:
        return replace(record, failure_id=failure_id)
    return replace(
        record, sync_state=SyncState.FAILED, failure_id=failure_id, waiting_on=watch, attempts=record.attempts + 1
    )


def put_off(record: StoredRecord) -> StoredRecord:
    """One more try was spent on an error of the package's own."""
    return replace(record, attempts=record.attempts + 1)


def blocked(record: StoredRecord, parent_type: EntityType, parent_id: str) -> StoredRecord:
    """The record waits for its parent; it raises no failure of its own (F5)."""
    return replace(record, sync_state=SyncState.BLOCKED, waiting_on=waiting_on_record(parent_type, parent_id))


def requeued(record: StoredRecord, now: datetime) -> StoredRecord:
    """Try the record again: something it waited for has changed, or somebody asked for it."""
    return replace(
        record,
        sync_state=SyncState.PENDING,
        waiting_on="",
        attempts=0,
        accepted_at=record.accepted_at or now,
        set_aside=False,
    )
