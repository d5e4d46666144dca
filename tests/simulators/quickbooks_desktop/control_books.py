"""The control API for company files: what people do in QuickBooks, by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from tests.simulators.chassis import control_books
from tests.simulators.chassis.control_books import having
from tests.simulators.chassis.control_core import change
from tests.simulators.chassis.exchange import Request
from tests.simulators.chassis.records import Record
from tests.simulators.chassis.routes import NAME, Problem, Route

from .company_file import CompanyFile
from .kinds import LISTS, MIXED, TXN_KINDS

if TYPE_CHECKING:
    from .simulator import Simulator

IDS: Final = ("TxnID", "ListID")


class BookControl(control_books.BookControl[CompanyFile]):
    """Makes company files and edits what is in them; entities have qbXML's names (``Bill``)."""

    organisation_fields = frozenset(
        {"name", "legal_name", "path", "seed", "closing_date", "modal_dialog", "linking_touches", "preferences"}
    )

    def __init__(self, simulator: "Simulator") -> None:
        """Know the simulator that is controlled."""
        super().__init__(simulator)
        self._desktop = simulator
        self._backups: dict[str, list[object]] = {}

    @override
    def routes(self) -> list[Route]:
        one = f"/organisations/{NAME}"
        return [
            ("POST", f"{one}/backup", self._back_up),
            ("POST", f"{one}/restore", self._restore),
            ("POST", f"{one}/{NAME}/{NAME}/edit", self._edit),
            ("POST", f"{one}/{NAME}/{NAME}/close", self._close),
            *super().routes(),
        ]

    @override
    def check_id(self, organisation_id: str) -> None:
        """Take any word."""

    @override
    def configure(self, books: CompanyFile, body: Record) -> None:
        if "closing_date" in body:
            books.closing_date = _day(body["closing_date"])
        if "modal_dialog" in body:
            books.modal_dialog = bool(body["modal_dialog"])
        if "linking_touches" in body:
            books.linking_touches = bool(body["linking_touches"])
        if "preferences" in body:
            change(books.preferences, body["preferences"])
        if "name" in body:
            books.company_name = str(body["name"])
        if "legal_name" in body:
            books.legal_name = str(body["legal_name"])
        if "path" in body:
            self._desktop.move(books, str(body["path"]))

    @override
    def describe(self, books: CompanyFile) -> Record:
        return {
            "id": self._desktop.id_of(books),
            "name": books.company_name,
            "legal_name": books.legal_name,
            "path": books.path,
            "file_mode": books.file_mode,
            "closing_date": books.closing_date,
            "modal_dialog": books.modal_dialog,
            "linking_touches": books.linking_touches,
            "preferences": asdict(books.preferences),
        }

    @override
    def show_all(self, organisation_id: str, word: str, *, request: Request, **_: object) -> Record:
        records = having(self._rows(organisation_id, word), request)
        return {word: records, "totalCount": len(records)}

    @override
    def create(self, organisation_id: str, word: str, *, body: Record, **_: object) -> Record:
        books, entity = self.books(organisation_id), _entity(word)
        with _refused():
            return {word: books.create(entity, body)}

    @override
    def read(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        for row in self._rows(organisation_id, word):
            if row_id in {row.get(name) for name in IDS}:
                return {word: row}
        raise Problem(404, f"no {word} {row_id}")

    @override
    def update(self, organisation_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        self.read(organisation_id, word, row_id)
        with _refused():
            return {word: self.books(organisation_id).update(word, row_id, body)}

    @override
    def delete(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        gone = self.read(organisation_id, word, row_id)
        self.books(organisation_id).delete(word, row_id)
        return gone

    @override
    def void(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        self.read(organisation_id, word, row_id)
        self.books(organisation_id).void(word, row_id)
        return self.read(organisation_id, word, row_id)

    @override
    def merge(self, organisation_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        raise Problem(400, f"{word} {row_id} cannot be merged here")

    def _rows(self, organisation_id: str, word: str) -> list[Record]:
        return self.books(organisation_id).rows(_entity(word, *MIXED))

    def _edit(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        shown = self.read(organisation_id, word, row_id)
        self.books(organisation_id).edit(row_id)
        return shown

    def _close(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        self.books(organisation_id).close(row_id)
        return self.read(organisation_id, word, row_id)

    def _back_up(self, organisation_id: str, **_: object) -> Record:
        backups = self._backups.setdefault(organisation_id, [])
        backups.append(self.books(organisation_id).backup())
        return {"backup": len(backups)}

    def _restore(self, organisation_id: str, *, body: Record, **_: object) -> Record:
        books, backups = self.books(organisation_id), self._backups.get(organisation_id, [])
        number = int(body.get("backup", len(backups)))
        if not 0 < number <= len(backups):
            raise Problem(404, f"no backup {number}")
        books.restore(backups[number - 1])
        return self.describe(books)


def _entity(word: str, *more: str) -> str:
    if word not in {*LISTS, *TXN_KINDS, *more}:
        raise Problem(404, f"no entity {word}")
    return word


@contextmanager
def _refused() -> Iterator[None]:
    """Answer 400 where a field is none of the entity's."""
    try:
        yield
    except ValueError as error:
        raise Problem(400, str(error)) from error


def _day(value: object) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise Problem(400, "closing_date must be YYYY-MM-DD or null") from error
