"""The watchdog: a run that stopped without a result is given one (F10)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import SessionResult
from bookbridge.ports.clock import Clock
from bookbridge.ports.sessions import Leases, Sessions


@dataclass(frozen=True, slots=True)
class CloseAbandoned:
    """Looks at a company's newest run, and at its lease's last one, whenever that is free: both must have a result."""

    leases: Leases
    sessions: Sessions
    clock: Clock

    def __call__(self, company_id: str) -> bool:
        """Whether a run was found that had stopped; its lease is given up and its work is left to the next one."""
        now = self.clock.now()
        lease = self.leases.get(company_id)
        if lease.active_at(now):
            return False
        if lease.session_id:
            self.leases.abandon(Hold(company_id, lease.session_id, lease.fence))
        newest, _cursor = self.sessions.page(company_id, None, 1)
        # A connector that was told to wait has left a run that is newer than the one that stopped.
        last = self.sessions.get(company_id, lease.session_id) if lease.session_id else None
        found = {session.session_id: session for session in (*newest, last) if session}
        stopped = [session for session in found.values() if session.result is SessionResult.RUNNING]
        for session in stopped:
            cause = "The run stopped without a result and its lease ran out."
            self.sessions.finish(replace(session, result=SessionResult.FAILED, ended_at=now, cause=cause))
        return bool(stopped)
