"""Durable timers: something that a company is owed at a certain time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

TimerKind = Literal["notification", "report"]


@dataclass(frozen=True, slots=True)
class Timer:
    """What is due, for whom and when; at most one per company, kind and name.

    `asked` is how often it was asked for since it was set or moved. Whoever read the timer, did the work and takes it
    away is refused when it was asked for in between, so that nothing is missed.
    """

    company_id: str
    kind: TimerKind
    name: str
    due_at: datetime
    asked: int = field(default=1, compare=False)


class Timers(Protocol):
    """The timers of all companies."""

    def of(self, company_id: str, kind: TimerKind) -> tuple[Timer, ...]:
        """Those that are set for a company, by name; strongly consistent."""
        ...

    def set(self, timer: Timer) -> None:
        """Set it, or move it to another time."""
        ...

    def set_if_absent(self, timer: Timer) -> bool:
        """Set it; one that is set already keeps its time and only counts that it was asked for. Whether it was set."""
        ...

    def due(self, now: datetime, limit: int) -> tuple[Timer, ...]:
        """Those whose time has come and that nobody has claimed, the oldest first. May lag a moment behind writes."""
        ...

    def claim(self, timer: Timer, now: datetime, until: datetime) -> bool:
        """Let `due` not name it again before `until`; False when another was faster, or when it has been moved."""
        ...

    def move(self, timer: Timer, to: datetime | None) -> bool:
        """Move it on (None: take it away), which also ends a claim.

        False, and nothing is changed, when its time is no longer `timer.due_at` or it was asked for since it was read.
        """
        ...


class TimerQueue(Protocol):
    """Timers that are being carried out."""

    def send(self, timers: Sequence[Timer]) -> None:
        """Have each carried out at least once."""
        ...
