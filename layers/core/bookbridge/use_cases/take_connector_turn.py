"""One call of a connector after it has signed in: hand a question out, take an answer in, or hang up.

Every turn renews the lease and is refused without effect when it has passed on. Whatever goes wrong, a turn is answered
with what ends the session, never with an error that would be tried for ever.
"""

from __future__ import annotations

import hmac
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bookbridge.domain.connector_sessions import LONGEST_TICKET, ConnectorSession, Phase
from bookbridge.domain.errors import BookbridgeError, ConnectorStopped, LeaseLost, PackageRefused, UnreadableAnswer
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connector_sessions import ConnectorSessions, Kept
from bookbridge.ports.connectors import SessionPackage, Trouble
from bookbridge.ports.messages import Workflows
from bookbridge.ports.sessions import Leases
from bookbridge.ports.transactions import Outdated

from .acquire_lease import lease_for
from .advance_session import AdvanceSession
from .converse import Conversation
from .end_connector_session import EndConnectorSession
from .greet_company_file import GreetCompanyFile, greeting_of
from .note_connection_failures import NoteConnectionFailures
from .progress import Deadline
from .tell_progress import note_done, percent

log = logging.getLogger(__name__)

DONE: Final = 100
STOP: Final = -1
NOTHING: Final = ""
"""No question, and no text to show."""

PAUSE: Final = "NoOp"
"""The connector waits a few seconds and asks for the next question again."""

GIVE_UP: Final = "done"
"""The connector stops trying to open a company file."""

MAX_BREAKS: Final = 3
"""Answers that a session may lose, or bring in pieces, before it ends."""

MAX_ATTEMPTS: Final = 3
"""Times that a company file is tried to be opened in one session."""

WORK_FOR: Final = timedelta(seconds=15)
"""How long a turn works at most before it is answered; the API gives it 29 seconds in all."""

OUR_FAULT: Final = "Something went wrong on our side. The next session goes on from there."

UNKNOWN: Final = "This session is not known, or it has ended. The next one starts by itself."


@dataclass(frozen=True, slots=True)
class TakeConnectorTurn:
    """The turns of one session, as the Web Connector calls them."""

    connections: Connections
    connector_sessions: ConnectorSessions
    leases: Leases
    workflows: Workflows
    greet: GreetCompanyFile
    advance: AdvanceSession
    end: EndConnectorSession
    note_failures: NoteConnectionFailures
    package: SessionPackage
    clock: Clock

    def send_request(self, ticket: str, hello: str, company_file: str, major: int, minor: int) -> str:
        """The next question, or nothing: then `last_error` tells why. `hello` comes with a session's first turn."""
        kept = self._kept(ticket)
        if kept is None:
            return NOTHING
        session, conversation = kept.session, Conversation(kept.answers)
        try:
            if session.company_id:  # before all else: whose lease has passed on does nothing
                self._keep_alive(session, kept)
            if session.phase is Phase.GREETING:
                self.greet(session, hello, company_file, major, minor)
            else:
                _check_path(company_file, greeting_of(session).company_file.path)
            if session.question is None or session.question.handed_out_at is not None:
                self._note_break(session, conversation)
                self._go_on(session, conversation)
            question = session.question
            if question is not None:
                session.question = replace(question, handed_out_at=self.clock.now())
            session.problem = NOTHING if question or session.phase is Phase.DONE else PAUSE
            if session.phase is not Phase.DONE:
                self._save(session, conversation)
        except Exception as error:  # noqa: BLE001 - whatever it is, the connector must get an answer that ends the session
            self._fail(session, error)
            return NOTHING
        if session.phase is Phase.DONE:
            self.end(session)
        return question.message if question else NOTHING

    def receive_response(self, ticket: str, response: str, hresult: str, message: str) -> int:
        """Take the answer in, go on until the next question, and tell how much of the work is done, in percent."""
        kept = self._kept(ticket)
        if kept is None:
            return STOP
        session, conversation = kept.session, Conversation(kept.answers)
        question = session.question
        if question is None or question.handed_out_at is None:
            return self._said_twice(session)
        try:
            self._keep_alive(session, kept)
            if not hresult.strip():
                conversation.take(question.key, response)
            elif not self._is_refusal(session, conversation, hresult, message):
                return STOP
            try:
                self._go_on(session, conversation)
                note_done(session, question.message, is_write=bool(question.message_set))
            except UnreadableAnswer as unreadable:
                log.warning("an answer could not be read", extra={"reason": str(unreadable)})
                conversation.forget(question.key)
                session.question = question  # unanswered: the next turn finds out what became of it
                if session.breaks >= MAX_BREAKS:
                    raise
            done_so_far = percent(session)
            if session.phase is not Phase.DONE:
                self._save(session, conversation)
        except Exception as error:  # noqa: BLE001 - as above
            self._fail(session, error)
            return STOP
        if session.phase is Phase.DONE:
            self.end(session)
            return DONE
        return done_so_far

    def connection_error(self, ticket: str, hresult: str, message: str) -> str:
        """The connector could not open the company file: whether to try once more."""
        kept = self._kept(ticket)
        if kept is None:
            return GIVE_UP
        session = kept.session
        try:
            if session.company_id:
                self._keep_alive(session, kept)
        except (LeaseLost, Outdated) as refused:
            self._fail(session, refused)
            return GIVE_UP
        verdict = self.package.judge(hresult, message)
        session.attempts_to_open += 1
        session.problem = verdict.problem.message
        if verdict.trouble is Trouble.AGAIN_LATER and session.attempts_to_open < MAX_ATTEMPTS:
            self._save(session, Conversation(kept.answers))
            return self.greet.what_to_open(session)
        self._stop(session, hresult, message, is_shut_out=True)
        return GIVE_UP

    def last_error(self, ticket: str) -> str:
        """What the connector shows its user."""
        kept = self._kept(ticket, ended_too=True)
        return kept.session.problem if kept else UNKNOWN

    def close(self, ticket: str) -> str:
        """The connector hangs up; what is not done is done in another session."""
        kept = self._kept(ticket, ended_too=True)
        if kept is None:
            return UNKNOWN
        session = kept.session
        if session.ended:
            self.end.again(session, kept.task)
        else:
            self.end(session, "ConnectorStopped", session.problem or "The connector hung up before all was done.")
        return session.problem or "OK"

    def note_unreadable(self, ticket: str, operation: str, reason: str) -> None:
        """A call could not be read: its question stays unanswered, and the reason is what the connector's user sees."""
        log.warning("unreadable call of a connector", extra={"operation": operation, "reason": reason})
        kept = self._kept(ticket)
        if kept is not None:
            self._fail(kept.session, UnreadableAnswer(f"What the connector sent could not be read: {reason}"))

    def _kept(self, ticket: str, *, ended_too: bool = False) -> Kept | None:
        """The session of a ticket; None for one that is not known or has ended."""
        is_one = 0 < len(ticket) <= LONGEST_TICKET
        kept = self.connector_sessions.get(ticket.partition(".")[0]) if is_one else None
        if kept is None or not hmac.compare_digest(kept.session.ticket.encode(), ticket.encode()):
            return None
        return kept if ended_too or not kept.session.ended else None

    def _keep_alive(self, session: ConnectorSession, kept: Kept) -> None:
        """Renew the lease, and with it the wait of the state machine. Raises `LeaseLost`.

        Raises `Outdated` for a call that the connector repeats while the first is still being worked on.
        """
        connection = self.connections.get(session.company_id)
        if connection is None:
            message = f"{session.company_id} is no longer connected"
            raise LeaseLost(message)
        self.leases.begin_turn(session.hold, session.version, self.clock.now(), lease_for(connection))
        if kept.task.token:
            self.workflows.beat(kept.task.token)

    def _said_twice(self, session: ConnectorSession) -> int:
        """An answer that came before, or that nobody asked for, changes nothing; it is a sign of life all the same."""
        connection = self.connections.get(session.company_id) if session.company_id else None
        if connection is not None:
            try:
                self.leases.renew(session.hold, self.clock.now(), lease_for(connection))
            except LeaseLost:
                return STOP
        return percent(session)

    def _go_on(self, session: ConnectorSession, conversation: Conversation) -> None:
        deadline = Deadline((self.clock.now() + WORK_FOR).timestamp())
        self.advance(session, greeting_of(session), conversation, deadline)

    def _note_break(self, session: ConnectorSession, conversation: Conversation) -> None:
        """A question was handed out and the next is asked for without an answer: it is asked anew, for less."""
        if session.question is None:
            return
        session.breaks += 1
        iterator_is_lost = session.listing.next_kind(session.listing.kind)
        if session.breaks > MAX_BREAKS:
            message = "The answers of the accounting package got lost on their way several times."
            raise UnreadableAnswer(message)
        self.greet.learn(session)
        if session.question.message_set:  # it may have been carried out: what was asked before it is asked anew
            conversation.settled()
        session.listing = iterator_is_lost  # it went on when its answer was lost: the kind is listed anew

    def _is_refusal(self, session: ConnectorSession, conversation: Conversation, hresult: str, message: str) -> bool:
        """Whether the error is about the message, which the steps can deal with; else the session ends."""
        verdict = self.package.judge(hresult, message)
        if verdict.trouble is Trouble.MESSAGE_REFUSED and session.question is not None:
            log.error("the package could not read our message", extra={"hresult": hresult, "reason": message})
            conversation.take_refusal(session.question.key, hresult.strip(), message)
            return True
        self._stop(session, hresult, message)
        return False

    def _stop(self, session: ConnectorSession, hresult: str, message: str, *, is_shut_out: bool = False) -> None:
        """The connector or its package is in trouble: a failure if somebody has to act, else just the session's end.

        `is_shut_out`: the company file could not even be opened, several times if that may help.
        """
        verdict = self.package.judge(hresult, message)
        session.problem = verdict.problem.message
        connection = self.connections.get(session.company_id) if session.company_id else None
        if connection is not None and (is_shut_out or verdict.trouble is not Trouble.AGAIN_LATER):
            self.note_failures.open(connection, verdict.problem, self.clock.now())
        self.end(session, "ConnectorStopped", session.problem)

    def _fail(self, session: ConnectorSession, error: Exception) -> None:
        """End the session; what was not settled is found out in the next one."""
        if isinstance(error, Outdated):
            log.warning("two turns of one session at once", extra={"session_id": session.session_id})
            return
        if not isinstance(error, BookbridgeError):
            log.error("a connector's turn failed", exc_info=error, extra={"session_id": session.session_id})
        if isinstance(error, PackageRefused):
            self._note_refusal(session, error)
        told = isinstance(error, BookbridgeError)
        session.problem = str(error) if told else OUR_FAULT
        self.end(session, type(error).__name__, session.problem)

    def _note_refusal(self, session: ConnectorSession, error: PackageRefused) -> None:
        """The package will not tell us something that we need: somebody has to act."""
        connection = self.connections.get(session.company_id) if session.company_id else None
        if connection is not None:
            match = self.package.catalogue().match(error.code, str(error), "connection")
            problem = match.problem(message=str(error), package_code=error.code)
            self.note_failures.open(connection, problem, self.clock.now())

    def _save(self, session: ConnectorSession, conversation: Conversation) -> None:
        if session.question is not None and (fresh := conversation.to_keep):
            self.connector_sessions.keep_answers(session.session_id, fresh)
        if conversation.to_drop:
            self.connector_sessions.drop_answers(session.session_id, conversation.to_drop)
        self.connector_sessions.save(session)


def _check_path(path: str, greeted: str) -> None:
    """Raise `ConnectorStopped` for a turn that names another company file than the session's first (B2)."""
    if path and greeted and path.casefold() != greeted.casefold():
        message = f"Another company file was opened in the middle of the session: {path}. The next one looks at it."
        raise ConnectorStopped(message)
