"""Show a connection as it stands: its status, its session, what is due, and how many failures are open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookbridge.domain.company_files import Pairing
from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.errors import NotFound
from bookbridge.domain.leases import Lease
from bookbridge.domain.pairing_advice import Advice, advice_for
from bookbridge.domain.pairing_states import PairingState, state_of
from bookbridge.domain.records import Category
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections, CredentialStore
from bookbridge.ports.connector_sessions import ConnectorSessions, Readings
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.failures import Failures
from bookbridge.ports.packages import Package
from bookbridge.ports.sessions import Leases


@dataclass(frozen=True, slots=True)
class PairingView:
    """The company file of a connection, where its pairing stands, and what is worth knowing before it is synced."""

    state: PairingState
    pairing: Pairing
    advice: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """A connection with everything derived.

    `interval` is the time between two polls, whether it was set or is the package's own; `status` says synchronizing
    while a session holds the lease (B5), and waiting while somebody else asks for it (B3). `percent` is how far that
    session is, where it can be told; `pairing` is there for packages that keep their books in files.
    """

    connection: Connection
    interval: timedelta
    status: ConnectionStatus
    lease: Lease | None
    next_sync_at: datetime | None
    token_expires_at: datetime | None
    open_failures: dict[Category, int]
    percent: int | None = None
    pairing: PairingView | None = None

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
    readings: Readings
    connector_sessions: ConnectorSessions
    package: Callable[[str], Package]
    clock: Clock

    def __call__(self, company_id: str) -> ConnectionView:
        """Raises `NotFound`."""
        connection = self.connections.get(company_id)
        if connection is None:
            message = f"{company_id} has no connection"
            raise NotFound(message)
        now, lease = self.clock.now(), self.leases.get(company_id)
        package = self.package(connection.package)
        calls_in = isinstance(package, SessionPackage)
        credentials = None if calls_in else self.credentials.get(company_id)
        active = lease if lease.active_at(now) else None
        return ConnectionView(
            connection,
            connection.interval(package.manifest.default_interval),
            status_of(connection, lease, now),
            active,
            self._next_sync_at(connection, package),
            (credentials.refresh_expires_at or credentials.expires_at) if credentials else None,
            self.failures.count_live(company_id),
            self._percent(active) if calls_in and active else None,
            self._pairing(connection, now) if calls_in else None,
        )

    def page(self, cursor: str | None, limit: int) -> tuple[tuple[tuple[Connection, datetime | None], ...], str | None]:
        """All connections with the time of their next sync, for the operator."""
        page, following = self.connections.page(cursor, limit)
        return tuple((each, self._next_sync_at(each, self.package(each.package))) for each in page), following

    def _next_sync_at(self, connection: Connection, package: Package) -> datetime | None:
        """When the next poll is due; of a package that calls in, when its connector is expected."""
        if not isinstance(package, SessionPackage):
            return connection.next_poll_at
        if not connection.can_sync or connection.last_sync_at is None:
            return None
        return connection.last_sync_at + connection.interval(package.manifest.default_interval)

    def _percent(self, lease: Lease) -> int | None:
        kept = self.connector_sessions.get(lease.session_id)
        return kept.session.tally.told if kept else None

    def _pairing(self, connection: Connection, now: datetime) -> PairingView:
        reading = self.readings.get(connection.company_id)
        pairing = connection.pairing or Pairing()
        state = state_of(connection, halted=bool(reading.halted))
        done = state is PairingState.CONFIRMED and not reading.is_first
        language = connection.settings.language
        advice = advice_for(pairing, now.date(), language, first_sync=reading.is_first, settled=done)
        return PairingView(state, pairing, advice)


def status_of(connection: Connection, lease: Lease, now: datetime) -> ConnectionStatus:
    """The status to show: that of the connection, and what its session does."""
    if connection.status is not ConnectionStatus.CONNECTED:
        return connection.status
    if not connection.settings.enabled:
        return ConnectionStatus.DISABLED
    if lease.keeps_waiting_at(now):
        return ConnectionStatus.WAITING_FOR_ACTIVE_SESSION
    return ConnectionStatus.SYNCHRONIZING if lease.active_at(now) else ConnectionStatus.CONNECTED
