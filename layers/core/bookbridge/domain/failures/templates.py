"""Texts with gaps: sentences that stay good English or French when a value is not known.

`{name}` stands for a value. What stands in `[square brackets]` is left out unless all of its values are known. Outside
of brackets a missing value gives way to neutral wording, so that no reader ever meets `{name}`, `None` or a gap.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

_TOKEN: Final = re.compile(r"\{(\w+)\}|([\[\]{}])")
_SPACES: Final = re.compile(r" {2,}")

Lookup = Callable[[str], str]
"""The wording of a value by its name; empty when it is not known."""


class TemplateError(ValueError):
    """A text whose brackets or braces do not pair."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text: words and names of values in turn (`words[0]`, `names[0]`, `words[1]`, …)."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    optional: bool


@cache
def segments_of(text: str) -> tuple[Segment, ...]:
    """Read a text. Raises `TemplateError`."""
    segments: list[Segment] = []
    words, names, optional, start = [""], list[str](), False, 0
    for token in _TOKEN.finditer(text):
        words[-1] += text[start : token.start()]
        start = token.end()
        name, mark = token.groups()
        if name:
            names.append(name)
            words.append("")
        elif mark in "{}" or (mark == "[") is optional:
            raise TemplateError(f"unpaired {mark!r} at character {token.start() + 1} of {text!r}")
        else:
            segments.append(Segment(tuple(words), tuple(names), optional))
            words, names, optional = [""], [], mark == "["
    if optional:
        raise TemplateError(f"a bracket is not closed in {text!r}")
    words[-1] += text[start:]
    return (*segments, Segment(tuple(words), tuple(names), optional=False))


def names_in(text: str, *, optional: bool) -> frozenset[str]:
    """The values that a text names inside brackets (`optional`) or outside of them."""
    return frozenset(name for segment in segments_of(text) if segment.optional is optional for name in segment.names)


def fill(text: str, value: Lookup, neutral: Lookup, *, capital: bool = True) -> str:
    """The text with its values, beginning with a capital letter; empty when all of it was optional and unknown."""
    segments = segments_of(text)
    if len(segments) == 1 and not segments[0].names:
        return text
    filled = "".join(_fill(segment, value, neutral) for segment in segments)
    filled = _SPACES.sub(" ", filled).strip()
    return filled[:1].upper() + filled[1:] if capital else filled


def _fill(segment: Segment, value: Lookup, neutral: Lookup) -> str:
    if not segment.names:
        return segment.words[0]
    values = [value(name) for name in segment.names]
    if segment.optional and not all(values):
        return ""
    pieces = [segment.words[0]]
    for name, known, word in zip(segment.names, values, segment.words[1:], strict=True):
        pieces += (known or neutral(name), word)
    return "".join(pieces)
