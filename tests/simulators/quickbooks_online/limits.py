"""Rate limits per realm in sliding windows on the simulator's clock (section 2)."""

from collections import defaultdict, deque

from tests.simulators.chassis.windows import MINUTE, recent

from .clock import Clock
from .settings import Limits

SECOND = 1.0


class RateLimiter:
    """Lets a request pass or not; a refused one does not count."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        """Start with empty windows."""
        self._limits = limits
        self._clock = clock
        self._requests: dict[str, deque[float]] = defaultdict(deque)
        self._batches: dict[str, deque[float]] = defaultdict(deque)

    def admit(self, realm_id: str, *, batch: bool) -> bool:
        """Tell whether a realm may make one more request now, and count it."""
        if not self._limits.enabled:
            return True
        now = self._clock.seconds()
        requests = recent(self._requests[realm_id], now, MINUTE)
        batches = recent(self._batches[realm_id], now, MINUTE)
        last_second = 0
        for at in reversed(requests):
            if at <= now - SECOND:
                break
            last_second += 1
        if len(requests) >= self._limits.per_minute:
            return False
        if last_second >= self._limits.per_second:
            return False
        if batch and len(batches) >= self._limits.batches_per_minute:
            return False
        requests.append(now)
        if batch:
            batches.append(now)
        return True
