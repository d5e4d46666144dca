"""Serve a company's inbox: fetch what was announced, many records a call, and apply it under the lease."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bookbridge.domain.changes import ChangeKind, FeedEntry, Notice
from bookbridge.domain.errors import OutcomeUnknown, RateLimited, StoreThrottled
from bookbridge.domain.leases import Hold
from bookbridge.domain.record_life import arrived, is_news, vanished
from bookbridge.domain.records import EntityType, map_references, references_in
from bookbridge.domain.sessions import Counts
from bookbridge.domain.stored_records import (
    PackageLink,
    StoredRecord,
    derived_record_id,
    record_key,
    waiting_on_package,
    waiting_on_record,
)
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.clock import Clock
from bookbridge.ports.packages import FetchedRecord
from bookbridge.ports.records import Inbox, Records
from bookbridge.ports.sessions import Leases
from bookbridge.ports.transactions import (
    AddCounts,
    AppendToFeed,
    BindMapping,
    Effect,
    Outdated,
    RemoveNotice,
    SaveRecord,
    Transactions,
)

from .acquire_lease import lease_for
from .dispatch_records import DispatchRecords
from .open_books import OpenBooks, OpenedBooks
from .progress import RECOVERY_WAIT, Deadline, Progress
from .release_waiting import ReleaseWaiting

log = logging.getLogger(__name__)

PAGE: Final = 500
"""Notices taken at a time."""

GROUP: Final = 24
"""Records applied in one transaction: four effects each at most, and the lease and the counts."""

TRIES: Final = 5
"""Times that a group is decided anew because the application changed one of its records meanwhile."""

APP_ONLY: Final = frozenset(
    {"ach", "default_payment_type", "approvers", "notes", "delivery", "documents", "excluded", "status", "item_group"}
    | {"use_item_group_tax"}
)
"""Fields that live in the application and survive what arrives from the package (B9, B13)."""

ObjectKey = tuple[EntityType, str]
Pair = tuple[Notice, FetchedRecord | None]
"""A notice and what was fetched for it; None when the record is gone."""


@dataclass(slots=True)
class _Round:
    """What one invocation carries from step to step."""

    hold: Hold
    opened: OpenedBooks
    told_calls: int = 0
    entries: int = 0

    def derived(self, package_id: str) -> str:
        """The record id of something that no record of the application is linked to."""
        connection = self.opened.connection
        return derived_record_id(connection.package, connection.organisation_id, package_id)


@dataclass(frozen=True, slots=True)
class PullChanges:
    """One round serves everything that was noticed before it began; what comes later begins another round."""

    leases: Leases
    records: Records
    inbox: Inbox
    transactions: Transactions
    open_books: OpenBooks
    release_waiting: ReleaseWaiting
    dispatch: DispatchRecords
    clock: Clock

    def __call__(self, hold: Hold, deadline: Deadline) -> Progress:
        """Work until the inbox is empty or the deadline has passed.

        Raises `LeaseLost` and what the package raises; whatever was not applied stays in the inbox.
        """
        opened = self.open_books(hold.company_id)
        self.leases.begin_round(hold, self.clock.now(), lease_for(opened.connection))
        this = _Round(hold, opened)
        try:
            recovered = self.dispatch.recover(hold, opened)
            self._commit(this, [], Counts(recovered=recovered))
            while notices := self.inbox.take(hold.company_id, PAGE):
                if deadline.passed(self.clock.now().timestamp()):
                    return Progress(more=True)
                self._serve(this, notices)
        except RateLimited as limited:
            return Progress(more=True, wait_seconds=limited.wait_seconds)
        except OutcomeUnknown as unknown:
            log.warning("a dispatch is still unknown", extra={"reason": str(unknown)})
            return Progress(more=True, wait_seconds=RECOVERY_WAIT)
        return Progress(more=False)

    def _serve(self, this: _Round, notices: Sequence[Notice]) -> None:
        found = self._stored(this, [(notice.entity_type, notice.package_id) for notice in notices])
        synced = this.opened.connection.settings.entities_to_sync
        known = [
            notice
            for notice in notices
            if notice.organisation_id != this.opened.connection.organisation_id
            or notice.entity_type not in synced
            or not is_news(found.get((notice.entity_type, notice.package_id)), notice.kind, notice.occurred_at)
        ]
        for start in range(0, len(known), GROUP * 4):
            self._commit(this, [RemoveNotice(notice) for notice in known[start : start + GROUP * 4]], Counts())
        served = {notice.key for notice in known}
        news = [notice for notice in notices if notice.key not in served]
        gone = {ChangeKind.DELETED, ChangeKind.MERGED}
        vanishing: list[Pair] = [(notice, None) for notice in news if notice.kind in gone]
        wanted: dict[EntityType, list[str]] = defaultdict(list)
        to_fetch = [notice for notice in news if notice.kind not in gone]
        for notice in to_fetch:
            wanted[notice.entity_type].append(notice.package_id)
        if to_fetch:
            result = this.opened.books.fetch(wanted)
            fetched = {(record.entity_type, record.package_id): record for record in result.records}
            arriving = [(notice, fetched.get((notice.entity_type, notice.package_id))) for notice in to_fetch]
            self._apply(this, arriving, result.as_of)
        self._apply(this, vanishing, self.clock.now())

    def _stored(self, this: _Round, objects: Sequence[ObjectKey]) -> dict[ObjectKey, StoredRecord]:
        company_id = this.hold.company_id
        mapped = self.records.mapped(company_id, this.opened.connection.organisation_id, objects)
        ids = {key: mapped.get(key) or this.derived(key[1]) for key in objects}
        stored = self.records.get_many(company_id, [(key[0], record_id) for key, record_id in ids.items()])
        return {key: stored[key[0], record_id] for key, record_id in ids.items() if (key[0], record_id) in stored}

    def _apply(self, this: _Round, pairs: Sequence[Pair], as_of: datetime) -> None:
        for start in range(0, len(pairs), GROUP):
            group = pairs[start : start + GROUP]
            for _ in range(TRIES):
                if self._apply_group(this, group, as_of):
                    break
            else:
                message = "records kept changing while they were applied"
                raise StoreThrottled(message)

    def _apply_group(self, this: _Round, group: Sequence[Pair], as_of: datetime) -> bool:
        """One transaction; False when something changed meanwhile and it must be decided again."""
        ids = self._record_ids(this, [record for _, record in group if record is not None])
        objects = [(notice.entity_type, notice.package_id) for notice, _ in group]
        found = self._stored(this, objects)
        marks = [waiting_on_package(notice.entity_type, notice.package_id) for notice, _ in group]
        marks += [waiting_on_record(key[0], this.derived(key[1])) for key in objects if key not in found]
        self.release_waiting(this.hold.company_id, marks)
        found = self._stored(this, objects)
        effects: list[Effect] = []
        applied = echoes = 0
        for notice, fetched in group:
            existing = found.get((notice.entity_type, notice.package_id))
            if fetched is None:
                effects += self._gone(this, notice, existing)
                applied += 1
            elif existing is not None and existing.link is not None and existing.link.version == fetched.version:
                effects.append(SaveRecord(replace(existing, link=replace(existing.link, read_at=as_of))))
                echoes += 1
            else:
                effects += self._arrival(this, notice, fetched, existing, ids, as_of)
                applied += 1
            effects.append(RemoveNotice(notice))
        return self._commit(this, effects, Counts(fetched=len(group), applied=applied, echoes=echoes))

    def _arrival(
        self,
        this: _Round,
        notice: Notice,
        fetched: FetchedRecord,
        existing: StoredRecord | None,
        ids: Mapping[ObjectKey, str],
        as_of: datetime,
    ) -> list[Effect]:
        company_id, organisation_id = this.hold.company_id, this.opened.connection.organisation_id
        record_id = existing.record_id if existing else this.derived(fetched.package_id)
        body = map_references(
            fetched.entity_type,
            fetched.record,
            lambda ref: ids.get((ref.entity_type, ref.id)) or this.derived(ref.id),
        )
        after = arrived(
            existing,
            company_id=company_id,
            entity_type=fetched.entity_type,
            record_id=record_id,
            body=body,
            link=_link(fetched, organisation_id, as_of),
            voided=fetched.voided,
            kept_fields=APP_ONLY,
            now=self.clock.now(),
        )
        kind = ChangeKind.VOIDED if fetched.voided and not (existing and existing.voided) else notice.kind
        effects: list[Effect] = [SaveRecord(after), AppendToFeed(self._entry(this, notice, kind, record_id, body))]
        if existing is None or existing.link is None or existing.link.package_id != fetched.package_id:
            effects.append(BindMapping(company_id, organisation_id, fetched.entity_type, fetched.package_id, record_id))
        return effects

    def _gone(self, this: _Round, notice: Notice, existing: StoredRecord | None) -> list[Effect]:
        """A record that was deleted or merged away, or that was announced and cannot be found any more."""
        kind = notice.kind if notice.kind is ChangeKind.MERGED else ChangeKind.DELETED
        if existing is None:
            record_id = this.derived(notice.package_id)
            return [AppendToFeed(self._entry(this, notice, kind, record_id, {}))]
        entry = self._entry(this, notice, kind, existing.record_id, existing.body)
        return [SaveRecord(vanished(existing, self.clock.now())), AppendToFeed(entry)]

    def _entry(
        self, this: _Round, notice: Notice, kind: ChangeKind, record_id: str, body: dict[str, object]
    ) -> FeedEntry:
        this.entries += 1
        position = f"{this.hold.fence:010d}.{to_text(self.clock.now())}.{this.entries:06d}"
        merged_into = ""
        if notice.merged_into:
            survivor = self.records.mapped(
                notice.company_id, this.opened.connection.organisation_id, [(notice.entity_type, notice.merged_into)]
            )
            merged_into = next(iter(survivor.values()), this.derived(notice.merged_into))
        return FeedEntry(
            notice.company_id,
            position,
            kind,
            notice.entity_type,
            record_id,
            notice.package_id,
            notice.occurred_at,
            body,
            merged_into,
        )

    def _record_ids(self, this: _Round, fetched: Sequence[FetchedRecord]) -> dict[ObjectKey, str]:
        objects = {
            (reference.entity_type, reference.id)
            for record in fetched
            for reference in references_in(record.entity_type, record.record)
        }
        return self.records.mapped(this.hold.company_id, this.opened.connection.organisation_id, sorted(objects))

    def _commit(self, this: _Round, effects: Sequence[Effect], counts: Counts) -> bool:
        calls = this.opened.calls - this.told_calls
        told = AddCounts(this.hold.company_id, this.hold.session_id, counts.plus(calls=calls))
        lasting = lease_for(this.opened.connection)
        try:
            self.transactions.commit(this.hold, [*effects, told], now=self.clock.now(), lease_for=lasting)
        except Outdated as outdated:
            keep = [effect for effect in effects if effect not in outdated.effects]
            if all(isinstance(effect, RemoveNotice) for effect in outdated.effects):
                return self._commit(this, keep, counts)
            log.info("decided again: records changed meanwhile", extra={"records": _keys(outdated.effects)})
            return False
        this.told_calls += calls
        return True


def _link(fetched: FetchedRecord, organisation_id: str, as_of: datetime) -> PackageLink:
    return PackageLink(
        organisation_id=organisation_id,
        package_id=fetched.package_id,
        version=fetched.version,
        updated_at=fetched.updated_at,
        read_at=as_of,
        number=fetched.number,
    )


def _keys(effects: Sequence[Effect]) -> list[str]:
    return [
        record_key(effect.record.entity_type, effect.record.record_id)
        for effect in effects
        if isinstance(effect, SaveRecord)
    ]
