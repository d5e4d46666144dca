"""Sync now, where that can be asked for: a package that calls in is asked by its own connector only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import Conflict, SessionActive
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.packages import Package
from bookbridge.ports.sessions import Leases

from .start_session import StartSession


@dataclass(frozen=True, slots=True)
class RequestSync:
    """What the application's "sync now" does."""

    connections: Connections
    leases: Leases
    start_session: StartSession
    package: Callable[[str], Package]
    clock: Clock

    def __call__(self, company_id: str) -> str:
        """Start a session and return its id.

        Raises `SessionActive` when one runs, `ConnectionInactive` when the company's connection may not sync, and
        `Conflict` that says what to do when only the connector can begin one.
        """
        connection = self.connections.get(company_id)
        if connection is not None:
            package = self.package(connection.package)
            if isinstance(package, SessionPackage):
                self._refuse(connection, package)
        return self.start_session(company_id, "request")

    def _refuse(self, connection: Connection, package: SessionPackage) -> None:
        now, lease = self.clock.now(), self.leases.get(connection.company_id)
        if lease.active_at(now):
            raise SessionActive(lease.holder, lease.minutes_left(now), lease.session_id)
        if not connection.can_sync:
            return  # and hears why
        interval = connection.interval(package.manifest.default_interval)
        minutes = interval // timedelta(minutes=1)
        expected = connection.last_sync_at + interval if connection.last_sync_at else now
        soon = f", in about {ceil((expected - now) / timedelta(minutes=1))} minutes" if expected > now else ""
        message = (
            f"{package.manifest.title} cannot be called: choose Update Selected in the QuickBooks Web Connector, or "
            f"wait for its schedule, which is every {minutes} minutes{soon}"
        )
        raise Conflict(message)
