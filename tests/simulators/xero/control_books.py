"""The control API for organisations and their books.

Edits behave like a user in the browser: the same rules, webhooks fire, nothing is
counted as an API call and no rate limit applies. Entities may be named in the singular
or in the plural; an answer has the plural, and the word that was used.
"""

from typing import Final

from typing_extensions import override

from tests.simulators.chassis import control_books
from tests.simulators.chassis.exchange import Request
from tests.simulators.chassis.records import Record
from tests.simulators.chassis.routes import NAME, Problem, Route

from .books import Books
from .bulk import Options, save_all
from .contacts import merge_contacts
from .control_organisations import FIELDS, configure, describe
from .credits import allocate
from .endpoints import ENDPOINTS, Endpoint
from .given import Given
from .kinds import BY_WORD, CONTACT, CREDITS, INVOICE, Kind
from .rendering import View, render, render_allocation
from .tables import Row
from .values import is_guid
from .writing import Writing

_FULL: Final = View(full=True, unitdp=4)
_ENDED: Final = {"Contact": "ARCHIVED", "TrackingCategory": "ARCHIVED"}


class BookControl(control_books.BookControl[Books]):
    """Makes organisations and edits what is in them."""

    organisation_fields = FIELDS

    @override
    def routes(self) -> list[Route]:
        return [*super().routes(), ("POST", f"/organisations/{NAME}/{NAME}/{NAME}/allocate", self._allocate)]

    @override
    def key(self, organisation_id: str) -> str:
        return organisation_id.lower()

    @override
    def check_id(self, organisation_id: str) -> None:
        if not is_guid(organisation_id):
            raise Problem(400, "the id of an organisation is a GUID")

    @override
    def configure(self, books: Books, body: Record) -> None:
        configure(books, body)

    @override
    def describe(self, books: Books) -> Record:
        return describe(books)

    @override
    def show_all(self, organisation_id: str, word: str, *, request: Request, **_: object) -> Record:
        books, kind = self.books(organisation_id), _kind(word)
        records = [render(books, row, _FULL) for row in books.table(kind) if "Content" not in row.fields]
        records = control_books.having(records, request)
        return {**_named(kind, word, records), "totalCount": len(records)}

    @override
    def create(self, organisation_id: str, word: str, *, body: Record, **_: object) -> Record:
        books, kind = self.books(organisation_id), _kind(word)
        bodies = body.get(kind.plural, [body])
        return _named(kind, word, self._save(books, kind, bodies, "PUT"))

    @override
    def read(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        books, row = self._row(organisation_id, word, row_id)
        return _named(row.kind, word, [render(books, row, _FULL)])

    @override
    def update(self, organisation_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        books, row = self._row(organisation_id, word, row_id)
        return _named(row.kind, word, self._save(books, row.kind, [body], "POST", row.id))

    @override
    def delete(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        books, row = self._row(organisation_id, word, row_id)
        endpoint = _endpoint(row.kind)
        if endpoint.delete:
            with books.transaction():
                endpoint.delete(Writing(books), row)
            return {}
        status = _ENDED.get(row.kind.name, "VOIDED" if row.status == "AUTHORISED" and row.kind.lines else "DELETED")
        if row.kind.name == "BankTransaction":
            status = "DELETED"
        change = {row.kind.status_field: status}
        return _named(row.kind, word, self._save(books, row.kind, [change], "POST", row.id))

    @override
    def void(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        books, row = self._row(organisation_id, word, row_id)
        status = "VOIDED" if row.kind is INVOICE or row.kind.name in CREDITS else "DELETED"
        return _named(row.kind, word, self._save(books, row.kind, [{"Status": status}], "POST", row.id))

    @override
    def merge(self, organisation_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        books, loser = self._row(organisation_id, word, row_id)
        survivor = books.find(loser.kind, str(body.get("into", "")))
        if loser.kind is not CONTACT or survivor is None or survivor is loser:
            raise Problem(400, f"{loser.kind.name} {loser.id} cannot be merged so")
        with books.transaction():
            merge_contacts(Writing(books), loser, survivor)
        return _named(CONTACT, word, [render(books, survivor, _FULL)])

    def _allocate(self, organisation_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        books, credit = self._row(organisation_id, word, row_id)
        if credit.kind.name not in CREDITS:
            raise Problem(400, f"{credit.kind.name} {credit.id} is no credit")
        with books.transaction():
            made = allocate(Writing(books), Given(body), credit)
        return {"Allocations": [render_allocation(books, made)]}

    def _save(self, books: Books, kind: Kind, bodies: list[Record], method: str, row_id: str = "") -> list[Record]:
        endpoint = _endpoint(kind)
        if endpoint.save is None:
            raise Problem(400, f"{kind.plural} are made through other entities")
        given = [Given(body, kind.plural) for body in bodies]
        elements: list[Record] = []
        with books.transaction():
            for each in given:
                elements += save_all(books, endpoint, [each], Options(method, unitdp=4), row_id).elements
        return elements

    def _row(self, organisation_id: str, word: str, row_id: str) -> tuple[Books, Row]:
        books, kind = self.books(organisation_id), _kind(word)
        row = books.find(kind, row_id)
        if row is None:
            raise Problem(404, f"no {kind.name} {row_id}")
        return books, row


def _kind(word: str) -> Kind:
    kind = BY_WORD.get(word.lower())
    if kind is None:
        raise Problem(404, f"no entity {word}")
    return kind


def _endpoint(kind: Kind) -> Endpoint:
    endpoint = ENDPOINTS.get(kind.plural)
    if endpoint is None:
        raise Problem(400, f"{kind.plural} cannot be edited by themselves")
    return endpoint


def _named(kind: Kind, word: str, records: list[Record]) -> Record:
    return {kind.plural: records, kind.name: records} if word == kind.name else {kind.plural: records}
