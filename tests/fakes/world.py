"""A whole company sync without a cloud: real use cases and package, the simulator behind it, the store in memory.

`run` plays the part of the queues and of the state machine: it delivers messages, moves the clock over every wait, and
calls the steps of a session in the order of `company_sync`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from bookbridge.domain.errors import BookbridgeError, Retriable, SessionActive
from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import Session
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.packages import load
from bookbridge.ports.packages import AppCredentials, CloudPackage
from bookbridge.use_cases.accept_records import AcceptRecords, Wish
from bookbridge.use_cases.acquire_lease import AcquireLease
from bookbridge.use_cases.act_on_failures import ActOnFailures
from bookbridge.use_cases.ask_for_session import AskForSession
from bookbridge.use_cases.close_abandoned import CloseAbandoned
from bookbridge.use_cases.connect_company import ConnectCompany
from bookbridge.use_cases.dispatch_records import DispatchRecords
from bookbridge.use_cases.finish_session import AbortSession, Ending, FinishSession
from bookbridge.use_cases.link_records import LinkRecords
from bookbridge.use_cases.open_books import OpenBooks
from bookbridge.use_cases.poll_changes import PollChanges, StartDueSyncs
from bookbridge.use_cases.prepare_records import PrepareRecords
from bookbridge.use_cases.progress import Deadline, Progress
from bookbridge.use_cases.pull_changes import PullChanges
from bookbridge.use_cases.push_records import PushRecords
from bookbridge.use_cases.read_connection import ReadConnection
from bookbridge.use_cases.read_records import ReadRecords, RecordView
from bookbridge.use_cases.receive_webhook import Receipt, ReceiveWebhook
from bookbridge.use_cases.record_outcomes import RecordOutcomes
from bookbridge.use_cases.release_waiting import ReleaseWaiting
from bookbridge.use_cases.rule_outcomes import RuleOutcomes
from bookbridge.use_cases.start_session import StartSession, WakeCompany
from bookbridge.use_cases.take_in_changes import NoteChanges, TakeInChanges
from tests.fakes.clock import FakeClock
from tests.fakes.connections import InMemoryConnections, InMemoryCredentialStore
from tests.fakes.failures import InMemoryFailures
from tests.fakes.ids import FakeIds
from tests.fakes.messages import FakeMessages, FakeWorkflows
from tests.fakes.records import InMemoryFeed, InMemoryInbox, InMemoryRecords
from tests.fakes.sessions import InMemoryBudgets, InMemoryDispatches, InMemoryLeases, InMemorySessions
from tests.fakes.simulated_http import SimulatedHttp
from tests.fakes.store import InMemoryStore
from tests.fakes.transactions import InMemoryTransactions
from tests.simulators.quickbooks_online.clock import Clock as SimulatorClock
from tests.simulators.quickbooks_online.settings import Config
from tests.simulators.quickbooks_online.simulator import Simulator

PACKAGE = "quickbooks-online"
BASE_URL = "http://quickbooks.test"
STEP = timedelta(minutes=10)
"""How long one call of a step may take, on the virtual clock."""


@dataclass
class World:
    """One stack. `retries` is how often the state machine repeats a step after a retriable error or a crash."""

    store: InMemoryStore = field(default_factory=InMemoryStore)
    clock: FakeClock = field(default_factory=FakeClock)
    ids: FakeIds = field(default_factory=FakeIds)
    config: Config = field(default_factory=Config)
    retries: int = 4
    ended: list[tuple[str, Ending]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.config.webhooks.enabled = True
        self.simulator = Simulator(self.config, SimulatorClock(lambda: self.clock.now().timestamp()))
        self.http = SimulatedHttp(self.simulator)
        self.app = AppCredentials("client-id", "client-secret", self.config.webhooks.verifier_token)
        self.connections = InMemoryConnections(self.store)
        self.credentials = InMemoryCredentialStore(self.store)
        self.records = InMemoryRecords(self.store)
        self.inbox = InMemoryInbox(self.store)
        self.feed = InMemoryFeed(self.store)
        self.leases = InMemoryLeases(self.store)
        self.sessions = InMemorySessions(self.store)
        self.dispatches = InMemoryDispatches(self.store)
        self.budgets = InMemoryBudgets(self.store)
        self.failures = InMemoryFailures(self.store)
        self.transactions = InMemoryTransactions(self.store)
        self.messages = FakeMessages(self.store)
        self.workflows = FakeWorkflows(self.store)

    def package(self, name: str) -> CloudPackage:
        return load(name, BASE_URL)

    def app_of(self, _name: str) -> AppCredentials:
        return self.app

    # -- the use cases ------------------------------------------------------------------------------------------------

    @cached_property
    def ask_for_session(self) -> AskForSession:
        return AskForSession(self.leases, self.messages, self.clock)

    @cached_property
    def release_waiting(self) -> ReleaseWaiting:
        return ReleaseWaiting(self.records, self.clock)

    @cached_property
    def note_changes(self) -> NoteChanges:
        return NoteChanges(self.records, self.inbox)

    @cached_property
    def open_books(self) -> OpenBooks:
        return OpenBooks(
            self.connections, self.credentials, self.budgets, self.http, self.package, self.app_of, self.clock
        )

    @cached_property
    def receive_webhook(self) -> ReceiveWebhook:
        return ReceiveWebhook(self.package, self.app_of, self.messages, self.clock)

    @cached_property
    def take_in_changes(self) -> TakeInChanges:
        return TakeInChanges(self.package, self.connections, self.note_changes, self.messages, self.ask_for_session)

    @cached_property
    def start_session(self) -> StartSession:
        return StartSession(
            self.connections,
            self.leases,
            self.sessions,
            self.workflows,
            self.close_abandoned,
            self.clock,
            self.ids,
        )

    @cached_property
    def close_abandoned(self) -> CloseAbandoned:
        return CloseAbandoned(self.leases, self.sessions, self.clock)

    @cached_property
    def wake_company(self) -> WakeCompany:
        return WakeCompany(self.leases, self.messages, self.start_session, self.clock)

    @cached_property
    def start_due_syncs(self) -> StartDueSyncs:
        return StartDueSyncs(self.connections, self.messages, self.clock)

    @cached_property
    def poll_changes(self) -> PollChanges:
        return PollChanges(
            self.connections,
            self.records,
            self.inbox,
            self.dispatches,
            self.close_abandoned,
            self.open_books,
            self.note_changes,
            self.ask_for_session,
            self.clock,
        )

    @cached_property
    def acquire_lease(self) -> AcquireLease:
        return AcquireLease(
            self.connections, self.leases, self.sessions, self.transactions, self.open_books, self.clock
        )

    @cached_property
    def pull_changes(self) -> PullChanges:
        return PullChanges(
            self.leases,
            self.records,
            self.inbox,
            self.transactions,
            self.open_books,
            self.release_waiting,
            self.dispatch_records,
            self.clock,
        )

    @cached_property
    def push_records(self) -> PushRecords:
        return PushRecords(
            self.leases,
            self.records,
            self.transactions,
            self.open_books,
            PrepareRecords(self.records),
            self.dispatch_records,
            self.record_outcomes,
            self.clock,
        )

    @cached_property
    def record_outcomes(self) -> RecordOutcomes:
        rule = RuleOutcomes(self.records)
        return RecordOutcomes(rule, self.records, self.failures, self.transactions, self.release_waiting, self.clock)

    @cached_property
    def dispatch_records(self) -> DispatchRecords:
        return DispatchRecords(self.dispatches, self.transactions, self.record_outcomes, self.clock, self.ids)

    @cached_property
    def finish_session(self) -> FinishSession:
        return FinishSession(self.connections, self.leases, self.sessions, self.clock)

    @cached_property
    def abort_session(self) -> AbortSession:
        return AbortSession(self.connections, self.leases, self.sessions, self.clock)

    @cached_property
    def accept_records(self) -> AcceptRecords:
        return AcceptRecords(
            self.connections, self.records, self.release_waiting, self.ask_for_session, self.package, self.clock
        )

    @cached_property
    def read_records(self) -> ReadRecords:
        return ReadRecords(self.connections, self.records, self.dispatches, self.failures, self.feed, self.package)

    @cached_property
    def read_connection(self) -> ReadConnection:
        return ReadConnection(self.connections, self.credentials, self.leases, self.failures, self.clock)

    @cached_property
    def connect_company(self) -> ConnectCompany:
        return ConnectCompany(
            self.connections,
            self.credentials,
            self.records,
            self.ask_for_session,
            self.release_waiting,
            self.http,
            self.package,
            self.app_of,
            self.clock,
        )

    @cached_property
    def act_on_failures(self) -> ActOnFailures:
        return ActOnFailures(
            self.failures, self.records, self.transactions, self.release_waiting, self.ask_for_session, self.clock
        )

    @cached_property
    def link_records(self) -> LinkRecords:
        return LinkRecords(
            self.connections, self.records, self.transactions, self.release_waiting, self.ask_for_session, self.clock
        )

    # -- what people and programs do ----------------------------------------------------------------------------------

    def connect(self, company_id: str, realm_id: str, **settings: object) -> None:
        """A company with its organisation in the package, connected and idle."""
        if realm_id not in self.simulator.organisations:
            self.simulator.add_organisation(realm_id, f"{company_id} Inc.")
            self.clock.advance(timedelta(days=1))
        self.connect_company.change(company_id, {"package": PACKAGE, "settings": settings})
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
        return list(json.loads(body)["QueryResponse"].get(entity, []))

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
            receipt = self.receive_webhook(PACKAGE, post.body, post.headers)
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

    def tick(self, minutes: float = 5) -> None:
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
                self._looped(lambda: self.pull_changes(hold, self._deadline()))
                self._looped(lambda: self.push_records(hold, self._deadline()))
                ending: Ending = self._retried(lambda: self.finish_session(hold))
                if not ending.again:
                    return ending
                self.clock.advance(ending.wait_seconds)
        except BookbridgeError as error:
            return self.abort_session(company_id, session_id, type(error).__name__, str(error))

    def _looped(self, task: Any) -> None:
        progress: Progress = self._retried(task)
        while progress.more:
            self.clock.advance(int(progress.as_output()["wait_seconds"] or 0))  # type: ignore[call-overload]
            progress = self._retried(task)

    def _retried(self, task: Any) -> Any:
        for attempt in range(self.retries):
            try:
                return task()
            except (Retriable, Crash):
                if attempt == self.retries - 1:
                    raise
                self.clock.advance(2**attempt)
        raise AssertionError("unreachable")

    def _deadline(self) -> Deadline:
        return Deadline((self.clock.now() + STEP).timestamp())

    def session(self, company_id: str) -> Session:
        """The newest run."""
        (session, *_), _cursor = self.sessions.page(company_id, None, 1)
        return session


class Crash(BaseException):
    """The process dies here; no `except Exception` of ours sees it."""
