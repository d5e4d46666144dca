"""Typed reading of what a client sent.

A value of another type is a body that cannot be read (number 14); an unknown field is
passed over, and ``null`` is as good as absent.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from tests.simulators.chassis.records import Record

from .errors import invalid_post
from .kinds import KINDS
from .values import read_date

_PLURALS: Final = frozenset(kind.plural for kind in KINDS)


class Given:
    """One JSON object of a request."""

    def __init__(self, body: Record, path: str = "") -> None:
        """Read ``body``, which stands at ``path`` of the request."""
        self.body = body
        self._path = path

    def __contains__(self, name: str) -> bool:
        """Tell whether a field was sent."""
        return self.body.get(name) is not None

    def names(self) -> set[str]:
        """Return the fields that were sent."""
        return {name for name, value in self.body.items() if value is not None}

    def text(self, name: str) -> str | None:
        """Return a text."""
        value = self.body.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, dict | list):
            raise self._unfit(name, "string")
        return str(value).lower() if isinstance(value, bool) else str(value)

    def number(self, name: str) -> Decimal | None:
        """Return a number; a text that is one is taken too."""
        value = self.body.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool | dict | list):
            raise self._unfit(name, "decimal")
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise self._unfit(name, "decimal") from None
        if not number.is_finite() or abs(number) >= Decimal(10) ** 13:
            raise self._unfit(name, "decimal")
        return number

    def day(self, name: str) -> date | None:
        """Return a date."""
        text = self.text(name)
        if not text:
            return None
        try:
            return read_date(text)
        except ValueError:
            message = f"The string '{text}' is not a valid AllXsd value."
            raise invalid_post(message) from None

    def flag(self, name: str) -> bool | None:
        """Return true or false."""
        value = self.body.get(name)
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if value is None or isinstance(value, bool):
            return value
        raise self._unfit(name, "boolean")

    def child(self, name: str) -> "Given | None":
        """Return an object."""
        value = self.body.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._unfit(name, "object")
        return Given(value, self._below(name))

    def children(self, name: str) -> "list[Given] | None":
        """Return a list of objects."""
        value = self.body.get(name)
        if value is None:
            return None
        if not isinstance(value, list):
            raise self._unfit(name, "array")
        return list(_objects(value, self._below(name)))

    def _below(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _unfit(self, name: str, wanted: str) -> Exception:
        value = str(self.body[name])[:60]
        return invalid_post(f"Could not convert '{value}' to {wanted}. Path '{self._below(name)}'.")


def elements(body: Any, plural: str) -> list[Given]:
    """Return the elements of a request: of its envelope, or the single object that it is."""
    if not isinstance(body, dict):
        return []
    inside = body.get(plural)
    if isinstance(inside, list):
        return list(_objects(inside, plural))
    # The list of another endpoint, and nothing else, is an envelope that was sent to the wrong one.
    foreign = len(body) == 1 and next(iter(body)) in _PLURALS
    return [] if not body or foreign else [Given(body)]


def _objects(values: list[Any], path: str) -> Iterator[Given]:
    for index, value in enumerate(values):
        if not isinstance(value, dict):
            message = f"Could not convert '{str(value)[:60]}' to object. Path '{path}[{index}]'."
            raise invalid_post(message)
        yield Given(value, f"{path}[{index}]")
