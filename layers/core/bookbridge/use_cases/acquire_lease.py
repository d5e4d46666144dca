"""First step of a session: prolong its lease, and make sure that the right organisation answers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import ConnectionInactive, RateLimited, SessionActive
from bookbridge.domain.leases import Hold, Lease
from bookbridge.domain.sessions import Counts, Session, SessionResult
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.packages import Package
from bookbridge.ports.sessions import Leases, Sessions
from bookbridge.ports.transactions import AddCounts, Outdated, Transactions

from .open_books import OpenBooks, check_identity
from .park_company import ParkCompany


def lease_for(connection: Connection) -> timedelta:
    """How long the lease lasts after the holder's last attempt."""
    return timedelta(minutes=connection.settings.lease_minutes)


class Transport(StrEnum):
    """Who calls whom: the machine pulls and pushes itself, or waits while a connector's turns do."""

    CLOUD = "cloud"
    CONNECTOR = "connector"


@dataclass(frozen=True, slots=True)
class Acquired:
    """The session's lease, how long it lasts after each attempt, and who does the work under it."""

    lease: Lease
    lease_for: timedelta
    transport: Transport = Transport.CLOUD

    @property
    def fence(self) -> int:
        """What every effect under the lease is checked against."""
        return self.lease.fence


@dataclass(frozen=True, slots=True)
class AcquireLease:
    """Idempotent: the same session acquiring again only prolongs its lease."""

    connections: Connections
    leases: Leases
    sessions: Sessions
    transactions: Transactions
    open_books: OpenBooks
    package: Callable[[str], Package]
    park_company: ParkCompany
    clock: Clock

    def __call__(self, company_id: str, session_id: str, trigger: str) -> Acquired | SessionActive:
        """The lease, or who else holds it.

        Raises `ConnectionInactive`, `ReauthorizationRequired`, `WrongCompany`, `LimitReached`, `RateLimited` and
        `PackageUnavailable`.
        """
        now = self.clock.now()
        connection = self.connections.get(company_id)
        if connection is None:
            message = f"{company_id} is not connected"
            raise ConnectionInactive(message)
        holder, lasts = f"cloud session {session_id}", lease_for(connection)
        is_called = isinstance(self.package(connection.package), SessionPackage)
        try:
            lease = self.leases.acquire(company_id, session_id, holder, now, lasts)
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
        if is_called:  # its connector has begun the session, and checks the company file in its first turn
            return Acquired(lease, lasts, Transport.CONNECTOR)
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
            lease_for=lasts,
        )
        return Acquired(lease, lasts)

    def _remember_name(self, connection: Connection, name: str) -> None:
        if name == connection.organisation_name:
            return
        with suppress(Outdated):  # somebody is changing the connection: the next session remembers it
            self.connections.save(replace(connection, organisation_name=name))
