"""Plain HTML pages: what a person would look at in the browser."""

from collections.abc import Mapping
from html import escape
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from tests.simulators.chassis.exchange import Answer, Request
from tests.simulators.chassis.pages import html_page, one_line_a_field
from tests.simulators.chassis.records import Record, write_json

from .books import Books
from .fields import value_of
from .kinds import BY_WORD, KINDS, Kind
from .rendering import View, render
from .tables import Row

_SHOWN: Final = (
    "Invoice",
    "CreditNote",
    "Payment",
    "BatchPayment",
    "BankTransaction",
    "Overpayment",
    "Prepayment",
    "Contact",
    "Item",
    "Account",
    "TaxRate",
)
_LONGEST_TABLE: Final = 200
_LOGIN: Final = "/organisationlogin/default.aspx"
# Where Xero shows what: the address, and the parameter with the id, if it is one.
_PLACES: Final = {
    "/accountsreceivable/view.aspx": ("Invoice", "invoiceid"),
    "/accountspayable/view.aspx": ("Invoice", "invoiceid"),
    "/accountsreceivable/viewcreditnote.aspx": ("CreditNote", "creditnoteid"),
    "/accountspayable/viewcreditnote.aspx": ("CreditNote", "creditnoteid"),
    "/bank/viewtransaction.aspx": ("BankTransaction", "banktransactionid"),
    "/inventory/item.aspx": ("Item", "itemid"),
}


def page(organisations: Mapping[str, Books], request: Request) -> Answer | None:
    """Answer ``/`` (all books) or the page of one record, ``None`` for other paths."""
    if request.method != "GET":
        return None
    wanted = request.params.get("shortcode", "")
    books = [each for each in organisations.values() if wanted in ("", each.short_code)]
    if request.path == "/":
        return html_page("Books", "".join(map(_books, books)) or "<p>There is no organisation yet.</p>")
    target = request.target
    if request.path.lower() == _LOGIN:
        target = request.params.get("redirecturl", "/")
        if target == "/":
            return html_page("Books", "".join(map(_books, books)))
    place = _place(target)
    if place is None:
        return None if request.path.lower() != _LOGIN else _nothing()
    kind, row_id = place
    found = [_record(each, row) for each in books if (row := each.find(kind, row_id))]
    return html_page(f"{kind.name} {row_id}", "".join(found)) if found else _nothing()


def _place(target: str) -> tuple[Kind, str] | None:
    """Return which record an address shows."""
    parts = urlsplit(target)
    params = {name.lower(): value for name, value in parse_qsl(parts.query)}
    if known := _PLACES.get(parts.path.lower()):
        return BY_WORD[known[0].lower()], params.get(known[1], "").lower()
    words = parts.path.strip("/").split("/")
    if len(words) == 3 and (words[0].lower(), words[1].lower()) == ("contacts", "view"):
        return BY_WORD["contact"], words[2].lower()
    if len(words) == 3 and words[0] == "go" and words[1].lower() in BY_WORD:
        return BY_WORD[words[1].lower()], words[2]
    return None


def _nothing() -> Answer:
    return html_page("Not found", "<p>There is nothing here. It may have been deleted.</p>", 404)


def _books(books: Books) -> str:
    parts = [f"<h1>{escape(books.name)}</h1>"]
    lock = max((day for day in (books.period_lock_date, books.end_of_year_lock_date) if day), default=None)
    closing = f", books locked up to {lock.isoformat()}" if lock else ""
    parts.append(f"<p>Tenant {escape(books.tenant_id)}{closing}</p>")
    for kind in KINDS:
        rows = list(books.table(kind)) if kind.name in _SHOWN else []
        if rows:
            parts.append(f"<h2>{kind.plural} ({len(rows)})</h2>{_table(books, kind, rows)}")
    return "".join(parts)


def _table(books: Books, kind: Kind, rows: list[Row]) -> str:
    head = "<tr><th>Number or name</th><th>With</th><th>Date</th><th>Total</th><th>Open</th><th>Status</th></tr>"
    lines = [_line(books, kind, row) for row in reversed(rows[-_LONGEST_TABLE:])]
    return f"<table>{head}{''.join(lines)}</table>"


def _line(books: Books, kind: Kind, row: Row) -> str:
    fields = row.fields
    contact = value_of(books, row, "Contact.Name") if "ContactID" in fields else ""
    day = str(fields.get("Date", ""))
    return (
        f"<tr><td><a href='/go/{kind.name}/{row.id}?shortcode={books.short_code}'>{escape(_title(row))}</a></td>"
        f"<td>{escape(str(contact or ''))}</td><td>{escape(day)}</td>"
        f"<td class='sum'>{_sum(fields, 'Total', 'TotalAmount', 'Amount')}</td>"
        f"<td class='sum'>{_sum(fields, 'AmountDue', 'RemainingCredit')}</td><td>{escape(row.status)}</td></tr>"
    )


def _title(row: Row) -> str:
    names = ("InvoiceNumber", "CreditNoteNumber", "Name", "Code", "Reference")
    return next((str(row.fields[name]) for name in names if row.fields.get(name)), row.id[:8])


def _sum(fields: Record, *names: str) -> str:
    return next((f"{fields[name]:,.2f}" for name in names if name in fields), "")


def _record(books: Books, row: Row) -> str:
    body = write_json(render(books, row, View())).decode()
    home = f"<a href='/?shortcode={books.short_code}'>{escape(books.name)}</a>"
    return f"<p>{home}</p><h1>{row.kind.name} {escape(_title(row))}</h1><pre>{escape(one_line_a_field(body))}</pre>"
