"""What all in-memory ports share, so that a transaction sees what the repositories see."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from bookbridge.domain.budgets import Budget
from bookbridge.domain.changes import FeedEntry, Notice
from bookbridge.domain.connections import Connection, Credentials
from bookbridge.domain.connector_keys import ConnectorKey, Login
from bookbridge.domain.connector_sessions import ConnectorSession, Reading, Task
from bookbridge.domain.discrepancies import Discrepancy
from bookbridge.domain.dispatches import Dispatch
from bookbridge.domain.errors import FieldFault, InvalidInput
from bookbridge.domain.failure_actions import FailureAction
from bookbridge.domain.failures import Failure
from bookbridge.domain.leases import Lease
from bookbridge.domain.records import EntityType
from bookbridge.domain.reports import Report
from bookbridge.domain.sessions import Session
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.pages import Page

if TYPE_CHECKING:
    from .timers import NotifiedRow, TimerRow

T = TypeVar("T")
Hook = Callable[[str], None]


@dataclass(slots=True)
class LeaseRow:
    """A lease with what its adapter keeps beside it."""

    lease: Lease
    seen: int = 0
    turn: int = 0
    wake_at: datetime | None = None


@dataclass(slots=True)
class InMemoryStore:
    """The tables. Keys always begin with the company, as they do in the database.

    `before_each_write` and `after_each_write` are called with the operation's name (`records.save`,
    `transactions.commit`, `messages.send_wake` …); a hook that raises cuts the caller off just before or just after
    the write, like a process that dies there. Refused writes call no `after_each_write`.
    """

    connections: dict[str, Connection] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    credentials: dict[str, Credentials] = field(default_factory=dict)
    credential_versions: dict[str, int] = field(default_factory=dict)
    records: dict[tuple[str, str], StoredRecord] = field(default_factory=dict)
    mappings: dict[tuple[str, str], tuple[EntityType, str]] = field(default_factory=dict)
    changes: dict[tuple[str, str], FeedEntry] = field(default_factory=dict)
    inbox: dict[tuple[str, str], Notice] = field(default_factory=dict)
    leases: dict[str, LeaseRow] = field(default_factory=dict)
    sessions: dict[tuple[str, str], Session] = field(default_factory=dict)
    failures: dict[tuple[str, str], Failure] = field(default_factory=dict)
    discrepancies: dict[tuple[str, str], Discrepancy] = field(default_factory=dict)
    failure_actions: dict[tuple[str, str], FailureAction] = field(default_factory=dict)
    reports: dict[tuple[str, str], Report] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, tuple[str, dict[int, bytes]]] = field(default_factory=dict)
    requests: dict[tuple[str, str], str] = field(default_factory=dict)
    dispatches: dict[tuple[str, str], Dispatch] = field(default_factory=dict)
    budgets: dict[str, Budget] = field(default_factory=dict)
    connector_sessions: dict[str, ConnectorSession] = field(default_factory=dict)
    connector_tasks: dict[str, Task] = field(default_factory=dict)
    connector_answers: dict[str, dict[str, str]] = field(default_factory=dict)
    connector_keys: dict[tuple[str, str], ConnectorKey] = field(default_factory=dict)
    logins: dict[str, Login] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    timers: dict[tuple[str, str, str], TimerRow] = field(default_factory=dict)
    notified: dict[tuple[str, str], NotifiedRow] = field(default_factory=dict)
    before_each_write: Hook | None = None
    after_each_write: Hook | None = None
    lock: RLock = field(default_factory=RLock, repr=False)

    @contextmanager
    def writing(self, operation: str) -> Iterator[None]:
        """Frame one write: alone in the store, with the hooks around it."""
        if self.before_each_write:
            self.before_each_write(operation)
        with self.lock:
            yield
        if self.after_each_write:
            self.after_each_write(operation)


def paged(
    scope: str, rows: Iterable[tuple[str, T]], cursor: str | None, limit: int, *, newest_first: bool = False
) -> tuple[tuple[T, ...], str | None]:
    """One page of `(sort key, row)` pairs, with cursors that only the list `scope` can use."""
    ordered = sorted(rows, key=lambda pair: pair[0], reverse=newest_first)
    if cursor:
        last = _read_cursor(scope, cursor)
        ordered = [pair for pair in ordered if (pair[0] < last if newest_first else pair[0] > last)]
    page = ordered[:limit]
    following = _write_cursor(scope, page[-1][0]) if len(ordered) > limit else None
    return tuple(row for _key, row in page), following


PAGE = 7
"""Rows that the database looks at for one page of a list that is read from end to end; a real one counts bytes."""


def cut_into_pages(
    read: Callable[[], dict[str, T]], matches: Callable[[T], bool], after: str, *, newest_first: bool
) -> Iterator[Page[T]]:
    """Page after page, each read when it is asked for, so that whatever happens between two pages is seen by then."""
    while True:
        rows = sorted(read().items(), key=lambda pair: pair[0], reverse=newest_first)
        ahead = [pair for pair in rows if not after or (pair[0] < after if newest_first else pair[0] > after)]
        looked_at = ahead[:PAGE]
        after = looked_at[-1][0] if len(ahead) > PAGE else ""
        yield Page([row for _key, row in looked_at if matches(row)], after)
        if not after:
            return


def _write_cursor(scope: str, key: str) -> str:
    return base64.urlsafe_b64encode(f"{scope}\n{key}".encode()).decode()


def _read_cursor(scope: str, cursor: str) -> str:
    try:
        owner, _separator, key = base64.urlsafe_b64decode(cursor.encode()).decode().partition("\n")
    except (binascii.Error, UnicodeError):
        owner, key = "", ""
    if owner != scope or not key:
        raise InvalidInput((FieldFault("cursor", "is not one that this list returned"),))
    return key
