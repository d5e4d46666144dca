"""A package's simulator with one company, and what people do in the package by hand."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from typing_extensions import override

from bookbridge.domain.records import EntityType
from bookbridge.ports.http import Http, Request, Response
from tests.fakes.simulated_http import SimulatedHttp
from tests.simulators.chassis.simulator import BaseSimulator

START: Final = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
NAME: Final = "Craig's Landscaping"

Json = dict[str, Any]


@dataclass
class DirectAccess:
    """Implements `Access` without budget and refresh: those are not the package's business."""

    organisation_id: str
    http: Http
    token: str

    def send(self, request: Request) -> Response:
        headers = {**request.headers, "Authorization": f"Bearer {self.token}"}
        return self.http.send(replace(request, headers=headers))

    def send_all(self, requests: Sequence[Request]) -> list[Response]:
        return [self.send(request) for request in requests]


class Served(ABC):
    """One company in a package's simulator, whose clock stands until it is moved."""

    organisation_id: str

    @property
    @abstractmethod
    def now(self) -> datetime:
        """The simulator's time."""

    @abstractmethod
    def advance(self, seconds: float) -> None:
        """Move the simulator's time."""

    @abstractmethod
    def strike(self, kind: str, **more: Any) -> None:
        """Let a fault strike the next request."""

    @abstractmethod
    def calls(self) -> dict[str, int]:
        """How many requests of each kind came in since the last time this was asked."""

    @property
    @abstractmethod
    def sent(self) -> list[bytes]:
        """All that was sent to the package, request by request."""

    @abstractmethod
    def patch(self, entity_type: EntityType, package_id: str, body: Json) -> None:
        """Edit a record in the package's own words."""

    @abstractmethod
    def delete(self, entity_type: EntityType, package_id: str) -> None:
        """Delete a record."""

    def enter(self, entity_type: EntityType, record: Json, references: dict[tuple[EntityType, str], str]) -> str:
        """Enter a record by hand, of a type that is made in the package only; returns its id."""
        raise NotImplementedError(entity_type, record, references)

    @abstractmethod
    def entity_of(self, entity_type: EntityType) -> str:
        """What the package calls the records of a type."""

    @abstractmethod
    def count(self, entity_type: EntityType) -> int:
        """How many objects there are of the kind that a type is kept as."""

    @abstractmethod
    def add_customer(self, name: str) -> str:
        """A customer that was entered by hand."""

    @abstractmethod
    def add_vendor(self, name: str) -> str:
        """A vendor that was entered by hand."""

    @abstractmethod
    def add_invoice(self, number: str, customer_id: str, day: str, amount: str) -> str:
        """An invoice that was entered by hand."""

    @abstractmethod
    def edit(self, entity_type: EntityType, package_id: str) -> None:
        """Change something of a customer, vendor or item that the application does not keep."""

    @abstractmethod
    def is_edited(self, entity_type: EntityType, package_id: str) -> bool:
        """Whether that change is still there."""

    @abstractmethod
    def deactivate(self, entity_type: EntityType, package_id: str) -> None:
        """Make a customer, vendor or account inactive."""

    @abstractmethod
    def close_books(self, until: str) -> None:
        """Close the books up to and including a date."""


class ServedOverHttp(Served):
    """A simulator that is reached over HTTP, with one seeded company."""

    simulator: BaseSimulator

    def __init__(self) -> None:
        self.simulator.add_organisation(self.organisation_id, NAME)
        self.http = SimulatedHttp(self.simulator)

    def access(self) -> DirectAccess:
        token = str(self.simulator.issue_tokens(self.organisation_id)["access_token"])
        return DirectAccess(self.organisation_id, self.http, token)

    @property
    @override
    def now(self) -> datetime:
        return self.simulator.clock.now()

    @override
    def advance(self, seconds: float) -> None:
        self.simulator.clock.advance(seconds)

    @override
    def strike(self, kind: str, **more: Any) -> None:
        body = json.dumps({"kind": kind, **more}).encode()
        status, _headers, answer = self.simulator.handle("POST", "/control/faults", "", {}, body)
        assert status < 400, answer

    @override
    def calls(self) -> dict[str, int]:
        by_kind = dict(self.simulator.counters.summary()["by_kind"])
        self.simulator.handle("DELETE", "/control/calls")
        return by_kind

    @property
    @override
    def sent(self) -> list[bytes]:
        return [request.body for request in self.http.sent]

    def by_hand(self, method: str, path: str, body: Json | None = None) -> Json:
        where = f"/control/organisations/{self.organisation_id}{path}"
        headers = {"content-type": "application/json"}
        status, _headers, answer = self.simulator.handle(method, where, "", headers, json.dumps(body or {}).encode())
        if status >= 400:
            raise AssertionError(f"{method} {path}: {status} {answer.decode()}")
        return dict(json.loads(answer)) if answer else {}

    @override
    def patch(self, entity_type: EntityType, package_id: str, body: Json) -> None:
        self.by_hand("PATCH", f"/{self.entity_of(entity_type)}/{package_id}", body)

    @override
    def delete(self, entity_type: EntityType, package_id: str) -> None:
        self.by_hand("DELETE", f"/{self.entity_of(entity_type)}/{package_id}")

    @abstractmethod
    def limit(self, seconds: int) -> None:
        """Refuse the next request for its number, and say how long to wait."""
