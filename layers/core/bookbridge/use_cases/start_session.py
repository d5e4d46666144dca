"""Start a company's session: at once when somebody asks for it, or after a wake once the notices have settled."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from bookbridge.domain.errors import ConnectionInactive, SessionActive
from bookbridge.domain.leases import STARTING, Hold, Lease
from bookbridge.domain.sessions import Session, SessionResult
from bookbridge.ports.clock import Clock, Ids
from bookbridge.ports.connections import Connections
from bookbridge.ports.messages import Messages, Workflows
from bookbridge.ports.sessions import Leases, Sessions


@dataclass(frozen=True, slots=True)
class StartSession:
    """Takes the lease for a short while, then starts the run that will prolong it.

    A crash between the two leaves a lease that ends by itself within two minutes.
    """

    connections: Connections
    leases: Leases
    sessions: Sessions
    workflows: Workflows
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
        session_id = self.ids.new("ses")
        now = self.clock.now()
        before = self.leases.get(company_id)
        lease = self.leases.acquire(company_id, session_id, f"cloud session {session_id}", now, STARTING)
        self._close_abandoned(before)
        self.sessions.start(Session(company_id, session_id, trigger, lease.holder, now))
        try:
            self.workflows.start_company_sync(company_id, session_id, trigger)
        except Exception:
            self.leases.abandon(Hold(company_id, session_id, lease.fence))
            raise
        return session_id

    def _close_abandoned(self, before: Lease) -> None:
        """The watchdog: a session whose lease ran out without a result gets one."""
        if not before.session_id:
            return
        stale = self.sessions.get(before.company_id, before.session_id)
        if stale is not None and stale.result is SessionResult.RUNNING:
            self.sessions.finish(
                Session(
                    stale.company_id,
                    stale.session_id,
                    stale.trigger,
                    stale.holder,
                    stale.started_at,
                    SessionResult.FAILED,
                    stale.counts,
                    self.clock.now(),
                    "The run stopped without a result; its lease ran out and a new session took over.",
                )
            )


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
