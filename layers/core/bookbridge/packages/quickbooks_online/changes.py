"""What changed since a cursor: change data capture, and the query language where its caps would lose something.

One answer of change data capture holds at most 1000 objects and says nothing about those it leaves out, and it looks
back 30 days at most. So a full answer is asked for again entity by entity, and an entity that still fills its answer
is read page by page with the query language. Deletions are only in change data capture: for such an entity it is
asked again from later and later instants until an answer is not full.

Tax codes are neither in change data capture nor announced. They change once in years, so they are asked for once an
hour and not at every poll; a tax code that a record names is looked up whenever it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from bookbridge.domain.changes import Change, ChangeKind
from bookbridge.domain.errors import PackageRefused
from bookbridge.domain.timestamps import from_text
from bookbridge.ports.packages import ChangesResult

from .client import Client
from .entities import CHANGING, ENTITIES, TYPES
from .manifest import MANIFEST
from .mapping.notes import is_voided
from .mapping.tax_rates import rates_named
from .query import EVEN_INACTIVE, PAGE, UPDATED, Select, since
from .wire import Json

CAP: Final = 1000
HOUR: Final = timedelta(hours=1)
LOOK_BACK: Final = timedelta(days=30)
MARGIN: Final = timedelta(hours=1)
"""Change data capture is asked for this much less than it could give: the two clocks differ a little."""

PAGE_OVERLAP: Final = 100
"""Rows read twice between two pages: so many may leave the earlier page meanwhile without one being skipped."""

KEPT_NEWEST: Final = (800, 400, 200, 100, 50, 0)
"""How many of the newest known changes a later instant may still cover, in the search for deletions."""


def changes_since(client: Client, cursor: datetime) -> ChangesResult:
    """Every change since the cursor, in no particular order, and the package's clock when the reading began."""
    return _Reading(client, cursor).read()


class _Reading:
    """One reading of the changes; the first answer's clock is the result's cursor."""

    def __init__(self, client: Client, cursor: datetime) -> None:
        self._client = client
        self._cursor = cursor
        self._found: dict[tuple[str, str], Json] = {}

    def read(self) -> ChangesResult:
        entities = list(CHANGING)
        try:
            answer, at = self._client.changes(entities, self._cursor)
        except PackageRefused:
            # The cursor may lie before the look-back, and only the package's own clock can tell.
            at = self._client.query(Select("CompanyInfo")).at
            if at - self._cursor <= LOOK_BACK - MARGIN:
                raise
            answer = {}
        if answer and at - self._cursor <= LOOK_BACK:
            self._take(entities, answer)
        else:
            self._read_long_ago(entities, at)
        self._read_tax_codes(at)
        organisation_id = self._client.organisation_id
        changes = (_change(organisation_id, entity, row, at) for (entity, _), row in self._found.items())
        return ChangesResult(tuple(changes), at)

    def _take(self, entities: list[str], answer: dict[str, tuple[Json, ...]]) -> None:
        for entity, rows in answer.items():
            self._add(entity, rows)
        if sum(map(len, answer.values())) < CAP:
            return
        if len(entities) > 1:
            for entity in entities:
                self._take([entity], self._client.changes([entity], self._cursor)[0])
        else:
            self._read_pages(entities[0])
            self._read_deletions(entities[0])

    def _read_long_ago(self, entities: list[str], at: datetime) -> None:
        """Changes from before the look-back. What was deleted before it is not to be learned any more."""
        for entity in entities:
            self._read_pages(entity)
        cursor, self._cursor = self._cursor, at - LOOK_BACK + MARGIN
        self._take(entities, self._client.changes(entities, self._cursor)[0])
        self._cursor = cursor

    def _read_pages(self, entity: str) -> None:
        """Read all that lives and changed, oldest change first.

        Each page begins at the instant at which the one before it ended. Within one instant there is nothing else to go
        by than the position, and pages overlap.
        """
        also = (EVEN_INACTIVE,) if ENTITIES[TYPES[entity]].is_list else ()
        instant, start = self._cursor, 1
        while True:
            statement = Select(entity, (since(UPDATED, instant), *also), UPDATED, start)
            rows = list(self._client.query(statement).all)
            self._add(entity, rows)
            if len(rows) < PAGE:
                return
            last = _updated_at(rows[-1], instant)
            instant, start = (last, 1) if last > instant else (instant, start + PAGE - PAGE_OVERLAP)

    def _read_tax_codes(self, at: datetime) -> None:
        """Read what changed of the taxes in the first poll after each full hour, looking back more than one hour."""
        overlap = MANIFEST.poll_overlap
        full_hour = at.replace(minute=0, second=0, microsecond=0)
        if full_hour <= self._cursor + overlap:
            return
        changed = since(UPDATED, min(self._cursor, full_hour - HOUR - overlap))
        # A company whose taxes cannot be read must not lose its other changes.
        with suppress(PackageRefused):
            codes, rates = self._client.query(
                Select("TaxCode", (changed, EVEN_INACTIVE)), Select("TaxRate", (changed,))
            ).found
            self._add("TaxCode", codes)
            for code in self._client.query(Select("TaxCode", (EVEN_INACTIVE,))).all if rates else ():
                # The code itself stays as it was when one of its rates changes.
                own = [rate for rate in rates if str(rate["Id"]) in rates_named(code)]
                self._add("TaxCode", [{**code, "SyncToken": "", "MetaData": rate["MetaData"]} for rate in own])

    def _read_deletions(self, entity: str) -> None:
        times = sorted(_updated_at(row, self._cursor) for (name, _), row in self._found.items() if name == entity)
        for kept in KEPT_NEWEST:
            instant = times[-kept] if 0 < kept <= len(times) else times[-1] + timedelta(seconds=1)
            rows = self._client.changes([entity], instant)[0][entity]
            self._add(entity, rows)
            if len(rows) < CAP:
                return

    def _add(self, entity: str, rows: Iterable[Json]) -> None:
        for row in rows:
            key = (entity, str(row["Id"]))
            known = self._found.get(key)
            if known is None or _is_gone(row) or _updated_at(row, self._cursor) >= _updated_at(known, self._cursor):
                self._found[key] = row


def _change(organisation_id: str, entity: str, row: Json, at: datetime) -> Change:
    kind = ChangeKind.UPDATED
    if _is_gone(row):
        kind = ChangeKind.DELETED
    elif is_voided(row):
        kind = ChangeKind.VOIDED
    elif row.get("SyncToken") == "0":
        kind = ChangeKind.CREATED
    version = str(row.get("SyncToken", ""))
    return Change(organisation_id, TYPES[entity], str(row["Id"]), kind, _updated_at(row, at), version=version)


def _is_gone(row: Json) -> bool:
    return row.get("status") == "Deleted"


def _updated_at(row: Json, default: datetime) -> datetime:
    """The time of the last change; a deleted object may come without one."""
    text = (row.get("MetaData") or {}).get("LastUpdatedTime")
    return from_text(text) if text else default
