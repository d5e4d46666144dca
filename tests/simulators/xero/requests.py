"""Which part of the API answers a request."""

import random
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.chassis.exchange import Answer, Request
from tests.simulators.chassis.records import Record, read_json

from .attachments import attach, download, list_attachments
from .books import Books
from .bulk import Options, Struck, save_all
from .counters import Counters
from .credits import allocate, deallocate
from .endpoints import ENDPOINTS, Endpoint
from .errors import NotFound, Refused, invalid_post, no_data, not_implemented, validation
from .given import elements
from .kinds import ALLOCATION, CREDITS, ITEM, TRACKING_CATEGORY
from .listing import Page, matching
from .organisation import describe_actions, describe_organisation
from .rendering import View, render, render_allocation
from .tables import Row
from .tracking import tracking_option
from .values import NO_ID, guid_from
from .writing import Writing


@dataclass
class Dispatcher:
    """Reads and writes the books of a tenant; answers a body, or a whole answer."""

    counters: Counters
    struck: Struck
    base_url: str = ""
    _random: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - ids that can be seen again

    def new_id(self) -> str:
        """Return the ``Id`` of an answer."""
        return guid_from(self._random.getrandbits(128))

    def answer(self, books: Books, request: Request, parts: list[str]) -> Record | Answer:
        """Answer a request whose path below the API's root is ``parts``."""
        if parts[0] == "Organisation":
            return _organisation(books, request, parts)
        endpoint = ENDPOINTS.get(parts[0])
        if endpoint is None:
            raise NotFound
        if len(parts) > 2:
            return self._below(books, endpoint, request, parts)
        row = self._row(books, endpoint, parts[1]) if len(parts) == 2 else None
        answered: Record | Answer
        match request.method, row:
            case "GET", None:
                answered = self._list(books, endpoint, request)
            case "GET", Row():
                answered = self._one(books, row, request)
            case ("PUT", None) | ("POST", _):
                answered = self._save(books, endpoint, request, row.id if row else "")
            case "DELETE", Row():
                answered = self._delete(books, endpoint, row)
            case _:
                raise not_implemented()
        return answered

    def _list(self, books: Books, endpoint: Endpoint, request: Request) -> Record:
        kind = endpoint.kind
        page = Page(kind, request)
        found = matching(books, kind, request)
        shown = page.cut(found)
        self.counters.shown(shown)
        full = page.number > 0 and request.params.get("summaryOnly", "").lower() != "true"
        view = View(full=full, unitdp=_unitdp(request))
        body: Record = {"pagination": page.described(len(found))} if page.number else {}
        return {**body, kind.plural: [render(books, row, view) for row in shown]}

    def _one(self, books: Books, row: Row, request: Request) -> Record:
        self.counters.shown([row])
        return {row.kind.plural: [render(books, row, View(full=True, unitdp=_unitdp(request)))]}

    def _row(self, books: Books, endpoint: Endpoint, row_id: str) -> Row:
        row = books.find(endpoint.kind, row_id)
        if row is None:
            raise NotFound
        return row

    def _save(self, books: Books, endpoint: Endpoint, request: Request, row_id: str = "") -> Record:
        if endpoint.save is None:
            raise not_implemented()
        summarize = request.params.get("summarizeErrors", "true").lower() != "false"
        options = Options(request.method, _unitdp(request), summarize, self.struck)
        given = elements(_body(request, endpoint.kind.name), endpoint.kind.plural)
        books.for_app = True
        try:
            result = save_all(books, endpoint, given, options, row_id)
        finally:
            books.for_app = False
        self.counters.objects_written += result.written
        return {endpoint.kind.plural: result.elements}

    def _delete(self, books: Books, endpoint: Endpoint, row: Row) -> Record | Answer:
        if endpoint.delete is None:
            raise not_implemented()
        delete, shown = endpoint.delete, render(books, row, View())
        _as_one(books, endpoint.kind.id_field, row.id, lambda writing: delete(writing, row))
        self.counters.objects_written += 1
        return (204, {}, b"") if endpoint.kind is ITEM else {endpoint.kind.plural: [{**shown, "Status": "DELETED"}]}

    def _below(self, books: Books, endpoint: Endpoint, request: Request, parts: list[str]) -> Record | Answer:
        owner = self._row(books, endpoint, parts[1])
        match parts[2:]:
            case ["Attachments", *rest] if endpoint.attachable:
                return self._attachments(books, owner, request, rest)
            case ["Allocations", *rest] if endpoint.kind.name in CREDITS:
                return self._allocations(books, owner, request, rest)
            case ["Options"] if endpoint.kind is TRACKING_CATEGORY and request.method == "PUT":
                return self._options(books, owner, request)
        raise NotFound

    def _attachments(self, books: Books, owner: Row, request: Request, rest: list[str]) -> Record | Answer:
        base = f"{self.base_url or 'https://api.xero.com'}/api.xro/2.0"
        match request.method, rest:
            case "GET", []:
                return {"Attachments": list_attachments(books, owner, base)}
            case "GET", [name]:
                return download(books, owner, name)
            case (("PUT" | "POST"), [name]):
                self.counters.objects_written += 1
                return {"Attachments": [attach(books, owner, name, request, base)]}
        raise not_implemented()

    def _allocations(self, books: Books, credit: Row, request: Request, rest: list[str]) -> Record:
        if request.method == "DELETE" and rest:
            allocation = books.find(ALLOCATION, rest[0])
            if allocation is None or allocation.fields["CreditID"] != credit.id:
                raise NotFound
            _as_one(books, "AllocationID", allocation.id, lambda writing: deallocate(writing, allocation))
            self.counters.objects_written += 1
            return {"AllocationID": allocation.id, "IsDeleted": True}
        if request.method != "PUT" or rest:
            raise not_implemented()
        given = elements(_body(request, "Allocation"), "Allocations")
        if not given:
            raise no_data("Allocation")
        made: list[Row] = []
        with books.transaction():
            for each in given:
                _as_one(books, "AllocationID", NO_ID, lambda w, each=each: made.append(allocate(w, each, credit)))
        self.counters.objects_written += len(made)
        return {"Allocations": [render_allocation(books, row) for row in made]}

    def _options(self, books: Books, category: Row, request: Request) -> Record:
        given = elements(_body(request, "Option"), "Options")
        writing = Writing(books)
        options = [tracking_option(writing, each) for each in given]
        with books.transaction():
            books.store(category, {**category.fields, "Options": [*category.fields["Options"], *options]})
        self.counters.objects_written += len(options)
        return {"Options": options}


def _organisation(books: Books, request: Request, parts: list[str]) -> Record:
    match request.method, parts[1:]:
        case "GET", []:
            return {"Organisations": [describe_organisation(books)]}
        case "GET", ["Actions"]:
            return {"Actions": describe_actions()}
        case _:
            raise not_implemented()


def _as_one(books: Books, id_field: str, row_id: str, act: Any) -> None:
    """Do one thing that is answered with 400 when it is refused."""
    try:
        with books.transaction():
            act(Writing(books))
    except Refused as refusal:
        errors = [{"Message": message} for message in refusal.messages]
        raise validation([{id_field: row_id, "HasErrors": True, "ValidationErrors": errors}]) from refusal


def _body(request: Request, noun: str) -> Any:
    if not request.body.strip():
        raise no_data(noun)
    if "json" not in request.headers.get("content-type", ""):
        raise invalid_post("Data at the root level is invalid. Line 1, position 1.")
    try:
        return read_json(request.body)
    except (ValueError, UnicodeDecodeError) as error:
        message = f"JSON for post data was invalid, {error}"
        raise invalid_post(message) from error


def _unitdp(request: Request) -> int:
    return 4 if request.params.get("unitdp") == "4" else 2
