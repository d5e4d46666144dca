"""Lists that are kept newest first in an index, one partition a status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Final

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from .table import Table
from .values import Row

FILTERED_PAGE: Final = 200
"""Items looked at in one request when only some of them are wanted."""


def newest_first(
    table: Table,
    index: str,
    partition: str,
    values: Iterable[str],
    order: str,
    *,
    before: str,
    where: Condition | None,
    limit: int,
) -> Iterator[Row]:
    """Items of several partitions (`values` of the attribute `partition`) as one list, by `order` descending.

    As many queries as values, each read as far as the list is. `before` is the order behind which to go on; empty: from
    the newest.
    """

    def query(value: str) -> Iterator[Row]:
        matching = Path(partition) == value
        if before:
            matching &= Path(order) < before
        size = FILTERED_PAGE if where is not None else limit + 1
        return table.query(matching, index=index, where=where, newest_first=True, page_size=size)

    return merge(*(query(value) for value in dict.fromkeys(values)), key=lambda row: row.text(order), reverse=True)
