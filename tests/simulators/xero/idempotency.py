"""Answers kept by ``Idempotency-Key`` (vendor page, section 2).

Decided where the page leaves a choice: kept is what the books answered, errors too;
not a 401, 403, 429 or 5xx, which come from before them.
"""

from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.exchange import Answer, Request, fingerprint

from .errors import invalid_request
from .settings import Config

LONGEST = 128
HEADER = "idempotency-key"


class Replays:
    """First answers by tenant and key (there is one app)."""

    def __init__(self, config: Config, clock: Clock) -> None:
        """Start with an empty memory."""
        self._config = config
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[float, str, Answer]] = {}

    def earlier(self, tenant_id: str, request: Request) -> Answer | None:
        """Return the first answer to this key, if it is remembered."""
        key = request.headers.get(HEADER, "")
        if len(key) > LONGEST:
            message = f"Idempotency Key is too long. Maximum of {LONGEST} characters allowed"
            raise invalid_request(message)
        if (tenant_id, key) not in self._kept:
            return None
        kept_at, first, answer = self._kept[tenant_id, key]
        if kept_at + self._config.idempotency_seconds <= self._clock.seconds():
            return None
        if first != fingerprint(request, query=True):
            message = f"Idempotency Key {key} is used with a different request."
            raise invalid_request(message)
        status, headers, body = answer
        return status, dict(headers), body

    def keep(self, tenant_id: str, request: Request, answer: Answer) -> None:
        """Keep the answer to a request that has a key."""
        if key := request.headers.get(HEADER):
            status, headers, body = answer
            kept = status, dict(headers), body
            self._kept[tenant_id, key] = self._clock.seconds(), fingerprint(request, query=True), kept
