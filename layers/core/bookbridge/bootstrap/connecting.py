"""The use cases of packages that call in through a connector."""
# ruff: noqa: PLC0415 - each function imports the use cases that it serves and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .syncing import Syncing

if TYPE_CHECKING:
    from bookbridge.ports.connectors import SessionPackage
    from bookbridge.use_cases.advance_session import AdvanceSession, OpenOverLine
    from bookbridge.use_cases.begin_connector_session import BeginConnectorSession
    from bookbridge.use_cases.check_company_file import CheckCompanyFile
    from bookbridge.use_cases.end_connector_session import AwaitConnector, EndConnectorSession
    from bookbridge.use_cases.greet_company_file import GreetCompanyFile
    from bookbridge.use_cases.serve_connector import ServeConnector
    from bookbridge.use_cases.sign_in_connector import SignInConnector
    from bookbridge.use_cases.take_connector_turn import TakeConnectorTurn


class Connecting(Syncing):
    """What connectors call, and what waits for them."""

    @cached_property
    def session_package(self) -> SessionPackage:
        """The package whose connector calls."""
        from bookbridge.packages.quickbooks_desktop.manifest import NAME
        from bookbridge.ports.connectors import SessionPackage

        package = self.adapters.package(NAME)
        if not isinstance(package, SessionPackage):
            message = f"{NAME} does not call in"
            raise TypeError(message)
        return package

    @cached_property
    def connector(self) -> ServeConnector:
        """Everything that a connector may call."""
        from bookbridge.use_cases.serve_connector import ServeConnector

        return ServeConnector(self.sign_in_connector, self.take_connector_turn)

    @cached_property
    def await_connector(self) -> AwaitConnector:
        """A run waits for its connector."""
        from bookbridge.use_cases.end_connector_session import AwaitConnector

        return AwaitConnector(self.adapters.connector_sessions, self.adapters.workflows)

    @cached_property
    def begin_connector_session(self) -> BeginConnectorSession:
        """A connector begins to work on a company."""
        from bookbridge.use_cases.begin_connector_session import BeginConnectorSession

        use = self.adapters
        return BeginConnectorSession(
            connections=use.connections,
            leases=use.leases,
            sessions=use.sessions,
            workflows=use.workflows,
            close_abandoned=self.close_abandoned,
            package=self.session_package,
            clock=use.clock,
        )

    @cached_property
    def sign_in_connector(self) -> SignInConnector:
        """A connector signs in."""
        from bookbridge.use_cases.sign_in_connector import SignInConnector

        use = self.adapters
        return SignInConnector(
            keys=use.connector_keys,
            connector_sessions=use.connector_sessions,
            begin=self.begin_connector_session,
            package=self.session_package,
            clock=use.clock,
            ids=use.ids,
        )

    @cached_property
    def check_company_file(self) -> CheckCompanyFile:
        """The right company file or none."""
        from bookbridge.use_cases.check_company_file import CheckCompanyFile

        use = self.adapters
        return CheckCompanyFile(
            connections=use.connections,
            readings=use.readings,
            note_failures=self.note_connection_failures,
            package=self.session_package,
            clock=use.clock,
        )

    @cached_property
    def greet_company_file(self) -> GreetCompanyFile:
        """The first turn of a session."""
        from bookbridge.use_cases.greet_company_file import GreetCompanyFile

        use = self.adapters
        return GreetCompanyFile(
            connections=use.connections,
            connector_sessions=use.connector_sessions,
            keys=use.connector_keys,
            readings=use.readings,
            leases=use.leases,
            begin=self.begin_connector_session,
            check=self.check_company_file,
            note_failures=self.note_connection_failures,
            package=self.session_package,
            clock=use.clock,
        )

    @cached_property
    def end_connector_session(self) -> EndConnectorSession:
        """A session ends."""
        from bookbridge.use_cases.end_connector_session import EndConnectorSession

        use = self.adapters
        return EndConnectorSession(
            connector_sessions=use.connector_sessions,
            workflows=use.workflows,
            note_failures=self.note_connection_failures,
            clock=use.clock,
        )

    @cached_property
    def open_over_line(self) -> OpenOverLine:
        """Open books over the line of the session at hand."""
        from bookbridge.use_cases.advance_session import OpenOverLine

        return OpenOverLine(self.adapters.connections, self.session_package)

    @cached_property
    def advance_session(self) -> AdvanceSession:
        """Go on with a session until its next question."""
        from bookbridge.use_cases.advance_session import AdvanceSession
        from bookbridge.use_cases.list_changes import ListChanges
        from bookbridge.use_cases.look_again import LookAgain

        use = self.adapters
        return AdvanceSession(
            open_over_line=self.open_over_line,
            readings=use.readings,
            records=use.records,
            transactions=use.transactions,
            check_company_file=self.check_company_file,
            look_again=LookAgain(use.records, use.inbox, use.readings, use.clock),
            list_changes=ListChanges(use.records, use.readings, self.note_changes, use.clock),
            pull_changes=self.pulling_over(self.open_over_line),
            push_records=self.pushing_over(self.open_over_line),
            clock=use.clock,
        )

    @cached_property
    def take_connector_turn(self) -> TakeConnectorTurn:
        """The turns of a session."""
        from bookbridge.use_cases.take_connector_turn import TakeConnectorTurn

        use = self.adapters
        return TakeConnectorTurn(
            connections=use.connections,
            connector_sessions=use.connector_sessions,
            leases=use.leases,
            workflows=use.workflows,
            greet=self.greet_company_file,
            advance=self.advance_session,
            end=self.end_connector_session,
            note_failures=self.note_connection_failures,
            package=self.session_package,
            clock=use.clock,
        )
