"""A connector begins to work on a company: it takes the lease, and the run that waits for it starts (B3)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.connector_sessions import ConnectorSession
from bookbridge.domain.errors import ConnectionInactive, SessionActive
from bookbridge.domain.languages import language
from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import Session, SessionResult
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.messages import Workflows
from bookbridge.ports.sessions import Leases, Sessions

from .acquire_lease import lease_for
from .close_abandoned import CloseAbandoned

log = logging.getLogger(__name__)

TRIGGER: Final = "connector"

_LET_IN: Final = frozenset({ConnectionStatus.PENDING, ConnectionStatus.CONNECTED, ConnectionStatus.WRONG_COMPANY})
"""A connection without a company file, or with the wrong one, may be called: the right one may be open by now."""


@dataclass(frozen=True, slots=True)
class BeginConnectorSession:
    """The lease lasts from each turn of the connector on; the run's wait ends when that many minutes bring none."""

    connections: Connections
    leases: Leases
    sessions: Sessions
    workflows: Workflows
    close_abandoned: CloseAbandoned
    package: SessionPackage
    clock: Clock

    def __call__(self, session: ConnectorSession, company_id: str) -> Connection:
        """Give the session the company's lease and start its run; `session` gets company and fence.

        Raises `ConnectionInactive` when the company may not be synced, and `SessionActive` when somebody else does.
        """
        connection = self.connections.get(company_id)
        if connection is None or connection.package != self.package.manifest.name:
            message = f"{company_id} is not connected to {self.package.manifest.title}"
            raise ConnectionInactive(message)
        if connection.status not in _LET_IN or not connection.settings.enabled:
            message = f"the connection of {company_id} is switched off, or was disconnected"
            raise ConnectionInactive(message)
        self.close_abandoned(company_id)
        now, who = self.clock.now(), holder_of(session)
        try:
            lease = self.leases.acquire(company_id, session.session_id, who, now, lease_for(connection))
        except SessionActive as busy:
            self.leases.turn_away(company_id, who, now)
            speech = language(connection.settings.language)
            told = speech.connector_words("busy", holder=busy.holder, minutes=busy.minutes_left)
            self._state(session, company_id, who, now, SessionResult.SUPERSEDED, told)
            raise SessionActive(busy.holder, busy.minutes_left, busy.session_id, told) from None
        session.company_id, session.fence = company_id, lease.fence
        try:
            self.workflows.start_company_sync(company_id, session.session_id, TRIGGER)
        except Exception as error:
            self._state(session, company_id, who, now, SessionResult.FAILED, f"The run could not be started: {error}")
            self.leases.abandon(Hold(company_id, session.session_id, lease.fence))
            raise
        self.sessions.start(Session(company_id, session.session_id, TRIGGER, who, now))
        return connection

    def _state(
        self, session: ConnectorSession, company_id: str, who: str, now: datetime, result: SessionResult, cause: str
    ) -> None:
        self.sessions.finish(
            Session(company_id, session.session_id, TRIGGER, who, now, result, ended_at=now, cause=cause)
        )


def holder_of(session: ConnectorSession) -> str:
    """Who works on the company, for people: the computer once it is known, else where the call came from."""
    machine = (session.greeting or {}).get("machine", "")
    return f"{machine} ({session.user_name})" if machine else f"{session.user_name} at {session.caller}"
