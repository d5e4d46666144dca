"""A line to a package whose answers a test has prepared."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from bookbridge.ports.http import Request, Response


class CannedAccess:
    """Implements `Access` with a queue of answers; `sent` keeps the requests."""

    def __init__(self, *answers: Response | Exception, organisation_id: str) -> None:
        self._organisation_id = organisation_id
        self.answers = deque(answers)
        self.sent: list[Request] = []

    @property
    def organisation_id(self) -> str:
        return self._organisation_id

    def send(self, request: Request) -> Response:
        self.sent.append(request)
        if not self.answers:
            raise AssertionError(f"no answer prepared for {request.method} {request.url}")
        answer = self.answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def send_all(self, requests: Sequence[Request]) -> list[Response]:
        return [self.send(request) for request in requests]
