"""Let records go that waited for something which has now changed, and those that waited for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bookbridge.domain.record_life import requeued
from bookbridge.domain.stored_records import StoredRecord, SyncState, waiting_on_record
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.records import Records
from bookbridge.ports.sessions import Leases
from bookbridge.ports.transactions import Outdated

from .reopen_skipped import WAIT_OVER, ReopenSkipped


@dataclass(frozen=True, slots=True)
class ReleaseWaiting:
    """Puts waiting records back into the outbox. Repeating it changes nothing."""

    connections: Connections
    records: Records
    leases: Leases
    reopen: ReopenSkipped
    clock: Clock

    def __call__(self, company_id: str, marks: Sequence[str]) -> int:
        """`marks` name what changed (`waiting_on_record`, `waiting_on_package`). Returns how many were released.

        A released record's own children are released too: they wait for it in the outbox from then on.
        """
        released = 0
        seen: set[str] = set()
        todo = list(marks)
        while todo:
            seen.update(todo)
            keys = self.records.waiting(company_id, todo)
            todo = []
            for record in self.records.get_many(company_id, keys).values():
                if self._requeue(record, seen):
                    released += 1
                    mark = waiting_on_record(record.entity_type, record.record_id)
                    if mark not in seen:
                        todo.append(mark)
        if released:
            self.look_again(company_id)
        return released

    def look_again(self, company_id: str) -> None:
        """Have a running session go round once more: the outbox's index may lag behind what was just put into it."""
        self.leases.want(company_id, self.clock.now())

    def _requeue(self, record: StoredRecord, marks: set[str]) -> bool:
        if record.waiting_on not in marks or not self._may_go(record):
            return False
        try:
            self.reopen.save(record, requeued(record, self.clock.now()), WAIT_OVER)
        except Outdated:
            latest = self.records.get(record.company_id, record.entity_type, record.record_id)
            return latest is not None and self._requeue(latest, marks)
        return True

    def _may_go(self, record: StoredRecord) -> bool:
        if record.set_aside:
            connection = self.connections.get(record.company_id)
            return connection is None or connection.settings.reopen_skipped
        return record.sync_state in {SyncState.BLOCKED, SyncState.FAILED}
