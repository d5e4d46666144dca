"""Open a company's books in its package, and no other company's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import ConnectionInactive, WrongCompany
from bookbridge.domain.records import EntityType
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections, CredentialStore
from bookbridge.ports.files import Files
from bookbridge.ports.http import Http
from bookbridge.ports.packages import AppCredentials, Books, CloudPackage
from bookbridge.ports.sessions import Budgets

from .keep_tokens import KeepTokens
from .organisation_access import OrganisationAccess


@dataclass(frozen=True, slots=True)
class OpenedBooks:
    """A company's books with the connection, package and line they are reached through."""

    connection: Connection
    package: CloudPackage
    access: OrganisationAccess
    books: Books

    def sends(self, entity_type: EntityType) -> bool:
        """Whether records of this type leave the application."""
        is_wanted = entity_type in self.connection.settings.entities_to_sync
        return is_wanted and entity_type not in self.package.manifest.kept_here

    @property
    def calls(self) -> int:
        """Requests sent so far."""
        return self.access.calls


@dataclass(frozen=True, slots=True)
class OpenBooks:
    """Joins a connection to its package's code, tokens and budget."""

    connections: Connections
    credentials: CredentialStore
    budgets: Budgets
    http: Http
    files: Files
    package: Callable[[str], CloudPackage]
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
        app = self.app(connection.package)
        tokens = KeepTokens(self.credentials, package.oauth, self.http, app, self.clock)
        access = OrganisationAccess(connection, package, tokens, self.http, self.budgets, self.clock)
        return OpenedBooks(connection, package, access, package.open(access, self.files))


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
