"""Rate limits per tenant and for the app (vendor page, section 2).

Decided where the page leaves a choice: minutes and days are sliding windows, the
harder way for a client; a call that is refused does not count; a call that is held
without an answer is in flight until its hold ends.
"""

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.windows import DAY, MINUTE, recent

from .settings import Limits


@dataclass(frozen=True)
class Exceeded:
    """Which limit was met and, for those of time, when it lets the next call pass."""

    problem: str
    retry_after: int | None = None


class RateLimiter:
    """Lets a request pass or not."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        """Start with empty windows."""
        self._limits = limits
        self._clock = clock
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._days: dict[str, deque[float]] = defaultdict(deque)
        self._app: deque[float] = deque()
        self._held: dict[str, list[float]] = defaultdict(list)

    def hold(self, tenant_id: str, seconds: float) -> None:
        """Keep a call in flight that gets no answer for so long."""
        self._held[tenant_id].append(self._clock.seconds() + seconds)

    def held(self, tenant_id: str) -> int:
        """Return how many calls are in flight without an answer."""
        now = self._clock.seconds()
        self._held[tenant_id] = [until for until in self._held[tenant_id] if until > now]
        return len(self._held[tenant_id])

    def admit(self, tenant_id: str, in_flight: int) -> Exceeded | None:
        """Count one more call, the ``in_flight``-th at this time, or say which limit it meets."""
        if not self._limits.enabled:
            return None
        limits, now = self._limits, self._clock.seconds()
        minute = recent(self._calls[tenant_id], now, MINUTE)
        day = recent(self._days[tenant_id], now, DAY)
        app = recent(self._app, now, MINUTE)
        if in_flight + self.held(tenant_id) > limits.concurrent:
            return Exceeded("concurrent")
        for problem, window, most, seconds in (
            ("day", day, limits.per_day, DAY),
            ("minute", minute, limits.per_minute, MINUTE),
            ("appminute", app, limits.app_per_minute, MINUTE),
        ):
            if len(window) >= most:
                freed = window[len(window) - most] if most else now
                return Exceeded(problem, max(1, math.ceil(freed + seconds - now)))
        for window in (minute, day, app):
            window.append(now)
        return None

    def headers(self, tenant_id: str) -> dict[str, str]:
        """Return how many calls are left."""
        limits, now = self._limits, self._clock.seconds()
        used = {
            "X-DayLimit-Remaining": (limits.per_day, recent(self._days[tenant_id], now, DAY)),
            "X-MinLimit-Remaining": (limits.per_minute, recent(self._calls[tenant_id], now, MINUTE)),
            "X-AppMinLimit-Remaining": (limits.app_per_minute, recent(self._app, now, MINUTE)),
        }
        return {name: str(max(0, most - len(window))) for name, (most, window) in used.items()}
