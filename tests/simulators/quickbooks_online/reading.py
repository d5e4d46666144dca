"""Run a query over the books (vendor page, section 4).

Silent in the page: texts are compared exactly, capitals included; without ORDERBY
the order is that of the ids; ``totalCount`` comes only with an answer that holds
every match, so that no client builds on it while paging.
"""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation

from .books import Books, Row
from .clock import parse_moment, zone
from .query import Condition, Statement, invalid, parse
from .records import Record

_TIMES: dict[str, Callable[[Row], datetime]] = {
    "MetaData.CreateTime": lambda row: row.created_at,
    "MetaData.LastUpdatedTime": lambda row: row.updated_at,
}
Comparable = str | bool | Decimal | datetime


def run_query(books: Books, text: str) -> tuple[Record, list[Row]]:
    """Return the ``QueryResponse`` and the rows it shows; raises ``Refused``."""
    statement = parse(text)
    rows = _matching(books, statement)
    if statement.count:
        return {"totalCount": len(rows)}, []
    page = rows[statement.start - 1 :][: statement.maximum]
    if not page:
        return {}, []
    response: Record = {
        statement.kind.name: [books.render(row) for row in page],
        "startPosition": statement.start,
        "maxResults": len(page),
    }
    if len(page) == len(rows):
        response["totalCount"] = len(rows)
    return response, page


def _matching(books: Books, statement: Statement) -> list[Row]:
    kind = statement.kind
    rows = _candidates(books, statement)
    if "Active" in kind.fields and all(c.name != "Active" for c in statement.conditions):
        rows = [row for row in rows if row.active]
    for condition in statement.conditions:
        matches = _test(books, condition)
        rows = [row for row in rows if matches(row)]
    name, descending = statement.order_by or ("Id", False)
    return sorted(rows, key=lambda row: _sort_key(books, row, name), reverse=descending)


def _candidates(books: Books, statement: Statement) -> list[Row]:
    """Return the rows to look at: the ones named by id, when ids are given."""
    name = statement.kind.name
    for condition in statement.conditions:
        if condition.name == "Id" and condition.operator in ("=", "IN"):
            found = (books.find(name, row_id) for row_id in set(condition.values))
            return [row for row in found if row]
    return list(books.rows(name))


def _sort_key(books: Books, row: Row, name: str) -> tuple[bool, Comparable]:
    value = _value(books, row, name)
    return (value is not None, "" if value is None else value)


def _value(books: Books, row: Row, name: str) -> Comparable | None:
    if name == "Id":
        return Decimal(row.id) if row.id.isdigit() else row.id
    if name in _TIMES:
        return _TIMES[name](row)
    if name == "Balance":
        party = row.kind.namespace == "party"
        return books.party_balance(row) if party else books.open_amount(row)
    value = _inside(row.fields, name.split("."))
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value if isinstance(value, str | bool | Decimal) else None


def _inside(value: object, path: list[str]) -> object:
    """Return what stands at a path; of a list, its first entry. Capitals do not count."""
    for name in path:
        first = value[0] if isinstance(value, list) and value else value
        if not isinstance(first, dict):
            return None
        value = next((inner for key, inner in first.items() if key.lower() == name.lower()), None)
    return value


def _test(books: Books, condition: Condition) -> Callable[[Row], bool]:
    name, operator = condition.name, condition.operator
    if operator == "LIKE":
        pattern = _like(condition.values[0])
        return lambda row: bool(pattern.fullmatch(str(_value(books, row, name) or "")))
    if name in _TIMES:
        moments: list[Comparable] = [_moment(books, text) for text in condition.values]
        return lambda row: _compare(_TIMES[name](row), operator, moments)

    def matches(row: Row) -> bool:
        actual = _value(books, row, name)
        if actual is None:
            return False
        wanted = [_as_kind_of(actual, text, name) for text in condition.values]
        return _compare(actual, operator, wanted)

    return matches


def _like(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in text.split("%")), re.DOTALL)


def _moment(books: Books, text: str) -> datetime:
    try:
        return parse_moment(text, zone(books.offset_hours))
    except ValueError:
        message = f"Invalid value {text!r} for a date and time"
        raise invalid(message) from None


def _as_kind_of(actual: Comparable, text: str, name: str) -> Comparable:
    if isinstance(actual, bool):
        if text not in ("true", "false"):
            message = f"Invalid value {text!r} for {name}"
            raise invalid(message)
        return text == "true"
    if isinstance(actual, Decimal):
        try:
            return Decimal(text)
        except InvalidOperation:
            message = f"Invalid value {text!r} for {name}"
            raise invalid(message) from None
    return text


def _compare(actual: Comparable, operator: str, wanted: list[Comparable]) -> bool:
    if operator in ("=", "IN"):
        return actual in wanted
    other = wanted[0]
    return {
        "<": actual < other,  # type: ignore[operator]
        ">": actual > other,  # type: ignore[operator]
        "<=": actual <= other,  # type: ignore[operator]
        ">=": actual >= other,  # type: ignore[operator]
    }[operator]
