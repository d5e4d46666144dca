"""Lists: filters, order, pages (vendor page, section 2).

Decided where the page leaves a choice: ``If-Modified-Since`` leaves out what changed in
that very second; lists are in the order the records were made; ``pageSize`` without
``page`` does nothing.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from tests.simulators.chassis.exchange import Request

from .books import Books
from .errors import invalid_request
from .fields import value_of
from .kinds import CONTACT, CREDIT_NOTE, INVOICE, Kind
from .tables import Row
from .where import Condition, parse_order, parse_where

MOST_ROWS: Final = 100_000
MOST_PER_PAGE: Final = 1000
_INDEXED: Final = {"Contact.ContactID": "ContactID"}
"""Paths of conditions that are kept under another name."""


class Page:
    """Which page was asked for; without one a list is whole, but has no line items."""

    def __init__(self, kind: Kind, request: Request) -> None:
        """Read ``page`` and ``pageSize``; 400 when they make no sense."""
        self.number = 0
        self.size = 100
        if kind.paged and "page" in request.params:
            self.number = _whole(request, "page", 1, 10**9)
            self.size = _whole(request, "pageSize", 1, MOST_PER_PAGE) if "pageSize" in request.params else 100

    def cut(self, rows: list[Row]) -> list[Row]:
        """Return the rows of the page."""
        start = (self.number - 1) * self.size
        return rows[start : start + self.size] if self.number else rows

    def described(self, count: int) -> dict[str, int]:
        """Return ``pagination``."""
        pages = -(-count // self.size)
        return {"page": self.number, "pageSize": self.size, "pageCount": pages, "itemCount": count}


def _whole(request: Request, name: str, least: int, most: int) -> int:
    text = request.params[name]
    if not text.isdigit() or not least <= int(text) <= most:
        message = f"{name} must be a number between {least} and {most}"
        raise invalid_request(message)
    return int(text)


def matching(books: Books, kind: Kind, request: Request) -> list[Row]:
    """Return the rows that a list request asks for, in its order."""
    params = request.params
    where = params.get("where", "").strip()
    condition = parse_where(kind, where) if where else None
    rows = _candidates(books, kind, request, condition)
    rows = _unhidden(kind, rows, request, condition)
    rows = _filtered(books, kind, rows, request)
    if condition:
        rows = (row for row in rows if condition.test(books, row))
    found = list(rows)
    if len(found) > MOST_ROWS:
        message = f"The result set exceeds {MOST_ROWS} records. Use paging or filters."
        raise invalid_request(message)
    if order := params.get("order", "").strip():
        for path, descending in reversed(parse_order(kind, order)):
            found.sort(key=lambda row, path=path: _sortable(value_of(books, row, path)), reverse=descending)  # type: ignore[misc]
    return found


def modified_since(request: Request) -> datetime | None:
    """Return the moment of ``If-Modified-Since``, if there is one that can be read."""
    text = request.headers.get("if-modified-since", "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).replace(microsecond=0)


def _candidates(books: Books, kind: Kind, request: Request, condition: Condition | None) -> Iterable[Row]:
    """Return few rows among which all those asked for are."""
    table = books.table(kind)
    if ids := _words(request, "IDs"):
        return [row for row_id in ids if (row := books.find(kind, row_id))]
    if kind is INVOICE and (numbers := _words(request, "InvoiceNumbers")):
        return [row for number in numbers for row in table.by("InvoiceNumber", number)]
    if kind is INVOICE and (contacts := _words(request, "ContactIDs")):
        return [row for contact in contacts for row in table.by("ContactID", contact)]
    for path, value in (condition.equal if condition else {}).items():
        if path == kind.id_field:
            row = books.find(kind, value)
            return [row] if row else []
        if _INDEXED.get(path, path) in kind.indexes and value:
            return table.by(_INDEXED.get(path, path), value)
    since = modified_since(request)
    return table.since(since) if since else table


def _unhidden(kind: Kind, rows: Iterable[Row], request: Request, condition: Condition | None) -> Iterable[Row]:
    """Leave out deleted documents, archived contacts and deleted accounts, unless they are asked for."""
    if kind in (INVOICE, CREDIT_NOTE):
        asked = condition is not None and "Status" in condition.fields
        if asked or "DELETED" in _words(request, "Statuses") or _words(request, "IDs"):
            return rows
    if kind is CONTACT:
        asked = condition is not None and "ContactStatus" in condition.fields
        if asked or request.params.get("includeArchived", "").lower() == "true" or _words(request, "IDs"):
            return rows
    return (row for row in rows if not row.hidden)


def _filtered(books: Books, kind: Kind, rows: Iterable[Row], request: Request) -> Iterable[Row]:
    if since := modified_since(request):
        rows = (row for row in rows if row.updated_at > since)
    if kind is INVOICE:
        for name, field in (("InvoiceNumbers", "InvoiceNumber"), ("ContactIDs", "ContactID"), ("Statuses", "Status")):
            if words := {word.lower() for word in _words(request, name)}:
                rows = [row for row in rows if str(row.fields.get(field) or "").lower() in words]
    if term := request.params.get("searchTerm", "").lower():
        rows = [row for row in rows if term in _searched(books, row)]
    if request.params.get("createdByMyApp", "").lower() == "true":
        rows = [row for row in rows if row.by_app]
    return rows


def _searched(books: Books, row: Row) -> str:
    names = ("Name", "FirstName", "LastName", "EmailAddress", "ContactNumber", "InvoiceNumber", "Reference")
    contact = books.contact_of(row) if "ContactID" in row.kind.indexes else None
    parts = [str(row.fields.get(name) or "") for name in names]
    return "\n".join([*parts, str(contact.fields["Name"]) if contact else ""]).lower()


def _words(request: Request, name: str) -> list[str]:
    return [word.strip() for word in request.params.get(name, "").split(",") if word.strip()]


def _sortable(value: object) -> tuple[bool, object]:
    """Order what is absent before everything else."""
    return (value is not None, value if value is not None else 0)
