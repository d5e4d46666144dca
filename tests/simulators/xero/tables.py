"""Rows and the indexes by which they are found without a scan."""

import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tests.simulators.chassis.records import Record

from .kinds import Kind


@dataclass
class Row:
    """One stored record.

    ``fields`` is never changed in place: a change puts another dictionary there, so
    that an earlier one can be put back. ``by_app`` is true of what came through the API.
    """

    kind: Kind
    id: str
    fields: Record
    updated_at: datetime
    by_app: bool = False

    @property
    def status(self) -> str:
        """Return the status, an empty text where the entity has none."""
        return str(self.fields.get(self.kind.status_field) or "")

    @property
    def hidden(self) -> bool:
        """Tell whether lists leave the row out unless it is asked for."""
        return bool(self.kind.hidden_status) and self.status == self.kind.hidden_status


class Table:
    """The rows of one entity of one organisation, in the order they were made."""

    def __init__(self, kind: Kind) -> None:
        """Start empty."""
        self.kind = kind
        self.rows: dict[str, Row] = {}
        self._found: dict[str, dict[str, dict[str, Row]]] = {name: defaultdict(dict) for name in kind.indexes}
        # (seconds, id) of every change; an entry that a later change made stale is skipped.
        self._changes: list[tuple[int, str]] = []

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows in the order they were made."""
        return iter(list(self.rows.values()))

    def put(self, row: Row) -> None:
        """Put a row in, or index a row whose fields were replaced."""
        self.rows[row.id] = row
        for name in self.kind.indexes:
            if (key := _key(row, name)) is not None:
                self._found[name][key][row.id] = row
        self._note(row)

    def unindex(self, row: Row) -> None:
        """Forget by what a row is found, before its fields are replaced."""
        for name in self.kind.indexes:
            if (key := _key(row, name)) is not None:
                found = self._found[name][key]
                found.pop(row.id, None)
                if not found:
                    del self._found[name][key]

    def remove(self, row: Row) -> None:
        """Take a row away."""
        self.unindex(row)
        del self.rows[row.id]

    def by(self, name: str, value: str) -> list[Row]:
        """Return the rows whose indexed field has this value, upper or lower case."""
        return list(self._found[name].get(value.lower(), {}).values())

    def since(self, moment: datetime) -> list[Row]:
        """Return the rows that changed after ``moment``, in no particular order."""
        start = bisect.bisect_right(self._changes, (int(moment.timestamp()), "~"))
        changed = {row_id for _, row_id in self._changes[start:]}
        if len(changed) * 4 > len(self.rows):
            return [row for row in self.rows.values() if row.updated_at > moment]
        rows = (self.rows.get(row_id) for row_id in changed)
        return sorted(
            (row for row in rows if row is not None and row.updated_at > moment),
            key=lambda row: (row.updated_at, row.id),
        )

    def _note(self, row: Row) -> None:
        entry = int(row.updated_at.timestamp()), row.id
        if not self._changes or self._changes[-1] <= entry:
            self._changes.append(entry)
        else:
            bisect.insort(self._changes, entry)
        if len(self._changes) > 4 * len(self.rows) + 1000:
            self._changes = sorted((int(r.updated_at.timestamp()), r.id) for r in self.rows.values())


def _key(row: Row, name: str) -> str | None:
    value = row.fields.get(name)
    return str(value).lower() if value else None
