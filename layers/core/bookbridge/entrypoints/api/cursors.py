"""Cursors of lists that go on behind a position: opaque to the caller, and of use to the list they came from only."""

from __future__ import annotations

import base64
import binascii
import json

from bookbridge.domain.errors import FieldFault, InvalidInput


def write_position(scope: str, position: str) -> str:
    """A cursor for the list `scope` that goes on behind `position`."""
    return base64.urlsafe_b64encode(json.dumps([scope, position]).encode()).decode().rstrip("=")


def read_position(scope: str, cursor: str | None) -> str | None:
    """The position in a cursor; None without one. Raises `InvalidInput` for one that is of another list."""
    if cursor is None:
        return None
    try:
        owner, position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, UnicodeError, ValueError, TypeError):
        owner, position = None, None
    if owner != scope or not isinstance(position, str):
        raise InvalidInput((FieldFault("cursor", "is not one that this list returned"),))
    return position
