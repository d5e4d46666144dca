"""What the use cases are built over: the seam where tests put fakes in place of AWS."""
# ruff: noqa: D102 - a property is documented by the port that it returns

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # An application names every port, a function uses a few: what is named here is loaded by whoever makes one.
    from bookbridge.ports.clock import Clock, Ids
    from bookbridge.ports.connections import Connections, CredentialStore
    from bookbridge.ports.discrepancies import Discrepancies
    from bookbridge.ports.event_webhooks import EventEndpoint, EventQueue
    from bookbridge.ports.failures import Failures
    from bookbridge.ports.files import Files
    from bookbridge.ports.http import Http
    from bookbridge.ports.messages import EventBus, Messages, Workflows
    from bookbridge.ports.packages import AppCredentials, CloudPackage
    from bookbridge.ports.records import Feed, Inbox, Records
    from bookbridge.ports.reports import ReportFiles, Reports
    from bookbridge.ports.sessions import Budgets, Dispatches, Leases, Sessions
    from bookbridge.ports.transactions import Transactions

    from .settings import IdentityProvider


class Adapters(Protocol):
    """One implementation of every port, each made when it is first asked for."""

    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def http(self) -> Http: ...
    @property
    def files(self) -> Files: ...
    @property
    def connections(self) -> Connections: ...
    @property
    def credentials(self) -> CredentialStore: ...
    @property
    def records(self) -> Records: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def feed(self) -> Feed: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def dispatches(self) -> Dispatches: ...
    @property
    def budgets(self) -> Budgets: ...
    @property
    def failures(self) -> Failures: ...
    @property
    def discrepancies(self) -> Discrepancies: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def report_files(self) -> ReportFiles: ...
    @property
    def transactions(self) -> Transactions: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def workflows(self) -> Workflows: ...
    @property
    def event_bus(self) -> EventBus: ...
    @property
    def event_queue(self) -> EventQueue: ...
    @property
    def event_endpoint(self) -> EventEndpoint: ...
    @property
    def event_http(self) -> Http: ...

    def package(self, name: str) -> CloudPackage:
        """The accounting package with this URL name. Raises `UnknownPackage`."""
        ...

    def app_of(self, package: str) -> AppCredentials:
        """The operator's registration with an accounting package. Raises `UnknownPackage` when there is none."""
        ...

    def token_key(self) -> str:
        """The key that signs the API's own tokens (HS256)."""
        ...

    @property
    def identity_provider(self) -> IdentityProvider | None:
        """Whose tokens the API accepts besides its own."""
        ...

    @property
    def public_url(self) -> str:
        """Where the API is reached, with gaps `{api_id}` and `{domain}` that each request fills."""
        ...
