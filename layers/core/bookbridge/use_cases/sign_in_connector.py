"""A connector signs in: who it is, which of its companies is next, and what to answer it."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Final

from bookbridge.domain.connector_keys import Login, Mode
from bookbridge.domain.connector_sessions import ConnectorSession, Phase
from bookbridge.domain.errors import ConnectionInactive, SessionActive, StoreThrottled
from bookbridge.ports.clock import Clock, Ids
from bookbridge.ports.connector_sessions import ConnectorKeys, ConnectorSessions
from bookbridge.ports.connectors import SessionPackage

from .begin_connector_session import BeginConnectorSession
from .check_password import CheckPassword
from .greet_company_file import OPEN_FILE, what_to_open

log = logging.getLogger(__name__)

UNKNOWN_USER: Final = ("", "nvu")
BUSY: Final = ("", "busy")
NOTHING_TO_DO: Final = "none"
LATER: Final = timedelta(minutes=5)
"""When to come back to a company that cannot be synced now, for all that is known."""


@dataclass(frozen=True, slots=True)
class SignInConnector:
    """Several connectors may know a company; whoever comes first gets its lease, the others are told to wait (B3).

    A user name with several companies takes turns: offline one company each time, online the one that is open (B6).
    """

    keys: ConnectorKeys
    connector_sessions: ConnectorSessions
    begin: BeginConnectorSession
    package: SessionPackage
    clock: Clock
    ids: Ids

    def __call__(self, user_name: str, password: str, caller: str) -> tuple[str, ...]:
        """`(ticket, what to open, seconds to wait, least seconds between runs)`, the last two where they say something.

        `caller` is the network address. What to open is `nvu` for an unknown user or wrong password, `none` when there
        is nothing to do, `busy` when we cannot tell, empty for the open company file, else a path.
        """
        try:
            login = CheckPassword(self.keys, self.clock)(user_name, password)
            return self._session(login, caller) if login else UNKNOWN_USER
        except StoreThrottled as error:
            log.warning("a connector is told to come back", extra={"reason": str(error)})
            return BUSY

    def _session(self, login: Login, caller: str) -> tuple[str, ...]:
        session_id = self.ids.new("ses")
        session = ConnectorSession(
            session_id, f"{session_id}.{secrets.token_urlsafe(24)}", login.user_name, caller, self.clock.now()
        )
        companies = login.in_turn()
        if len(companies) > 1 and login.mode is Mode.ONLINE:
            self.connector_sessions.start(session)  # the first turn tells which of them is open
            return session.ticket, OPEN_FILE
        wait = LATER
        for company_id in companies:
            if len(companies) > 1:
                self.keys.note_tried(login.user_name, company_id, self.clock.now())
                if not self._is_paired(company_id):
                    self.connector_sessions.start(session)  # whichever is open may be the one to be paired
                    return session.ticket, OPEN_FILE
            try:
                connection = self.begin(session, company_id)
            except SessionActive as active:
                session.problem = str(active)
                wait = min(timedelta(minutes=active.minutes_left), LATER)
            except ConnectionInactive as inactive:
                session.problem = str(inactive)
            else:
                self.connector_sessions.start(session)
                interval = connection.interval(self.package.manifest.default_interval)
                return session.ticket, what_to_open(login, connection), "0", _seconds(interval)
        session.phase, session.ended = Phase.REFUSED, True
        self.connector_sessions.start(session)
        return session.ticket, NOTHING_TO_DO, _seconds(wait)

    def _is_paired(self, company_id: str) -> bool:
        """Whether it has a company file whose path can be opened."""
        connection = self.begin.connections.get(company_id)
        return connection is None or (connection.pairing is not None and connection.pairing.confirmed is not None)


def _seconds(wait: timedelta) -> str:
    return str(ceil(wait.total_seconds()))
