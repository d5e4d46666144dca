"""Show the runs of a company's sync."""

from __future__ import annotations

from dataclasses import dataclass

from bookbridge.domain.errors import NotFound
from bookbridge.domain.sessions import Session
from bookbridge.ports.sessions import Sessions


@dataclass(frozen=True, slots=True)
class ReadSessions:
    """Reads of the run history."""

    sessions: Sessions

    def one(self, company_id: str, session_id: str) -> Session:
        """Raises `NotFound`."""
        session = self.find(company_id, session_id)
        if session is None:
            raise NotFound(f"there is no session {session_id}")
        return session

    def find(self, company_id: str, session_id: str) -> Session | None:
        """None when it has not begun: the lease comes before the run."""
        return self.sessions.get(company_id, session_id)

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[Session, ...], str | None]:
        """Newest first, and the next cursor."""
        return self.sessions.page(company_id, cursor, limit)
