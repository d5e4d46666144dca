"""A package's books on its simulator: what a test needs to write records and to read them back.

A package is found in `SIMULATORS` by its name; the suite runs over all packages that are there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bookbridge.domain.connections import DefaultAccounts, Settings
from bookbridge.domain.dispatches import Operation, Outcome, Refused, Verb, Written
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.records import EntityType, map_references, parse_record
from bookbridge.domain.stored_records import PackageLink, StoredRecord, SyncState
from bookbridge.packages import load
from bookbridge.ports.http import Http, Request, Response
from bookbridge.ports.packages import Books, CloudPackage, FetchedRecord, WriteIntent
from tests.fakes.simulated_http import SimulatedHttp
from tests.simulators.quickbooks_online.clock import Clock
from tests.simulators.quickbooks_online.settings import Config
from tests.simulators.quickbooks_online.simulator import Simulator

START = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
ORGANISATION = "4620816365"
BASE_URL = "http://package.test"


@dataclass
class DirectAccess:
    """Implements `Access` without budget and refresh: those are not the package's business."""

    organisation_id: str
    http: Http
    token: str

    def send(self, request: Request) -> Response:
        headers = {**request.headers, "Authorization": f"Bearer {self.token}"}
        return self.http.send(replace(request, headers=headers))


@dataclass
class ServedQuickBooksOnline:
    """QuickBooks Online's simulator with one seeded company and a clock that stands until it is moved."""

    simulator: Simulator = field(default_factory=lambda: Simulator(_unlimited(), Clock.standing(START)))

    def __post_init__(self) -> None:
        self.simulator.add_organisation(ORGANISATION, "Craig's Landscaping")
        self.http = SimulatedHttp(self.simulator)

    def access(self) -> DirectAccess:
        token = str(self.simulator.issue_tokens(ORGANISATION)["access_token"])
        return DirectAccess(ORGANISATION, self.http, token)

    @property
    def now(self) -> datetime:
        return self.simulator.clock.now()

    def advance(self, seconds: float) -> None:
        self.simulator.clock.advance(seconds)

    def strike(self, kind: str, **more: Any) -> None:
        """Let a fault strike the next request, as the simulator's control takes it."""
        body = json.dumps({"kind": kind, **more}).encode()
        status, _headers, answer = self.simulator.handle("POST", "/control/faults", "", {}, body)
        assert status < 400, answer

    def calls(self) -> dict[str, int]:
        """How many requests of each kind came in since the last time this was asked."""
        by_kind = dict(self.simulator.counters.summary()["by_kind"])
        self.simulator.handle("DELETE", "/control/calls")
        return by_kind

    def twins(self, entity: str) -> list[dict[str, Any]]:
        """Every record of an entity, as a user of the package sees them."""
        answer = self.by_hand("GET", f"/{entity}")
        return list((answer.get("QueryResponse") or answer).get(entity, []))

    def by_hand(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        where = f"/control/organisations/{ORGANISATION}{path}"
        headers = {"content-type": "application/json"}
        status, _headers, answer = self.simulator.handle(method, where, "", headers, json.dumps(body or {}).encode())
        if status >= 400:
            raise AssertionError(f"{method} {path}: {status} {answer.decode()}")
        return dict(json.loads(answer)) if answer else {}


def _unlimited() -> Config:
    config = Config()
    config.limits.enabled = False  # the clock stands, so every call would fall into the same second
    config.access_token_seconds = 10**9  # months may pass in a test
    return config


@dataclass
class Ledger:
    """One organisation's books with the ids of what was written, and the application's side of the mapping."""

    package: CloudPackage
    books: Books
    served: ServedQuickBooksOnline
    references: dict[tuple[EntityType, str], str] = field(default_factory=dict)
    written: dict[tuple[EntityType, str], Written] = field(default_factory=dict)
    sent: int = 0

    def know_accounts(self, *codes: str) -> None:
        """Look account numbers up, as a push does before it prepares."""
        self.references.update({("account", code): each for code, each in self.books.account_ids(codes).items()})

    def prepare(
        self,
        entity_type: EntityType,
        record_id: str,
        record: dict[str, Any],
        verb: Verb = Verb.CREATE,
        settings: Settings | None = None,
    ) -> Operation | tuple[FieldFault, ...]:
        """The operation that writes a record which the application sent."""
        stored = StoredRecord(
            company_id="acme",
            entity_type=entity_type,
            record_id=record_id,
            body=parse_record(entity_type, record),
            revision=1,
            sync_state=SyncState.PENDING,
            link=self.link(entity_type, record_id),
        )
        self.sent += 1
        intent = WriteIntent(str(self.sent), stored, verb, self.references, settings or Settings())
        return self.books.prepare(intent)

    def operation(
        self, entity_type: EntityType, record_id: str, record: dict[str, Any], verb: Verb = Verb.CREATE, **more: Any
    ) -> Operation:
        """The operation of a record without faults."""
        made = self.prepare(entity_type, record_id, record, verb, **more)
        assert isinstance(made, Operation), made
        return made

    def push(self, *operations: Operation, dispatch_id: str = "") -> dict[str, Written | Refused]:
        """Push a batch and remember the ids of what was written."""
        outcomes = self.books.push(dispatch_id or f"bb-{self.sent}-{len(operations)}", operations)
        return {outcome.key: self._noted(outcome, operations) for outcome in outcomes}

    def _noted(self, outcome: Outcome, operations: tuple[Operation, ...]) -> Written | Refused:
        if isinstance(outcome.result, Written):
            made = next(operation for operation in operations if operation.key == outcome.key)
            self.references[made.entity_type, made.record_id] = outcome.result.package_id
            self.written[made.entity_type, made.record_id] = outcome.result
        return outcome.result

    def write(
        self, entity_type: EntityType, record_id: str, record: dict[str, Any], verb: Verb = Verb.CREATE, **more: Any
    ) -> Written:
        """Write one record that the package takes."""
        (result,) = self.push(self.operation(entity_type, record_id, record, verb, **more)).values()
        assert isinstance(result, Written), result
        return result

    def refuse(
        self, entity_type: EntityType, record_id: str, record: dict[str, Any], verb: Verb = Verb.CREATE, **more: Any
    ) -> tuple[Operation, Refused]:
        """Write one record that the package refuses."""
        operation = self.operation(entity_type, record_id, record, verb, **more)
        (result,) = self.push(operation).values()
        assert isinstance(result, Refused), result
        return operation, result

    def link(self, entity_type: EntityType, record_id: str) -> PackageLink | None:
        """The link of a record that was written."""
        done = self.written.get((entity_type, record_id))
        if done is None:
            return None
        return PackageLink(ORGANISATION, done.package_id, done.version, done.updated_at, done.read_at)

    def refresh(self, entity_type: EntityType, record_id: str) -> None:
        """Take note of the version that the package has by now."""
        done = self.written[entity_type, record_id]
        self.written[entity_type, record_id] = replace(done, version=self.read(entity_type, record_id).version)

    def read(self, entity_type: EntityType, record_id: str) -> FetchedRecord:
        """The record as the package has it."""
        package_id = self.references[entity_type, record_id]
        (record,) = self.books.fetch({entity_type: [package_id]}).records
        return record

    def canonical(self, fetched: FetchedRecord) -> dict[str, Any]:
        """The record with the application's ids in place of the package's."""
        ours = {(entity_type, package_id): each for (entity_type, each), package_id in self.references.items()}
        return map_references(fetched.entity_type, fetched.record, lambda ref: ours[ref.entity_type, ref.id])


def quickbooks_online() -> Ledger:
    """QuickBooks Online on its simulator."""
    served = ServedQuickBooksOnline()
    package = load("quickbooks-online", BASE_URL)
    return Ledger(package, package.open(served.access()), served)


SIMULATORS: dict[str, Callable[[], Ledger]] = {"quickbooks-online": quickbooks_online}

DEFAULTS = Settings(
    default_accounts=DefaultAccounts(income="4100", expense="6000", bank="1000", discount="4900", payable="2000")
)
