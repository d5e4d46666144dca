"""Notice when a record of the application was changed in the package, and when both agree again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from bookbridge.domain.comparison import ACTIVE, COMPARED, DELETED, compare, total_of
from bookbridge.domain.discrepancies import (
    Choice,
    Difference,
    Discrepancy,
    DiscrepancyKind,
    Twin,
    agreed,
    discrepancy_id,
    kind_of,
    noticed,
)
from bookbridge.domain.record_arrivals import vanished
from bookbridge.domain.record_life import is_at_rest
from bookbridge.domain.records import EntityType
from bookbridge.domain.settings import Settings
from bookbridge.domain.stored_records import StoredRecord, SyncState
from bookbridge.ports.clock import Clock
from bookbridge.ports.discrepancies import Discrepancies
from bookbridge.ports.manifests import Drift, EntityPolicy
from bookbridge.ports.packages import Package
from bookbridge.ports.records import Records
from bookbridge.ports.transactions import Effect, SaveDiscrepancy

from .name_parties import name_parties
from .open_books import OpenedBooks

NEVER_DELETED: Final[frozenset[EntityType]] = frozenset({"bill"})
"""Types whose deletion in the package is shown and not followed, whoever made the record (B15)."""


class Noted(NamedTuple):
    """The record as it is to be saved, and what must be written in the same transaction."""

    record: StoredRecord
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteDiscrepancies:
    """Decides what a change in the package means for a record that is the application's own; writes nothing itself."""

    records: Records
    discrepancies: Discrepancies
    clock: Clock

    def __call__(self, existing: StoredRecord, twin: Twin, opened: OpenedBooks) -> Noted | None:
        """What to write instead of applying the change; None when the change is to be applied as usual.

        `existing` as it is stored, `twin` as it was found in the package, `opened` for its policy. The record keeps its
        body; its link moves to the twin's version, so that nothing is told twice and a later write goes over that
        version. Its one discrepancy is opened or brought up to date, or resolved when nothing that matters differs any
        more. None: the record is not the application's own, the policy lets the latest change win, or a wish of the
        application is on its way (or has failed) and goes over the package's version.
        """
        policy = opened.package.manifest.entities.get(existing.entity_type)
        if policy is None or not _is_asked(existing, twin, policy):
            return None
        if twin.gone and existing.deleted_in_package:
            return Noted(existing)
        differences = _differences(existing, twin, opened.connection.settings)
        seen = self._seen(existing, twin, differs=bool(differences))
        if not differences:
            return self.closed(seen)
        discrepancy = self._noticed(existing, twin, differences, opened, policy)
        return Noted(replace(seen, discrepancy_id=discrepancy.discrepancy_id), (SaveDiscrepancy(discrepancy),))

    def kept_current(self, existing: StoredRecord, twin: Twin, opened: OpenedBooks) -> tuple[Effect, ...]:
        """What to write when the change is applied as usual, but an older one still waits for a decision.

        While the application's own wish is on its way, or has failed, the discrepancy stays open; it must show what may
        be taken as it is now.
        """
        policy = opened.package.manifest.entities.get(existing.entity_type)
        if not existing.discrepancy_id or is_at_rest(existing) or policy is None:
            return ()
        differences = _differences(existing, twin, opened.connection.settings)
        if not differences:
            return ()
        return (SaveDiscrepancy(self._noticed(existing, twin, differences, opened, policy)),)

    def _noticed(
        self,
        existing: StoredRecord,
        twin: Twin,
        differences: tuple[Difference, ...],
        opened: OpenedBooks,
        policy: EntityPolicy,
    ) -> Discrepancy:
        stored = self.discrepancies.get(existing.company_id, discrepancy_id(existing.entity_type, existing.record_id))
        names = name_parties(self.records, [existing])
        return noticed(
            stored,
            existing,
            twin,
            differences,
            choices=_choices(kind_of(twin, differences), policy),
            family=opened.package.manifest.family(existing.entity_type),
            party=names.get((existing.entity_type, existing.record_id), ""),
            now=self.clock.now(),
        )

    def closed(self, record: StoredRecord) -> Noted:
        """A record as its twin is, nothing else being on its way: its discrepancy has resolved by itself."""
        if not record.discrepancy_id or not is_at_rest(record) or (record.deleted and not record.deleted_in_package):
            return Noted(record)
        stored = self.discrepancies.get(record.company_id, record.discrepancy_id)
        agreement = (SaveDiscrepancy(agreed(stored, self.clock.now())),) if stored and stored.is_open else ()
        return Noted(replace(record, discrepancy_id=""), agreement)

    def after_writing(self, before: StoredRecord, after: StoredRecord, opened: OpenedBooks) -> Noted:
        """A record that was written just now. What was made after the application deleted it is left there (B15)."""
        left = self.left_there(after, opened.package) if after.deleted and before.link is None else None
        if left is None:
            return self.closed(after)
        return Noted(replace(after, discrepancy_id=left.discrepancy_id), (SaveDiscrepancy(left),))

    def left_there(
        self, record: StoredRecord, package: Package, former: Discrepancy | None = None
    ) -> Discrepancy | None:
        """That a record which the application deleted is still in the package; None where that is not shown.

        `former` is what was to be decided about it until now.
        """
        link = record.link
        own = record.origin == "application" and record.entity_type in COMPARED
        shown = own or record.entity_type in NEVER_DELETED
        if link is None or not shown or not record.body or record.voided or record.deleted_in_package:
            return None
        # What is there is known while both agree, or from the difference that was noticed last.
        theirs = former.theirs if former else record.body
        known = former is not None or record.sync_state is SyncState.SYNCED
        page = package.link(record.entity_type, link.package_id)
        stored = self.discrepancies.get(record.company_id, discrepancy_id(record.entity_type, record.record_id))
        names = name_parties(self.records, [record])
        return noticed(
            stored,
            record,
            Twin(theirs if known else {}, link, package_link=page),
            (Difference("status", DELETED, str(theirs.get("status") or ACTIVE)),),
            choices=(Choice.TAKE_THEIRS,) if known else (),
            family=package.manifest.family(record.entity_type),
            party=names.get((record.entity_type, record.record_id), ""),
            now=self.clock.now(),
        )

    def left_behind(self, record: StoredRecord, twin: Twin) -> Noted:
        """A record that the application deleted, and its twin as it is now: what may be taken is kept up to date."""
        stored = self.discrepancies.get(record.company_id, record.discrepancy_id) if record.discrepancy_id else None
        if stored is None or not stored.is_open or twin.link is None:
            return Noted(record)
        now = self.clock.now()
        if twin.voided:
            return Noted(replace(record, discrepancy_id=""), (SaveDiscrepancy(agreed(stored, now)),))
        current = replace(
            stored, theirs=twin.body, version=twin.link.version, choices=(Choice.TAKE_THEIRS,), last_seen_at=now
        )
        return Noted(record, (SaveDiscrepancy(current),))

    def _seen(self, existing: StoredRecord, twin: Twin, *, differs: bool) -> StoredRecord:
        if twin.link is None:
            return vanished(existing, self.clock.now())
        total = existing.link.total if existing.link else ""
        link = replace(twin.link, total=total or ("" if differs else total_of(twin.body)))
        return replace(existing, link=link, deleted_in_package=False)


def _is_asked(existing: StoredRecord, twin: Twin, policy: EntityPolicy) -> bool:
    if existing.link is None or not existing.body or existing.deleted or not is_at_rest(existing):
        return False
    if twin.link is not None and not existing.link.leads_to(twin.link.organisation_id, twin.link.package_id):
        return False
    if twin.gone is not None and existing.entity_type in NEVER_DELETED:
        return True
    own = existing.origin == "application"
    return own and policy.drift is Drift.ASK and existing.entity_type in COMPARED


def _differences(existing: StoredRecord, twin: Twin, settings: Settings) -> tuple[Difference, ...]:
    return compare(
        existing.entity_type,
        _as_sent(existing),
        twin.body,
        voided=twin.voided,
        deleted=twin.gone is not None,
        voided_here=existing.voided,
        agreed_total=existing.link.total if existing.link else "",
        dates_move=settings.closing_date_policy == "move_to_open_period",
    )


def _as_sent(record: StoredRecord) -> Mapping[str, Any]:
    """The body as the package was given it: a draft that was sent all the same was posted by itself (B10)."""
    posted = record.sync_state is SyncState.SYNCED and record.body.get("status") == "draft"
    return {**record.body, "status": "posted"} if posted else record.body


def _choices(kind: DiscrepancyKind, policy: EntityPolicy) -> tuple[Choice, ...]:
    """What was voided cannot be brought back; what is gone can be made anew, where records are made at all."""
    sendable = policy.creates if kind.is_gone else policy.updates and kind is not DiscrepancyKind.VOIDED
    return tuple(Choice) if sendable else (Choice.TAKE_THEIRS,)
