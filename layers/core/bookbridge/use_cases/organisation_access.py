"""One organisation's line to its package: budget first, then tokens, then the request, exactly once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bookbridge.domain.budgets import reserve_all
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
"""Seconds to stay away after a 429 about which the package's code says nothing."""

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
        (response,) = self.send_all([request])
        return response

    def send_all(self, requests: Sequence[Request]) -> list[Response]:
        """See `Access.send_all`."""
        credentials = self._credentials or self.tokens.current(self.connection.company_id)
        responses = self._send(requests, credentials)
        refused = [place for place, response in enumerate(responses) if self.package.is_expired_token(response)]
        if refused:
            credentials = self.tokens.renewed(credentials)
            again = self._send([requests[place] for place in refused], credentials)
            if any(map(self.package.is_expired_token, again)):
                message = "the package refuses freshly renewed tokens"
                raise ReauthorizationRequired(message)
            for place, response in zip(refused, again, strict=True):
                responses[place] = response
        self._credentials = credentials
        return responses

    def settled(self) -> None:
        """Answers are not kept: nothing is to be forgotten."""

    def _send(self, requests: Sequence[Request], credentials: Credentials) -> list[Response]:
        self._reserve([request.kind for request in requests])
        bearer = {"Authorization": f"Bearer {credentials.access_token}"}
        authorised = [replace(request, headers={**request.headers, **bearer}) for request in requests]
        self.calls += len(requests)
        responses = self.http.send_all(authorised) if len(authorised) > 1 else [self.http.send(authorised[0])]
        pause = max(map(self.package.pause_after, responses))
        if pause > 0:
            self._block(pause)
        if any(response.status == TOO_MANY_REQUESTS for response in responses):
            raise RateLimited(pause or AFTER_429, "answered by the package")
        return responses

    def _reserve(self, kinds: Sequence[str]) -> None:
        while True:
            budget = self.budgets.load(self.connection.organisation_key)
            limits = self.package.manifest.rate_limits
            spent, wait = reserve_all(budget, limits, kinds, self.clock.now().timestamp())
            if wait > SHORT_WAIT:
                raise RateLimited(wait, ", ".join(dict.fromkeys(kinds)))
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
