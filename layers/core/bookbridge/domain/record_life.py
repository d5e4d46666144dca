"""The life of a record: accepted, written, refused, blocked, asked for again, changed by the package. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from .changes import ChangeKind
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

SETTLED: Final = frozenset({SyncState.SYNCED, SyncState.DRAFT, SyncState.SKIPPED})
"""States in which nothing of the application is on its way to the package."""


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
    open, stay on the record.
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
    if same and settled and not missing:
        return existing
    if not missing and _is_told_already(existing, body):
        return replace(existing, body=body, revision=existing.revision + 1)
    return replace(
        existing,
        body=body,
        action=Action.SAVE,
        revision=existing.revision + 1,
        sync_state=_state_of_wish(entity_type, body, settings),
        accepted_at=now,
        waiting_on="",
        attempts=0,
    )


def _is_told_already(record: StoredRecord, body: dict[str, Any]) -> bool:
    """Whether the package has all of the new wish that it will ever be told; an exported order is never sent again."""
    if record.sync_state is not SyncState.SYNCED or record.link is None or record.action is not Action.SAVE:
        return False
    silent = NEVER_SENT | _TOLD_ONCE.get(record.entity_type, frozenset())
    changed = {field for field in {*record.body, *body} if record.body.get(field) != body.get(field)}
    return bool(changed) and changed <= silent


def is_missing(record: StoredRecord, organisation_id: str) -> bool:
    """Whether a record that counts as synced has no twin in this organisation: unlinked, or synced with another one."""
    if record.sync_state is not SyncState.SYNCED or not organisation_id or record.voided or not record.body:
        return False
    return record.link is None or record.link.organisation_id != organisation_id


def void(existing: StoredRecord, now: datetime) -> StoredRecord:
    """The wish to void a record; asking twice changes nothing."""
    if existing.voided or (existing.action is Action.VOID and existing.sync_state is SyncState.PENDING):
        return existing
    return replace(
        existing,
        action=Action.VOID,
        revision=existing.revision + 1,
        sync_state=SyncState.PENDING,
        accepted_at=now,
        waiting_on="",
        attempts=0,
    )


def _state_of_wish(entity_type: EntityType, body: dict[str, Any], settings: Settings) -> SyncState:
    reasons = reasons_to_withhold(entity_type, body, settings)
    return reasons[0].state if reasons else SyncState.PENDING


def reconsidered(record: StoredRecord, settings: Settings, now: datetime) -> StoredRecord | None:
    """The record as changed settings want it; None if they decide nothing else about it than the former ones did.

    What failed, and waits for nothing in the package, is tried again: they may mend it (A2).
    """
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
    )


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
) -> StoredRecord:
    """A record as the package now has it.

    A wish of the application that has not reached the package is kept (it is written over the package's version next);
    one that had failed is tried again on the new version. `kept_fields` live in the application only.
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
    seen = replace(existing, link=link, voided=voided, deleted_in_package=False)
    if existing.sync_state is SyncState.FAILED:
        return requeued(seen, now)
    if existing.sync_state not in SETTLED:
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
