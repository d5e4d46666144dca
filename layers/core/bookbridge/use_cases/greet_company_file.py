"""The first turn of a session: whose company file it is that calls, and whether it may be worked on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from bookbridge.domain.company_files import CompanyFile
from bookbridge.domain.connections import Connection
from bookbridge.domain.connector_keys import Login, Mode
from bookbridge.domain.connector_sessions import ConnectorSession, Phase
from bookbridge.domain.errors import ConnectionInactive, ConnectorStopped, WrongCompany
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connector_sessions import ConnectorKeys, ConnectorSessions, Readings
from bookbridge.ports.connectors import Greeting, SessionPackage
from bookbridge.ports.sessions import Leases

from .begin_connector_session import BeginConnectorSession, holder_of
from .check_company_file import CheckCompanyFile
from .list_changes import broken_off
from .note_connection_failures import NoteConnectionFailures

OPEN_FILE: Final = ""
"""The connector is to work on the company file that is open in QuickBooks."""


@dataclass(frozen=True, slots=True)
class GreetCompanyFile:
    """Nothing is asked of the package before this has passed."""

    connections: Connections
    connector_sessions: ConnectorSessions
    keys: ConnectorKeys
    readings: Readings
    leases: Leases
    begin: BeginConnectorSession
    check: CheckCompanyFile
    note_failures: NoteConnectionFailures
    package: SessionPackage
    clock: Clock

    def __call__(self, session: ConnectorSession, hello: str, company_file: str, major: int, minor: int) -> None:
        """Let the session in; it goes on with its checks.

        Raises what `CheckCompanyFile` and `BeginConnectorSession` raise, `UnreadableAnswer`, and `ConnectorStopped` for
        a program that is too old.
        """
        connection, greeting = self._connection(session, hello, company_file, major, minor)
        session.greeting = _as_json(greeting)
        if problem := self.package.objection(greeting):
            self.note_failures.open(connection, problem, self.clock.now())
            raise ConnectorStopped(problem.message)
        self.check(connection, greeting.company_file)
        if greeting.machine:
            self.leases.name_holder(session.hold, holder_of(session))
        self._learn_from_last(session)
        session.phase = Phase.CHECKING

    def what_to_open(self, session: ConnectorSession) -> str:
        """What the session was told to open when it began."""
        login, connection = self.keys.login(session.user_name), self.connections.get(session.company_id)
        return what_to_open(login, connection) if login and connection else OPEN_FILE

    def learn(self, session: ConnectorSession) -> None:
        """A question of this session was never answered: ask for less."""
        reading = self.readings.get(session.company_id)
        if broken_off(session, self.package.scans, reading):
            reading.fence = session.fence
            self.readings.save(reading)

    def _learn_from_last(self, session: ConnectorSession) -> None:
        """The same for the last session that read this company file, if it was cut off."""
        reading = self.readings.get(session.company_id)
        last = self.connector_sessions.get(reading.last_session_id) if reading.last_session_id else None
        if last is not None and last.session.session_id != session.session_id:
            broken_off(last.session, self.package.scans, reading)
        reading.fence, reading.last_session_id = session.fence, session.session_id
        self.readings.save(reading)

    def _connection(
        self, session: ConnectorSession, hello: str, company_file: str, major: int, minor: int
    ) -> tuple[Connection, Greeting]:
        """The connection of the session's company, which the company file itself tells if the user name has several."""
        greeting = self.package.greet(hello, company_file, major, minor)
        if session.company_id:
            connection = self.connections.get(session.company_id)
            if connection is None:
                message = f"{session.company_id} is no longer connected"
                raise ConnectionInactive(message)
            return connection, greeting
        login = self.keys.login(session.user_name)
        connections = [found for each in (login.in_turn() if login else ()) if (found := self.connections.get(each))]
        if not connections:
            message = f"{session.user_name} may not sync any company any more"
            raise ConnectionInactive(message)
        return self.begin(session, _meant(connections, greeting.company_file)), greeting


def _meant(connections: list[Connection], found: CompanyFile) -> str:
    """The company whose file is open; a new file is the company's that its .qwc was made for, or the only one without.

    Raises `WrongCompany`.
    """
    confirmed = [(each, each.pairing.confirmed) for each in connections if each.pairing and each.pairing.confirmed]
    matching = [each for each, file in confirmed if not file.differences(found)]
    unpaired = [each for each in connections if not (each.pairing and each.pairing.confirmed)]
    installed = [each for each in unpaired if each.organisation_id == found.file_id]
    candidates = matching or installed or unpaired
    if len(candidates) == 1:
        return candidates[0].company_id
    names = ", ".join(each.company_id for each in candidates or connections)
    message = f"The company file {found} cannot be told to belong to one of the companies {names}. Nothing was read."
    raise WrongCompany(message)


def what_to_open(login: Login, connection: Connection) -> str:
    """Offline, the path where the company file was when it was last confirmed; the first session needs it open."""
    confirmed = connection.pairing.confirmed if connection.pairing else None
    return confirmed.path if login.mode is Mode.OFFLINE and confirmed else OPEN_FILE


def greeting_of(session: ConnectorSession) -> Greeting:
    """The greeting that a session began with."""
    told = dict(session.greeting or {})
    closing = told.get("closing_date")
    told["company_file"] = CompanyFile.from_json(told.get("company_file") or {})
    told["closing_date"] = date.fromisoformat(closing) if closing else None
    return Greeting(**told)


def _as_json(greeting: Greeting) -> dict[str, Any]:
    closing = greeting.closing_date
    return {**asdict(greeting), "closing_date": closing.isoformat() if closing else None}
