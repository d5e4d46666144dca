"""Connections and tokens in memory."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime

from bookbridge.domain.connections import DUE_SHARDS, Connection, Credentials, DuePoll, organisation_key
from bookbridge.domain.errors import Conflict
from bookbridge.ports.transactions import Outdated

from .store import InMemoryStore, paged


class InMemoryConnections:
    """Implements `Connections`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def get(self, company_id: str) -> Connection | None:
        return deepcopy(self._store.connections.get(company_id))

    def save(self, connection: Connection) -> Connection:
        with self._store.writing("connections.save"):
            stored = self._store.connections.get(connection.company_id)
            if (stored.version if stored else 0) != connection.version:
                raise Outdated(())
            if connection.organisation_id:
                owner = self._store.organisations.get(connection.organisation_key)
                if owner not in {None, connection.company_id}:
                    raise Conflict("The organisation is connected to another company: disconnect it there first.")
            if stored and stored.organisation_id:
                self._store.organisations.pop(stored.organisation_key, None)
            if connection.organisation_id:
                self._store.organisations[connection.organisation_key] = connection.company_id
            written = replace(connection, version=connection.version + 1)
            self._store.connections[connection.company_id] = deepcopy(written)
        return written

    def company_ids(self, package: str, organisation_ids: Sequence[str]) -> dict[str, str]:
        found = {each: self._store.organisations.get(organisation_key(package, each)) for each in organisation_ids}
        return {organisation_id: company for organisation_id, company in found.items() if company}

    def due(self, shard: int, now: datetime, limit: int) -> tuple[DuePoll, ...]:
        with self._store.lock:
            rows = sorted(
                (connection.next_poll_at, company_id)
                for company_id, connection in self._store.connections.items()
                if connection.next_poll_at and connection.next_poll_at <= now and shard_of(company_id) == shard
            )
            stored = self._store.connections
            return tuple(
                DuePoll(company_id, stored[company_id].package, stored[company_id].settings.sync_interval_minutes)
                for _at, company_id in rows[:limit]
            )

    def claim_poll(self, company_id: str, due_before: datetime, next_poll_at: datetime) -> bool:
        with self._store.writing("connections.claim_poll"):
            stored = self._store.connections.get(company_id)
            if stored is None or stored.next_poll_at is None or stored.next_poll_at > due_before:
                return False
            self._store.connections[company_id] = replace(stored, next_poll_at=next_poll_at)
        return True

    def advance_cursor(self, company_id: str, cursor: datetime, *, thorough: bool) -> None:
        with self._store.writing("connections.advance_cursor"):
            stored = self._store.connections.get(company_id)
            if stored and (stored.cursor is None or stored.cursor < cursor):
                swept = cursor if thorough else stored.thorough_cursor
                self._store.connections[company_id] = replace(stored, cursor=cursor, thorough_cursor=swept)

    def park(self, company_id: str, until: datetime) -> None:
        with self._store.writing("connections.park"):
            if stored := self._store.connections.get(company_id):
                due = until if stored.next_poll_at else None
                self._store.connections[company_id] = replace(stored, parked_until=until, next_poll_at=due)

    def note_reconsidered(self, company_id: str, version: int) -> None:
        with self._store.writing("connections.note_reconsidered"):
            stored = self._store.connections.get(company_id)
            if stored and stored.version == version:
                self._store.connections[company_id] = replace(stored, to_reconsider=())

    def note_sync(self, company_id: str, at: datetime) -> None:
        with self._store.writing("connections.note_sync"):
            if stored := self._store.connections.get(company_id):
                self._store.connections[company_id] = replace(stored, last_sync_at=at)

    def page(self, cursor: str | None, limit: int) -> tuple[tuple[Connection, ...], str | None]:
        return paged("", deepcopy(self._store.connections).items(), cursor, limit)


class InMemoryCredentialStore:
    """Implements `CredentialStore`. Versions go on rising when tokens are deleted and new ones are put."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def get(self, company_id: str) -> Credentials | None:
        return self._store.credentials.get(company_id)

    def put(self, credentials: Credentials) -> None:
        with self._store.writing("credentials.put"):
            self._write(credentials, self._store.credential_versions.get(credentials.company_id, 0) + 1)

    def claim_refresh(self, company_id: str, version: int, now: datetime, until: datetime) -> bool:
        with self._store.writing("credentials.claim_refresh"):
            stored = self._store.credentials.get(company_id)
            if stored is None or stored.version != version:
                return False
            if stored.refreshing_until and stored.refreshing_until > now:
                return False
            self._store.credentials[company_id] = replace(stored, refreshing_until=until)
        return True

    def save_refreshed(self, credentials: Credentials, replaced_version: int) -> bool:
        with self._store.writing("credentials.save_refreshed"):
            stored = self._store.credentials.get(credentials.company_id)
            if stored is None or stored.version != replaced_version:
                return False
            self._write(credentials, replaced_version + 1)
        return True

    def release_refresh(self, company_id: str, version: int) -> None:
        with self._store.writing("credentials.release_refresh"):
            stored = self._store.credentials.get(company_id)
            if stored and stored.version == version:
                self._store.credentials[company_id] = replace(stored, refreshing_until=None)

    def delete(self, company_id: str) -> None:
        with self._store.writing("credentials.delete"):
            self._store.credentials.pop(company_id, None)

    def _write(self, credentials: Credentials, version: int) -> None:
        self._store.credential_versions[credentials.company_id] = version
        self._store.credentials[credentials.company_id] = replace(credentials, version=version, refreshing_until=None)


def shard_of(company_id: str) -> int:
    """The company's part of the due index."""
    return zlib.crc32(company_id.encode()) % DUE_SHARDS
