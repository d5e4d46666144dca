"""Everything that a connector may call, an operation each (QuickBooks Web Connector)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bookbridge.domain.connector_versions import advice

from .sign_in_connector import SignInConnector
from .take_connector_turn import TakeConnectorTurn

log = logging.getLogger(__name__)

VERSION: Final = "Bookbridge 1"
"""As the API names it."""

NO_PAGE: Final = ""
"""There is no page to show within a session: customers use the application."""


@dataclass(frozen=True, slots=True)
class ServeConnector:
    """Signing in, the turns of a session, and the little that is said around them."""

    sign_in: SignInConnector
    turns: TakeConnectorTurn

    def server_version(self) -> str:
        """Our version."""
        return VERSION

    def client_version(self, version: str) -> str:
        """Empty to go on; `W:` or `E:` and what to do for a version that is too old (A7)."""
        told = advice(version)
        if told:
            log.warning("an old connector calls", extra={"version": version})
        return told

    def authenticate(self, user_name: str, password: str, caller: str) -> Sequence[str]:
        """See `SignInConnector`."""
        return self.sign_in(user_name, password, caller)

    def send_request(self, ticket: str, hello: str, company_file: str, country: str, major: int, minor: int) -> str:  # noqa: ARG002 - the vendor's operation
        """See `TakeConnectorTurn.send_request`."""
        return self.turns.send_request(ticket, hello, company_file, major, minor)

    def receive_response(self, ticket: str, response: str, hresult: str, message: str) -> int:
        """See `TakeConnectorTurn.receive_response`."""
        return self.turns.receive_response(ticket, response, hresult, message)

    def connection_error(self, ticket: str, hresult: str, message: str) -> str:
        """See `TakeConnectorTurn.connection_error`."""
        return self.turns.connection_error(ticket, hresult, message)

    def last_error(self, ticket: str) -> str:
        """See `TakeConnectorTurn.last_error`."""
        return self.turns.last_error(ticket)

    def close(self, ticket: str) -> str:
        """See `TakeConnectorTurn.close`."""
        return self.turns.close(ticket)

    def interactive_url(self, ticket: str, session_id: str) -> str:  # noqa: ARG002 - the vendor's operation
        """None: there is nothing to ask the connector's user."""
        return NO_PAGE

    def interactive_rejected(self, ticket: str, reason: str) -> str:  # noqa: ARG002 - the vendor's operation
        """Nothing follows from it."""
        return NO_PAGE

    def interactive_done(self, ticket: str) -> str:  # noqa: ARG002 - the vendor's operation
        """It is done at once."""
        return "Done"

    def note_unreadable(self, ticket: str, operation: str, reason: str) -> None:
        """See `TakeConnectorTurn.note_unreadable`."""
        self.turns.note_unreadable(ticket, operation, reason)
