"""Carry out what somebody decided about a discrepancy: take theirs, or send ours (F7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bookbridge.domain.changes import FeedEntry, feed_position
from bookbridge.domain.discrepancies import Choice, Discrepancy, DiscrepancyKind, agreed, decided
from bookbridge.domain.discrepancy_choices import sending_ours, taking_theirs
from bookbridge.domain.errors import Conflict, NotFound
from bookbridge.domain.failures import resolve
from bookbridge.domain.record_life import APP_ONLY
from bookbridge.domain.stored_records import StoredRecord, SyncState, waiting_on_package, waiting_on_record
from bookbridge.ports.clock import Clock
from bookbridge.ports.discrepancies import Discrepancies
from bookbridge.ports.failures import Failures
from bookbridge.ports.records import Records
from bookbridge.ports.sessions import Leases
from bookbridge.ports.transactions import (
    AppendToFeed,
    Effect,
    Outdated,
    SaveDiscrepancy,
    SaveFailure,
    SaveRecord,
    TakeTurn,
    Transactions,
    UnbindMapping,
)

from .ask_for_session import AskForSession
from .release_waiting import ReleaseWaiting

_NOT_SENT: Final = {
    SyncState.DRAFT: "it is a draft in the application: post it there, or take theirs",
    SyncState.SKIPPED: "it is set aside in the application and not sent: take theirs",
}


@dataclass(frozen=True, slots=True)
class SettleDiscrepancies:
    """Each choice is written with who made it; making the same one again changes nothing."""

    discrepancies: Discrepancies
    records: Records
    failures: Failures
    leases: Leases
    transactions: Transactions
    release_waiting: ReleaseWaiting
    ask_for_session: AskForSession
    clock: Clock

    def __call__(self, company_id: str, discrepancy_id: str, choice: Choice, by: str) -> Discrepancy:
        """The discrepancy as it is resolved then. Raises `NotFound`, and `Conflict` saying what stands in the way.

        Theirs: the package's body becomes the record's, which keeps what lives in the application only; the change feed
        tells it. Ours: the record is queued over the package's newest version; one that was deleted is made anew.
        """
        while True:
            discrepancy = self.discrepancies.get(company_id, discrepancy_id)
            if discrepancy is None:
                message = f"there is no discrepancy {discrepancy_id}"
                raise NotFound(message)
            if not discrepancy.is_open:
                return _repeated(discrepancy, choice)
            record = self.records.get(company_id, discrepancy.entity_type, discrepancy.record_id)
            if record is None or choice not in discrepancy.choices:
                raise Conflict(_impossible(discrepancy, record))
            resolved, effects = self._decide(discrepancy, record, choice, by)
            try:
                self.transactions.commit_unleased([SaveDiscrepancy(resolved), *effects])
            except Outdated:
                continue
            former = waiting_on_package(discrepancy.family, discrepancy.package_id)
            self.release_waiting(company_id, [waiting_on_record(record.entity_type, record.record_id), former])
            if resolved.resolution is Choice.SEND_OURS:
                self.ask_for_session(company_id)
            return resolved

    def _decide(
        self, discrepancy: Discrepancy, record: StoredRecord, choice: Choice, by: str
    ) -> tuple[Discrepancy, list[Effect]]:
        now = self.clock.now()
        if record.link is None or record.link.package_id != discrepancy.package_id:
            # Unlinked, or linked to something else: there is nothing left to decide.
            return agreed(discrepancy, now), [SaveRecord(replace(record, discrepancy_id=""))]
        carry_out = self._taking if choice is Choice.TAKE_THEIRS else self._sending
        return decided(discrepancy, choice, by, now), carry_out(discrepancy, record)

    def _taking(self, discrepancy: Discrepancy, record: StoredRecord) -> list[Effect]:
        if record.sync_state is SyncState.PENDING:
            message = "a newer change of the application is on its way to the package and will be written over theirs"
            raise Conflict(message)
        now, lease = self.clock.now(), self.leases.get(record.company_id)
        after = taking_theirs(record, discrepancy, APP_ONLY, now)
        entry = FeedEntry(
            company_id=record.company_id,
            # Behind all that sessions have written, before all that they have still to write.
            position=feed_position(lease.fence, lease.turn, f"~{discrepancy.discrepancy_id}"),
            kind=discrepancy.change_kind,
            entity_type=record.entity_type,
            record_id=record.record_id,
            package_id=discrepancy.package_id,
            occurred_at=discrepancy.last_seen_at,
            record=after.body,
            merged_into=discrepancy.merged_into,
        )
        effects: list[Effect] = [SaveRecord(after), AppendToFeed((entry,)), TakeTurn(lease)]
        failure = self.failures.get(record.company_id, record.failure_id) if record.failure_id else None
        if failure is not None and not failure.status.is_closed:
            effects.append(SaveFailure(resolve(failure, now, discrepancy.discrepancy_id)))
        return effects

    def _sending(self, discrepancy: Discrepancy, record: StoredRecord) -> list[Effect]:
        if record.sync_state in _NOT_SENT:
            raise Conflict(_NOT_SENT[record.sync_state])
        effects: list[Effect] = [SaveRecord(sending_ours(record, discrepancy, self.clock.now()))]
        if discrepancy.kind.is_gone and record.link is not None:
            link = record.link
            effects.append(UnbindMapping(record.company_id, link.organisation_id, discrepancy.family, link.package_id))
        return effects


def _repeated(discrepancy: Discrepancy, choice: Choice) -> Discrepancy:
    if discrepancy.resolution in {choice, None}:
        return discrepancy
    message = f"{discrepancy.discrepancy_id} was resolved before: {discrepancy.resolution}"
    raise Conflict(message)


def _impossible(discrepancy: Discrepancy, record: StoredRecord | None) -> str:
    if record is None:
        return f"{discrepancy.entity_type} {discrepancy.record_id} is no longer there"
    if record.deleted:
        return "it was deleted in the application, and deletions do not sync: delete it there too, or send it again"
    if discrepancy.kind is DiscrepancyKind.VOIDED:
        return "it was voided there and cannot be brought back: take theirs, or send a new record"
    return f"a {discrepancy.entity_type} is not written again once it was sent: change it there, or take theirs"
