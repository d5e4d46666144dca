"""Plain HTML pages: what a person would look at in the browser."""

from collections.abc import Mapping
from html import escape

from tests.simulators.chassis.pages import html_page, one_line_a_field

from .books import Books, Row
from .clock import stamp, zone
from .entities import BY_PATH
from .exchange import Answer, Request
from .records import Record, write_json

_SHOWN = ("Invoice", "Bill", "Payment", "BillPayment", "CreditMemo", "Purchase")
_LISTED = ("Customer", "Vendor", "Item", "Account", "Term", "Class")
_LONGEST_TABLE = 200
_OTHER_NAMES = {"recvpayment": "payment", "register": "account"}
"""Pages that are not called like what they show."""


def page(organisations: Mapping[str, Books], request: Request) -> Answer:
    """Answer ``/`` (all books) or ``/app/{entity}?txnId=…`` (one record)."""
    if request.path == "/":
        wanted = request.params.get("realm_id", "")
        chosen = [b for b in organisations.values() if wanted in ("", b.realm_id)]
        parts = [_books(books) for books in chosen]
        return html_page("Books", "".join(parts) or "<p>There is no company yet.</p>")
    name = request.path.removeprefix("/app/")
    kind = BY_PATH.get(_OTHER_NAMES.get(name, name.removesuffix("detail")))
    row_id = next((request.params[key] for key in ("txnId", "nameId", "accountId") if key in request.params), "")
    realm_id = request.params.get("realm_id", "")
    found = [
        _record(books, row)
        for books in organisations.values()
        if kind and realm_id in ("", books.realm_id)
        if (row := books.find(kind.name, row_id))
    ]
    if not found:
        status, text = 404, "<p>There is nothing here. It may have been deleted.</p>"
        return html_page("Not found", text, status)
    return html_page(f"{name} {row_id}", "".join(found))


def _books(books: Books) -> str:
    parts = [f"<h1>{escape(books.name)}</h1>"]
    closed = books.book_close_date
    closing = f", books closed up to {escape(closed)}" if closed else ""
    parts.append(f"<p>Company {escape(books.realm_id)}{closing}</p>")
    for name in (*_SHOWN, *_LISTED):
        rows = list(books.rows(name))
        if rows:
            parts.append(f"<h2>{name} ({len(rows)})</h2>{_table(books, rows)}")
    return "".join(parts)


def _table(books: Books, rows: list[Row]) -> str:
    head = "<tr><th>Id</th><th>Name</th><th>Date</th><th>Total</th><th>Open</th></tr>"
    lines = [_line(books, row) for row in rows[-_LONGEST_TABLE:]]
    return f"<table>{head}{''.join(reversed(lines))}</table>"


def _line(books: Books, row: Row) -> str:
    record = books.render(row)
    party = record.get("CustomerRef") or record.get("VendorRef") or {}
    name = " · ".join(part for part in (row.title, party.get("name")) if part)
    return (
        f"<tr><td><a href='{_link(books, row)}'>{escape(row.id)}</a></td>"
        f"<td>{escape(name)}</td><td>{escape(str(record.get('TxnDate', '')))}</td>"
        f"<td class='sum'>{_sum(record, 'TotalAmt')}</td>"
        f"<td class='sum'>{_sum(record, 'Balance')}</td></tr>"
    )


def _link(books: Books, row: Row) -> str:
    return f"/app/{row.kind.name.lower()}?txnId={row.id}&amp;realm_id={books.realm_id}"


def _sum(record: Record, name: str) -> str:
    value = record.get(name)
    return "" if value is None else f"{value:,.2f}"


def _record(books: Books, row: Row) -> str:
    record = books.render(row)
    changed = stamp(row.updated_at, zone(books.offset_hours))
    body = write_json(record).decode()
    home = f"<a href='/?realm_id={books.realm_id}'>{escape(books.name)}</a>"
    return (
        f"<p>{home}</p><h1>{escape(row.kind.name)} {escape(row.title)}</h1>"
        f"<p>Total {_sum(record, 'TotalAmt')} open {_sum(record, 'Balance')}, "
        f"changed {escape(changed)}</p><pre>{escape(one_line_a_field(body))}</pre>"
    )
