"""Apply what changed in the package to records, mappings and the change feed: a group of records, or nothing."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bookbridge.domain.changes import ChangeKind, Notice, feed_pages
from bookbridge.domain.record_arrivals import is_news
from bookbridge.domain.records import EntityType, references_in
from bookbridge.domain.sessions import Counts
from bookbridge.domain.stored_records import (
    StoredRecord,
    record_key,
    waiting_on_package,
    waiting_on_record,
)
from bookbridge.domain.timestamps import EPOCH
from bookbridge.ports.clock import Clock
from bookbridge.ports.packages import Fit
from bookbridge.ports.records import Inbox, ObjectKey, RecordKey, Records
from bookbridge.ports.transactions import (
    AddCounts,
    AppendToFeed,
    Effect,
    Outdated,
    RemoveNotice,
    SaveRecord,
    Transactions,
)

from .acquire_lease import lease_for
from .decide_change import DecideChange, is_echo
from .pull_round import Round, Told
from .release_waiting import ReleaseWaiting

log = logging.getLogger(__name__)

NAMED: Final = EPOCH
"""When what a record refers to was announced: as old as can be, so that a notice that waits already stays as it is."""

Found = Mapping[ObjectKey, StoredRecord]
"""The records of the package's objects, for those that have one."""


@dataclass(frozen=True, slots=True)
class ApplyChanges:
    """Each group is one transaction under the lease; its notices leave the inbox in it, or when it is certain."""

    records: Records
    inbox: Inbox
    transactions: Transactions
    release_waiting: ReleaseWaiting
    decide: DecideChange
    clock: Clock

    def stored(self, this: Round, objects: Sequence[ObjectKey]) -> Found:
        """The records of the package's objects, by mapping, or by the id that follows from the object's."""
        return self._stored(this, {each: each[0] for each in objects})

    def group(self, this: Round, group: Sequence[Told], as_of: datetime, read: Found | None = None) -> bool:
        """One transaction; False when something changed meanwhile and it must be decided again.

        `read` are their records as they were before the fetch: they spare a second look, because whatever changed since
        refuses the transaction.
        """
        this.applied_at = self.clock.now()
        types = {each.key: each.fetched.entity_type if each.fetched else each.key[0] for each in group}
        found = self._found(this, group, types, read)
        if self._release(this, group, types, found):
            found = self._stored(this, types)
        kept = self._suited(this, group, found)
        ids = self._record_ids(this, kept, found)
        effects: list[Effect] = []
        shown: list[Notice] = []
        applied = 0
        for each in kept:
            existing = found.get(each.key)
            written = self.decide(this, each, existing, ids, as_of)
            applied += not is_echo(each, existing)
            effects += written
            # What its record shows need not leave the inbox in the transaction, which would cost twice as much: should
            # we be cut off before it is removed, it is no news any more.
            if _shows(written, each.notice):
                shown.append(each.notice)
        effects += [RemoveNotice(each.notice) for each in group if each.notice not in shown]
        counts = Counts(fetched=len(group), applied=applied, echoes=len(group) - applied)
        if not self.commit(this, _on_pages(effects), counts):
            return False
        self.inbox.remove(shown)
        return True

    def commit(self, this: Round, effects: Sequence[Effect], counts: Counts) -> bool:
        """Write effects and counts; False when records changed meanwhile. A notice that was renewed simply stays."""
        calls = this.opened.calls - this.told_calls
        told = AddCounts(this.hold.company_id, this.hold.session_id, counts.plus(calls=calls))
        lasting = lease_for(this.opened.connection)
        try:
            self.transactions.commit(this.hold, [*effects, told], now=self.clock.now(), lease_for=lasting)
        except Outdated as outdated:
            keep = [effect for effect in effects if effect not in outdated.effects]
            if all(isinstance(effect, RemoveNotice) for effect in outdated.effects):
                return self.commit(this, keep, counts)
            log.info("decided again: records changed meanwhile", extra={"records": _keys(outdated.effects)})
            return False
        this.told_calls += calls
        return True

    def _stored(self, this: Round, types: Mapping[ObjectKey, EntityType]) -> dict[ObjectKey, StoredRecord]:
        company_id = this.hold.company_id
        mapped = self.records.mapped(company_id, this.organisation_id, [*types])
        keys = {each: mapped.get(each) or (kind, this.derived(each[1])) for each, kind in types.items()}
        stored = self.records.get_many(company_id, sorted(set(keys.values())))
        return {each: stored[key] for each, key in keys.items() if key in stored}

    def _found(
        self, this: Round, group: Sequence[Told], types: Mapping[ObjectKey, EntityType], read: Found | None
    ) -> Found:
        if read is None:
            return self._stored(this, types)
        # By now some are known to be of another type; and of those that are gone, nothing else would refuse.
        doubtful = {each.key: types[each.key] for each in group if not each.fetched or types[each.key] != each.key[0]}
        known = {key: read[key] for key in types.keys() & read.keys() - doubtful.keys()}
        return {**known, **self._stored(this, doubtful)} if doubtful else known

    def _release(
        self,
        this: Round,
        group: Sequence[Told],
        types: Mapping[ObjectKey, EntityType],
        found: Found,
    ) -> int:
        """Let go what waited for one of these to change, or to come."""
        marks = [waiting_on_package(*each.key) for each in group]
        marks += [
            waiting_on_record(types[each.key], this.derived(each.key[1])) for each in group if each.key not in found
        ]
        return self.release_waiting(this.hold.company_id, marks)

    def _suited(self, this: Round, group: Sequence[Told], found: Found) -> list[Told]:
        """Without what is not ours to keep: types that are not synced, and objects that are really their sibling."""
        siblings = this.manifest.siblings
        doubtful = [
            (siblings[each.key[0]], each.key[1])
            for each in group
            if each.fetched and each.fetched.fit is Fit.PRESUMED and each.key not in found and each.key[0] in siblings
        ]
        taken = self.records.mapped(this.hold.company_id, this.organisation_id, doubtful) if doubtful else {}
        named = {key for each in group for key in _named_by(this, each)}
        return [each for each in group if each.key in found or self._is_kept(this, each, taken, named)]

    def _is_kept(
        self, this: Round, told: Told, taken: Mapping[ObjectKey, RecordKey], named: Collection[ObjectKey]
    ) -> bool:
        fetched = told.fetched
        if fetched is None:
            return False  # of what the application never heard of, it need not hear that it is gone
        policy = this.manifest.entities.get(fetched.entity_type)
        if policy is None or not policy.pulls:
            return False
        # Whoever is paid without a bill is no supplier yet in the package's eyes, but somebody's payee.
        other = fetched.fit is Fit.OTHER and told.notice.occurred_at != NAMED and told.key not in named
        if fetched.entity_type not in this.opened.connection.settings.entities_to_sync or other:
            return False
        sibling = this.manifest.siblings.get(fetched.entity_type, fetched.entity_type)
        return fetched.fit is Fit.SURE or (sibling, told.key[1]) not in taken

    def _record_ids(
        self, this: Round, group: Sequence[Told], found: Mapping[ObjectKey, StoredRecord]
    ) -> dict[ObjectKey, RecordKey]:
        """The records of everything that the group refers to.

        What a record of the package's own refers to and the application does not know yet is fetched too.
        """
        family = this.manifest.family
        objects: set[ObjectKey] = set()
        theirs: set[ObjectKey] = set()
        for each in group:
            named = _named_by(this, each)
            objects |= named
            if each.key not in found or found[each.key].origin == "package":
                theirs |= named
        mapped = self.records.mapped(this.hold.company_id, this.organisation_id, sorted(objects))
        arriving = {each.key for each in group}
        synced = this.manifest.families_of(this.opened.connection.settings.entities_to_sync)
        pulled = {family(kind) for kind, policy in this.manifest.entities.items() if policy.pulls}
        unknown = sorted(each for each in theirs - mapped.keys() - arriving if each[0] in synced & pulled)
        wish = (ChangeKind.CREATED, NAMED)
        self.inbox.put([Notice(this.hold.company_id, this.organisation_id, *each, *wish) for each in unknown])
        return mapped


def _named_by(this: Round, told: Told) -> set[ObjectKey]:
    """The objects of the package that a fetched one refers to."""
    fetched, family = told.fetched, this.manifest.family
    references = references_in(fetched.entity_type, fetched.record) if fetched else ()
    return {(family(reference.entity_type), reference.id) for reference in references}


def _shows(written: Sequence[Effect], notice: Notice) -> bool:
    """Whether the record, once it is saved, shows that the notice is no news any more."""
    saved = (effect.record for effect in written if isinstance(effect, SaveRecord))
    return any(not is_news(record, notice.kind, notice.occurred_at) for record in saved)


def _on_pages(effects: Sequence[Effect]) -> list[Effect]:
    """The same effects, what goes into the feed on as few pages as can be."""
    entries = [entry for effect in effects if isinstance(effect, AppendToFeed) for entry in effect.entries]
    others = [effect for effect in effects if not isinstance(effect, AppendToFeed)]
    return [*others, *map(AppendToFeed, feed_pages(entries))]


def _keys(effects: Sequence[Effect]) -> list[str]:
    return [
        record_key(effect.record.entity_type, effect.record.record_id)
        for effect in effects
        if isinstance(effect, SaveRecord)
    ]
