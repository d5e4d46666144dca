"""Sessions of connectors, the keys they sign in with, and readings of company files, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import datetime

from bookbridge.domain.connector_keys import ConnectorKey, Login
from bookbridge.domain.connector_sessions import ConnectorSession, Reading, Task
from bookbridge.domain.errors import LeaseLost
from bookbridge.ports.connector_sessions import Kept
from bookbridge.ports.transactions import Outdated

from .store import InMemoryStore


class InMemoryConnectorSessions:
    """Implements `ConnectorSessions`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def start(self, session: ConnectorSession) -> None:
        with self._store.writing("connector_sessions.start"):
            session.version = 1
            self._store.connector_sessions[session.session_id] = deepcopy(session)

    def get(self, session_id: str) -> Kept | None:
        with self._store.lock:
            session = self._store.connector_sessions.get(session_id)
            if session is None:
                return None
            answers = dict(self._store.connector_answers.get(session_id, {}))
            return Kept(deepcopy(session), self._task(session_id), answers)

    def save(self, session: ConnectorSession) -> None:
        with self._store.writing("connector_sessions.save"):
            stored = self._store.connector_sessions.get(session.session_id)
            if (stored.version if stored else 0) != session.version:
                raise Outdated(())
            session.version += 1
            self._store.connector_sessions[session.session_id] = deepcopy(session)

    def keep_answers(self, session_id: str, answers: Mapping[str, str]) -> None:
        for key, answer in answers.items():
            with self._store.writing("connector_sessions.keep_answers"):
                self._store.connector_answers.setdefault(session_id, {})[key] = answer

    def drop_answers(self, session_id: str, keys: tuple[str, ...]) -> None:
        for key in keys:
            with self._store.writing("connector_sessions.drop_answers"):
                self._store.connector_answers.get(session_id, {}).pop(key, None)

    def note_token(self, session_id: str, token: str) -> Task:
        with self._store.writing("connector_sessions.note_token"):
            self._store.connector_tasks[session_id] = replace(self._task(session_id), token=token)
        return self._task(session_id)

    def note_end(self, session_id: str, error: str, cause: str) -> Task:
        with self._store.writing("connector_sessions.note_end"):
            task = self._task(session_id)
            if not task.ended:
                self._store.connector_tasks[session_id] = replace(task, ended=True, error=error, cause=cause)
        return self._task(session_id)

    def _task(self, session_id: str) -> Task:
        return self._store.connector_tasks.get(session_id, Task())


class InMemoryConnectorKeys:
    """Implements `ConnectorKeys`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def login(self, user_name: str) -> Login | None:
        return deepcopy(self._store.logins.get(user_name))

    def create(self, key: ConnectorKey, login: Login) -> None:
        with self._store.writing("connector_keys.create"):
            stored = self._store.logins.get(login.user_name)
            if (key.company_id, key.key_id) in self._store.connector_keys:
                raise Outdated(())
            if set(login.companies) == {key.company_id}:
                if stored:
                    raise Outdated(())
                self._store.logins[login.user_name] = deepcopy(login)
            else:
                if not stored or stored.password_hash != login.password_hash or key.company_id in stored.companies:
                    raise Outdated(())
                companies = {**stored.companies, key.company_id: key.key_id}
                self._store.logins[login.user_name] = replace(stored, companies=companies)
            self._store.connector_keys[key.company_id, key.key_id] = key

    def of_company(self, company_id: str) -> tuple[ConnectorKey, ...]:
        with self._store.lock:
            keys = [key for (owner, _id), key in self._store.connector_keys.items() if owner == company_id]
        return tuple(sorted(keys, key=lambda key: (key.created_at, key.key_id)))

    def get(self, company_id: str, key_id: str) -> ConnectorKey | None:
        return self._store.connector_keys.get((company_id, key_id))

    def revoke(self, company_id: str, key_id: str) -> bool:
        with self._store.writing("connector_keys.revoke"):
            key = self._store.connector_keys.pop((company_id, key_id), None)
            if key is None:
                return False
            login = self._store.logins.get(key.user_name)
            if login and login.companies.get(company_id) == key_id:
                companies, tried = dict(login.companies), dict(login.tried)
                del companies[company_id]
                tried.pop(company_id, None)
                self._store.logins[key.user_name] = replace(login, companies=companies, tried=tried)
                if not companies:
                    del self._store.logins[key.user_name]
        return True

    def note_guess(self, login: Login, seen: int) -> None:
        with self._store.writing("connector_keys.note_guess"):
            if stored := self._store.logins.get(login.user_name):
                if stored.failures != seen:
                    raise Outdated(())
                noted = replace(stored, failures=login.failures, locked_until=login.locked_until)
                self._store.logins[login.user_name] = noted

    def note_tried(self, user_name: str, company_id: str, at: datetime) -> None:
        with self._store.writing("connector_keys.note_tried"):
            stored = self._store.logins.get(user_name)
            if stored and company_id in stored.companies:
                self._store.logins[user_name] = replace(stored, tried={**stored.tried, company_id: at})


class InMemoryReadings:
    """Implements `Readings`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def get(self, company_id: str) -> Reading:
        return deepcopy(self._store.readings.get(company_id, Reading(company_id)))

    def save(self, reading: Reading) -> None:
        with self._store.writing("readings.save"):
            stored = self._store.readings.get(reading.company_id)
            if stored and stored.fence > reading.fence:
                raise LeaseLost(f"a session with a higher fence than {reading.fence} has read for {reading.company_id}")
            self._store.readings[reading.company_id] = deepcopy(reading)
