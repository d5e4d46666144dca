"""Values that texts are filled with: taken from a package's messages and from callers, so cleaned before they are kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

MAX_LENGTH: Final = 200
MAX_FIELDS: Final = 5


def cleaned(values: Mapping[str, str]) -> dict[str, str]:
    """The values that are there, on one line, without control characters, at most `MAX_LENGTH` characters long."""
    return {name: text for name, value in values.items() if value and (text := _clean(value))}


def fields_text(paths: Iterable[str]) -> str:
    """Fields as one value; the first `MAX_FIELDS` and a sign that there are more."""
    fields = list(dict.fromkeys(paths))
    shown = fields[:MAX_FIELDS]
    return ", ".join([*shown, "…"] if len(fields) > MAX_FIELDS else shown)


def _clean(value: str) -> str:
    text = " ".join(value.split())
    if not text.isprintable():
        text = "".join(character for character in text if unicodedata.category(character)[0] != "C").strip()
    return text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH - 1] + "…"
