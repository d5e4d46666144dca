"""The tick of the timers: have those carried out whose time has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bookbridge.ports.clock import Clock
from bookbridge.ports.timers import TimerQueue, Timers

PAGE: Final = 500
"""Timers taken at a time."""

MOST: Final = 10_000
"""Timers of one tick; the next takes the others."""

LONGEST: Final = timedelta(seconds=45)
"""After so long a tick begins nothing more: what it has claimed and not sent would wait for long."""

CARRYING_OUT: Final = timedelta(minutes=45)
"""A timer that is still where it was after so long is handed out again: longer than its queue goes on trying."""


@dataclass(frozen=True, slots=True)
class StartDueTimers:
    """Claims and then sends; whoever carries a timer out moves it.

    A tick that dies in between leaves timers that a later tick hands out again, once the claim is over.
    """

    timers: Timers
    queue: TimerQueue
    clock: Clock

    def __call__(self) -> int:
        """Returns how many were sent. Two ticks at once send each timer once."""
        now = self.clock.now()
        sent = 0
        while sent < MOST and self.clock.now() - now < LONGEST:
            due = self.timers.due(now, PAGE)
            claimed = [timer for timer in due if self.timers.claim(timer, now, now + CARRYING_OUT)]
            if not claimed:
                break
            self.queue.send(claimed)
            sent += len(claimed)
        return sent
