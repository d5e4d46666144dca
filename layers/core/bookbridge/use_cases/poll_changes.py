"""Ask a package what changed, on schedule: the net under the webhooks."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.errors import (
    ConnectionInactive,
    LimitReached,
    OutcomeUnknown,
    PackageRefused,
    RateLimited,
    ReauthorizationRequired,
    Retriable,
)
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.records import Inbox, Records
from bookbridge.ports.sessions import Dispatches

from .ask_for_session import AskForSession
from .close_abandoned import CloseAbandoned
from .finish_session import mark_connection
from .open_books import OpenBooks, OpenedBooks
from .park_company import ParkCompany
from .take_in_changes import NoteChanges

log = logging.getLogger(__name__)

POLLS_AT_ONCE: Final = 4
"""Companies that one function polls side by side: most of the time goes by while packages answer. Costs memory."""


@dataclass(frozen=True, slots=True)
class PollChanges:
    """Puts what changed into the company's inbox and asks for a session only if there is something to do."""

    connections: Connections
    records: Records
    inbox: Inbox
    dispatches: Dispatches
    close_abandoned: CloseAbandoned
    open_books: OpenBooks
    note_changes: NoteChanges
    ask_for_session: AskForSession
    park_company: ParkCompany
    clock: Clock

    def __call__(self, company_id: str) -> bool:  # noqa: PLR0911 - each is another reason to leave it at that
        """Whether a session was asked for. A package that is down or over its limit is asked at the next tick."""
        self.close_abandoned(company_id)
        try:
            opened = self.open_books(company_id)
        except ConnectionInactive:
            return False
        connection = opened.connection
        if connection.is_parked_at(self.clock.now()) or isinstance(opened.package, SessionPackage):
            return False
        thorough = self._is_thorough(opened)
        since = self._since(opened, thorough=thorough)
        try:
            found = opened.books.changes_since(since, thorough=thorough)
        except RateLimited as limited:
            with suppress(LimitReached):
                self.park_company.if_long(company_id, limited)
            return False
        except ReauthorizationRequired:
            mark_connection(self.connections, company_id, ConnectionStatus.REAUTHORIZATION_REQUIRED)
            return False
        except (Retriable, OutcomeUnknown) as error:
            log.warning("poll put off to the next tick", extra={"company_id": company_id, "reason": str(error)})
            return False
        except PackageRefused:
            # Nobody but us can mend that; what waits here must not wait for it.
            if self._has_work(connection):
                self.ask_for_session(company_id)
            raise
        wanted = opened.package.manifest.families_of(connection.settings.entities_to_sync)
        changes = [change for change in found.changes if change.entity_type in wanted]
        noticed = self.note_changes(company_id, connection.organisation_id, changes)
        # While nothing changes, moving the cursor once an hour will do: it costs a write, and packages look back far.
        full_hour = found.cursor.replace(minute=0, second=0, microsecond=0)
        if found.changes or since < full_hour or connection.thorough_cursor is None:
            self.connections.advance_cursor(company_id, found.cursor, thorough=thorough)
        if noticed or self._has_work(connection):
            self.ask_for_session(company_id)
            return True
        return False

    def _is_thorough(self, opened: OpenedBooks) -> bool:
        """Whether it is time to ask for what webhooks announce too."""
        last = opened.connection.thorough_cursor
        return last is None or self.clock.now() - last >= opened.package.manifest.thorough_every

    def _since(self, opened: OpenedBooks, *, thorough: bool) -> datetime:
        """A little before the cursor, because changes can become visible late; never what was there before (F8)."""
        connected_at = opened.connection.connected_at or self.clock.now()
        cursor = opened.connection.cursor or connected_at
        if thorough and opened.package.manifest.thorough_every > timedelta(0):
            cursor = opened.connection.thorough_cursor or connected_at
        return max(cursor - opened.package.manifest.poll_overlap, connected_at)

    def _has_work(self, connection: Connection) -> bool:
        company_id = connection.company_id
        return bool(
            connection.to_reconsider
            or self.records.has_pending(company_id)
            or self.inbox.take(company_id, 1)
            or self.dispatches.unfinished(company_id)
        )
