"""Go on with a connector's session until there is a question to its package, or nothing more to do."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.connections import Connection
from bookbridge.domain.connector_sessions import ConnectorSession, Listing, Phase, Question, Reading
from bookbridge.domain.errors import AnswerAwaited, ConnectionInactive
from bookbridge.domain.sessions import Counts
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connector_sessions import Readings
from bookbridge.ports.connectors import Greeting, SessionBooks, SessionPackage
from bookbridge.ports.records import RecordKey, Records
from bookbridge.ports.transactions import AddCounts, Transactions

from .acquire_lease import lease_for
from .check_company_file import RESTORED, CheckCompanyFile
from .converse import Conversation
from .list_changes import LARGEST, ListChanges
from .look_again import LookAgain
from .open_books import OpenedBooks
from .progress import Deadline
from .pull_changes import PullChanges
from .push_records import PushRecords

log = logging.getLogger(__name__)

_NEXT: Final = {
    Phase.CHECKING: Phase.LISTING,
    Phase.LISTING: Phase.PULLING,
    Phase.PULLING: Phase.PUSHING,
    Phase.PUSHING: Phase.DONE,
}

OUTBOX: Final = 1000
"""How far the outbox is counted, for the progress."""


@dataclass(slots=True)
class OpenOverLine:
    """Implements `OpensBooks` for the session at hand: the steps of a session reach its books over its line."""

    connections: Connections
    package: SessionPackage
    line: Conversation | None = None
    greeting: Greeting | None = None
    page: int = LARGEST
    put_off: dict[RecordKey, int] = field(default_factory=dict)

    def __call__(self, company_id: str) -> OpenedBooks:
        """Raises `ConnectionInactive`."""
        connection = self.connections.get(company_id)
        if connection is None or not connection.can_sync or self.line is None or self.greeting is None:
            message = f"the connection of {company_id} may not sync"
            raise ConnectionInactive(message)
        books = self.package.converse(self.line, connection.organisation_id, self.greeting)
        return OpenedBooks(connection, self.package, self.line, books, self.page, self.put_off, answers_later=True)


@dataclass(frozen=True, slots=True)
class AdvanceSession:
    """The steps of a session in order, each run again from its beginning until all its questions are answered."""

    open_over_line: OpenOverLine
    readings: Readings
    records: Records
    transactions: Transactions
    check_company_file: CheckCompanyFile
    look_again: LookAgain
    list_changes: ListChanges
    pull_changes: PullChanges
    push_records: PushRecords
    clock: Clock

    def __call__(
        self, session: ConnectorSession, greeting: Greeting, conversation: Conversation, deadline: Deadline
    ) -> None:
        """Leaves the next question in the session, or none: when it is done, or at the deadline.

        Raises `LeaseLost`, `WrongCompany`, `CompanyFileRestored`, `UnreadableAnswer` and what the steps raise.
        """
        page = session.question if session.phase is Phase.PULLING else None
        session.question = None
        reading = self.readings.get(session.company_id)
        self.open_over_line.line, self.open_over_line.greeting = conversation, greeting
        self.open_over_line.page, self.open_over_line.put_off = reading.size or LARGEST, session.put_off
        while session.phase in _NEXT and not deadline.passed(self.clock.now().timestamp()):
            try:
                is_done = self._step(session, reading, deadline)
            except AnswerAwaited as asked:
                is_served = page and not page.message_set and not conversation.answered(page.key)
                if is_served and session.phase is Phase.PULLING and self._dares_more(session, reading):
                    page = None
                    continue
                session.question = Question(asked.message, asked.message_set)
                session.wrote = session.wrote or bool(asked.message_set)
                session.tally.questions += 1
                return
            conversation.settled()
            if is_done:
                self._begin(session, _NEXT[session.phase])

    def _step(self, session: ConnectorSession, reading: Reading, deadline: Deadline) -> bool:
        """One step of the session's phase; True when the phase is over."""
        match session.phase:
            case Phase.CHECKING:
                self._count_outbox(session)
                self._check(session, reading)
                return True
            case Phase.LISTING:
                opened = self.open_over_line(session.company_id)
                if reading.sweep is not None:
                    self.look_again(session, opened, reading)
                    return False
                self.list_changes(session, opened, self.open_over_line.package, reading)
                return True
            case Phase.PULLING:
                return not self.pull_changes(session.hold, deadline).more
            case _:
                progress = self.push_records(session.hold, deadline)
                # What must wait is sent in the next session: nobody holds the company file open for it.
                return not progress.more or progress.wait_seconds > 0

    def _dares_more(self, session: ConnectorSession, reading: Reading) -> bool:
        """After an answer that was lost pages are smaller; with each that was served they grow again by a quarter."""
        if not 0 < reading.size < LARGEST:
            return False
        reading.size = min(LARGEST, reading.size + max(1, reading.size // 4))
        reading.fence = session.fence
        self.readings.save(reading)
        self.open_over_line.page = reading.size
        return True

    def _check(self, session: ConnectorSession, reading: Reading) -> None:
        """Has an older copy of the company file come back? Then what we know of it is not so any more (B2)."""
        opened = self.open_over_line(session.company_id)
        if not reading.known or not isinstance(opened.books, SessionBooks):
            return
        gone_back = opened.books.gone_back(reading.known)
        if not gone_back:
            return
        reading.halted, reading.fence = RESTORED, session.fence
        self.readings.save(reading)
        self._stop(opened.connection, session, len(gone_back))

    def _stop(self, connection: Connection, session: ConnectorSession, objects: int) -> None:
        found = self.open_over_line.greeting
        if found is None:
            return
        log.warning("older copy of a company file", extra={"company_id": session.company_id})
        self.check_company_file.refuse(connection, RESTORED, "gone_back", found.company_file, objects=objects)

    def _count_outbox(self, session: ConnectorSession) -> None:
        session.tally.to_send = len(self.records.pending(session.company_id, OUTBOX).keys)

    def _begin(self, session: ConnectorSession, phase: Phase) -> None:
        if phase is Phase.DONE and session.wrote:
            # What we wrote is what an older copy of the company file would lack: it is seen once more, and remembered.
            session.wrote, session.listing, phase = False, Listing(), Phase.LISTING
        session.phase = phase
        if phase is Phase.PUSHING:
            session.tally.fetched = session.tally.to_fetch
            self._count_outbox(session)
        if phase is Phase.DONE:
            connection = self.open_over_line.connections.get(session.company_id)
            if connection is not None:
                told = AddCounts(session.company_id, session.session_id, Counts(calls=session.tally.questions))
                lasts = lease_for(connection)
                self.transactions.commit(session.hold, [told], now=self.clock.now(), lease_for=lasts)
