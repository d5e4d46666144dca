"""The control API for organisations and their books: its routes and what all packages do alike.

Edits behave like a user in the browser: the same rules, webhooks fire, nothing is
counted as an API call and no rate limit applies.
"""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from .core import SimulatorCore
from .exchange import Request
from .records import Record
from .routes import NAME, Problem, Route

B = TypeVar("B")


class BookControl(ABC, Generic[B]):
    """Makes organisations and edits what is in them; ``B`` is what keeps the books of one."""

    organisation_fields: frozenset[str]

    def __init__(self, simulator: SimulatorCore) -> None:
        """Know the simulator that is controlled."""
        self.simulator = simulator

    def routes(self) -> list[Route]:
        """Return the routes."""
        one = f"/organisations/{NAME}"
        rows = f"{one}/{NAME}"
        row = f"{rows}/{NAME}"
        return [
            ("GET", "/organisations", self._organisations),
            ("GET", one, self._organisation),
            ("PUT", one, self._put_organisation),
            ("DELETE", one, self._delete_organisation),
            ("GET", rows, self.show_all),
            ("POST", rows, self.create),
            ("GET", row, self.read),
            ("PATCH", row, self.update),
            ("DELETE", row, self.delete),
            ("POST", f"{row}/void", self.void),
            ("POST", f"{row}/merge", self.merge),
        ]

    @abstractmethod
    def check_id(self, organisation_id: str) -> None:
        """Refuse an id that the package does not have."""

    @abstractmethod
    def configure(self, books: B, body: Record) -> None:
        """Set what a user would set in the organisation's settings."""

    @abstractmethod
    def describe(self, books: B) -> Record:
        """Return an organisation as the control API shows it."""

    @abstractmethod
    def show_all(self, organisation_id: str, word: str, *, request: Request, **_: object) -> Record:
        """Return all records of an entity, those filtered whose fields equal the query's."""

    @abstractmethod
    def create(self, organisation_id: str, word: str, *, body: Record, **_: object) -> Record:
        """Make a record."""

    @abstractmethod
    def read(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        """Return a record."""

    @abstractmethod
    def update(self, organisation_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        """Change some fields of a record."""

    @abstractmethod
    def delete(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        """Delete a record, or what comes nearest to it."""

    @abstractmethod
    def void(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        """Void a document or payment."""

    @abstractmethod
    def merge(self, organisation_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        """Merge a record into another."""

    def key(self, organisation_id: str) -> str:
        """Return an id as organisations are kept under."""
        return organisation_id

    def books(self, organisation_id: str) -> B:
        """Return the books of an organisation, 404 when there is none."""
        books: B | None = self.simulator.organisations.get(self.key(organisation_id))
        if books is None:
            raise Problem(404, f"no organisation {organisation_id}")
        return books

    def _organisations(self, **_: object) -> Record:
        return {"organisations": [self.describe(books) for books in self.simulator.organisations.values()]}

    def _organisation(self, organisation_id: str, **_: object) -> Record:
        return self.describe(self.books(organisation_id))

    def _put_organisation(self, organisation_id: str, *, body: Record, **_: object) -> Record:
        self.check_id(organisation_id)
        if unknown := set(body) - self.organisation_fields:
            raise Problem(400, f"not known: {', '.join(sorted(unknown))}")
        known: B | None = self.simulator.organisations.get(self.key(organisation_id))
        books: B = known or self.simulator.add_organisation(
            organisation_id,
            str(body.get("name", f"Company {organisation_id}")),
            seed=body.get("seed", True) is True,
            country=str(body.get("country", "US")),
        )
        try:
            self.configure(books, body)
        except Problem:
            if known is None:
                del self.simulator.organisations[self.key(organisation_id)]
            raise
        return self.describe(books)

    def _delete_organisation(self, organisation_id: str, **_: object) -> Record:
        books = self.books(organisation_id)
        self.simulator.remove_organisation(self.key(organisation_id))
        return self.describe(books)


def having(records: list[Record], request: Request) -> list[Record]:
    """Return the records whose fields equal the query's; ``Contact.Name`` is a field of a field."""
    return [
        record for record in records if all(_plain(record, field) == wanted for field, wanted in request.params.items())
    ]


def _plain(record: Record, path: str) -> str:
    first, _, second = path.partition(".")
    value = record.get(first)
    if second:
        value = value.get(second) if isinstance(value, dict) else None
    return str(value).lower() if isinstance(value, bool) else str(value)
