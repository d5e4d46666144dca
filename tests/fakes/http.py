"""Answers prepared by a test, in place of a package."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from bookbridge.ports.http import Request, Response

Handler = Callable[[Request], Response]


class FakeHttp:
    """Implements `Http`: answers from a queue first, then from a handler. `sent` keeps every request."""

    def __init__(self, handler: Handler | None = None) -> None:
        self.handler = handler
        self.sent: list[Request] = []
        self._queue: deque[Response | Exception] = deque()

    def queue(self, *answers: Response | Exception) -> None:
        """Prepare answers, in order; an exception is raised in its turn."""
        self._queue.extend(answers)

    def send(self, request: Request) -> Response:
        self.sent.append(request)
        if self._queue:
            answer = self._queue.popleft()
            if isinstance(answer, Exception):
                raise answer
            return answer
        if self.handler:
            return self.handler(request)
        raise AssertionError(f"no answer prepared for {request.method} {request.url}")

    def send_all(self, requests: Sequence[Request]) -> list[Response]:
        return [self.send(request) for request in requests]
