"""The endpoints of connections: one function serves them all."""

from __future__ import annotations

from typing import Final

from bookbridge.entrypoints.api.answers import Answer, answer
from bookbridge.entrypoints.api.endpoints import Group
from bookbridge.entrypoints.api.requests import ApiRequest

from . import presenters

COMPANY: Final = "/v1/companies/{company_id}"
CONNECTION: Final = f"{COMPANY}/connection"

GROUP: Final = Group(
    "Connections", "What binds a company to one organisation in an accounting package, or to one company file."
)


def shown(request: ApiRequest) -> Answer:
    """The company's connection as it stands."""
    view = request.application.read_connection(request.company_id)
    running = None
    if view.lease is not None:
        running = request.application.read_sessions.find(request.company_id, view.lease.session_id)
    return answer(presenters.connection(view, running, request.application.adapters.clock.now()))
