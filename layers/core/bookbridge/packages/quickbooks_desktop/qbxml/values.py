"""Values as qbXML writes them, by type.

`amount` is AMTTYPE (two decimals), `quantity` QUANTYPE, PRICETYPE and PERCENTTYPE (at most five), `rate` FLOATTYPE.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from .notation import TEXT, WORD, Element
from .schema import InvalidRequest
from .texts import text_for_quickbooks

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})")
_ID: Final = re.compile(r"[^\s<>&]{1,36}")
_GUID: Final = re.compile(r"0|\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
_NONE: Final = Decimal("NaN")
_UNSAFE: Final = re.compile(r"[&<>]|[^\x20-\x7e\n]")


def text_of(element: Element, value: object) -> str:
    """The text of an element, not escaped. Raises `InvalidRequest`, naming the element only."""
    if element.type == TEXT:
        return _text(element, value)
    if element.type == WORD:
        if value not in element.words:
            raise InvalidRequest(f"{element.name} is none of {', '.join(sorted(element.words))}")
        return str(value)
    try:
        return _FORMATS[element.type](value)
    except (ValueError, InvalidOperation):
        raise InvalidRequest(f"{element.name} is no {element.type}: {value!r}") from None


def escaped(text: str) -> str:
    """The text as it stands in a document, in ASCII: no encoding on the way can harm it."""
    return _UNSAFE.sub(lambda found: _ENTITIES.get(found[0]) or f"&#{ord(found[0])};", text)


_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def _text(element: Element, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidRequest(f"{element.name} is no text: {value!r}")
    text = text_for_quickbooks(value)
    if element.length is not None and len(text) > element.length:
        raise InvalidRequest(f"{element.name} has {len(text)} characters, at most {element.length} are allowed")
    return text


def _number(value: object, whole_digits: int, decimals: int) -> Decimal:
    """An exact number within limits; nothing is rounded here."""
    number = Decimal(value) if isinstance(value, int | str | Decimal) and not isinstance(value, bool) else _NONE
    if not number.is_finite() or number.adjusted() >= whole_digits:
        raise ValueError
    if number != number.quantize(Decimal(1).scaleb(-decimals)):
        raise ValueError
    return number or Decimal(0)


def _amount(value: object) -> str:
    return f"{_number(value, 13, 2):.2f}"


def _quantity(value: object) -> str:
    return _plain(_number(value, 10, 5))


def _rate(value: object) -> str:
    return _plain(_number(value, 10, 15))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def _bool(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _matching(re.compile("true|false"), value)


def _integer(value: object) -> str:
    return str(int(_number(value, 10, 0)))


def _date(value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return date.fromisoformat(_matching(_DAY, value)).isoformat()


def _datetime(value: object) -> str:
    """A moment with its offset: QuickBooks takes one without for the time of the PC."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError
        return value.isoformat(timespec="seconds")
    return datetime.fromisoformat(_matching(_INSTANT, value)).isoformat(timespec="seconds")


def _matching(pattern: re.Pattern[str], value: object) -> str:
    if not (isinstance(value, str) and pattern.fullmatch(value)):
        raise ValueError
    return value


_FORMATS: Final[Mapping[str, Callable[[object], str]]] = {
    "amount": _amount,
    "quantity": _quantity,
    "rate": _rate,
    "bool": _bool,
    "integer": _integer,
    "date": _date,
    "datetime": _datetime,
    "id": lambda value: _matching(_ID, value),
    "guid": lambda value: _matching(_GUID, value),
}
