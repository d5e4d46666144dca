"""Texts as QuickBooks Desktop can hold them: it is Windows-1252 inside."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_UNKNOWN: Final = "?"

_NEAREST: Final = {
    "\t": " ",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u2010": "-",  # hyphen
    "\u2011": "-",  # non-breaking hyphen
    "\u2012": "\u2013",  # figure dash
    "\u2015": "\u2014",  # horizontal bar
    "\u2212": "-",  # minus sign
    "\u201b": "\u2018",
    "\u201f": "\u201c",
    "\u2032": "'",  # prime
    "\u2033": '"',  # double prime
    "\u02bc": "\u2019",  # modifier letter apostrophe
    "\u2023": "\u2022",  # bullets
    "\u25aa": "\u2022",
    "\u25cf": "\u2022",
    "\u2219": "\u00b7",
    "\u2044": "/",
    "\u2215": "/",
    "\u0141": "L",  # letters that are not made of a base letter and a mark
    "\u0142": "l",
    "\u0110": "D",
    "\u0111": "d",
    "\u0126": "H",
    "\u0127": "h",
    "\u0166": "T",
    "\u0167": "t",
    "\u0131": "i",
    "\u014a": "N",
    "\u014b": "n",
    "\u018f": "E",
    "\u0259": "e",
    "\u1e9e": "SS",
}


_INVISIBLE: Final = {"Cf": "", "Mn": "", "Me": "", "Zs": " "}
"""What becomes of characters that only format, combine or separate."""


def text_for_quickbooks(text: str) -> str:
    """The text with every character that QuickBooks cannot hold replaced by the nearest one, else by `?`.

    Accented letters lose what Windows-1252 does not know of them (`ő` becomes `o`). Line breaks are one character;
    control characters and marks without a letter are dropped. The text can grow, so its length counts afterwards.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(map(_nearest, text))


@lru_cache(maxsize=4096)
def _nearest(character: str) -> str:
    category = unicodedata.category(character)
    if near := _NEAREST.get(character):
        return near
    if category == "Cc":
        return character if character == "\n" else ""
    if _is_held(character):
        return character
    if category in _INVISIBLE:
        return _INVISIBLE[category]
    base = "".join(each for each in unicodedata.normalize("NFKD", character) if not unicodedata.combining(each))
    near = "".join(_NEAREST.get(each, each) for each in base)
    return near if near and all(map(_is_held, near)) else _UNKNOWN


def _is_held(character: str) -> bool:
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
