"""The simple types of qbXML: what a text must look like, and how QuickBooks keeps it.

A text that has not the form of its type is a parse error of the whole message; one that has the form but means
nothing, or is too long, fails its own request (section 5 of the vendor's rules).
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from .errors import StatusError, unparsable

_AMOUNT = re.compile(r"[+-]?\d{1,13}(\.\d{2})?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_SHORT_NUMBER = re.compile(r"[+-]?\d{0,10}(\.\d{0,5})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?)?(Z|[+-]\d{2}(:?\d{2})?)?")
_INTEGER = re.compile(r"[+-]?\d{1,10}")
_GUID = re.compile(r"0|\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
LONGEST_ID = 36


def _amount(text: str, field: str) -> str:
    if not _AMOUNT.fullmatch(text):
        raise unparsable(f'{field} "{text}" is no amount: two decimals or none')
    return f"{Decimal(text):.2f}"


def _number(kind: str, code: int) -> Callable[[str, str], str]:
    def read(text: str, field: str) -> str:
        if not _NUMBER.fullmatch(text):
            raise unparsable(f'{field} "{text}" is no {kind}')
        if not _SHORT_NUMBER.fullmatch(text):
            raise StatusError(code, f'There was an error when converting the {kind} "{text}" in the field "{field}".')
        return f"{Decimal(text).normalize():f}"

    return read


def _boolean(text: str, field: str) -> str:
    if text not in {"true", "false", "1", "0"}:
        raise unparsable(f'{field} "{text}" is no boolean')
    return "true" if text in {"true", "1"} else "false"


def _date(text: str, field: str) -> str:
    if not _DATE.fullmatch(text):
        raise unparsable(f'{field} "{text}" is no date')
    try:
        date.fromisoformat(text)
    except ValueError as error:
        message = f'There was an error when converting the date value "{text}" in the field "{field}".'
        raise StatusError(3020, message) from error
    return text


def _moment(text: str, field: str) -> str:
    if not _MOMENT.fullmatch(text):
        raise unparsable(f'{field} "{text}" is no date and time')
    return text


def _integer(text: str, field: str) -> str:
    if not _INTEGER.fullmatch(text):
        raise unparsable(f'{field} "{text}" is no whole number')
    return str(int(text))


def _identifier(text: str, field: str) -> str:
    if len(text) > LONGEST_ID:
        raise unparsable(f"{field} is longer than {LONGEST_ID} characters")
    return text


def _guid(text: str, field: str) -> str:
    if not _GUID.fullmatch(text):
        raise unparsable(f'{field} "{text}" is no GUID')
    return text


def _string(text: str, _field: str) -> str:
    return text if text.isascii() else text.encode("cp1252", "replace").decode("cp1252")


READERS: dict[str, Callable[[str, str], str]] = {
    "amt": _amount,
    "bool": _boolean,
    "date": _date,
    "guid": _guid,
    "id": _identifier,
    "int": _integer,
    "moment": _moment,
    "percent": _number("percent", 3050),
    "price": _number("price", 3045),
    "quan": _number("quantity", 3060),
    "str": _string,
}


def read_value(kind: str, text: str, field: str, longest: int | None) -> str:
    """Return ``text`` as QuickBooks keeps it.

    Raises:
        QuickBooksError: 0x80040400, it is not a ``kind``.
        StatusError: 3020 to 3060, it cannot be converted; 3070, it is longer than ``longest`` characters.
    """
    value = READERS[kind](text if kind == "str" else text.strip(), field)
    if longest is not None and len(value) > longest:
        raise StatusError(
            3070, f'The string "{value}" in the field "{field}" is too long. The maximum length is {longest}.'
        )
    return value
