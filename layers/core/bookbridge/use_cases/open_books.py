"""Open a company's books in its package, and no other company's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from bookbridge.domain.company_files import CompanyFile
from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import ConnectionInactive, PackageUnavailable, WrongCompany
from bookbridge.domain.records import EntityType
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections, CredentialStore
from bookbridge.ports.connectors import Greeting, SessionPackage
from bookbridge.ports.files import Files
from bookbridge.ports.http import Http
from bookbridge.ports.packages import AppCredentials, Books, Package
from bookbridge.ports.records import RecordKey
from bookbridge.ports.sessions import Budgets

from .cloud_packages import cloud
from .keep_tokens import KeepTokens
from .organisation_access import OrganisationAccess


class Line(Protocol):
    """What books are reached through."""

    @property
    def calls(self) -> int:
        """Requests sent so far."""
        ...

    def settled(self) -> None:
        """What followed from the answers so far is written down."""
        ...


PAGE: Final = 500
"""Notices taken at a time."""


@dataclass(frozen=True, slots=True)
class OpenedBooks:
    """A company's books with the connection, package and line they are reached through.

    `page` is how many notices are served at a time; `put_off` are records that are not tried again for now, with their
    attempts. `answers_later`: what was sent is settled by another run of the same step, which is no recovery.
    """

    connection: Connection
    package: Package
    line: Line
    books: Books
    page: int = PAGE
    put_off: dict[RecordKey, int] = field(default_factory=dict)
    answers_later: bool = False

    def sends(self, entity_type: EntityType) -> bool:
        """Whether records of this type leave the application."""
        is_wanted = entity_type in self.connection.settings.entities_to_sync
        return is_wanted and entity_type not in self.package.manifest.kept_here

    @property
    def calls(self) -> int:
        """Requests sent so far."""
        return self.line.calls


class OpensBooks(Protocol):
    """How a session's steps get at the books."""

    def __call__(self, company_id: str) -> OpenedBooks:
        """Raises `ConnectionInactive` when the company's connection may not sync."""
        ...


@dataclass(frozen=True, slots=True)
class OpenBooks:
    """Joins a connection to its package's code, tokens and budget."""

    connections: Connections
    credentials: CredentialStore
    budgets: Budgets
    http: Http
    files: Files
    package: Callable[[str], Package]
    app: Callable[[str], AppCredentials]
    clock: Clock

    def __call__(self, company_id: str) -> OpenedBooks:
        """Raises `ConnectionInactive` when the company's connection may not sync."""
        connection = self.connections.get(company_id)
        if connection is None or not connection.can_sync:
            message = f"the connection of {company_id} may not sync"
            raise ConnectionInactive(message)
        return self.of(connection)

    def of(self, connection: Connection) -> OpenedBooks:
        """The books of a connection, whether it may sync or not: nothing is asked of the package yet."""
        package = self.package(connection.package)
        if isinstance(package, SessionPackage):
            return unasked(connection, package)
        package = cloud(package)
        app = self.app(connection.package)
        tokens = KeepTokens(self.credentials, package.oauth, self.http, app, self.clock)
        access = OrganisationAccess(connection, package, tokens, self.http, self.budgets, self.clock)
        return OpenedBooks(connection, package, access, package.open(access, self.files))


@dataclass(frozen=True, slots=True)
class _Silence:
    """The line to a package that calls in, while it does not."""

    title: str
    calls: int = 0

    def ask(self, message: str, message_set: str = "", *, lasting: bool = False) -> str:  # noqa: ARG002 - as the port has it
        message = f"{self.title} can be asked only while its connector is connected"
        raise PackageUnavailable(message)

    def answered(self, message_set: str) -> str:  # noqa: ARG002 - as the port has it
        return ""

    def settled(self) -> None:
        """Nothing was asked."""


def unasked(connection: Connection, package: SessionPackage) -> OpenedBooks:
    """The books of a package that calls in, outside its sessions: good for every check that asks it nothing."""
    pairing, silence = connection.pairing, _Silence(package.manifest.title)
    company_file = pairing.confirmed if pairing and pairing.confirmed else CompanyFile("", connection.organisation_name)
    books = package.converse(silence, connection.organisation_id, Greeting(company_file))
    return OpenedBooks(connection, package, silence, books)


def check_identity(opened: OpenedBooks) -> str:
    """Compare the live organisation with the bound one, before anything is read or written; returns its name.

    Raises `WrongCompany`.
    """
    identity = opened.books.identity()
    bound = opened.connection.organisation_id
    if identity.organisation_id != bound:
        message = f"connected to organisation {bound}, but {identity.organisation_id} ({identity.name}) answered"
        raise WrongCompany(message)
    return identity.name
