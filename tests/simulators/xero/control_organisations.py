"""What a test sets about an organisation."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from tests.simulators.chassis.records import Record
from tests.simulators.chassis.routes import Problem

from .books import Books
from .kinds import CURRENCY
from .seed import seed_currency

FIELDS: Final = frozenset(
    {
        "name",
        "seed",
        "country",
        "period_lock_date",
        "end_of_year_lock_date",
        "currencies",
        "ended",
        "approval_limit",
        "short_code",
    }
)
_DATES: Final = ("period_lock_date", "end_of_year_lock_date")


def configure(books: Books, body: Mapping[str, Any]) -> None:
    """Set what a user would set in the organisation's settings."""
    days = {name: _day(name, body[name]) for name in _DATES if name in body}
    for name, day in days.items():
        setattr(books, name, day)
    if "name" in body:
        books.name = str(body["name"])
    if "ended" in body:
        books.ended = body["ended"] is True
    if "short_code" in body:
        books.short_code = str(body["short_code"])
    if "approval_limit" in body:
        books.approval_limit = None if body["approval_limit"] is None else int(body["approval_limit"])
    if "currencies" in body:
        _subscribe(books, [str(code) for code in body["currencies"]])


def describe(books: Books) -> Record:
    """Return an organisation as the control API shows it."""
    period, year = books.period_lock_date, books.end_of_year_lock_date
    return {
        "id": books.tenant_id,
        "name": books.name,
        "country": books.country,
        "base_currency": books.base_currency,
        "currencies": list(books.table(CURRENCY).rows),
        "short_code": books.short_code,
        "period_lock_date": period.isoformat() if period else None,
        "end_of_year_lock_date": year.isoformat() if year else None,
        "ended": books.ended,
        "approval_limit": books.approval_limit,
        "counts": {table.kind.plural: len(table) for table in books.tables.values() if len(table)},
    }


def _subscribe(books: Books, codes: list[str]) -> None:
    """Subscribe to exactly these currencies and the base currency."""
    wanted = {books.base_currency, *codes}
    with books.transaction():
        for row in books.table(CURRENCY):
            if row.id not in wanted:
                books.remove(row)
        for code in codes:
            seed_currency(books, code)


def _day(name: str, value: object) -> date | None:
    try:
        return None if value is None else date.fromisoformat(str(value))
    except ValueError as error:
        raise Problem(400, f"{name} must be YYYY-MM-DD or null") from error
