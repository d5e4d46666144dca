"""A skipped failure opens again when its record changes (E2), and shows evidence of a payment's delivery (A3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bookbridge.domain.failures import FailureStatus, reopen
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.clock import Clock
from bookbridge.ports.failures import Failures
from bookbridge.ports.records import Records
from bookbridge.ports.transactions import Effect, SaveFailure, SaveRecord, Transactions

SENT_ANEW: Final = "The application sent it anew."
VOID_WANTED: Final = "The application wants it voided."
LINKED: Final = "It was linked by hand."
CHANGED_THERE: Final = "It was changed in the accounting package."
WAIT_OVER: Final = "What it waited for has changed."


@dataclass(frozen=True, slots=True)
class ReopenSkipped:
    """Whoever takes a record up again that was set aside has its failure opened in the same transaction.

    So is evidence that arrives later put on the failure at once: nothing has to be sent for that.
    """

    records: Records
    failures: Failures
    transactions: Transactions
    clock: Clock

    def __call__(self, before: StoredRecord | None, after: StoredRecord, why: str) -> list[Effect]:
        """What to write besides the record, which becomes `after`; nothing where its failure stays as it is."""
        if before is None or not before.failure_id:
            return []
        taken_up = before.set_aside and not after.set_aside
        told = before.body.get("delivery") != after.body.get("delivery")
        failure = self.failures.get(before.company_id, before.failure_id) if taken_up or told else None
        if failure is None:
            return []
        changed = failure
        if taken_up and failure.status is FailureStatus.SKIPPED:
            changed = reopen(failure, self.clock.now(), why)
        if told and not failure.status.is_closed:
            changed = replace(changed, delivery=dict(after.body.get("delivery") or {}))
        return [] if changed is failure else [SaveFailure(changed)]

    def save(self, before: StoredRecord | None, after: StoredRecord, why: str) -> StoredRecord:
        """Write the record, and its failure with it where that opens again. Raises `Outdated`."""
        others = self(before, after, why)
        if not others:
            return self.records.save(after)
        self.transactions.commit_unleased([SaveRecord(after), *others])
        return replace(after, row_version=after.row_version + 1)
