"""The wording of a report's rows, worked out once for each kind of row instead of once for each row.

What the texts of a failure say depends on its code, on which values are known, and on what a few of these are, such as
the type of a reference. All other values only stand somewhere in the texts. So the texts of a kind are made with marks
in the place of such values, and a row's texts are the kind's with its own values in the place of the marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from .failures import Actor
from .failures.catalogue import UNKNOWN, Catalogue
from .failures.wording import Wording
from .languages import ENGLISH, Language
from .report_rows import ReportRow

KINDS: Final = 2_000
"""How many kinds of rows are remembered; a report has some dozens."""

_BY_VALUE: Final = frozenset({"field", "package"})
"""Values that are looked at, besides the types: `Words` puts them into words, or chooses by them."""

_TITLE: Final = "stored title"
_MARK: Final = re.compile("([qQ])\ue000([^\ue001]+)\ue001")
"""A letter that shows whether the text begins with this value and so with a capital; then the value's name."""

_IN_THE_APP: Final = (Actor.USER_IN_APP, Actor.ADMINISTRATOR, Actor.SUPPORT, Actor.DEVELOPER)
"""Whose steps stand in the column of the app; all but the user's begin with who is meant."""


class Told(NamedTuple):
    """The texts of one row: what is wrong, what to do about it in the app and in the package, and who can.

    They are made of `words`, the same for all rows of its kind, and of what the row itself holds.
    """

    message: str
    in_app: str
    in_package: str
    who: str
    words: tuple[str, ...]


class ReportWording:
    """Words rows in one language, from the catalogue as it is now."""

    def __init__(self, catalogue: Catalogue, speech: Language) -> None:
        self._catalogue = catalogue
        self._speech = speech
        self._kind = lru_cache(KINDS)(self._kind_of)

    def __call__(self, row: ReportRow) -> Told:
        """The row's texts, each on one line if its values are."""
        values = row["values"]
        if "" in values.values():
            values = {name: value for name, value in values.items() if value}
        names = tuple(values)
        kind = self._kind(row["code"], names, *[values[name] for name in _looked_at(names)])
        if kind.is_of_the_past:
            values = {**values, _TITLE: row["title"]}
        message, cause = row.get("message", ""), kind.cause.filled(values)
        if kind.ours is not None and message and ("faults" in values or message == kind.ours.filled(values)):
            message = cause
        in_app, in_package = kind.explained if message and message != cause else kind.steps
        return Told(
            message or kind.why.filled(values),
            in_app.filled(values),
            in_package.filled(values),
            kind.who,
            kind.words,
        )

    def _kind_of(self, code: str, names: tuple[str, ...], *looked_at: str) -> _Kind:
        known = {name: _marked(name) for name in names} | dict(zip(_looked_at(names), looked_at, strict=True))
        row = self._catalogue.rows.get(code)
        words = self._catalogue.word(row or self._catalogue.row(UNKNOWN), known, self._speech.code)
        if row is None:
            words = replace(words, title=_marked(_TITLE), cause="")
        why = f"{words.title}. {words.cause}" if words.cause else words.title
        in_app, in_package = _steps(words, self._speech)
        explained = (f"{why} {in_app}", in_package) if in_app else (in_app, f"{why} {in_package}")
        is_english = self._speech.code == ENGLISH or row is None
        who = "; ".join(self._speech.actors.get(remedy.actor, remedy.actor) for remedy in words.remedies)
        told = (why, words.cause, in_app, in_package, *explained)
        return _Kind(
            why=_text(why),
            cause=_text(words.cause),
            ours=None if is_english or row is None else _text(self._catalogue.word(row, known, ENGLISH).cause),
            steps=(_text(in_app), _text(in_package)),
            explained=(_text(explained[0]), _text(explained[1])),
            who=who,
            words=(who, *dict.fromkeys(words for text in told for words in _MARK.split(text)[::3])),
            is_of_the_past=row is None,
        )


class _Text(NamedTuple):
    """A text with `%s` for each value, their names, and whether each is the beginning of a sentence."""

    form: str
    names: tuple[str, ...]
    capital: tuple[bool, ...]

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with its values."""
        names = self.names
        if not names:
            return self.form
        if not self.capital:
            return self.form % tuple([values[name] for name in names])
        pairs = zip(names, self.capital, strict=True)
        return self.form % tuple([_capital(values[name]) if capital else values[name] for name, capital in pairs])


class _Kind(NamedTuple):
    """The texts of rows that differ in values only. `steps` and `explained`: in the app, and in the package.

    `explained` are the steps behind title and cause, for rows whose message does not say as much. `ours` is the cause
    in English, for other languages: a message that says just this is ours, and is told in the reader's language.
    """

    why: _Text
    cause: _Text
    ours: _Text | None
    steps: tuple[_Text, _Text]
    explained: tuple[_Text, _Text]
    who: str
    words: tuple[str, ...]
    is_of_the_past: bool
    """Its code is not known any more: it has its title, and the steps of an unknown error."""


@lru_cache(KINDS)
def _looked_at(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of them whose values decide what the texts say."""
    return tuple(name for name in names if name in _BY_VALUE or name.endswith("_type"))


def _marked(name: str) -> str:
    return f"q\ue000{name}\ue001"


def _text(told: str) -> _Text:
    words = _MARK.split(told.strip())  # text, letter, name, text, letter, name, text
    capital = tuple(letter == "Q" for letter in words[1::3])
    form = "%s".join(each.replace("%", "%%") for each in words[::3])
    if not capital:
        return _Text(words[0], (), ())
    return _Text(form, tuple(words[2::3]), capital if any(capital) else ())


def _steps(wording: Wording, speech: Language) -> tuple[str, str]:
    """What to do in the app, and what in the package: `1. … 2. …` on one line."""
    steps = {
        remedy.actor: " ".join(f"{number}. {step}" for number, step in enumerate(remedy.steps, 1))
        for remedy in wording.remedies
    }
    in_app = [
        steps[actor]
        if actor is Actor.USER_IN_APP
        else speech.by_actor.format(actor=_capital(speech.actors[actor]), steps=steps[actor])
        for actor in _IN_THE_APP
        if actor in steps
    ]
    return " ".join(in_app), steps.get(Actor.USER_IN_PACKAGE, "")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
