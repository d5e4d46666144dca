"""The control API for organisations and their books.

Edits behave like a user in the browser: the same rules, webhooks fire, nothing is
counted as an API call and no rate limit applies. A user always sees the newest
state, so no SyncToken is needed.
"""

from typing_extensions import override

from tests.simulators.chassis import control_books
from tests.simulators.chassis.exchange import Request
from tests.simulators.chassis.routes import NAME, Problem, Route

from .books import Books, Row
from .entities import BY_PATH, Kind
from .linking import touch
from .records import Record
from .references import walk
from .writing import Options, delete, find, save, void

_USER = Options(user=True)


class BookControl(control_books.BookControl[Books]):
    """Makes organisations and edits what is in them."""

    organisation_fields = frozenset(
        {
            "name",
            "seed",
            "country",
            "book_close_date",
            "utc_offset_hours",
            "home_currency",
            "subscription_ended",
            "multicurrency",
            "custom_txn_numbers",
            "allow_duplicate_doc_numbers",
        }
    )

    @override
    def routes(self) -> list[Route]:
        return [*super().routes(), ("POST", f"/organisations/{NAME}/{NAME}/{NAME}/email", self._email)]

    @override
    def check_id(self, organisation_id: str) -> None:
        if not organisation_id.isdigit():
            raise Problem(400, "the id of an organisation is a decimal number")

    @override
    def configure(self, books: Books, body: Record) -> None:
        _configure(books, body)

    @override
    def describe(self, books: Books) -> Record:
        return _describe(books)

    @override
    def show_all(self, organisation_id: str, word: str, *, request: Request, **_: object) -> Record:
        books, kind = self.books(organisation_id), _kind(word)
        records = [books.render(row) for row in books.rows(kind.name)]
        for field, wanted in request.params.items():
            records = [r for r in records if _plain(r.get(field)) == wanted]
        response: Record = {
            kind.name: records,
            "startPosition": 1,
            "maxResults": len(records),
            "totalCount": len(records),
        }
        return {"QueryResponse": response}

    @override
    def create(self, organisation_id: str, word: str, *, body: Record, **_: object) -> Record:
        books, kind = self.books(organisation_id), _kind(word)
        return _shown(books, save(books, kind, {**body, "Id": None}, _USER))

    @override
    def read(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        return _shown(*self._row(organisation_id, word, row_id))

    @override
    def update(self, organisation_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        books, row = self._row(organisation_id, word, row_id)
        payload = {**body, **_newest(row), "sparse": True}
        return _shown(books, save(books, row.kind, payload, _USER))

    @override
    def delete(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        books, row = self._row(organisation_id, word, row_id)
        if row.kind.name_field:
            payload = {**_newest(row), "sparse": True, "Active": False}
            return _shown(books, save(books, row.kind, payload, _USER))
        delete(books, row.kind, _newest(row), _USER)
        return {row.kind.name: {"domain": "QBO", "status": "Deleted", "Id": row.id}}

    @override
    def void(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        books, row = self._row(organisation_id, word, row_id)
        return _shown(books, void(books, row.kind, _newest(row), _USER))

    def _email(self, organisation_id: str, word: str, row_id: str, **_: object) -> Record:
        books, row = self._row(organisation_id, word, row_id)
        if "e" not in row.kind.announces:
            raise Problem(400, f"{row.kind.name} is not e-mailed")
        row.fields["EmailStatus"] = "EmailSent"
        row.sync_token += 1
        row.updated_at = books.moment()
        books.note(row, "Emailed")
        return _shown(books, row)

    @override
    def merge(self, organisation_id: str, word: str, row_id: str, *, body: Record, **_: object) -> Record:
        books, loser = self._row(organisation_id, word, row_id)
        survivor = find(books, loser.kind, str(body.get("into", "")))
        if loser is survivor or "m" not in loser.kind.announces:
            raise Problem(400, f"{loser.kind.name} {loser.id} cannot be merged so")
        _merge_rows(books, loser, survivor)
        return _shown(books, survivor)

    def _row(self, organisation_id: str, word: str, row_id: str) -> tuple[Books, Row]:
        books = self.books(organisation_id)
        return books, find(books, _kind(word), row_id)


def _configure(books: Books, body: Record) -> None:
    """Set what a user would set in the company's settings."""
    plain = {
        "book_close_date": "book_close_date",
        "utc_offset_hours": "offset_hours",
        "home_currency": "home_currency",
        "subscription_ended": "subscription_ended",
    }
    for name, attribute in plain.items():
        if name in body:
            value = body[name]
            setattr(books, attribute, float(value) if name == "utc_offset_hours" else value)
    if "name" in body:
        books.name = str(body["name"])
        books.tables["CompanyInfo"]["1"].fields["CompanyName"] = books.name
    prefs = books.preferences
    currency: Record = prefs["CurrencyPrefs"]
    currency["HomeCurrency"] = {"value": books.home_currency}
    if "multicurrency" in body:
        currency["MultiCurrencyEnabled"] = body["multicurrency"]
    if "custom_txn_numbers" in body:
        prefs["SalesFormsPrefs"]["CustomTxnNumbers"] = body["custom_txn_numbers"]
    if "allow_duplicate_doc_numbers" in body:
        allowed = body["allow_duplicate_doc_numbers"] is True
        prefs["OtherPrefs"]["NameValue"] = [
            {
                "Name": "SalesFormsPrefs.AllowDuplicateDocNum",
                "Value": str(allowed).lower(),
            },
            {"Name": "WarnDuplicateCheckNumber", "Value": str(not allowed).lower()},
        ]


def _describe(books: Books) -> Record:
    return {
        "id": books.realm_id,
        "name": books.name,
        "country": books.country,
        "home_currency": books.home_currency,
        "book_close_date": books.book_close_date,
        "subscription_ended": books.subscription_ended,
        "counts": {name: len(rows) for name, rows in books.tables.items() if rows},
    }


def _merge_rows(books: Books, loser: Row, survivor: Row) -> None:
    """Point everything at the survivor and let the loser go, as the browser does."""
    for rows in books.tables.values():
        for row in rows.values():
            points = [
                reference
                for _, field, reference in walk(row.kind.fields, row.fields)
                if loser.kind.name in field.targets and reference["value"] == loser.id
            ]
            if points:
                books.unindex(row)
                for reference in points:
                    reference.update(value=survivor.id, name=survivor.title)
                books.store(row)
                touch(books, row.key)
    books.remove(loser)
    survivor.sync_token += 1
    survivor.updated_at = books.moment()
    books.note(survivor, "Merge", deleted_id=loser.id)


def _kind(name: str) -> Kind:
    kind = BY_PATH.get(name.lower())
    if kind is None:
        raise Problem(404, f"no entity {name}")
    return kind


def _newest(row: Row) -> Record:
    return {"Id": row.id, "SyncToken": str(row.sync_token)}


def _shown(books: Books, row: Row) -> Record:
    return {row.kind.name: books.render(row)}


def _plain(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
