"""The request budget of an organisation: the package's limits as sliding windows, shared by all workers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from math import floor
from typing import Final

LONGER: Final = 1.05
LONGEST_EXTRA: Final = 1.0
"""Windows are kept 5 % longer than the package's, at most a second: two requests can travel at different speeds."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most `requests` in any `seconds`; `kinds` narrows it to some kinds of request (empty: all)."""

    name: str
    requests: int
    seconds: float
    kinds: frozenset[str] = frozenset()

    def covers(self, kind: str) -> bool:
        """Whether a request of this kind counts."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Window:
    """Requests counted in slots of 1/40 of the window: exact to one slot, small however high the limit."""

    slots: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """The spending of one organisation. `version` guards concurrent reservations; `blocked_until` honours a 429."""

    organisation_key: str
    windows: dict[str, Window] = field(default_factory=dict)
    blocked_until: float = 0.0
    version: int = 0


SLOTS: Final = 40

SHORTEST_WAIT: Final = 0.01
"""Seconds; a slot's edge falls between two floating point numbers, and waiting for less than this would spin."""


def reserve(budget: Budget, limits: Iterable[RateLimit], kind: str, now: float) -> tuple[Budget, float]:
    """Reserve one request at `now` (epoch seconds).

    Returns the new budget and 0.0, or the unchanged budget and the seconds to wait until it is worth asking again.
    """
    wait = max(0.0, budget.blocked_until - now)
    windows = dict(budget.windows)
    for limit in limits:
        if not limit.covers(kind):
            continue
        slot_seconds = min(limit.seconds * LONGER, limit.seconds + LONGEST_EXTRA) / SLOTS
        current = floor(now / slot_seconds)
        slots = [(slot, count) for slot, count in windows.get(limit.name, Window()).slots if slot > current - SLOTS - 1]
        used = sum(count for _slot, count in slots)
        if used >= limit.requests:
            freed = 0
            for slot, count in slots:
                freed += count
                if used - freed < limit.requests:
                    wait = max(wait, (slot + SLOTS + 1) * slot_seconds - now, SHORTEST_WAIT)
                    break
            continue
        if slots and slots[-1][0] >= current:
            slots[-1] = (slots[-1][0], slots[-1][1] + 1)
        else:
            slots.append((current, 1))
        windows[limit.name] = Window(tuple(slots))
    if wait > 0:
        return budget, wait
    return Budget(budget.organisation_key, windows, budget.blocked_until, budget.version), 0.0


def reserve_all(
    budget: Budget, limits: Collection[RateLimit], kinds: Iterable[str], now: float
) -> tuple[Budget, float]:
    """Reserve a request of each kind, or none of them; answers as `reserve` does."""
    spent = budget
    for kind in kinds:
        spent, wait = reserve(spent, limits, kind, now)
        if wait > 0:
            return budget, wait
    return spent, 0.0
