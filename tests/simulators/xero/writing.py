"""What the rules of every entity work with while one element is written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from tests.simulators.chassis.records import Record

from . import messages
from .books import Books
from .errors import Refused
from .given import Given
from .tables import Row

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL: Final = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


@dataclass
class Writing:
    """One element on its way into the books.

    ``errors`` collects everything that is wrong with it; ``check`` ends the element
    when there is anything. ``unitdp`` is the number of decimals of unit amounts.
    """

    books: Books
    unitdp: int = 2
    create_only: bool = False
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def refuse(self, message: str) -> None:
        """Note what is wrong; the other rules are still looked at."""
        self.errors.append(message)

    def warn(self, message: str) -> None:
        """Note what is odd although the element is saved."""
        if message not in self.warnings:
            self.warnings.append(message)

    def check(self) -> None:
        """End the element when something is wrong with it."""
        if self.errors:
            raise Refused(*self.errors)

    def text(self, given: Given, name: str, most: int, label: str = "") -> str | None:
        """Return a text, refused when it is longer than the package keeps."""
        text = given.text(name)
        if text is not None and len(text) > most:
            self.refuse(messages.TOO_LONG.format(field=label or name, most=most))
        return text

    def choice(self, given: Given, name: str, options: Iterable[str]) -> str | None:
        """Return one of several words, refused when it is another."""
        word = given.text(name)
        if not word:
            return None
        if word not in options:
            self.refuse(messages.NOT_ONE_OF.format(field=name, options=", ".join(options)))
        return word

    def email(self, given: Given, name: str) -> str | None:
        """Return an e-mail address."""
        text = self.text(given, name, 255)
        if text and _EMAIL.fullmatch(text) is None:
            self.refuse(messages.EMAIL)
        return text

    def url(self, given: Given, name: str) -> str | None:
        """Return an absolute address."""
        text = given.text(name)
        if text and _URL.fullmatch(text) is None:
            self.refuse(messages.URL)
        return text

    def locked(self, day: date) -> str:
        """Return the message for a date in a closed period, an empty text for others.

        API users are bound by both dates; the later one is told.
        """
        books = self.books
        period, year = books.period_lock_date, books.end_of_year_lock_date
        if year and day <= year and (not period or year >= period):
            return messages.YEAR_LOCKED.format(day=_spoken(year))
        if period and day <= period:
            return messages.PERIOD_LOCKED.format(day=_spoken(period))
        return ""

    def refuse_locked(self, day: date) -> None:
        """Refuse a document or payment that is dated in a closed period."""
        if message := self.locked(day):
            self.refuse(message)

    def refuse_locked_edit(self, day: date) -> None:
        """Refuse to edit, void or delete what is dated in a closed period."""
        year = self.books.end_of_year_lock_date
        if year and day <= year:
            self.refuse(messages.EDIT_YEAR_LOCKED)
        elif self.locked(day):
            self.refuse(messages.EDIT_PERIOD_LOCKED)


class Dropped(Exception):  # noqa: N818 - it is an outcome, not a defect
    """The change is silently not made; the record as it stands is the answer."""

    def __init__(self, row: Row) -> None:
        """Keep what is answered instead."""
        super().__init__(row.id)
        self.row = row


def merged(existing: Row | None, changed: Record) -> Record:
    """Return the fields of a row with those of a change over them."""
    return {**(existing.fields if existing else {}), **changed}


def plain_number(value: Decimal) -> str:
    """Write an amount as messages have it."""
    return f"{value:.2f}"


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
