"""Act on one failure: try its record again, skip it, dismiss it, or delete the record."""

from __future__ import annotations

from dataclasses import dataclass

from bookbridge.domain.errors import Conflict, NotFound
from bookbridge.domain.failures import Failure, FailureStatus
from bookbridge.domain.stored_records import StoredRecord, waiting_on_record
from bookbridge.ports.failures import Failures
from bookbridge.ports.records import Records
from bookbridge.ports.transactions import Outdated, Transactions

from .ask_for_session import AskForSession
from .decide_action import DecideAction, Ordered
from .release_waiting import ReleaseWaiting


@dataclass(frozen=True, slots=True)
class ActOnFailures:
    """Each action is written with who took it, when and why (E2)."""

    failures: Failures
    records: Records
    transactions: Transactions
    decide: DecideAction
    release_waiting: ReleaseWaiting
    ask_for_session: AskForSession

    def __call__(self, company_id: str, failure_id: str, order: Ordered) -> Failure:
        """The failure as it then stands. Raises `NotFound`, and `Conflict` saying why the action cannot be taken.

        After a resync it stays listed until a success closes it.
        """
        while True:
            failure = self.failures.get(company_id, failure_id)
            if failure is None:
                message = f"there is no failure {failure_id}"
                raise NotFound(message)
            decided = self.decide(failure, self._record(failure), order)
            if decided.refusal:
                self._finish_deletion(failure, order)
                raise Conflict(decided.refusal)
            try:
                self.transactions.commit_unleased(decided.effects)
            except Outdated:
                continue
            if decided.mark:
                self.release_waiting(company_id, [decided.mark])
                self.ask_for_session(company_id)
            return decided.failure

    def _finish_deletion(self, failure: Failure, order: Ordered) -> None:
        """Whoever deletes again may do so because we were cut off: nothing else would let its children go."""
        if order.action == "delete" and failure.status is FailureStatus.DELETED and failure.entity_type != "connection":
            self.release_waiting(failure.company_id, [waiting_on_record(failure.entity_type, failure.record_id)])

    def _record(self, failure: Failure) -> StoredRecord | None:
        if failure.entity_type == "connection":
            return None
        return self.records.get(failure.company_id, failure.entity_type, failure.record_id)
