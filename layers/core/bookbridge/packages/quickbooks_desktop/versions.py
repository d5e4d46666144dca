"""Versions: the edit sequence of an object and, where one type has several kinds, which kind it is.

`1415942229`, or `1415942229 ItemInventory`. Neither an item's id nor a check's tells what it is, and every request that
changes or voids it has to name that.
"""

from __future__ import annotations

from typing import Final

from .entities import family_of, is_of_several_kinds
from .wire import Json

UNKNOWN: Final = "0"
"""The edit sequence of a record that was linked by hand: it counts as outdated, and the newest is read."""


def version_of(name: str, fields: Json) -> str:
    """The version of an object; `name` is its own, such as `ItemInventory`."""
    family, sequence = family_of(name), str(fields.get("EditSequence") or "")
    return f"{sequence} {name}" if sequence and family and is_of_several_kinds(family) else sequence


def sequence_in(version: str) -> str:
    """The edit sequence."""
    return version.partition(" ")[0] or UNKNOWN


def name_in(version: str) -> str:
    """The name of the object's kind; empty where the version does not tell."""
    return version.partition(" ")[2]


def is_older(one: str, other: str) -> bool:
    """Whether the first version is from before the second: edit sequences grow with time."""
    first, second = one.partition(" ")[0], other.partition(" ")[0]
    return first.isdecimal() and second.isdecimal() and int(first) < int(second)
