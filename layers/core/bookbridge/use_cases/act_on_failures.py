"""Act on failures: ask for another try."""

from __future__ import annotations

from dataclasses import dataclass

from bookbridge.domain.errors import Conflict, NotFound
from bookbridge.domain.failures import Failure, resync
from bookbridge.domain.record_life import requeued
from bookbridge.domain.stored_records import StoredRecord, SyncState, waiting_on_record
from bookbridge.ports.clock import Clock
from bookbridge.ports.failures import Failures
from bookbridge.ports.records import Records
from bookbridge.ports.transactions import Effect, Outdated, SaveFailure, SaveRecord, Transactions

from .ask_for_session import AskForSession
from .release_waiting import ReleaseWaiting


@dataclass(frozen=True, slots=True)
class ActOnFailures:
    """Each action is written with who took it and when; the failure stays listed until a success closes it (E2)."""

    failures: Failures
    records: Records
    transactions: Transactions
    release_waiting: ReleaseWaiting
    ask_for_session: AskForSession
    clock: Clock

    def resync(self, company_id: str, failure_id: str, by: str) -> Failure:
        """Try the record again. Raises `NotFound`, and `Conflict` when the failure is closed."""
        while True:
            failure = self.failures.get(company_id, failure_id)
            if failure is None:
                message = f"there is no failure {failure_id}"
                raise NotFound(message)
            if not failure.status.is_live:
                message = f"the failure is {failure.status.value}: only an open one can be resynced"
                raise Conflict(message)
            if failure.entity_type == "connection":
                message = "this is a failure of the connection: it closes by itself with the next sync that goes well"
                raise Conflict(message)
            record = self.records.get(company_id, failure.entity_type, failure.record_id)
            if record is None:
                message = f"the record of failure {failure_id} no longer exists"
                raise Conflict(message)
            asked = resync(failure, self.clock.now(), by)
            try:
                self.transactions.commit_unleased([SaveFailure(asked), *self._again(record)])
            except Outdated:
                continue
            mark = waiting_on_record(failure.entity_type, failure.record_id)
            self.release_waiting(company_id, [mark])
            self.ask_for_session(company_id)
            return asked

    def _again(self, record: StoredRecord) -> list[Effect]:
        if record.sync_state is SyncState.PENDING:
            return []
        return [SaveRecord(requeued(record, self.clock.now()))]
