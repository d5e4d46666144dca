"""Carry out timers that are due, each kind in its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bookbridge.ports.timers import Timer, TimerKind


@dataclass(frozen=True, slots=True)
class CarryOutTimers:
    """What is done for a timer must be safe to do twice: a queue hands a message out at least once."""

    by_kind: Mapping[TimerKind, Callable[[Timer], Mapping[str, int]]]

    def __call__(self, timer: Timer) -> Mapping[str, int]:
        """What was done, as numbers for metrics."""
        return self.by_kind[timer.kind](timer)
