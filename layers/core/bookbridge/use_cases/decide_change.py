"""Decide what a change in the package means: for its record, its mapping and the change feed. Writes nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bookbridge.domain.changes import ChangeKind, FeedEntry, Notice, feed_position
from bookbridge.domain.comparison import total_of
from bookbridge.domain.discrepancies import Twin
from bookbridge.domain.record_arrivals import arrived, vanished
from bookbridge.domain.record_life import APP_ONLY
from bookbridge.domain.records import Reference, map_references, references_in
from bookbridge.domain.stored_records import PackageLink, StoredRecord
from bookbridge.ports.clock import Clock
from bookbridge.ports.packages import FetchedRecord
from bookbridge.ports.records import ObjectKey, RecordKey, Records
from bookbridge.ports.transactions import AppendToFeed, BindMapping, Effect, SaveRecord

from .note_discrepancies import NoteDiscrepancies
from .pull_round import Round, Told
from .reopen_skipped import CHANGED_THERE, ReopenSkipped


def is_echo(told: Told, existing: StoredRecord | None) -> bool:
    """Whether the very version that the record is linked to was found again: mostly what we wrote ourselves."""
    return bool(told.fetched and existing and existing.link and existing.link.version == told.fetched.version)


@dataclass(frozen=True, slots=True)
class DecideChange:
    """One object of the package at a time."""

    records: Records
    note_discrepancies: NoteDiscrepancies
    reopen: ReopenSkipped
    clock: Clock

    def __call__(
        self,
        this: Round,
        told: Told,
        existing: StoredRecord | None,
        ids: Mapping[ObjectKey, RecordKey],
        as_of: datetime,
    ) -> list[Effect]:
        """What to write. `ids` are the records of all that it refers to; it was found so at `as_of`."""
        if told.fetched is None:
            return self._gone(this, told, existing) if existing else []
        if existing and existing.link and is_echo(told, existing):
            return [SaveRecord(replace(existing, link=replace(existing.link, read_at=as_of)))]
        return self._arrival(this, told.notice, told.fetched, existing, ids, as_of)

    def _arrival(
        self,
        this: Round,
        notice: Notice,
        fetched: FetchedRecord,
        existing: StoredRecord | None,
        ids: Mapping[ObjectKey, RecordKey],
        as_of: datetime,
    ) -> list[Effect]:
        company_id, family = this.hold.company_id, this.manifest.family
        entity_type = existing.entity_type if existing else fetched.entity_type
        record_id = existing.record_id if existing else this.derived(fetched.package_id)
        # A record that names what only arrived goes on doing so, whichever record has taken its place since.
        kept = {(ref.path, ref.id) for ref in references_in(entity_type, existing.body)} if existing else set()

        def named(ref: Reference) -> str:
            derived = this.derived(ref.id)
            return (
                derived
                if (ref.path, derived) in kept
                else _id_of(ids.get((family(ref.entity_type), ref.id))) or derived
            )

        body = map_references(fetched.entity_type, fetched.record, named)
        if existing:
            lacking = this.manifest.lacks.get(entity_type, frozenset()) & existing.body.keys()
            body |= {field: existing.body[field] for field in lacking}
        link = _link(fetched, this.organisation_id, as_of)
        page = this.opened.package.link(fetched.entity_type, fetched.package_id)
        twin = Twin(body, link, voided=fetched.voided, package_link=page)
        if existing and (noted := self.note_discrepancies(existing, twin, this.opened)):
            return [SaveRecord(noted.record), *noted.effects]
        after = arrived(
            existing,
            company_id=company_id,
            entity_type=entity_type,
            record_id=record_id,
            body=body,
            link=link,
            voided=fetched.voided,
            kept_fields=APP_ONLY,
            now=self.clock.now(),
            reopens=this.opened.connection.settings.reopen_skipped,
        )
        kind = _kind(notice, fetched, existing)
        dated = replace(notice, occurred_at=max(notice.occurred_at, fetched.updated_at))
        entry = self._entry(this, dated, kind, (entity_type, record_id), body)
        if after.deleted:  # the application need not hear of it any more, but may see what is left there
            after, closing = self.note_discrepancies.left_behind(after, twin)
            return [SaveRecord(after), *closing]
        after, closing = self.note_discrepancies.closed(after)
        effects: list[Effect] = [SaveRecord(after), *closing, AppendToFeed((entry,))]
        if existing:
            effects += self.reopen(existing, after, CHANGED_THERE)
            effects += self.note_discrepancies.kept_current(existing, twin, this.opened)
        former = existing.link if existing else None
        if former is None or not former.leads_to(this.organisation_id, fetched.package_id):
            owner = (company_id, this.organisation_id, entity_type, fetched.package_id, record_id)
            effects.append(BindMapping(*owner, family(entity_type)))
        return effects

    def _gone(self, this: Round, told: Told, existing: StoredRecord) -> list[Effect]:
        """A record that was deleted or merged away, or that was announced and cannot be found any more."""
        kind = ChangeKind.MERGED if told.merged_into else ChangeKind.DELETED
        twin = Twin(gone=kind, merged_into=self._survivor(this, told))
        if noted := self.note_discrepancies(existing, twin, this.opened):
            return [SaveRecord(noted.record), *noted.effects]
        key = (existing.entity_type, existing.record_id)
        entry = self._entry(this, told.notice, kind, key, existing.body, twin.merged_into)
        after, closing = self.note_discrepancies.closed(vanished(existing, self.clock.now()))
        if after.deleted:
            return [SaveRecord(after), *closing]
        current = self.note_discrepancies.kept_current(existing, twin, this.opened)
        return [SaveRecord(after), *closing, AppendToFeed((entry,)), *current]

    def _survivor(self, this: Round, told: Told) -> str:
        """The record of the object that a merged one lives on in; empty for what was not merged."""
        if not told.merged_into:
            return ""
        survivor = (told.notice.entity_type, told.merged_into)
        mapped = self.records.mapped(told.notice.company_id, this.organisation_id, [survivor])
        return _id_of(mapped.get(survivor)) or this.derived(told.merged_into)

    def _entry(
        self,
        this: Round,
        notice: Notice,
        kind: ChangeKind,
        key: RecordKey,
        body: dict[str, Any],
        merged_into: str = "",
    ) -> FeedEntry:
        this.entries += 1
        position = feed_position(this.hold.fence, this.applied_at, f"{this.entries:06d}")
        return FeedEntry(
            notice.company_id, position, kind, *key, notice.package_id, notice.occurred_at, body, merged_into
        )


def _kind(notice: Notice, fetched: FetchedRecord, existing: StoredRecord | None) -> ChangeKind:
    if fetched.voided and not (existing and existing.voided):
        return ChangeKind.VOIDED
    if existing and fetched.record.get("active") is False and existing.body.get("active") is not False:
        return ChangeKind.DEACTIVATED
    # Not every list tells what is new in it from what was changed; to the application it is new.
    return ChangeKind.CREATED if existing is None and notice.kind is ChangeKind.UPDATED else notice.kind


def _id_of(key: RecordKey | None) -> str:
    return key[1] if key else ""


def _link(fetched: FetchedRecord, organisation_id: str, as_of: datetime) -> PackageLink:
    return PackageLink(
        organisation_id=organisation_id,
        package_id=fetched.package_id,
        version=fetched.version,
        updated_at=fetched.updated_at,
        read_at=as_of,
        number=fetched.number,
        total=total_of(fetched.record),
        date=str(fetched.record.get("date") or ""),
    )
