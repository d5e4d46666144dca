"""Our mark at the end of a text in the package: `Thanks [bookbridge payment/p-1]`.

A record that people give no number cannot be recognised by anything of theirs. The mark lets us find it after a lost
answer, instead of writing it twice.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from .records import EntityType

_MARKER: Final = re.compile(r"\s*\[bookbridge ([a-z_]+)/[^\]\s]+\]\s*$")


def marker_for(entity_type: EntityType, record_id: str) -> str:
    """`[bookbridge payment/pay-1]`."""
    return f"[bookbridge {entity_type}/{quote(record_id, safe='')}]"


def marker_in(text: object) -> str:
    """The mark at the end of a text, if one is there."""
    found = _MARKER.search(str(text or ""))
    return found[0].strip() if found else ""


def marked_type(text: object) -> str:
    """The type of record that the mark at the end of a text names; empty without a mark."""
    found = _MARKER.search(str(text or ""))
    return found[1] if found else ""


def with_marker(text: str, marker: str) -> str:
    """The text as it is sent."""
    return f"{text} {marker}".strip()


def without_marker(text: object) -> str:
    """The people's own words."""
    return _MARKER.sub("", str(text or "")).strip()
