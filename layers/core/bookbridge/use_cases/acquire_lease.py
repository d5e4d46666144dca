"""First step of a session: prolong its lease, and make sure that the right organisation answers."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import ConnectionInactive, RateLimited, SessionActive
from bookbridge.domain.leases import Hold, Lease
from bookbridge.domain.sessions import Counts, Session, SessionResult
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.sessions import Leases, Sessions
from bookbridge.ports.transactions import AddCounts, Outdated, Transactions

from .open_books import OpenBooks, check_identity
from .park_company import ParkCompany


def lease_for(connection: Connection) -> timedelta:
    """How long the lease lasts after the holder's last attempt."""
    return timedelta(minutes=connection.settings.lease_minutes)


@dataclass(frozen=True, slots=True)
class AcquireLease:
    """Idempotent: the same session acquiring again only prolongs its lease."""

    connections: Connections
    leases: Leases
    sessions: Sessions
    transactions: Transactions
    open_books: OpenBooks
    park_company: ParkCompany
    clock: Clock

    def __call__(self, company_id: str, session_id: str, trigger: str) -> Lease | SessionActive:
        """The lease, or who else holds it.

        Raises `ConnectionInactive`, `ReauthorizationRequired`, `WrongCompany`, `LimitReached`, `RateLimited` and
        `PackageUnavailable`.
        """
        now = self.clock.now()
        connection = self.connections.get(company_id)
        if connection is None:
            message = f"{company_id} is not connected"
            raise ConnectionInactive(message)
        holder = f"cloud session {session_id}"
        try:
            lease = self.leases.acquire(company_id, session_id, holder, now, lease_for(connection))
        except SessionActive as busy:
            self.sessions.finish(
                Session(
                    company_id,
                    session_id,
                    trigger,
                    holder,
                    now,
                    SessionResult.SUPERSEDED,
                    ended_at=now,
                    cause=str(busy),
                )
            )
            return busy
        self.sessions.start(Session(company_id, session_id, trigger, holder, now))
        opened = self.open_books(company_id)
        try:
            name = check_identity(opened)
        except RateLimited as limited:
            self.park_company.if_long(company_id, limited)
            raise
        self._remember_name(opened.connection, name)
        hold = Hold(company_id, session_id, lease.fence)
        counts = Counts(calls=opened.calls)
        self.transactions.commit(
            hold,
            [AddCounts(company_id, session_id, counts)],
            now=self.clock.now(),
            lease_for=lease_for(connection),
        )
        return lease

    def _remember_name(self, connection: Connection, name: str) -> None:
        if name == connection.organisation_name:
            return
        with suppress(Outdated):  # somebody is changing the connection: the next session remembers it
            self.connections.save(replace(connection, organisation_name=name))
