"""Start a company's session: at once when somebody asks for it, or after a wake once the notices have settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil

from bookbridge.domain.errors import ConnectionInactive, SessionActive
from bookbridge.domain.leases import STARTING, Hold
from bookbridge.domain.sessions import Session, SessionResult
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.clock import Clock, Ids
from bookbridge.ports.connections import Connections
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.messages import Messages, Workflows
from bookbridge.ports.packages import Package
from bookbridge.ports.sessions import Leases, Sessions

from .close_abandoned import CloseAbandoned


@dataclass(frozen=True, slots=True)
class StartSession:
    """Takes the lease for a short while, then starts the run that will prolong it.

    A crash between the two leaves a lease that ends by itself within two minutes.
    """

    connections: Connections
    leases: Leases
    sessions: Sessions
    workflows: Workflows
    close_abandoned: CloseAbandoned
    package: Callable[[str], Package]
    clock: Clock
    ids: Ids

    def __call__(self, company_id: str, trigger: str) -> str:
        """Start a session and return its id.

        Raises `SessionActive` when one runs, and `ConnectionInactive` when the company's connection may not sync.
        """
        connection = self.connections.get(company_id)
        if connection is None or not connection.can_sync:
            status = connection.status if connection else "not connected"
            message = f"the company's connection cannot sync: {status}"
            raise ConnectionInactive(message)
        if isinstance(package := self.package(connection.package), SessionPackage):
            message = (
                f"{package.manifest.title} calls in by itself: choose Update Selected in its connector, or wait for it"
            )
            raise ConnectionInactive(message)
        session_id = self.ids.new("ses")
        now = self.clock.now()
        if connection.parked_until is not None and connection.parked_until > now:
            message = f"parked until {to_text(connection.parked_until)}: the accounting package's limit is used up"
            raise ConnectionInactive(message)
        self.close_abandoned(company_id)
        lease = self.leases.acquire(company_id, session_id, f"cloud session {session_id}", now, STARTING)
        session = Session(company_id, session_id, trigger, lease.holder, now)
        try:
            self.workflows.start_company_sync(company_id, session_id, trigger)
        except Exception as error:
            self._state_failed(session, f"The run could not be started: {error}")
            self.leases.abandon(Hold(company_id, session_id, lease.fence))
            raise
        self.sessions.start(session)  # only now, so that behind every running one there is an execution that must end
        return session_id

    def _state_failed(self, session: Session, cause: str) -> None:
        failed = replace(session, result=SessionResult.FAILED, ended_at=self.clock.now(), cause=cause)
        self.sessions.finish(failed)


@dataclass(frozen=True, slots=True)
class WakeCompany:
    """Handles a wake message: waits until notices have been quiet, then starts one session for all of them."""

    leases: Leases
    messages: Messages
    start_session: StartSession
    clock: Clock

    def __call__(self, company_id: str) -> str | None:
        """Returns the id of the session, or None when there is nothing to start now."""
        now = self.clock.now()
        lease = self.leases.get(company_id)
        if lease.active_at(now) or not lease.has_unserved:
            return None
        if (wait := lease.settle_seconds(now)) > 0:
            self.messages.send_wake(company_id, ceil(wait))
            return None
        try:
            return self.start_session(company_id, "changes")
        except (SessionActive, ConnectionInactive):
            return None
