"""One organisation's line to its package: budget first, then tokens, then the request, exactly once."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Final

from bookbridge.domain.budgets import reserve
from bookbridge.domain.connections import Connection, Credentials
from bookbridge.domain.errors import RateLimited, ReauthorizationRequired
from bookbridge.ports.clock import Clock
from bookbridge.ports.http import Http, Request, Response
from bookbridge.ports.packages import CloudPackage
from bookbridge.ports.sessions import Budgets

from .keep_tokens import KeepTokens

log = logging.getLogger(__name__)

SHORT_WAIT: Final = 5.0
"""Seconds that a worker waits for its budget itself: up to here it costs less than the state machine's transitions."""

AFTER_429: Final = 60.0
"""Seconds to stay away after a 429 that names no time (QuickBooks Online's rule)."""

TOO_MANY_REQUESTS: Final = 429


@dataclass(slots=True)
class OrganisationAccess:
    """Implements `Access` for one connection. `calls` counts the requests that were sent."""

    connection: Connection
    package: CloudPackage
    tokens: KeepTokens
    http: Http
    budgets: Budgets
    clock: Clock
    calls: int = 0
    _credentials: Credentials | None = None

    @property
    def organisation_id(self) -> str:
        """The bound organisation."""
        return self.connection.organisation_id

    def send(self, request: Request) -> Response:
        """See `Access.send`."""
        credentials = self._credentials or self.tokens.current(self.connection.company_id)
        response = self._send(request, credentials)
        if self.package.is_expired_token(response):
            credentials = self.tokens.renewed(credentials)
            response = self._send(request, credentials)
            if self.package.is_expired_token(response):
                message = "the package refuses freshly renewed tokens"
                raise ReauthorizationRequired(message)
        self._credentials = credentials
        return response

    def _send(self, request: Request, credentials: Credentials) -> Response:
        self._reserve(request.kind)
        headers = {**request.headers, "Authorization": f"Bearer {credentials.access_token}"}
        self.calls += 1
        response = self.http.send(replace(request, headers=headers))
        if response.status == TOO_MANY_REQUESTS:
            wait = _retry_after(response)
            self._block(wait)
            raise RateLimited(wait, "answered by the package")
        return response

    def _reserve(self, kind: str) -> None:
        while True:
            budget = self.budgets.load(self.connection.organisation_key)
            spent, wait = reserve(budget, self.package.manifest.rate_limits, kind, self.clock.now().timestamp())
            if wait > SHORT_WAIT:
                raise RateLimited(wait, kind)
            if wait > 0:
                self.clock.sleep(wait)
            elif self.budgets.store(spent):
                return

    def _block(self, seconds: float) -> None:
        log.warning("the package limits our requests", extra={"wait_seconds": seconds})
        stored = False
        while not stored:
            budget = self.budgets.load(self.connection.organisation_key)
            until = self.clock.now().timestamp() + seconds
            stored = self.budgets.store(replace(budget, blocked_until=max(budget.blocked_until, until)))


def _retry_after(response: Response) -> float:
    value = response.headers.get("retry-after", "")
    return max(1.0, float(value)) if value.isdecimal() else AFTER_429
