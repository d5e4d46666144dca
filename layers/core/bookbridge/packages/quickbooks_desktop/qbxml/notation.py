r"""The notation of the schema's tables: the elements of a block in their order, as the vendor's reference lists them.

`Name{41}*` a text of at most 41 characters, required; `Amount:amount` of another type (see `values`);
`TermsRef~31` a reference by `ListID` or `FullName` of at most 31 characters; `Address:Address` another block;
`PaidStatus<All|PaidOnly>` one of these words; `[]` repeatable; `(A | B C)` a choice between sequences, `*` if one of
them must be there, `[]` if they repeat in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

REFERENCE: Final = "reference"
TEXT: Final = "text"
WORD: Final = "word"

_TOKEN: Final = re.compile(r"\s*(\)(?:\[\])?\*?|\(|\||[^\s()|<]+(?:<[^>]*>)?[^\s()|]*)")
_ELEMENT: Final = re.compile(
    r"(?P<name>\w+)(?:<(?P<words>[^>]+)>)?(?::(?P<type>\w+))?(?:\{(?P<length>\d+)\})?(?P<reference>~(?P<full>\d*))?"
    r"(?P<many>\[\])?(?P<required>\*)?"
)


@dataclass(frozen=True, slots=True)
class Element:
    """One element: `type` is a type of `values`, `reference` or the name of a block.

    `length` is the most characters; of a reference, those of its full name.
    """

    name: str
    type: str = TEXT
    length: int | None = None
    words: frozenset[str] = frozenset()
    many: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences of elements."""

    alternatives: tuple[Particles, ...]
    many: bool = False
    required: bool = False


Particles = tuple["Element | Choice", ...]
"""What a block holds, in order."""


def read_particles(definition: str) -> Particles:
    """Read one definition. Raises `ValueError`."""
    tokens = iter(_tokens(definition))
    alternatives, end = _alternatives(tokens)
    if end or len(alternatives) != 1:
        raise ValueError(f"a bracket or a choice stands alone in {definition!r}")
    return alternatives[0]


def _tokens(definition: str) -> Iterator[str]:
    text, at = definition.strip(), 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise ValueError(f"cannot read {text[at : at + 40]!r}")
        yield found[1]
        at = found.end()


def _alternatives(tokens: Iterator[str]) -> tuple[tuple[Particles, ...], str]:
    """The sequences up to a closing bracket, and that bracket with its suffix (empty at the end of the text)."""
    done: list[Particles] = []
    current: list[Element | Choice] = []
    for part in tokens:
        if part == "(":
            inner, end = _alternatives(tokens)
            many = "[]" in end
            current.append(Choice(tuple(map(_repeatable, inner)) if many else inner, many, "*" in end))
        elif part == "|":
            done.append(tuple(current))
            current = []
        elif part.startswith(")"):
            return (*done, tuple(current)), part
        else:
            current.append(_element(part))
    return (*done, tuple(current)), ""


def _repeatable(particles: Particles) -> Particles:
    return tuple(replace(each, many=True) if isinstance(each, Element) else each for each in particles)


def _element(token: str) -> Element:
    found = _ELEMENT.fullmatch(token)
    if not found:
        raise ValueError(f"cannot read the element {token!r}")
    length = found["full"] or found["length"]
    kind = REFERENCE if found["reference"] else found["type"] or (WORD if found["words"] else TEXT)
    return Element(
        name=found["name"],
        type=kind,
        length=int(length) if length else None,
        words=frozenset((found["words"] or "").split("|")) - {""},
        many=bool(found["many"]),
        required=bool(found["required"]),
    )
