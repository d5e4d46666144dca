"""Last step of a session: release the lease if nothing came meanwhile, and state the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import ceil
from typing import Final

from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import Counts, Session, SessionResult
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.packages import Package
from bookbridge.ports.sessions import Leases, Sessions
from bookbridge.ports.transactions import Outdated

LONGEST: Final = timedelta(hours=1)
"""A session that is asked for more again and again ends here, giving its lease back; Step Functions would not."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What the last step decided: another round after a wait, or the stated result."""

    again: bool
    wait_seconds: float = 0.0
    result: SessionResult = SessionResult.RUNNING
    counts: Counts = field(default_factory=Counts)
    cause: str = ""


@dataclass(frozen=True, slots=True)
class FinishSession:
    """A notice that came since the round began keeps the session going: no wake-up is lost."""

    connections: Connections
    leases: Leases
    sessions: Sessions
    package: Callable[[str], Package]
    clock: Clock

    def __call__(self, hold: Hold) -> Ending:
        """Raises `LeaseLost`."""
        now = self.clock.now()
        if not self.leases.release(hold):
            running = self.sessions.get(hold.company_id, hold.session_id)
            may_go_on = running is None or now - running.started_at < LONGEST
            if may_go_on and not self._has_hung_up(hold.company_id):
                lease = self.leases.get(hold.company_id)
                return Ending(again=True, wait_seconds=ceil(lease.settle_seconds(now)))
            self.leases.abandon(hold)  # the unserved notices stay counted: the next notice or poll goes on
        session = self.sessions.get(hold.company_id, hold.session_id)
        counts = session.counts if session else Counts()
        result = SessionResult.SUCCEEDED_WITH_FAILURES if counts.failed else SessionResult.SUCCEEDED
        if session is not None:
            self.sessions.finish(replace(session, result=result, ended_at=now))
        self.connections.note_sync(hold.company_id, now)
        return Ending(again=False, result=result, counts=counts)

    def _has_hung_up(self, company_id: str) -> bool:
        """Whether the session was a connector's: what came meanwhile is done when it calls again."""
        connection = self.connections.get(company_id)
        return connection is not None and isinstance(self.package(connection.package), SessionPackage)


_PARKED = {
    "ReauthorizationRequired": "The accounting package no longer accepts our access: connect again to go on.",
    "ConnectionInactive": "The connection is disabled or not complete.",
    "RateLimited": "The accounting package's limit is used up: the work goes on with the next poll.",
    "PairingPending": "The company file that called is waiting to be confirmed.",
    "LimitReached": "The accounting package's limit is used up: the work goes on when it is free again.",
}


@dataclass(frozen=True, slots=True)
class AbortSession:
    """Ends a run that could not go on: the lease is given up, the result stated, the work stays queued."""

    connections: Connections
    leases: Leases
    sessions: Sessions
    clock: Clock

    def __call__(self, company_id: str, session_id: str, error: str, cause: str) -> Ending:
        """`error` is the class name that ended the run, `cause` its message."""
        if error == "ReauthorizationRequired":
            mark_connection(self.connections, company_id, ConnectionStatus.REAUTHORIZATION_REQUIRED)
        elif error == "WrongCompany":
            mark_connection(self.connections, company_id, ConnectionStatus.WRONG_COMPANY)
        lease = self.leases.get(company_id)
        if lease.session_id == session_id:
            self.leases.abandon(Hold(company_id, session_id, lease.fence))
        result, told = SessionResult.FAILED, cause or error
        if error == "LeaseLost":
            result, told = SessionResult.SUPERSEDED, "The lease passed to another session; this one wrote nothing more."
        elif error in _PARKED:
            result, told = SessionResult.PARKED, _PARKED[error]
        now = self.clock.now()
        session = self.sessions.get(company_id, session_id) or Session(company_id, session_id, "", "", now)
        self.sessions.finish(replace(session, result=result, ended_at=now, cause=told))
        return Ending(again=False, result=result, counts=session.counts, cause=told)


def mark_connection(connections: Connections, company_id: str, status: ConnectionStatus) -> None:
    """Put a connected company's connection into a status that needs somebody to act."""
    while True:
        connection = connections.get(company_id)
        if connection is None or connection.status is not ConnectionStatus.CONNECTED:
            return
        try:
            connections.save(connection.with_status(status))
        except Outdated:
            continue
        return
