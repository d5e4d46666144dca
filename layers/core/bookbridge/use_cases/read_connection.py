"""Show a connection as it stands: its status, its session, what is due, and how many failures are open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.errors import NotFound
from bookbridge.domain.leases import Lease
from bookbridge.domain.records import Category
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections, CredentialStore
from bookbridge.ports.failures import Failures
from bookbridge.ports.packages import CloudPackage
from bookbridge.ports.sessions import Leases


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """A connection with everything derived.

    `interval` is the time between two polls, whether it was set or is the package's own; `status` says synchronizing
    while a session holds the lease (B5).
    """

    connection: Connection
    interval: timedelta
    status: ConnectionStatus
    lease: Lease | None
    token_expires_at: datetime | None
    open_failures: dict[Category, int]

    @property
    def status_label(self) -> str:
        """The label bookkeepers know from older connectors: "Not Connected" during a cycle too (B5)."""
        return "Connected" if self.status is ConnectionStatus.CONNECTED else "Not Connected"


@dataclass(frozen=True, slots=True)
class ReadConnection:
    """Reads of connections."""

    connections: Connections
    credentials: CredentialStore
    leases: Leases
    failures: Failures
    package: Callable[[str], CloudPackage]
    clock: Clock

    def __call__(self, company_id: str) -> ConnectionView:
        """Raises `NotFound`."""
        connection = self.connections.get(company_id)
        if connection is None:
            message = f"{company_id} has no connection"
            raise NotFound(message)
        lease = self.leases.get(company_id)
        active = lease.active_at(self.clock.now())
        status = connection.status
        if status is ConnectionStatus.CONNECTED:
            if not connection.settings.enabled:
                status = ConnectionStatus.DISABLED
            elif active:
                status = ConnectionStatus.SYNCHRONIZING
        credentials = self.credentials.get(company_id)
        return ConnectionView(
            connection,
            connection.interval(self.package(connection.package).manifest.default_interval),
            status,
            lease if active else None,
            (credentials.refresh_expires_at or credentials.expires_at) if credentials else None,
            self.failures.count_live(company_id),
        )

    def page(self, cursor: str | None, limit: int) -> tuple[tuple[Connection, ...], str | None]:
        """All connections, for the operator."""
        return self.connections.page(cursor, limit)
