"""Several elements in one request, and what becomes of each (section 2, "Bulk errors").

Decided where the page leaves a choice: without ``summarizeErrors=false`` one invalid
element undoes the whole request; ``Elements`` then lists the invalid ones only. ``PUT``
passes over an id in the body.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from tests.simulators.chassis.records import Record

from . import messages
from .books import Books
from .endpoints import Endpoint, Save
from .errors import Refused, invalid_request, no_data, validation
from .given import Given
from .kinds import CONTACT, CREDIT_NOTE, INVOICE
from .rendering import View, render
from .tables import Row
from .values import NO_ID
from .writing import Dropped, Writing

Struck: TypeAlias = Callable[[Record], Refused | None]
"""Tells which elements are refused on demand, and how."""


@dataclass(frozen=True)
class Options:
    """How a request wants its elements treated."""

    method: str
    unitdp: int = 2
    summarize: bool = True
    struck: Struck | None = None


@dataclass
class Result:
    """What became of the elements; ``written`` were saved."""

    elements: list[Record]
    rows: list[Row]
    written: int


def save_all(books: Books, endpoint: Endpoint, given: list[Given], options: Options, row_id: str = "") -> Result:
    """Save the elements of a request; ``row_id`` is the id in its path.

    Raises the 400 of a summarised request when any of them is refused.
    """
    save, kind = endpoint.save, endpoint.kind
    if save is None:
        raise AssertionError("the endpoint only reads")
    most = endpoint.most_in(options.method)
    if not given:
        raise no_data(kind.name)
    if most is not None and len(given) > most:
        told = messages.ONE_PER_REQUEST if most == 1 else messages.TOO_MANY
        raise invalid_request(told.format(noun=kind.name, plural=kind.plural, most=most))
    result = Result([], [], 0)
    refused: list[Record] = []
    with books.transaction():
        for each in given:
            element = _save_one(books, endpoint, save, each, options, row_id, result)
            if element.get("HasErrors"):
                refused.append(element)
            result.elements.append(element)
        if refused and options.summarize:
            raise validation(refused)
    return result


def _save_one(
    books: Books, endpoint: Endpoint, save: Save, given: Given, options: Options, row_id: str, result: Result
) -> Record:
    writing = Writing(books, unitdp=options.unitdp, create_only=options.method == "PUT")
    kind = endpoint.kind
    try:
        if options.struck and (on_demand := options.struck(given.body)):
            raise on_demand
        with books.transaction():
            row = save(writing, given, _existing(books, endpoint, given, options, row_id))
        result.written += 1
    except Dropped as dropped:
        row = dropped.row
    except Refused as refusal:
        wanted = given.text(kind.id_field) or row_id
        known = not writing.create_only and books.find(kind, wanted) is not None
        return _refused(endpoint, given, wanted if known and wanted else NO_ID, refusal, options)
    result.rows.append(row)
    element = render(books, row, View(full=True, unitdp=options.unitdp))
    if writing.warnings:
        element["Warnings"] = [{"Message": message} for message in writing.warnings]
    if not options.summarize:
        element |= {"HasErrors": False, "ValidationErrors": []}
    if not options.summarize and endpoint.tells_status:
        element["StatusAttributeString"] = "WARNING" if writing.warnings else "OK"
    return element


def _existing(books: Books, endpoint: Endpoint, given: Given, options: Options, row_id: str) -> Row | None:
    """Return the record that is changed: its id is in the path or in the body."""
    wanted = row_id or given.text(endpoint.kind.id_field)
    if not wanted or wanted == NO_ID or options.method == "PUT":
        return None
    row = books.find(endpoint.kind, wanted)
    if row is None or (row.hidden and endpoint.kind not in _KEPT):
        raise Refused(endpoint.unknown_id)
    return row


_KEPT: Final = (CONTACT, INVOICE, CREDIT_NOTE)
"""What is still there when lists leave it out."""


def _refused(endpoint: Endpoint, given: Given, row_id: str, refusal: Refused, options: Options) -> Record:
    element: Record = {
        **given.body,
        endpoint.kind.id_field: row_id,
        "HasErrors": True,
        "HasValidationErrors": True,
        "ValidationErrors": [{"Message": message} for message in refusal.messages],
    }
    if not options.summarize and endpoint.tells_status:
        element["StatusAttributeString"] = "ERROR"
    return element
