"""Durable timers: something that a company is owed at a certain time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

TimerKind = Literal["notification", "report"]


@dataclass(frozen=True, slots=True)
class Timer:
    """What is due, for whom and when; at most one per company, kind and name."""

    company_id: str
    kind: TimerKind
    name: str
    due_at: datetime


class Timers(Protocol):
    """The timers of all companies."""

    def of(self, company_id: str, kind: TimerKind) -> tuple[Timer, ...]:
        """Those that are set for a company; strongly consistent."""
        ...

    def set(self, timer: Timer) -> None:
        """Set it, or move it to another time."""
        ...

    def set_if_absent(self, timer: Timer) -> bool:
        """Set it unless it is set already; whether it was set now."""
        ...

    def due(self, now: datetime, limit: int) -> tuple[Timer, ...]:
        """Those whose time has come, the oldest first. May lag a moment behind writes."""
        ...

    def move(self, timer: Timer, to: datetime | None) -> bool:
        """Move it on (None: take it away); False, and nothing is changed, when its time is no longer `timer.due_at`."""
        ...


class TimerQueue(Protocol):
    """Timers that are being carried out."""

    def send(self, timers: Sequence[Timer]) -> None:
        """Have each carried out at least once."""
        ...
