"""Sessions: the runs of a company's sync, each ending in a stated result with its counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class SessionResult(StrEnum):
    """How a session ended, or that it has not."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    SUCCEEDED_WITH_FAILURES = "succeeded_with_failures"
    PARKED = "parked"
    FAILED = "failed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a session did, by number of records; `calls` are requests to the package."""

    fetched: int = 0
    applied: int = 0
    echoes: int = 0
    pushed: int = 0
    failed: int = 0
    blocked: int = 0
    resolved: int = 0
    recovered: int = 0
    calls: int = 0

    def plus(self, **more: int) -> Counts:
        """Counts with some of them raised."""
        return replace(self, **{name: getattr(self, name) + by for name, by in more.items()})


@dataclass(frozen=True, slots=True)
class Session:
    """One run for one company. `cause` says why it failed or was parked, in plain words."""

    company_id: str
    session_id: str
    trigger: str
    holder: str
    started_at: datetime
    result: SessionResult = SessionResult.RUNNING
    counts: Counts = field(default_factory=Counts)
    ended_at: datetime | None = None
    cause: str = ""
