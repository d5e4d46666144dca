"""A failure: one record, or one connection, that could not be synced, its cause, and who can mend it how."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bookbridge.domain.records import Category, Subject
from bookbridge.domain.timestamps import to_text


class FailureStatus(StrEnum):
    """Where a failure stands. A skipped one is set aside until its record changes; the last three are closed."""

    OPEN = "open"
    RESYNCING = "resyncing"
    SKIPPED = "skipped"
    CLEARED = "cleared"
    RESOLVED = "resolved"
    DELETED = "deleted"

    @property
    def is_live(self) -> bool:
        """Whether the record still carries its warning flag."""
        return self in {FailureStatus.OPEN, FailureStatus.RESYNCING}

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to be done about it."""
        return self in {FailureStatus.CLEARED, FailureStatus.RESOLVED, FailureStatus.DELETED}


class Actor(StrEnum):
    """Who carries out a remedy."""

    USER_IN_APP = "user_in_app"
    USER_IN_PACKAGE = "user_in_package"
    ADMINISTRATOR = "administrator"
    SUPPORT = "support"
    DEVELOPER = "developer"


@dataclass(frozen=True, slots=True)
class Remedy:
    """Steps for one actor, in order, in plain words."""

    actor: Actor
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event in a failure's life, with who caused it and why.

    `event` is opened, failed_again, resync, skipped, reopened, cleared, deleted or resolved. `detail` is the code of
    what failed, the reason that somebody gave for an action, or what resolved or reopened it.
    """

    at: datetime
    event: str
    by: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one operation cannot succeed, in the catalogue's words: what the package or our own checks found.

    `watch` names the thing in the package whose change makes another try worthwhile (`package#invoice#3188`). Title and
    remedies are in English; with `code` and `values` the catalogue words them in any other language.
    """

    code: str
    title: str
    message: str
    remedies: tuple[Remedy, ...]
    actions: tuple[str, ...]
    package_code: str = ""
    field: str = ""
    package_link: str = ""
    watch: str = ""
    values: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """One open or closed failure; at most one per company, entity type, record and operation.

    That of a connection as a whole has the type `connection`, the package's name as its record, and the code that
    stands now as its operation; a company has at most one (`CONNECTION_FAILURE_ID`).
    `created_at` is when it opened for the very first time and never changes; `opened_at` when it opened last.
    `row_version` rises with every write (0: not stored yet); a write of an outdated row is refused.
    """

    company_id: str
    failure_id: str
    category: Category
    entity_type: Subject
    record_id: str
    operation: str
    problem: Problem
    status: FailureStatus
    opened_at: datetime
    last_failed_at: datetime
    created_at: datetime
    record_number: str = ""
    party: str = ""
    date: str = ""
    amount: str = ""
    currency: str = ""
    status_in_app: str = ""
    status_in_package: str = ""
    delivery: dict[str, Any] = field(default_factory=dict)
    attempts: int = 1
    history: tuple[HistoryEntry, ...] = ()
    row_version: int = 0

    @property
    def failed_order(self) -> str:
        """Its place in lists by time: when it failed last, then its id."""
        return f"{to_text(self.last_failed_at)}#{self.failure_id}"


MAX_HISTORY = 20
"""Entries kept on a failure: the first and the newest."""


def failure_id(entity_type: Subject, record_id: str, operation: str) -> str:
    """The id of the one failure that a record's operation can have; the same however often it fails."""
    digest = hashlib.sha256(f"{entity_type}\n{record_id}\n{operation}".encode()).hexdigest()
    return f"fail-{digest[:20]}"


OPERATION: Final = "sync"
"""The operation of every record's failure: what fails is the syncing of a record, whichever verb it takes."""


def record_failure_id(entity_type: Subject, record_id: str) -> str:
    """The id of the failure that a record can have."""
    return failure_id(entity_type, record_id, OPERATION)


CONNECTION_FAILURE_ID: Final = failure_id("connection", "", "")
"""The id of the one failure that a company's connection can have."""


def with_history(history: tuple[HistoryEntry, ...], entry: HistoryEntry) -> tuple[HistoryEntry, ...]:
    """Add an entry, keeping the first and the newest ones."""
    grown = (*history, entry)
    return grown if len(grown) <= MAX_HISTORY else (grown[0], *grown[-(MAX_HISTORY - 1) :])
