"""A whole company sync without a cloud: real use cases and package, the simulator behind it, the store in memory.

`run` plays the part of the queues and of the state machine: it delivers messages, moves the clock over every wait, and
calls the steps of a session in the order of `company_sync`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import Any, TypeVar

from bookbridge.bootstrap import Application
from bookbridge.domain.errors import BookbridgeError, Retriable, SessionActive
from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import Session
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.use_cases.accept_records import Wish
from bookbridge.use_cases.finish_session import Ending
from bookbridge.use_cases.progress import Deadline, Progress
from bookbridge.use_cases.read_records import RecordView
from bookbridge.use_cases.receive_webhook import Receipt
from tests.fakes.adapters import FakeAdapters
from tests.fakes.clock import FakeClock
from tests.fakes.simulated_http import SimulatedHttp
from tests.fakes.simulations import ALL_SIMULATIONS
from tests.fakes.store import InMemoryStore
from tests.simulators.chassis.clock import Clock as SimulatorClock

T = TypeVar("T")

PACKAGE = "quickbooks-online"
STEP = timedelta(minutes=10)
"""How long one call of a step may take, on the virtual clock."""


class World(Application):
    """One stack. `retries` is how often the state machine repeats a step after a retriable error or a crash."""

    def __init__(self, package: str = PACKAGE, *, retries: int = 4) -> None:
        self.retries = retries
        self.simulation = ALL_SIMULATIONS[package]
        self.ended: list[tuple[str, Ending]] = []
        self.store = InMemoryStore()
        self.clock = FakeClock()
        self.simulated = self.simulation.start(SimulatorClock(lambda: self.clock.now().timestamp()))
        self.simulator: Any = self.simulated.simulator
        self.http = SimulatedHttp(self.simulator)
        self.fakes = FakeAdapters(self.store, self.clock, self.http, self.simulation.base_url, self.simulated.app)
        super().__init__(self.fakes)
        self.records, self.failures, self.feed = self.fakes.records, self.fakes.failures, self.fakes.feed
        self.connections = self.fakes.connections
        self.leases, self.sessions = self.fakes.leases, self.fakes.sessions
        self.messages, self.workflows = self.fakes.messages, self.fakes.workflows

    # -- what people and programs do ----------------------------------------------------------------------------------

    def connect(self, company_id: str, realm_id: str, **settings: object) -> None:
        """A company with its organisation in the package, connected and idle."""
        if realm_id not in self.simulator.organisation_ids:
            self.simulated.add_organisation(realm_id, f"{company_id} Inc.")
            self.clock.advance(timedelta(days=1))
        self.connect_company.change(company_id, {"package": self.simulation.package, "settings": settings})
        self.give_tokens(company_id, realm_id)

    def give_tokens(self, company_id: str, organisation_id: str = "") -> None:
        """A consent, without the browser."""
        realm_id = organisation_id or self.simulation.organisation_id
        tokens = self.simulator.issue_tokens(realm_id)
        body = {name: tokens[name] for name in ("access_token", "refresh_token", "expires_in")}
        self.connect_company.set_credentials(company_id, {**body, "organisation_id": realm_id})

    def put(self, company_id: str, entity_type: str, record_id: str, record: dict[str, Any]) -> StoredRecord:
        """The application sends a record."""
        return self.accept_records.one(company_id, Wish(entity_type, record_id, record))

    def view(self, company_id: str, entity_type: Any, record_id: str) -> RecordView:
        """The application looks at a record."""
        return self.read_records.one(company_id, entity_type, record_id)

    def in_package(self, realm_id: str, entity: str) -> list[dict[str, Any]]:
        """What a user of the package sees, without what the company began with."""
        _status, _headers, body = self.simulator.handle("GET", f"/control/organisations/{realm_id}/{entity}")
        return list(_listed(json.loads(body)))

    def by_hand(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A user of the package edits the books."""
        status, _headers, answer = self.simulator.handle(
            method, f"/control{path}", "", {"content-type": "application/json"}, json.dumps(body).encode()
        )
        if status >= 400:
            raise AssertionError(f"{method} {path}: {status} {answer.decode()}")
        return dict(json.loads(answer)) if answer else {}

    # -- the queues and the state machine -----------------------------------------------------------------------------

    def run(self, *, hours: float = 6) -> None:
        """Go on until nothing is left to do, at most for so long on the virtual clock."""
        until = self.clock.now() + timedelta(hours=hours)
        while self.clock.now() < until and self.step():
            pass

    def step(self) -> bool:
        """Do one thing that is due; False when nothing is left. A message leaves its queue when it was handled."""
        for post in self.simulator.webhooks.take_due(at_once=True):
            receipt = self.receive_webhook(self.simulation.package, post.body, post.headers)
            if receipt is not Receipt.STORED:
                raise AssertionError(f"webhook answered {receipt}")
        return any(work() for work in (self._take_in, self._poll, self._run_sessions, self._wake))

    def _take_in(self) -> bool:
        taken = list(self.messages.deliveries)
        if taken:
            self.take_in_changes(taken)
            del self.messages.deliveries[: len(taken)]
        return bool(taken)

    def _poll(self) -> bool:
        if not self.messages.polls:
            return False
        self.poll_changes(self.messages.polls[0])
        del self.messages.polls[0]
        return True

    def _run_sessions(self) -> bool:
        done = {session_id for session_id, _ending in self.ended}
        waiting = [session_id for session_id in self.workflows.company_syncs if session_id not in done]
        for session_id in waiting:
            company_id, trigger = self.workflows.company_syncs[session_id]
            try:
                ending = self.run_session(company_id, session_id, trigger)
            except Crash:
                self.ended.append((session_id, Ending(again=False, cause="vanished")))
                raise
            self.ended.append((session_id, ending))
        return bool(waiting)

    def _wake(self) -> bool:
        if not self.messages.wakes:
            return False
        company_id, delay = self.messages.wakes[0]
        self.clock.advance(delay)
        self.wake_company(company_id)
        del self.messages.wakes[0]
        return True

    def tick(self, minutes: float = 15) -> None:
        """Some minutes pass and the scheduler ticks once."""
        self.clock.advance(timedelta(minutes=minutes))
        self.start_due_syncs()

    def run_session(self, company_id: str, session_id: str, trigger: str) -> Ending:
        """The states of `company_sync`, in order."""
        try:
            lease = self._retried(lambda: self.acquire_lease(company_id, session_id, trigger))
            if isinstance(lease, SessionActive):
                return Ending(again=False, cause=str(lease))
            hold = Hold(company_id, session_id, lease.fence)
            while True:
                self._looped(lambda: self.pull_changes(hold, self.deadline()))
                self._looped(lambda: self.push_records(hold, self.deadline()))
                ending = self._retried(lambda: self.finish_session(hold))
                if not ending.again:
                    return ending
                self.clock.advance(ending.wait_seconds)
        except BookbridgeError as error:
            return self.abort_session(company_id, session_id, type(error).__name__, str(error))

    def _looped(self, task: Callable[[], Progress]) -> None:
        progress = self._retried(task)
        while progress.more:
            self.clock.advance(ceil(progress.wait_seconds))
            progress = self._retried(task)

    def _retried(self, task: Callable[[], T]) -> T:
        for attempt in range(self.retries):
            try:
                return task()
            except (Retriable, Crash):
                if attempt == self.retries - 1:
                    raise
                self.clock.advance(2**attempt)
        raise AssertionError("unreachable")

    def deadline(self) -> Deadline:
        """When a step that begins now should stop."""
        return Deadline((self.clock.now() + STEP).timestamp())

    def session(self, company_id: str) -> Session:
        """The newest run."""
        (session, *_), _cursor = self.sessions.page(company_id, None, 1)
        return session


def _listed(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The records of a listing: packages wrap them differently."""
    holder = answer.get("QueryResponse", answer)
    return next((each for each in holder.values() if isinstance(each, list)), [])


class Crash(BaseException):
    """The process dies here; no `except Exception` of ours sees it."""
