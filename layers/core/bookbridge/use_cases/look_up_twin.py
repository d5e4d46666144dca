"""Ask the package whether it has an object, where it can be asked at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import BookbridgeError
from bookbridge.domain.hindrances import hindrances
from bookbridge.domain.records import EntityType
from bookbridge.ports.clock import Clock
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.packages import Package

from .open_books import OpenBooks


@dataclass(frozen=True, slots=True)
class LookUpTwin:
    """One read of the package, within its budget."""

    open_books: OpenBooks
    package: Callable[[str], Package]
    clock: Clock

    def __call__(self, connection: Connection, entity_type: EntityType, package_id: str) -> bool | None:
        """Whether the object is there.

        None when nobody can tell now: the package calls in by itself, does not answer, or is not read for this type.
        """
        package = self.package(connection.package)
        family = package.manifest.family(entity_type)
        policy = package.manifest.entities.get(family)
        if isinstance(package, SessionPackage) or policy is None or not policy.pulls:
            return None
        if hindrances(connection, self.clock.now()):
            return None
        try:
            found = self.open_books.of(connection).books.fetch({family: [package_id]})
        except BookbridgeError:
            return None
        return bool(found.records)
