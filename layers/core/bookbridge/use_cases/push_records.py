"""Write what the application wants into the package: in dependency order, in full calls, each exactly once."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.dispatches import Operation
from bookbridge.domain.errors import OutcomeUnknown, RateLimited
from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import Counts
from bookbridge.domain.stored_records import StoredRecord, SyncState, record_key
from bookbridge.ports.clock import Clock
from bookbridge.ports.connectors import Screens
from bookbridge.ports.manifests import Lane
from bookbridge.ports.records import RecordKey, Records
from bookbridge.ports.sessions import Leases
from bookbridge.ports.transactions import AddCounts, Transactions

from .acquire_lease import lease_for
from .dispatch_records import DispatchRecords
from .gather_references import Codes
from .match_history import MatchHistory
from .open_books import OpenedBooks, OpensBooks
from .park_company import ParkCompany
from .prepare_records import Faulty, Prepared, PrepareRecords
from .progress import RECOVERY_WAIT, Deadline, Progress
from .reconsider_records import ReconsiderRecords
from .record_outcomes import RecordOutcomes

log = logging.getLogger(__name__)

WIDEST_LOOK: Final = 2000
"""How far into the outbox a step looks past records that cannot go yet, so that they hold up nobody behind them."""

WIDER_LOOK: Final = 4
"""How far, in full calls, it looks for what would fill a call: reading on costs more than a call that is not full."""

MAX_PAYLOAD: Final = 1_500_000
"""Characters of JSON in one dispatch: compressed, its payloads must fit one database item of 400 KB."""

BACK_OFF: Final = (2.0, 5.0, 15.0, 60.0)
"""Seconds to wait before the package is asked again after it answered that it is unwell, by attempt."""


@dataclass(slots=True)
class _Run:
    """What one invocation carries from step to step."""

    hold: Hold
    opened: OpenedBooks
    codes: Codes = field(default_factory=dict)
    looked_for: set[RecordKey] = field(default_factory=set)
    recovered: int = 0


@dataclass(frozen=True, slots=True)
class PushRecords:
    """Works the outbox off; what is refused leaves it as a failure, what must wait for its parent as blocked."""

    leases: Leases
    records: Records
    transactions: Transactions
    open_books: OpensBooks
    prepare: PrepareRecords
    dispatch: DispatchRecords
    outcomes: RecordOutcomes
    reconsider: ReconsiderRecords
    match_history: MatchHistory
    park_company: ParkCompany
    clock: Clock

    def __call__(self, hold: Hold, deadline: Deadline) -> Progress:
        """Work until the outbox is empty or the deadline has passed; a longer wait ends the step early.

        Raises `LeaseLost`, `ReauthorizationRequired` and other fatal errors; accepted work stays stored.
        """
        opened = self.open_books(hold.company_id)
        self.leases.renew(hold, self.clock.now(), lease_for(opened.connection))
        if not self.reconsider(hold, opened.connection, deadline):
            return Progress(more=True)
        run = _Run(hold, opened)
        progress = self._work(run, deadline)
        told = AddCounts(hold.company_id, hold.session_id, Counts(calls=opened.calls, recovered=run.recovered))
        self.transactions.commit(hold, [told], now=self.clock.now(), lease_for=lease_for(opened.connection))
        return progress

    def _work(self, run: _Run, deadline: Deadline) -> Progress:
        wait = RECOVERY_WAIT
        try:
            recovered = self.dispatch.recover(run.hold, run.opened)
            run.recovered = 0 if run.opened.answers_later else recovered.dispatches
            if recovered.dispatches:
                run.opened.line.settled()
                self._note_put_off(run, recovered.put_off)
            wait = BACK_OFF[0]
            return self._work_off(run, deadline)
        except RateLimited as limited:
            self.park_company.if_long(run.hold.company_id, limited)
            return Progress(more=True, wait_seconds=limited.wait_seconds)
        except OutcomeUnknown as unknown:
            log.warning("no answer: the outcome will be found out", extra={"reason": str(unknown)})
            return Progress(more=True, wait_seconds=wait)

    def _work_off(self, run: _Run, deadline: Deadline) -> Progress:
        least = look = run.opened.package.manifest.batch_size
        while not deadline.passed(self.clock.now().timestamp()):
            page, more = self._page(run, look)
            prepared = self.prepare(run.opened, page, run.codes)
            self._file(run, prepared)
            records = {(record.entity_type, record.record_id): record for record in page}
            operations = self.match_history(run.hold, run.opened, prepared.operations, records, run.looked_for)
            attempts = {record.key: record.attempts for record in page}
            calls = sorted(
                _calls(run.opened, operations, attempts), key=lambda each: _tries(each[1][0], attempts) > 0
            )  # what may fail again goes last
            settled_any = prepared.has_settled_any or len(operations) < len(prepared.operations)
            full = [call for lane, call in calls if len(call) == lane.size and not _tries(call[0], attempts)]
            widest = WIDER_LOOK * least if calls else WIDEST_LOOK
            if not full and not settled_any and more and look < widest:
                look *= 2  # what is further behind may fill a call
                continue
            # What fills no call goes out when nothing behind it can: its own children may wait for it.
            to_send = full or [call for _lane, call in calls]
            for call in to_send if not settled_any else full:
                if clean := self._screened(run, call, records):
                    self._note_put_off(run, self.dispatch.send(run.hold, run.opened, clean))
                run.opened.line.settled()
                if deadline.passed(self.clock.now().timestamp()):
                    return Progress(more=True)
            if not to_send and not settled_any:
                return _later(run)
            look = least
        return Progress(more=True)

    def _screened(
        self, run: _Run, operations: Sequence[Operation], records: Mapping[RecordKey, StoredRecord]
    ) -> Sequence[Operation]:
        """The operations without those whose numbers are taken, where the package itself would not refuse them."""
        if not isinstance(run.opened.books, Screens):
            return operations
        clashes = {clash.key: clash for clash in run.opened.books.screen(operations)}
        faulty = [
            Faulty(records[each.entity_type, each.record_id], (clash.fault,), clash.waiting_on)
            for each in operations
            if (clash := clashes.get(each.key))
        ]
        if faulty:
            self.outcomes.of_faults(run.hold, run.opened, faulty)
        return [each for each in operations if each.key not in clashes]

    def _page(self, run: _Run, limit: int) -> tuple[list[StoredRecord], bool]:
        """The next records that are really pending (the index may lag) and were not put off in this invocation."""
        outbox = self.records.pending(run.hold.company_id, limit + len(run.opened.put_off))
        keys = [key for key in outbox.keys if key not in run.opened.put_off]
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

    def _note_put_off(self, run: _Run, operations: Sequence[Operation]) -> None:
        keys = [(operation.entity_type, operation.record_id) for operation in operations]
        for key, record in self.records.get_many(run.hold.company_id, keys).items():
            if record.sync_state is SyncState.PENDING and record.attempts:
                run.opened.put_off[key] = record.attempts


def _calls(
    opened: OpenedBooks, operations: Sequence[Operation], attempts: Mapping[str, int]
) -> Iterator[tuple[Lane, list[Operation]]]:
    """The operations in their order, as calls that the package takes and a stored dispatch can hold.

    What was tried before goes in ever smaller calls, by itself in the end: a record at which whole calls fail must not
    take others along (F5). `attempts` are those of each record, by its key.
    """
    open_calls: dict[str, tuple[Lane, list[Operation], int]] = {}
    for operation in operations:
        lane = _lane(opened, operation, _tries(operation, attempts))
        size = len(json.dumps(operation.payload, default=str))
        _, gathered, taken = open_calls.get(lane.name, (lane, [], 0))
        if gathered and taken + size > MAX_PAYLOAD:
            yield lane, gathered
            gathered, taken = [], 0
        gathered.append(operation)
        if len(gathered) == lane.size:
            yield lane, gathered
            open_calls.pop(lane.name, None)
        else:
            open_calls[lane.name] = (lane, gathered, taken + size)
    yield from ((lane, gathered) for lane, gathered, _ in open_calls.values())


def _tries(operation: Operation, attempts: Mapping[str, int]) -> int:
    """How often the operation's record was tried before."""
    return attempts.get(record_key(operation.entity_type, operation.record_id), 0)


def _lane(opened: OpenedBooks, operation: Operation, attempts: int) -> Lane:
    lane = opened.package.lane(operation)
    return Lane(f"{lane.name}, tried {attempts} times", max(1, lane.size // 4**attempts)) if attempts else lane


def _later(run: _Run) -> Progress:
    """Nothing more can be sent now: done, or to be continued when what was put off is due."""
    if not run.opened.put_off:
        return Progress(more=False)
    attempts = max(run.opened.put_off.values())
    return Progress(more=True, wait_seconds=BACK_OFF[min(attempts, len(BACK_OFF)) - 1])
