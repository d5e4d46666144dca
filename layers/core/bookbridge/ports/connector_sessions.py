"""Where sessions of connectors, the keys they sign in with, and what was read of company files are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bookbridge.domain.connector_keys import ConnectorKey, Login
from bookbridge.domain.connector_sessions import ConnectorSession, Reading, Task


@dataclass(frozen=True, slots=True)
class Kept:
    """A session with everything that is kept of it: its task, and the answers its present step has had so far."""

    session: ConnectorSession
    task: Task = field(default_factory=Task)
    answers: Mapping[str, str] = field(default_factory=dict)


class ConnectorSessions(Protocol):
    """Sessions of connectors; they expire some days after their last turn."""

    def start(self, session: ConnectorSession) -> None:
        """Store a new session (its `version` becomes 1)."""
        ...

    def get(self, session_id: str) -> Kept | None:
        """Everything of a session, in one strongly consistent read; None when there is none."""
        ...

    def save(self, session: ConnectorSession) -> None:
        """Write a session and raise its `version`. Raises `Outdated` (ports.transactions) when a turn was faster."""
        ...

    def keep_answers(self, session_id: str, answers: Mapping[str, str]) -> None:
        """Keep answers by the keys of their questions, however large (compressed, in parts)."""
        ...

    def drop_answers(self, session_id: str, keys: tuple[str, ...]) -> None:
        """Forget answers."""
        ...

    def note_token(self, session_id: str, token: str) -> Task:
        """A state machine begins to wait; returns the task with what is known about the end of the session."""
        ...

    def note_end(self, session_id: str, error: str, cause: str) -> Task:
        """The session has ended (`error` is empty when all went well); returns the task with its token, if any.

        The first end that was noted stays.
        """
        ...


class ConnectorKeys(Protocol):
    """Keys by company, and logins by user name."""

    def login(self, user_name: str) -> Login | None:
        """The login; strongly consistent."""
        ...

    def create(self, key: ConnectorKey, login: Login) -> None:
        """Store a key and a login that is new or gets one more company. Raises `Outdated` when the login changed."""
        ...

    def of_company(self, company_id: str) -> tuple[ConnectorKey, ...]:
        """The company's keys, oldest first."""
        ...

    def get(self, company_id: str, key_id: str) -> ConnectorKey | None:
        """One key."""
        ...

    def revoke(self, company_id: str, key_id: str) -> bool:
        """Take a key away; its login goes with its last company. False when there is none."""
        ...

    def note_guess(self, login: Login, seen: int) -> None:
        """Write `failures` and `locked_until` of a login (one that is gone stays gone).

        Raises `Outdated` when the stored `failures` are no longer those that were `seen`: every guess counts.
        """
        ...

    def note_tried(self, user_name: str, company_id: str, at: datetime) -> None:
        """Remember when a company of a login was last begun."""
        ...


class Readings(Protocol):
    """How far each company file has been read."""

    def get(self, company_id: str) -> Reading:
        """The reading as it stands (an empty one when none is stored); strongly consistent."""
        ...

    def save(self, reading: Reading) -> None:
        """Write a reading. Raises `LeaseLost` when one with a higher `fence` is stored."""
        ...
