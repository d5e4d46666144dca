"""The package's simulator in place of the network: same requests, same answers, no socket, virtual time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from email.utils import format_datetime
from urllib.parse import urlsplit

from bookbridge.domain.errors import OutcomeUnknown
from bookbridge.ports.http import Request, Response
from tests.simulators.chassis.exchange import NoAnswer
from tests.simulators.chassis.simulator import BaseSimulator

Hook = Callable[[Request], None]


class SimulatedHttp:
    """Implements `Http`. A hook that raises cuts the caller off before a request, or after it was carried out."""

    def __init__(self, simulator: BaseSimulator) -> None:
        self.simulator = simulator
        self.sent: list[Request] = []
        self.before_each_request: Hook | None = None
        self.after_each_request: Hook | None = None

    def send(self, request: Request) -> Response:
        if self.before_each_request:
            self.before_each_request(request)
        self.sent.append(request)
        parts = urlsplit(request.url)
        try:
            status, headers, body = self.simulator.handle(
                request.method, parts.path, parts.query, dict(request.headers), request.body
            )
        except NoAnswer as lost:
            raise OutcomeUnknown(str(lost)) from lost
        if self.after_each_request:
            self.after_each_request(request)
        # Every server says what its clock shows.
        clock = {"date": format_datetime(self.simulator.clock.now(), usegmt=True)}
        return Response(status, {**clock, **{name.lower(): value for name, value in headers.items()}}, body)

    def send_all(self, requests: Sequence[Request]) -> list[Response]:
        return [self.send(request) for request in requests]
