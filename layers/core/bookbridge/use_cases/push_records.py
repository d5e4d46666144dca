"""Write what the application wants into the package: in dependency order, in full batches, each exactly once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bookbridge.domain.dispatches import Dispatch, DispatchState, Operation, Outcome, Refused
from bookbridge.domain.errors import OutcomeUnknown, PackageRefused, RateLimited, ReauthorizationRequired, Retriable
from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import Counts
from bookbridge.domain.stored_records import StoredRecord, SyncState
from bookbridge.ports.clock import Clock, Ids
from bookbridge.ports.records import RecordKey, Records
from bookbridge.ports.sessions import Dispatches, Leases
from bookbridge.ports.transactions import AddCounts, DropDispatch, Effect, StoreDispatch, Transactions

from .acquire_lease import lease_for
from .open_books import OpenBooks, OpenedBooks
from .prepare_records import Prepared, PrepareRecords
from .progress import Deadline, Progress
from .record_outcomes import RecordOutcomes

log = logging.getLogger(__name__)

PAGES: Final = 4
"""How many batches' worth of the outbox is looked at together."""

BACK_OFF: Final = (2.0, 5.0, 15.0, 60.0)
"""Seconds to wait before the package is asked again after it answered that it is unwell, by attempt."""


@dataclass(slots=True)
class _Run:
    """What one invocation carries from step to step. `put_off` holds the records that must not be tried again in it."""

    hold: Hold
    opened: OpenedBooks
    accounts: dict[str, str] = field(default_factory=dict)
    put_off: dict[RecordKey, int] = field(default_factory=dict)
    recovered: int = 0


@dataclass(frozen=True, slots=True)
class PushRecords:
    """A dispatch is stored, then sent, then settled: a crash anywhere leaves something to recover from."""

    leases: Leases
    records: Records
    dispatches: Dispatches
    transactions: Transactions
    open_books: OpenBooks
    prepare: PrepareRecords
    outcomes: RecordOutcomes
    clock: Clock
    ids: Ids

    def __call__(self, hold: Hold, deadline: Deadline) -> Progress:
        """Work until the outbox is empty or the deadline has passed; a longer wait ends the step early.

        Raises `LeaseLost`, `ReauthorizationRequired` and other fatal errors; accepted work stays stored.
        """
        opened = self.open_books(hold.company_id)
        self.leases.renew(hold, self.clock.now(), lease_for(opened.connection))
        run = _Run(hold, opened)
        progress = self._work(run, deadline)
        told = AddCounts(hold.company_id, hold.session_id, Counts(calls=opened.calls, recovered=run.recovered))
        self._commit(run, [told])
        return progress

    def _work(self, run: _Run, deadline: Deadline) -> Progress:
        try:
            for dispatch in self.dispatches.unfinished(run.hold.company_id):
                self._recover(run, dispatch)
            return self._work_off(run, deadline)
        except RateLimited as limited:
            return Progress(more=True, wait_seconds=limited.wait_seconds)
        except OutcomeUnknown as unknown:
            log.warning("no answer: the outcome will be found out", extra={"reason": str(unknown)})
            return Progress(more=True, wait_seconds=BACK_OFF[0])

    def _work_off(self, run: _Run, deadline: Deadline) -> Progress:
        batch = run.opened.package.manifest.batch_size
        while not deadline.passed(self.clock.now().timestamp()):
            page, more = self._page(run, batch * PAGES)
            if not page:
                return self._later(run)
            prepared = self.prepare(run.opened, page, run.accounts, batch)
            self._file(run, prepared)
            if prepared.operations:
                self._dispatch(run, prepared.operations)
            elif not (prepared.faulty or prepared.blocked or prepared.nothing_to_do):
                return self._later(run) if not more else Progress(more=True, wait_seconds=1)
        return Progress(more=True)

    def _page(self, run: _Run, limit: int) -> tuple[list[StoredRecord], bool]:
        """The next records that are really pending (the index may lag) and were not put off in this invocation."""
        outbox = self.records.pending(run.hold.company_id, limit + len(run.put_off))
        keys = [key for key in outbox.keys if key not in run.put_off]
        stored = self.records.get_many(run.hold.company_id, keys)
        page = [stored[key] for key in keys if key in stored and stored[key].sync_state is SyncState.PENDING]
        return page, outbox.more

    def _later(self, run: _Run) -> Progress:
        if not run.put_off:
            return Progress(more=False)
        attempts = max(run.put_off.values())
        return Progress(more=True, wait_seconds=BACK_OFF[min(attempts, len(BACK_OFF)) - 1])

    def _file(self, run: _Run, prepared: Prepared) -> None:
        if prepared.faulty:
            self.outcomes.of_faults(run.hold, run.opened, prepared.faulty)
        if prepared.blocked:
            self.outcomes.of_blocks(run.hold, run.opened, prepared.blocked)
        if prepared.nothing_to_do:
            self.outcomes.of_nothing(run.hold, run.opened, prepared.nothing_to_do)

    def _dispatch(self, run: _Run, operations: Sequence[Operation]) -> None:
        connection = run.opened.connection
        dispatch = Dispatch(
            company_id=run.hold.company_id,
            dispatch_id=self.ids.new("bb"),
            organisation_id=connection.organisation_id,
            operations=tuple(operations),
            created_at=self.clock.now(),
        )
        self._commit(run, [StoreDispatch(dispatch)])
        try:
            outcomes = self._send(run, dispatch)
        except OutcomeUnknown:
            self._commit(run, [StoreDispatch(replace(dispatch, state=DispatchState.UNKNOWN))])
            raise
        except (Retriable, ReauthorizationRequired):
            # The package carried nothing out: the records are still in the outbox and go out under a new id.
            self._commit(run, [DropDispatch(run.hold.company_id, dispatch.dispatch_id)])
            raise
        self._settle(run, dispatch, outcomes)

    def _send(self, run: _Run, dispatch: Dispatch) -> tuple[Outcome, ...]:
        try:
            return run.opened.books.push(dispatch.dispatch_id, dispatch.operations)
        except PackageRefused as error:
            refused = Refused(error.code, str(error))
            return tuple(Outcome(operation.key, refused) for operation in dispatch.operations)

    def _recover(self, run: _Run, dispatch: Dispatch) -> None:
        """Find out what became of a dispatch that was cut off: look for its records, then ask again with its own id.

        While the package remembers the id, asking again returns the first answer or carries it out for the first time.
        Later, only what is not found goes back to the outbox, under a new id.
        """
        log.info("recovering a dispatch", extra={"dispatch_id": dispatch.dispatch_id, "state": dispatch.state.value})
        if dispatch.organisation_id != run.opened.connection.organisation_id:
            self._commit(run, [DropDispatch(run.hold.company_id, dispatch.dispatch_id)])
            return
        found = run.opened.books.find(dispatch.operations, dispatch.created_at)
        outcomes = {key: Outcome(key, written) for key, written in found.items()}
        if len(outcomes) < len(dispatch.operations):
            age = self.clock.now() - dispatch.created_at
            if age < run.opened.package.manifest.replay_window:
                for outcome in self._send(run, dispatch):
                    outcomes.setdefault(outcome.key, outcome)
        self._settle(run, dispatch, tuple(outcomes.values()))
        run.recovered += 1

    def _settle(self, run: _Run, dispatch: Dispatch, outcomes: Sequence[Outcome]) -> None:
        self.outcomes.of_dispatch(run.hold, run.opened, dispatch, outcomes)
        keys = [(operation.entity_type, operation.record_id) for operation in dispatch.operations]
        for key, record in self.records.get_many(run.hold.company_id, keys).items():
            if record.sync_state is SyncState.PENDING and record.attempts:
                run.put_off[key] = record.attempts

    def _commit(self, run: _Run, effects: Sequence[Effect]) -> None:
        lasting = lease_for(run.opened.connection)
        self.transactions.commit(run.hold, effects, now=self.clock.now(), lease_for=lasting)
