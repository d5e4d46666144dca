"""Books that cannot be asked: for checks that need none of a company's tokens, its limits or its package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import FileUnavailable, PackageUnavailable
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.http import Request
from bookbridge.ports.packages import Package

from .cloud_packages import cloud
from .open_books import OpenedBooks, unasked


@dataclass(frozen=True, slots=True)
class _NoLine:
    """Implements `Access` without a line: whoever asks is told so."""

    organisation_id: str
    title: str
    calls: int = 0

    def send(self, request: Request) -> NoReturn:
        self.send_all([request])

    def send_all(self, requests: Sequence[Request]) -> NoReturn:
        message = f"{self.title} is not asked {len(requests)} questions here"
        raise PackageUnavailable(message)

    def settled(self) -> None:
        """Nothing was asked."""


class _NoFiles:
    """Implements `Files` without any."""

    def read(self, url: str) -> NoReturn:
        message = f"{url} is not read here"
        raise FileUnavailable(message)


@dataclass(frozen=True, slots=True)
class ClosedBooks:
    """The books of a connection, good for every check that asks the package nothing."""

    package: Callable[[str], Package]

    def of(self, connection: Connection) -> OpenedBooks:
        """A question to these books raises `PackageUnavailable`."""
        package = self.package(connection.package)
        if isinstance(package, SessionPackage):
            return unasked(connection, package)
        line = _NoLine(connection.organisation_id, package.manifest.title)
        return OpenedBooks(connection, package, line, cloud(package).open(line, _NoFiles()))
