r"""Statements of the query language, with every value quoted.

The language has no OR, no JOIN and no column lists; strings stand in single quotes in which `\'` is a quote.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

PAGE: Final = 1000
"""Objects in one answer at most; the default would be 100."""

EVEN_INACTIVE: Final = "Active IN (true,false)"
"""Name lists leave out what was made inactive unless they are asked for both."""

UPDATED: Final = "MetaData.LastUpdatedTime"
CREATED: Final = "MetaData.CreateTime"


@dataclass(frozen=True, slots=True)
class Select:
    """One statement about one entity; `start` counts from 1."""

    entity: str
    where: tuple[str, ...] = ()
    order_by: str = ""
    start: int = 1
    limit: int = PAGE

    @property
    def text(self) -> str:
        """The statement as it is sent."""
        parts = [f"SELECT * FROM {self.entity}"]  # noqa: S608 - no SQL, and the functions below quote every value
        if self.where:
            parts.append("WHERE " + " AND ".join(self.where))
        if self.order_by:
            parts.append(f"ORDERBY {self.order_by} ASC")
        if self.start > 1:
            parts.append(f"STARTPOSITION {self.start}")
        parts.append(f"MAXRESULTS {self.limit}")
        return " ".join(parts)


def quoted(value: str) -> str:
    """A string literal; backslashes and quotes lose their meaning."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def one_of(field: str, values: Iterable[str]) -> str:
    """`Id IN ('1','2')`; the values are never empty."""
    return f"{field} IN ({','.join(quoted(value) for value in values)})"


def equal(field: str, value: str) -> str:
    """`DocNumber = '1001'`."""
    return f"{field} = {quoted(value)}"


def since(field: str, instant: datetime) -> str:
    """`MetaData.CreateTime >= '2026-05-01T12:00:00+00:00'`; whole seconds, rounded down, as the package keeps them."""
    return f"{field} >= {quoted(to_seconds(instant))}"


def to_seconds(instant: datetime) -> str:
    """An instant in whole seconds, rounded down, with its offset."""
    return instant.astimezone(UTC).isoformat(timespec="seconds")
