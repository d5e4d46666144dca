"""Put outcomes on the records: links, failures, counts and the end of the dispatch in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from bookbridge.domain.dispatches import Dispatch, Operation, Outcome, Verb, Written
from bookbridge.domain.errors import FieldFault, StoreThrottled
from bookbridge.domain.failures import Failure, Problem, fail, record_failure_id, resolve
from bookbridge.domain.failures.models import OPERATION
from bookbridge.domain.leases import Hold
from bookbridge.domain.payable import as_wanted
from bookbridge.domain.record_life import blocked, link_of, put_off, refused, requeued, written
from bookbridge.domain.sessions import Counts
from bookbridge.domain.stored_records import Action, StoredRecord, SyncState, waiting_on_record
from bookbridge.ports.clock import Clock
from bookbridge.ports.failures import Failures
from bookbridge.ports.records import RecordKey, Records
from bookbridge.ports.transactions import (
    MAX_EFFECTS,
    AddCounts,
    BindMapping,
    DropDispatch,
    Effect,
    Outdated,
    SaveFailure,
    SaveRecord,
    Transactions,
    UnbindMapping,
)

from .acquire_lease import lease_for
from .examine_record import Blocked
from .name_parties import name_parties, with_names
from .note_discrepancies import NoteDiscrepancies
from .open_books import OpenedBooks
from .prepare_records import Faulty
from .release_waiting import ReleaseWaiting
from .rule_outcomes import RuleOutcomes, Ruling, is_settled, marks_of, on_newer_version, stored_of

log = logging.getLogger(__name__)

TRIES: Final = 5
GROUP: Final = 40
"""Records settled in one transaction when each may bring a failure along."""

OUTCOMES: Final = 30
"""Operations settled in one transaction: each may write its record, a mapping or a discrepancy, and a failure."""


@dataclass(frozen=True, slots=True)
class RecordOutcomes:
    """Everything that a step found out about a group of records is written at once, or nothing is."""

    rule: RuleOutcomes
    records: Records
    failures: Failures
    transactions: Transactions
    release_waiting: ReleaseWaiting
    note_discrepancies: NoteDiscrepancies
    clock: Clock

    def of_dispatch(
        self, hold: Hold, opened: OpenedBooks, dispatch: Dispatch, outcomes: Sequence[Outcome]
    ) -> list[Operation]:
        """Settle a dispatch; returns the operations that stay in the outbox, to go out again in another dispatch."""
        rulings = self.rule(opened, dispatch, outcomes)
        # Before the parents count as written: should we be cut off in between, their children wait in the outbox.
        marks = marks_of(opened, rulings)
        self.release_waiting(hold.company_id, marks)
        groups = [rulings[start : start + OUTCOMES] for start in range(0, len(rulings), OUTCOMES)] or [[]]
        while groups:
            group = groups.pop(0)
            # Only the last transaction ends the dispatch: should we be cut off before it, everything is ruled again.
            decide = partial(self._settle_group, hold, opened, dispatch, group, last=not groups)
            if not self._settle(hold, opened, decide):
                groups[:0] = [group[: len(group) // 2], group[len(group) // 2 :]]
        if any(each.problem for each in rulings):
            self.release_waiting(hold.company_id, marks)  # what one record took up, another of the call may have left
        return [each.operation for each in rulings if each.written is None and each.problem is None]

    def of_faults(self, hold: Hold, opened: OpenedBooks, faulty: Sequence[Faulty]) -> None:
        """File the records that our own checks refuse; the package was not asked."""
        for start in range(0, len(faulty), GROUP):
            group = faulty[start : start + GROUP]
            self._settle(hold, opened, partial(self._file_faults, hold, opened, group))

    def of_blocks(self, hold: Hold, opened: OpenedBooks, held_back: Sequence[Blocked]) -> None:
        """Set aside the records whose parents are not on their way; they raise no failure of their own."""
        for start in range(0, len(held_back), GROUP):
            group = held_back[start : start + GROUP]
            self._settle(hold, opened, partial(self._hold_back, hold, group))
        self._release_if_parents_moved(hold.company_id, held_back)

    def of_nothing(self, hold: Hold, opened: OpenedBooks, idle: Sequence[StoredRecord]) -> None:
        """Take records out of the outbox that need nothing done: voids of nothing, types that are not synced."""
        for start in range(0, len(idle), GROUP):
            self._settle(hold, opened, partial(self._put_aside, hold, opened, idle[start : start + GROUP]))
        voided = [waiting_on_record(each.entity_type, each.record_id) for each in idle if each.action is Action.VOID]
        self.release_waiting(hold.company_id, voided)  # their children fail for themselves now

    def of_missing(self, hold: Hold, opened: OpenedBooks, missing: Sequence[StoredRecord]) -> None:
        """Send parents again that were unlinked, or synced with another organisation: their children need them here."""
        for start in range(0, len(missing), GROUP):
            self._settle(hold, opened, partial(self._send_anew, hold, missing[start : start + GROUP]))
        self.release_waiting.look_again(hold.company_id)

    def _settle(self, hold: Hold, opened: OpenedBooks, decide: Callable[[set[BindMapping]], list[Effect]]) -> bool:
        """Write what is decided; False, and nothing written, when it is too much for one transaction."""
        taken: set[BindMapping] = set()
        for _ in range(TRIES):
            effects = decide(taken)
            if len(effects) > MAX_EFFECTS:
                return False
            try:
                self.transactions.commit(hold, effects, now=self.clock.now(), lease_for=lease_for(opened.connection))
            except Outdated as outdated:
                log.info("decided again: records changed meanwhile")
                taken.update(effect for effect in outdated.effects if isinstance(effect, BindMapping))
                continue
            return True
        message = "records kept changing while their outcome was written"
        raise StoreThrottled(message)

    def _settle_group(
        self,
        hold: Hold,
        opened: OpenedBooks,
        dispatch: Dispatch,
        rulings: Sequence[Ruling],
        taken: set[BindMapping],
        *,
        last: bool,
    ) -> list[Effect]:
        stored = stored_of(self.records, dispatch.company_id, [each.operation for each in rulings])
        rulings = [self._unless_taken(opened, ruling, taken) for ruling in rulings]
        refusals = {(each.operation.entity_type, each.operation.record_id) for each in rulings if each.problem}
        names = name_parties(self.records, [record for key, record in stored.items() if key in refusals])
        failures = self._failures([each for key, each in stored.items() if each.failure_id or key in refusals])
        effects: list[Effect] = []
        counts = Counts()
        for ruling in rulings:
            operation = ruling.operation
            record = stored.get((operation.entity_type, operation.record_id))
            if record is None or is_settled(record, opened.connection.organisation_id, ruling):
                continue
            existing = failures.get(_failure_id(record))
            if ruling.written is not None:
                effects += self._written(opened, record, ruling, ruling.written, existing)
                done = record.revision == operation.revision and not ruling.again
                resolved = existing is not None and not existing.status.is_closed and done
                counts = counts.plus(pushed=int(not ruling.again), resolved=int(resolved))
            elif ruling.problem is not None:
                effects += self._refused(opened, record, operation.revision, ruling.problem, existing, names)
                counts = counts.plus(failed=1)
            else:
                effects.append(SaveRecord(on_newer_version(put_off(record), ruling.newer)))
        told = AddCounts(hold.company_id, hold.session_id, counts)
        end = [DropDispatch(hold.company_id, dispatch.dispatch_id)] if last else []
        return [*effects, told, *end]

    def _unless_taken(self, opened: OpenedBooks, ruling: Ruling, taken: set[BindMapping]) -> Ruling:
        """What was written cannot be linked when another record holds that link: somebody must decide."""
        operation = ruling.operation
        if ruling.written is None or self._binding(opened, operation, ruling.written) not in taken:
            return ruling
        values = {"target_type": operation.entity_type, "target_id": ruling.written.package_id}
        fault = FieldFault("package_id", "is linked to another record already", "already_linked", values)
        return Ruling(operation, problem=opened.package.explain_faults(operation.entity_type, [fault]))

    def _binding(self, opened: OpenedBooks, operation: Operation, result: Written) -> BindMapping:
        connection = opened.connection
        return BindMapping(
            connection.company_id,
            connection.organisation_id,
            operation.entity_type,
            result.package_id,
            operation.record_id,
            opened.package.manifest.family(operation.entity_type),
        )

    def _written(
        self, opened: OpenedBooks, record: StoredRecord, ruling: Ruling, result: Written, existing: Failure | None
    ) -> list[Effect]:
        operation = ruling.operation
        organisation_id = opened.connection.organisation_id
        link = link_of(result, organisation_id)
        now = self.clock.now()
        after = written(record, operation.revision, link, now, voided=operation.verb is Verb.VOID, again=ruling.again)
        after, closing = self.note_discrepancies.after_writing(record, after, opened)
        effects: list[Effect] = [SaveRecord(after), *closing]
        if record.link is None or not record.link.leads_to(organisation_id, link.package_id):
            effects.append(self._binding(opened, operation, result))
            if record.link is not None and record.link.organisation_id == organisation_id:
                former = record.link.package_id
                family = opened.package.manifest.family(record.entity_type)
                effects.append(UnbindMapping(record.company_id, organisation_id, family, former))
        if existing is not None and not existing.status.is_closed and after.sync_state is SyncState.SYNCED:
            effects.append(SaveFailure(resolve(existing, now)))
        return effects

    def _refused(
        self,
        opened: OpenedBooks,
        record: StoredRecord,
        revision: int,
        problem: Problem,
        existing: Failure | None,
        names: Mapping[RecordKey, str],
    ) -> list[Effect]:
        party = names.get((record.entity_type, record.record_id), "")
        failure = fail(
            existing,
            company_id=record.company_id,
            entity_type=record.entity_type,
            record_id=record.record_id,
            record=as_wanted(record),
            operation=OPERATION,
            problem=with_names(self.records, opened.package.catalogue(), problem, record, party),
            party=party,
            now=self.clock.now(),
        )
        return [SaveRecord(refused(record, revision, failure.failure_id, problem.watch)), SaveFailure(failure)]

    def _file_faults(self, hold: Hold, opened: OpenedBooks, group: Sequence[Faulty], _taken: object) -> list[Effect]:
        keys = [(each.record.entity_type, each.record.record_id) for each in group]
        stored = self.records.get_many(hold.company_id, keys)
        names = name_parties(self.records, list(stored.values()))
        failures = self._failures(list(stored.values()))
        effects: list[Effect] = []
        for each in group:
            record = stored[each.record.entity_type, each.record.record_id]
            if record.revision != each.record.revision or record.sync_state is not SyncState.PENDING:
                continue
            problem = opened.package.explain_faults(record.entity_type, each.faults)
            problem = replace(problem, watch=each.waiting_on or problem.watch)
            effects += self._refused(opened, record, record.revision, problem, failures.get(_failure_id(record)), names)
        told = AddCounts(hold.company_id, hold.session_id, Counts(failed=len(effects) // 2))
        return [*effects, told]

    def _hold_back(self, hold: Hold, group: Sequence[Blocked], _taken: object) -> list[Effect]:
        keys = [(each.record.entity_type, each.record.record_id) for each in group]
        stored = self.records.get_many(hold.company_id, keys)
        effects: list[Effect] = []
        for each in group:
            record = stored[each.record.entity_type, each.record.record_id]
            if record.revision == each.record.revision and record.sync_state is SyncState.PENDING:
                effects.append(SaveRecord(blocked(record, each.parent_type, each.parent_id)))
        return [*effects, AddCounts(hold.company_id, hold.session_id, Counts(blocked=len(effects)))]

    def _put_aside(
        self, hold: Hold, opened: OpenedBooks, group: Sequence[StoredRecord], _taken: object
    ) -> list[Effect]:
        now = self.clock.now()
        stored = self.records.get_many(hold.company_id, [(each.entity_type, each.record_id) for each in group])
        failures = self._failures([each for each in stored.values() if each.failure_id])
        effects: list[Effect] = []
        for before in group:
            record = stored[before.entity_type, before.record_id]
            if record.revision != before.revision or record.sync_state is not SyncState.PENDING:
                continue
            if not opened.sends(record.entity_type):
                effects.append(SaveRecord(replace(record, sync_state=SyncState.SKIPPED)))
                continue
            done = replace(record, sync_state=SyncState.SYNCED, synced_at=now, voided=True, failure_id="")
            effects.append(SaveRecord(done))
            failure = failures.get(_failure_id(record))
            if failure is not None and failure.status.is_live:
                effects.append(SaveFailure(resolve(failure, now)))
        return effects

    def _send_anew(self, hold: Hold, group: Sequence[StoredRecord], _taken: object) -> list[Effect]:
        stored = self.records.get_many(hold.company_id, [(each.entity_type, each.record_id) for each in group])
        return [
            SaveRecord(requeued(record, self.clock.now()))
            for record in stored.values()
            if record.sync_state is SyncState.SYNCED
        ]

    def _release_if_parents_moved(self, company_id: str, held_back: Sequence[Blocked]) -> None:
        """A parent can be mended in the moment its child is set aside; then nobody else would let the child go."""
        parents = self.records.get_many(company_id, sorted({(each.parent_type, each.parent_id) for each in held_back}))
        there = {SyncState.PENDING, SyncState.SYNCED}
        moved = [key for key, parent in parents.items() if parent.sync_state in there or parent.deleted]
        if moved:
            self.release_waiting(company_id, [waiting_on_record(*key) for key in moved])

    def _failures(self, records: Sequence[StoredRecord]) -> dict[str, Failure]:
        if not records:
            return {}
        return self.failures.get_many(records[0].company_id, [_failure_id(record) for record in records])


def _failure_id(record: StoredRecord) -> str:
    return record_failure_id(record.entity_type, record.record_id)
