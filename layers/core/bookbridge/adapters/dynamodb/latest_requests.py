"""Which item is the latest one with its request: so that the same request, made again, finds what it began.

Beside the items, under ids that begin with `#`, a table has an item for each request: `latest` is the id of its latest.
"""

from __future__ import annotations

import hashlib
from typing import Final

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from .database import Cancelled, Database
from .table import Table, absent
from .values import RawItem, raw_item

_REQUEST: Final = "#request#"
FIRST_ID: Final = "$"
"""Comes after everything that begins with `#`, and before every id."""


class LatestRequests:
    """Of one table; `key_name` is its sort key, within the company."""

    def __init__(self, database: Database, table: Table, key_name: str) -> None:
        self._database = database
        self._table = table
        self._key_name = key_name

    def latest(self, company_id: str, request: str) -> str:
        """The id of the latest item with this request, which may be long gone; empty when there was none."""
        row = self._table.get(company_id, _id_of(request))
        return row.text("latest") if row else ""

    def add(self, item: RawItem, request: str, instead_of: str) -> bool:
        """Write a new item, with `expires_at`, as the latest one with its request.

        False, and nothing is written, when its id is taken or the latest one is no longer `instead_of` (empty: none).
        """
        latest = raw_item({self._key_name: _id_of(request), "latest": item[self._key_name]["S"]})
        latest |= {name: item[name] for name in ("company_id", "expires_at")}
        expected = Path("latest") == instead_of if instead_of else absent(self._key_name)
        puts = [
            self._table.put_request(item, absent(self._key_name)),
            self._table.put_request(latest, expected),
        ]
        try:
            self._database.call("transact_write_items", {"TransactItems": [{"Put": put} for put in puts]})
        except Cancelled:
            return False
        return True

    def others(self, company_id: str) -> Condition:
        """The company's items themselves, for a query."""
        mine: Condition = (Path("company_id") == company_id) & (Path(self._key_name) > FIRST_ID)
        return mine


def _id_of(request: str) -> str:
    return f"{_REQUEST}{hashlib.sha256(request.encode()).hexdigest()}"
