"""Gather what a company is to be told: failures that opened since it was told last, and what was synced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bookbridge.domain.connections import Connection
from bookbridge.domain.failures import Failure, FailureStatus
from bookbridge.domain.hindrances import NEEDS_PEOPLE
from bookbridge.domain.notifications import SHOWN, News, SyncedSession
from bookbridge.domain.records import Category
from bookbridge.ports.failures import FailureFilter, Failures
from bookbridge.ports.sessions import Sessions

PAGE: Final = 500
MOST: Final = 10_000
"""New failures that are counted; of more it is said that there are more."""

_LIVE: Final = FailureFilter(statuses=(FailureStatus.OPEN, FailureStatus.RESYNCING))

LONGEST_SESSION: Final = timedelta(hours=4)
"""Runs are listed by their beginning: one that ended after a moment began at most so long before it."""


@dataclass(frozen=True, slots=True)
class GatherNews:
    """Only what is live counts: what was skipped, cleared or resolved meanwhile is not told."""

    failures: Failures
    sessions: Sessions

    def __call__(self, connection: Connection, since: datetime | None, until: datetime) -> News:
        """What opened, and if the settings say so what was synced, after `since` (None: ever) and up to `until`.

        `is_more_to_come` when something is newer than that. A failure of the connection that people were told of by a
        message of its own is left out.
        """
        new: Counter[Category] = Counter()
        first: list[Failure] = []
        to_come = is_more = False
        for failure in self._failed_after(connection.company_id, since):
            if failure.entity_type == "connection" and connection.status in NEEDS_PEOPLE:
                continue
            if failure.opened_at > until:
                to_come = True
            elif since is None or failure.opened_at > since:
                if is_more := new.total() >= MOST:
                    break
                new[failure.category] += 1
                if failure.entity_type == "connection":
                    first.insert(0, failure)
                elif len(first) < SHOWN:
                    first.append(failure)
        sessions: tuple[SyncedSession, ...] = ()
        if connection.settings.notify.successes:
            ended = tuple(self._ended_after(connection, since, until))
            to_come = to_come or any(each.ended_at > until for each in ended)
            sessions = tuple(each for each in ended if each.ended_at <= until and each.sent + each.received)
        if not new and not sessions:
            return News(is_more_to_come=to_come)
        counted = self.failures.count_live(connection.company_id) if new and not is_more else {}
        return News(dict(new), counted, tuple(first[:SHOWN]), sessions, is_more, to_come)

    def _failed_after(self, company_id: str, since: datetime | None) -> Iterator[Failure]:
        """Those that failed later, newest first: whatever opened later failed later too.

        What fails again while a long list is read moves to its front, and is looked for there once more.
        """
        seen: set[str] = set()
        begin, newest, cursor, is_long = since, since, None, False
        while True:
            page, cursor = self.failures.page(company_id, _LIVE, cursor, PAGE)
            later = [each for each in page if begin is None or each.last_failed_at > begin]
            yield from (each for each in later if each.failure_id not in seen)
            seen.update(each.failure_id for each in later)
            newest = max([each.last_failed_at for each in later] + ([newest] if newest else []), default=None)
            if cursor is not None and len(later) == len(page):
                is_long = True
            elif is_long:
                begin, cursor, is_long = newest, None, False
            else:
                return

    def _ended_after(self, connection: Connection, since: datetime | None, until: datetime) -> Iterator[SyncedSession]:
        begin = since or until - timedelta(minutes=connection.settings.notify.every_minutes)
        cursor: str | None = None
        while True:
            page, cursor = self.sessions.page(connection.company_id, cursor, PAGE)
            for session in page:
                if session.started_at <= begin - LONGEST_SESSION:
                    return
                if session.ended_at is not None and session.ended_at > begin:
                    yield SyncedSession(session.ended_at, session.counts.pushed, session.counts.applied)
            if cursor is None:
                return
