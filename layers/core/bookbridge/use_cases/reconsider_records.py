"""Look through records again when settings have changed that decide whether they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bookbridge.domain.connections import Connection
from bookbridge.domain.leases import Hold
from bookbridge.domain.record_life import reconsidered
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.records import Records
from bookbridge.ports.sessions import Leases
from bookbridge.ports.transactions import Effect, Outdated, SaveRecord, Transactions

from .acquire_lease import lease_for
from .progress import Deadline

PAGE: Final = 100
GROUP: Final = 10
"""Records written in one transaction: so many of the largest still fit."""


@dataclass(frozen=True, slots=True)
class ReconsiderRecords:
    """Lets go what was set aside under the former settings, and sets aside what the new ones do not let through.

    The company's session does this, not the request that changes the settings: a company may have any number of
    records. What is cut off begins anew in the next step, past what is as it should be already.
    """

    connections: Connections
    records: Records
    leases: Leases
    transactions: Transactions
    clock: Clock

    def __call__(self, hold: Hold, connection: Connection, deadline: Deadline) -> bool:
        """Whether all was looked through before the deadline. Raises `LeaseLost`."""
        if not connection.to_reconsider:
            return True
        changed = 0
        for entity_type in connection.to_reconsider:
            cursor: str | None = None
            while True:
                if deadline.passed(self.clock.now().timestamp()):
                    return False
                page, cursor = self.records.page(hold.company_id, entity_type, cursor, PAGE)
                changed += self._decide(hold, connection, page)
                if cursor is None:
                    break
        self.connections.note_reconsidered(hold.company_id, connection.version)
        if changed:  # the outbox's index may lag behind what was just put into it
            self.leases.want(hold.company_id, self.clock.now())
        return True

    def _decide(self, hold: Hold, connection: Connection, page: Sequence[StoredRecord]) -> int:
        decided = (reconsidered(record, connection.settings, self.clock.now()) for record in page)
        changed = [record for record in decided if record is not None]
        for start in range(0, len(changed), GROUP):
            effects: Sequence[Effect] = [SaveRecord(record) for record in changed[start : start + GROUP]]
            while effects:
                try:
                    self.transactions.commit(hold, effects, now=self.clock.now(), lease_for=lease_for(connection))
                except Outdated as outdated:  # the application has just sent them anew, under the new settings
                    effects = [effect for effect in effects if effect not in outdated.effects]
                    continue
                break
        return len(changed)
