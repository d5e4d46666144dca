"""Cursors of paged lists: opaque to the caller, and of use to nobody but the list they came from."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from itertools import islice

from bookbridge.domain.errors import FieldFault, InvalidInput

from .values import Row


def first_page(rows: Iterable[Row], key_name: str, scope: str, limit: int) -> tuple[list[Row], str | None]:
    """Up to `limit` rows, and the cursor behind them if there are more. Reads no further than it must."""
    page = list(islice(rows, limit + 1))
    more = len(page) > limit
    page = page[:limit]
    return page, write_cursor(scope, page[-1].text(key_name)) if more and page else None


def write_cursor(scope: str, key: str) -> str:
    """A cursor for the list `scope` (its company, and what narrows it) that goes on behind `key`."""
    return base64.urlsafe_b64encode(json.dumps([scope, key]).encode()).decode().rstrip("=")


def read_cursor(scope: str, cursor: str | None) -> str:
    """The key behind which to go on; empty without a cursor. Raises `InvalidInput` for one that is not of this list."""
    if not cursor:
        return ""
    try:
        owner, key = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, UnicodeError, ValueError, TypeError):
        owner, key = None, ""
    if owner != scope or not isinstance(key, str) or not key:
        raise InvalidInput((FieldFault("cursor", "is not one that this list returned"),))
    return key
