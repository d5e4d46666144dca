"""Write what the application wants into the package: in dependency order, in full batches, each exactly once."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.dispatches import Dispatch
from bookbridge.domain.errors import OutcomeUnknown, RateLimited
from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import Counts
from bookbridge.domain.stored_records import StoredRecord, SyncState
from bookbridge.ports.clock import Clock
from bookbridge.ports.records import RecordKey, Records
from bookbridge.ports.sessions import Leases
from bookbridge.ports.transactions import AddCounts, Transactions

from .acquire_lease import lease_for
from .dispatch_records import DispatchRecords
from .open_books import OpenBooks, OpenedBooks
from .prepare_records import Prepared, PrepareRecords
from .progress import RECOVERY_WAIT, Deadline, Progress
from .record_outcomes import RecordOutcomes

log = logging.getLogger(__name__)

WIDEST_LOOK: Final = 2000
"""How far into the outbox a step looks past records that cannot go yet, so that they hold up nobody behind them."""

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
    """Works the outbox off; what is refused leaves it as a failure, what must wait for its parent as blocked."""

    leases: Leases
    records: Records
    transactions: Transactions
    open_books: OpenBooks
    prepare: PrepareRecords
    dispatch: DispatchRecords
    outcomes: RecordOutcomes
    clock: Clock

    def __call__(self, hold: Hold, deadline: Deadline) -> Progress:
        """Work until the outbox is empty or the deadline has passed; a longer wait ends the step early.

        Raises `LeaseLost`, `ReauthorizationRequired` and other fatal errors; accepted work stays stored.
        """
        opened = self.open_books(hold.company_id)
        self.leases.renew(hold, self.clock.now(), lease_for(opened.connection))
        run = _Run(hold, opened)
        progress = self._work(run, deadline)
        told = AddCounts(hold.company_id, hold.session_id, Counts(calls=opened.calls, recovered=run.recovered))
        self.transactions.commit(hold, [told], now=self.clock.now(), lease_for=lease_for(opened.connection))
        return progress

    def _work(self, run: _Run, deadline: Deadline) -> Progress:
        wait = RECOVERY_WAIT
        try:
            run.recovered = self.dispatch.recover(run.hold, run.opened)
            wait = BACK_OFF[0]
            return self._work_off(run, deadline)
        except RateLimited as limited:
            return Progress(more=True, wait_seconds=limited.wait_seconds)
        except OutcomeUnknown as unknown:
            log.warning("no answer: the outcome will be found out", extra={"reason": str(unknown)})
            return Progress(more=True, wait_seconds=wait)

    def _work_off(self, run: _Run, deadline: Deadline) -> Progress:
        batch = look = run.opened.package.manifest.batch_size
        while not deadline.passed(self.clock.now().timestamp()):
            page, more = self._page(run, look)
            prepared = self.prepare(run.opened, page, run.accounts, batch)
            self._file(run, prepared)
            if prepared.operations:
                self._note_put_off(run, self.dispatch.send(run.hold, run.opened, prepared.operations))
            if prepared.is_anything:
                look = batch
            elif more and look < WIDEST_LOOK:
                look *= 2
            else:
                return _later(run)
        return Progress(more=True)

    def _page(self, run: _Run, limit: int) -> tuple[list[StoredRecord], bool]:
        """The next records that are really pending (the index may lag) and were not put off in this invocation."""
        outbox = self.records.pending(run.hold.company_id, limit + len(run.put_off))
        keys = [key for key in outbox.keys if key not in run.put_off]
        stored = self.records.get_many(run.hold.company_id, keys)
        page = [stored[key] for key in keys if key in stored and stored[key].sync_state is SyncState.PENDING]
        return page, outbox.more

    def _file(self, run: _Run, prepared: Prepared) -> None:
        if prepared.faulty:
            self.outcomes.of_faults(run.hold, run.opened, prepared.faulty)
        if prepared.blocked:
            self.outcomes.of_blocks(run.hold, run.opened, prepared.blocked)
        if prepared.nothing_to_do:
            self.outcomes.of_nothing(run.hold, run.opened, prepared.nothing_to_do)
        if prepared.missing:
            self.outcomes.of_missing(run.hold, run.opened, prepared.missing)

    def _note_put_off(self, run: _Run, dispatch: Dispatch) -> None:
        keys = [(operation.entity_type, operation.record_id) for operation in dispatch.operations]
        for key, record in self.records.get_many(run.hold.company_id, keys).items():
            if record.sync_state is SyncState.PENDING and record.attempts:
                run.put_off[key] = record.attempts


def _later(run: _Run) -> Progress:
    """Nothing more can be sent now: done, or to be continued when what was put off is due."""
    if not run.put_off:
        return Progress(more=False)
    attempts = max(run.put_off.values())
    return Progress(more=True, wait_seconds=BACK_OFF[min(attempts, len(BACK_OFF)) - 1])
