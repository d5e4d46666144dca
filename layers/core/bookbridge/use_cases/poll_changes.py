"""Ask a package what changed, on schedule: the net under the webhooks."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bookbridge.domain.connections import DUE_SHARDS, Connection, ConnectionStatus
from bookbridge.domain.errors import (
    ConnectionInactive,
    OutcomeUnknown,
    ReauthorizationRequired,
    Retriable,
)
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.messages import Messages
from bookbridge.ports.records import Inbox, Records
from bookbridge.ports.sessions import Dispatches

from .ask_for_session import AskForSession
from .close_abandoned import CloseAbandoned
from .finish_session import mark_connection
from .open_books import OpenBooks, OpenedBooks
from .take_in_changes import NoteChanges

log = logging.getLogger(__name__)

STALE: Final = timedelta(days=1)
"""How old a cursor may grow while nothing changes: moving it costs a write, and the package looks back 30 days."""

PAGE: Final = 500
"""Due companies taken from one shard in one tick."""


@dataclass(frozen=True, slots=True)
class StartDueSyncs:
    """Each tick asks for a poll of the companies whose time has come; its cost depends on those alone."""

    connections: Connections
    messages: Messages
    clock: Clock

    def __call__(self) -> int:
        """Returns how many polls were asked for. Two ticks at once ask for each poll once."""
        now = self.clock.now()
        asked = 0
        for shard in range(DUE_SHARDS):
            claimed = []
            for company_id in self.connections.due(shard, now, PAGE):
                connection = self.connections.get(company_id)
                interval = connection.interval if connection else timedelta(minutes=5)
                if self.connections.claim_poll(company_id, now, now + interval):
                    claimed.append(company_id)
            self.messages.send_polls(claimed)
            asked += len(claimed)
        return asked


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
    clock: Clock

    def __call__(self, company_id: str) -> bool:
        """Whether a session was asked for. A package that is down or over its limit is asked at the next tick."""
        self.close_abandoned(company_id)
        try:
            opened = self.open_books(company_id)
        except ConnectionInactive:
            return False
        connection = opened.connection
        try:
            found = opened.books.changes_since(self._since(opened))
        except ReauthorizationRequired:
            mark_connection(self.connections, company_id, ConnectionStatus.REAUTHORIZATION_REQUIRED)
            return False
        except (Retriable, OutcomeUnknown) as error:
            log.warning("poll put off to the next tick", extra={"company_id": company_id, "reason": str(error)})
            return False
        wanted = set(connection.settings.entities_to_sync)
        changes = [change for change in found.changes if change.entity_type in wanted]
        noticed = self.note_changes(company_id, connection.organisation_id, changes)
        if found.changes or found.cursor - (connection.cursor or found.cursor) > STALE:
            self.connections.advance_cursor(company_id, found.cursor)
        if noticed or self._has_work(connection):
            self.ask_for_session(company_id)
            return True
        return False

    def _since(self, opened: OpenedBooks) -> datetime:
        """A little before the cursor, because changes can become visible late; never what was there before (F8)."""
        connected_at = opened.connection.connected_at or self.clock.now()
        cursor = opened.connection.cursor or connected_at
        return max(cursor - opened.package.manifest.poll_overlap, connected_at)

    def _has_work(self, connection: Connection) -> bool:
        company_id = connection.company_id
        return bool(
            self.records.has_pending(company_id)
            or self.inbox.take(company_id, 1)
            or self.dispatches.unfinished(company_id)
        )
