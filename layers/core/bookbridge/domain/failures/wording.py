"""Rows of the catalogue put into words: the texts of a language, filled with the values that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.languages import ENGLISH, Language, language

from .models import Remedy
from .rows import Row, RowRemedy, Texts
from .templates import fill, names_in

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
NO_FIELD: Final = ("", "(record)")
"""What stands for a field where the record as a whole is meant."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A problem in one language.

    `message` is what is wrong in this case: the package's own words as they are, or what our own checks found.
    """

    title: str
    cause: str
    remedies: tuple[Remedy, ...]
    message: str = ""


@dataclass(slots=True)
class Words:
    """What fills the gaps of texts besides values: see `rows` for its parts."""

    phrases: dict[tuple[str, str], Texts] = field(default_factory=dict)
    """By package and name: each package has menus of its own."""
    neutral: dict[str, Texts] = field(default_factory=dict)
    made: dict[str, tuple[Texts, ...]] = field(default_factory=dict)

    def word(self, row: Row, values: Mapping[str, str], code: str, package: str) -> Wording:
        """A row in the language of a code, with these values; `package` has the phrases where they name no other."""
        speech = language(code)
        own = speech.failures.get(row.code, {})

        def text(texts: Texts, other: str | None) -> str:
            return self._text(texts, other, values, speech, package)

        def steps(remedy: RowRemedy) -> tuple[str, ...]:
            others: Sequence[str] = own.get("remedies", {}).get(remedy.actor, ())
            filled = (
                text(step.texts, others[index] if index < len(others) else None)
                for index, step in enumerate(remedy.steps)
                if step.is_for(values.get("record_type", ""))
            )
            return tuple(step for step in filled if step)

        told = (Remedy(remedy.actor, steps(remedy)) for remedy in row.remedies)
        return Wording(
            title=text(row.title, own.get("title")),
            cause=text(row.cause, own.get("cause")),
            remedies=tuple(remedy for remedy in told if remedy.steps),
        )

    def cause(self, row: Row, values: Mapping[str, str], code: str, package: str) -> str:
        """The cause alone, as `word` tells it: a report needs it of each failure, and in English nothing else."""
        speech = language(code)
        other = speech.failures.get(row.code, {}).get("cause")
        return self._text(row.cause, other, values, speech, package)

    def _text(self, texts: Texts, other: str | None, values: Mapping[str, str], speech: Language, package: str) -> str:
        return self._fill(texts.get(speech.code) or other or texts[ENGLISH], values, speech, package)

    def _fill(self, text: str, values: Mapping[str, str], speech: Language, package: str) -> str:
        def value(name: str) -> str:
            return self._value(name, values, speech, package)

        return fill(text, value, lambda name: _in(speech, name, self.neutral.get(name)))

    def _value(self, name: str, values: Mapping[str, str], speech: Language, package: str) -> str:
        for texts in self.made.get(name, ()):
            text = texts.get(speech.code) or texts[ENGLISH]
            if all(values.get(each) for each in names_in(text, optional=False)):
                return fill(text, lambda each: self._value(each, values, speech, package), str, capital=False)
        value = values.get(name, "")
        if not value:
            return _in(speech, name, self.phrases.get((values.get("package", package), name)))
        if name.endswith("_type"):
            return speech.type_word(value)
        if name == "field":
            return "; ".join(map(speech.field_words, value.split(", ")))
        return value


def faults_text(faults: Sequence[FieldFault]) -> str:
    """What our own checks found, field by field, in English: `vendor: is required; account, line 1: is required`."""
    words = language(ENGLISH).field_words
    told = (fault.message if fault.field in NO_FIELD else f"{words(fault.field)}: {fault.message}" for fault in faults)
    text = "; ".join(told)
    return text[:1].upper() + text[1:] if faults[0].field in NO_FIELD else text


def _in(speech: Language, name: str, texts: Texts | None) -> str:
    texts = texts or _NOTHING
    return texts.get(speech.code) or speech.phrases.get(name) or texts.get(ENGLISH, "")
