"""The control API for organisations and their books.

Edits behave like a user in the browser: the same rules, webhooks fire, nothing is
counted as an API call and no rate limit applies. Entities may be named in the singular
or in the plural; an answer has the plural, and the word that was used.
"""

from typing import TYPE_CHECKING, Final

from tests.simulators.chassis.control import NAME
from tests.simulators.chassis.exchange import Request
from tests.simulators.chassis.records import Record
from tests.simulators.chassis.routes import Problem, Route

from .books import Books
from .bulk import Options, save_all
from .contacts import merge_contacts
from .control_organisations import configure, describe
from .credits import allocate
from .endpoints import ENDPOINTS, Endpoint
from .given import Given
from .kinds import BY_WORD, CONTACT, CREDITS, INVOICE, Kind
from .rendering import View, render, render_allocation
from .tables import Row
from .values import is_guid
from .writing import Writing

if TYPE_CHECKING:
    from .simulator import Simulator

_FULL: Final = View(full=True, unitdp=4)
_ENDED: Final = {"Contact": "ARCHIVED", "TrackingCategory": "ARCHIVED"}


class BookControl:
    """Makes organisations and edits what is in them."""

    def __init__(self, simulator: "Simulator") -> None:
        """Know the simulator that is controlled."""
        self._simulator = simulator

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
            ("GET", rows, self._list),
            ("POST", rows, self._create),
            ("GET", row, self._read),
            ("PATCH", row, self._update),
            ("DELETE", row, self._delete),
            ("POST", f"{row}/void", self._void),
            ("POST", f"{row}/merge", self._merge),
            ("POST", f"{row}/allocate", self._allocate),
        ]

    def _organisations(self, **_: object) -> Record:
        return {"organisations": [describe(books) for books in self._simulator.organisations.values()]}

    def _organisation(self, tenant_id: str, **_: object) -> Record:
        return describe(self._books(tenant_id))

    def _put_organisation(self, tenant_id: str, *, body: Record, **_: object) -> Record:
        if not is_guid(tenant_id):
            raise Problem(400, "the id of an organisation is a GUID")
        known = self._simulator.organisations.get(tenant_id.lower())
        configure(known, body)
        if known is None:
            known = self._simulator.add_organisation(
                tenant_id,
                str(body.get("name", f"Organisation {tenant_id[:8]}")),
                seed=body.get("seed", True) is True,
                country=str(body.get("country", "US")),
            )
            configure(known, body)
        return describe(known)

    def _delete_organisation(self, tenant_id: str, **_: object) -> Record:
        books = self._books(tenant_id)
        self._simulator.disconnect(books.tenant_id)
        del self._simulator.organisations[books.tenant_id]
        return describe(books)

    def _list(self, tenant_id: str, word: str, *, request: Request, **_: object) -> Record:
        books, kind = self._books(tenant_id), _kind(word)
        records = [render(books, row, _FULL) for row in books.table(kind) if "Content" not in row.fields]
        for field, wanted in request.params.items():
            records = [record for record in records if _plain(record, field) == wanted]
        return {**_named(kind, word, records), "totalCount": len(records)}

    def _create(self, tenant_id: str, word: str, *, body: Record, **_: object) -> Record:
        books, kind = self._books(tenant_id), _kind(word)
        bodies = body.get(kind.plural, [body])
        return _named(kind, word, self._save(books, kind, bodies, "PUT"))

    def _read(self, tenant_id: str, word: str, row_id: str, **_: object) -> Record:
        books, row = self._row(tenant_id, word, row_id)
        return _named(row.kind, word, [render(books, row, _FULL)])

    def _update(self, tenant_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        books, row = self._row(tenant_id, word, row_id)
        return _named(row.kind, word, self._save(books, row.kind, [body], "POST", row.id))

    def _delete(self, tenant_id: str, word: str, row_id: str, **_: object) -> Record:
        books, row = self._row(tenant_id, word, row_id)
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

    def _void(self, tenant_id: str, word: str, row_id: str, **_: object) -> Record:
        books, row = self._row(tenant_id, word, row_id)
        status = "VOIDED" if row.kind is INVOICE or row.kind.name in CREDITS else "DELETED"
        return _named(row.kind, word, self._save(books, row.kind, [{"Status": status}], "POST", row.id))

    def _merge(self, tenant_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        books, loser = self._row(tenant_id, word, row_id)
        survivor = books.find(loser.kind, str(body.get("into", "")))
        if loser.kind is not CONTACT or survivor is None or survivor is loser:
            raise Problem(400, f"{loser.kind.name} {loser.id} cannot be merged so")
        with books.transaction():
            merge_contacts(Writing(books), loser, survivor)
        return _named(CONTACT, word, [render(books, survivor, _FULL)])

    def _allocate(self, tenant_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        books, credit = self._row(tenant_id, word, row_id)
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

    def _row(self, tenant_id: str, word: str, row_id: str) -> tuple[Books, Row]:
        books, kind = self._books(tenant_id), _kind(word)
        row = books.find(kind, row_id)
        if row is None:
            raise Problem(404, f"no {kind.name} {row_id}")
        return books, row

    def _books(self, tenant_id: str) -> Books:
        books = self._simulator.organisations.get(tenant_id.lower())
        if books is None:
            raise Problem(404, f"no organisation {tenant_id}")
        return books


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


def _plain(record: Record, path: str) -> str:
    first, _, second = path.partition(".")
    value = record.get(first)
    if second:
        value = value.get(second) if isinstance(value, dict) else None
    return str(value).lower() if isinstance(value, bool) else str(value)
