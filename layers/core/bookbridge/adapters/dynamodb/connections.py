"""Table `connections`, key `company_id`; table `organisations`, key `organisation_key`: who is bound to it.

Index `due` holds the connections that are polled, by `due_shard` (`0` to `7`) and `next_poll_at`. `news` marks an item
whose last write changed more than moments: only then does the stream hand it on.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from bookbridge.domain.company_files import Pairing
from bookbridge.domain.connections import DUE_SHARDS, Connection, ConnectionStatus, DuePoll, organisation_key
from bookbridge.domain.errors import Conflict
from bookbridge.domain.records import is_entity_type
from bookbridge.domain.settings import Settings
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.transactions import Outdated

from .cursors import first_page, read_cursor
from .database import Cancelled, Database, Refused
from .table import Table, absent, either, is_version, present, sets
from .values import RawItem, Row, packed, raw_item


def connections_table(database: Database, name: str) -> Table:
    """The table `connections`."""
    return Table(database, name, "company_id")


def organisations_table(database: Database, name: str) -> Table:
    """The table `organisations`."""
    return Table(database, name, "organisation_key")


class DynamoDbConnections:
    """Implements `Connections`."""

    def __init__(self, database: Database, connections: Table, organisations: Table) -> None:
        self._database = database
        self._connections = connections
        self._organisations = organisations

    def get(self, company_id: str) -> Connection | None:
        """The company's connection; strongly consistent."""
        row = self._connections.get(company_id)
        return to_connection(row) if row else None

    def save(self, connection: Connection) -> Connection:
        """Write a connection and its binding. Raises `Conflict` and `Outdated`."""
        company_id = connection.company_id
        stored = self.get(company_id)
        if (stored.version if stored else 0) != connection.version:
            raise Outdated(())
        mine = either(absent("organisation_key"), Path("company_id") == company_id)
        writes: list[dict[str, Any]] = [
            {
                "Put": self._connections.put_request(
                    connection_item(connection), is_version("version", connection.version)
                )
            }
        ]
        if connection.organisation_id:
            binding = raw_item({"organisation_key": connection.organisation_key, "company_id": company_id})
            writes.append({"Put": self._organisations.put_request(binding, mine)})
        if stored and stored.organisation_id and stored.organisation_key != connection.organisation_key:
            writes.append({"Delete": self._organisations.delete_request((stored.organisation_key,), mine)})
        try:
            self._database.call("transact_write_items", {"TransactItems": writes})
        except Cancelled as cancelled:
            if 0 in cancelled.positions:
                raise Outdated(()) from None
            raise Conflict("The organisation is connected to another company: disconnect it there first.") from None
        return replace(connection, version=connection.version + 1)

    def company_ids(self, package: str, organisation_ids: Sequence[str]) -> dict[str, str]:
        """Company by organisation, for those that are bound."""
        wanted = {organisation_key(package, each): each for each in organisation_ids}
        rows = self._organisations.get_many((key,) for key in wanted)
        return {wanted[row.text("organisation_key")]: row.text("company_id") for row in rows}

    def due(self, shard: int, now: datetime, limit: int) -> tuple[DuePoll, ...]:
        """Companies of one shard that are due, longest due first."""
        matching = (Path("due_shard") == str(shard)) & (Path("next_poll_at") <= to_text(now))
        rows = self._connections.query(matching, index="due", page_size=limit)
        return tuple(map(_to_due, islice(rows, limit)))

    def claim_poll(self, company_id: str, due_before: datetime, next_poll_at: datetime) -> bool:
        """Set the next poll if it is still due."""
        still_due = Path("next_poll_at") <= to_text(due_before)
        return self._changed(company_id, {"next_poll_at": next_poll_at}, still_due)

    def advance_cursor(self, company_id: str, cursor: datetime, *, thorough: bool) -> None:
        """Move the cursor forward, and that of thorough polls with it."""
        behind = either(absent("cursor"), Path("cursor") < to_text(cursor))
        moved = {"cursor": cursor} | ({"thorough_cursor": cursor} if thorough else {})
        self._changed(company_id, moved, present("company_id") & behind)

    def park(self, company_id: str, until: datetime) -> None:
        """Let nothing run before `until`."""
        polled = Path("due_shard").exists()
        if not self._changed(company_id, {"parked_until": until, "next_poll_at": until}, polled):
            self._changed(company_id, {"parked_until": until}, present("company_id"))

    def note_reconsidered(self, company_id: str, version: int) -> None:
        """Records were looked through with the settings of this version."""
        with suppress(Refused):
            done = sets({"to_reconsider": None, "news": None})
            self._connections.update((company_id,), done, Path("version") == version)

    def note_sync(self, company_id: str, at: datetime) -> None:
        """Remember when a session last ended well."""
        self._changed(company_id, {"last_sync_at": at}, present("company_id"))

    def page(self, cursor: str | None, limit: int) -> tuple[tuple[Connection, ...], str | None]:
        """All connections, in the table's own order."""
        last = read_cursor("connections", cursor)
        after = raw_item({"company_id": last}) if last else None
        rows = self._connections.scan(after, page_size=limit + 1)
        page, following = first_page(rows, "company_id", "connections", limit)
        return tuple(map(to_connection, page)), following

    def _changed(self, company_id: str, moments: dict[str, datetime], condition: Condition) -> bool:
        try:
            self._connections.update((company_id,), sets({**moments, "news": None}), condition)
        except Refused:
            return False
        return True


def _to_due(row: Row) -> DuePoll:
    minutes = row.number("interval_minutes") if row.has("interval_minutes") else None
    return DuePoll(row.text("company_id"), row.text("package"), minutes)


def shard_of(company_id: str) -> int:
    """The company's part of the due index; the same in every process."""
    return zlib.crc32(company_id.encode()) % DUE_SHARDS


def connection_item(connection: Connection) -> RawItem:
    """The item to write: the connection as it stands, its version raised."""
    return raw_item(
        {
            "company_id": connection.company_id,
            "package": connection.package,
            "organisation_id": connection.organisation_id,
            "organisation_name": connection.organisation_name,
            "status": connection.status,
            "settings": packed(connection.settings.model_dump(mode="json")),
            "cursor": connection.cursor,
            "news": True,
            "next_poll_at": connection.next_poll_at,
            "interval_minutes": connection.settings.sync_interval_minutes,
            "due_shard": str(shard_of(connection.company_id)) if connection.next_poll_at else None,
            "last_sync_at": connection.last_sync_at,
            "connected_at": connection.connected_at,
            "thorough_cursor": connection.thorough_cursor,
            "parked_until": connection.parked_until,
            "to_reconsider": " ".join(connection.to_reconsider),
            "pairing": packed(connection.pairing.as_json()) if connection.pairing else None,
            "version": connection.version + 1,
        }
    )


def to_connection(row: Row) -> Connection:
    """The connection of an item."""
    return Connection(
        company_id=row.text("company_id"),
        package=row.text("package"),
        organisation_id=row.text("organisation_id"),
        organisation_name=row.text("organisation_name"),
        status=ConnectionStatus(row.text("status")),
        settings=Settings.model_validate(row.body("settings")),
        cursor=row.optional_instant("cursor"),
        next_poll_at=row.optional_instant("next_poll_at"),
        last_sync_at=row.optional_instant("last_sync_at"),
        connected_at=row.optional_instant("connected_at"),
        thorough_cursor=row.optional_instant("thorough_cursor"),
        parked_until=row.optional_instant("parked_until"),
        to_reconsider=tuple(filter(is_entity_type, row.text("to_reconsider").split())),
        pairing=Pairing.from_json(row.body("pairing")) if row.has("pairing") else None,
        version=row.number("version"),
    )
