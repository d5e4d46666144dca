"""Table `sync_sessions`: the run history. Each count is an attribute of its own name.

Key: `company_id`, `session_id`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Final

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from bookbridge.domain.sessions import Counts, Session, SessionResult

from .cursors import first_page, read_cursor
from .database import Database, Refused
from .table import Table, absent, either, sets
from .values import Plain, Row, raw_item, raw_value

KEPT_FOR: Final = timedelta(days=180)


def sync_sessions_table(database: Database, name: str) -> Table:
    """The table `sync_sessions`."""
    return Table(database, name, "company_id", "session_id")


class DynamoDbSessions:
    """Implements `Sessions`."""

    def __init__(self, sessions: Table) -> None:
        self._sessions = sessions

    def start(self, session: Session) -> None:
        """Record a new run; starting the same one twice changes nothing."""
        actions = [*sets(_beginning(session)), *sets({"result": session.result}), *added(session.counts)]
        self._update_if(absent("started_at"), session, actions)

    def get(self, company_id: str, session_id: str) -> Session | None:
        """One run."""
        row = self._sessions.get(company_id, session_id)
        return to_session(row) if row and row.has("started_at") else None

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[Session, ...], str | None]:
        """Runs, newest first."""
        last = read_cursor(company_id, cursor)
        rows = self._sessions.query(
            Path("company_id") == company_id,
            newest_first=True,
            after=raw_item({"company_id": company_id, "session_id": last}) if last else None,
            page_size=limit + 1,
        )
        page, following = first_page(rows, "session_id", company_id, limit)
        return tuple(to_session(row) for row in page), following

    def finish(self, session: Session) -> None:
        """State the result of a run; a stated one is final."""
        ending = sets({"result": session.result, "cause": session.cause, "ended_at": session.ended_at})
        beginning = [
            Path(name).set(Path(name) | raw_value(value)) for name, value in _beginning(session).items() if value
        ]
        running = either(absent("result"), Path("result") == str(SessionResult.RUNNING))
        self._update_if(running, session, [*ending, *beginning])

    def _update_if(self, condition: Condition, session: Session, actions: list[Action]) -> None:
        try:
            self._sessions.update((session.company_id, session.session_id), actions, condition)
        except Refused:
            return  # done before


def added(counts: Counts) -> list[Action]:
    """Actions that add these counts to an item; none for nothing."""
    return [Path(name).add(count) for name, count in asdict(counts).items() if count]


def to_session(row: Row) -> Session:
    """The run of an item."""
    return Session(
        company_id=row.text("company_id"),
        session_id=row.text("session_id"),
        trigger=row.text("trigger"),
        holder=row.text("holder"),
        started_at=row.instant("started_at"),
        result=SessionResult(row.text("result")),
        counts=Counts(**{name: row.number(name) for name in asdict(Counts())}),
        ended_at=row.optional_instant("ended_at"),
        cause=row.text("cause"),
    )


def _beginning(session: Session) -> Mapping[str, Plain]:
    return {
        "trigger": session.trigger,
        "holder": session.holder,
        "started_at": session.started_at,
        "expires_at": int((session.started_at + KEPT_FOR).timestamp()),
    }
