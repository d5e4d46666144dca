"""Companies with QuickBooks Desktop: Web Connectors call our SOAP address, and the state machine waits for them.

Everything between the connector's HTTP request and the stored records is real; the store is in memory, the company
files are simulated, and time stands until it is moved.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from typing_extensions import override

from bookbridge.bootstrap import Application
from bookbridge.domain.errors import BookbridgeError, SessionActive
from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import Counts
from bookbridge.entrypoints.connector.dispatch import answer_call
from bookbridge.ports.packages import AppCredentials
from bookbridge.use_cases.finish_session import Ending
from tests.fakes.adapters import FakeAdapters
from tests.fakes.clock import FakeClock
from tests.fakes.simulated_http import SimulatedHttp
from tests.fakes.simulations import Simulated, Simulation
from tests.fakes.store import InMemoryStore
from tests.fakes.world import World
from tests.simulators.chassis.clock import Clock as SimulatorClock
from tests.simulators.quickbooks_desktop.company_file import CompanyFile
from tests.simulators.quickbooks_desktop.machine import Machine
from tests.simulators.quickbooks_desktop.simulator import Simulator
from tests.simulators.quickbooks_desktop.soap_client import SoapClient
from tests.simulators.quickbooks_desktop.web_connector import Application as Installed
from tests.simulators.quickbooks_desktop.web_connector import Habits, WebConnector
from tests.simulators.quickbooks_desktop.web_connector_log import UpdateLog

PACKAGE: Final = "quickbooks-desktop"
COMPANY: Final = "acme"
"""Company files go by the companies' ids; this is the one that stands for an organisation elsewhere."""
API: Final = "https://sync.example.com"
GRACE: Final = timedelta(minutes=2)
"""How much longer than the lease the state machine waits for a sign of life."""


@dataclass
class Waiting:
    """A run that waits for its connector."""

    hold: Hold
    lease_for: timedelta
    since: datetime
    beats: int = 0


@dataclass
class Desk:
    """One computer with a Web Connector on which companies are installed, by company id."""

    connector: WebConnector
    installed: dict[str, Installed] = field(default_factory=dict)

    @property
    def machine(self) -> Machine:
        """The computer."""
        return self.connector.machine


class DesktopWorld(World):
    """One stack with QuickBooks Desktop; `runs` are the state machine's executions that wait."""

    def __init__(self) -> None:
        self.retries = 4
        self.ended: list[tuple[str, Ending]] = []
        self.store = InMemoryStore()
        self.clock = FakeClock()
        clock = SimulatorClock(lambda: self.clock.now().timestamp())
        self.simulator: Any = self._simulator(clock)
        self.simulation = Simulation(PACKAGE, "", COMPANY, self._simulated)
        self.http = SimulatedHttp(self.simulator)
        self.fakes = FakeAdapters(self.store, self.clock, self.http, "", AppCredentials("", "", ""))
        Application.__init__(self, self.fakes)
        self.records, self.failures, self.feed = self.fakes.records, self.fakes.failures, self.fakes.feed
        self.connections = self.fakes.connections
        self.leases, self.sessions = self.fakes.leases, self.fakes.sessions
        self.messages, self.workflows = self.fakes.messages, self.fakes.workflows
        self.runs: dict[str, Waiting] = {}
        self._live: list[tuple[str, tuple[str, str]]] = []
        self._started = 0
        self.desks: dict[str, Desk] = {}

    def _simulator(self, clock: SimulatorClock) -> Any:
        return Simulator(clock=clock, transport_to=lambda _url: self.post)

    def _simulated(self, _clock: SimulatorClock) -> Simulated:
        simulator = self.simulator
        return Simulated(simulator, AppCredentials("", "", ""), simulator.add_organisation)

    # -- the connector's side -----------------------------------------------------------------------------------------

    def post(self, soap_action: str, body: bytes) -> tuple[int, bytes]:
        """One HTTP request to our SOAP address, and the state machine's work that follows from it."""
        answer = answer_call(self.connector, http_event(soap_action, body))
        self.go_on()
        return int(answer["statusCode"]), str(answer["body"]).encode()

    def call(self, operation: str, **parameters: str) -> str:
        """One SOAP call by hand, and its answer. The texts of `authenticate` are told apart by `|`."""
        return "|".join(SoapClient(self.post).call(operation, parameters))

    def desk(self, name: str = "PC-1", *, skew: float = 0.0, habits: Habits | None = None) -> Desk:
        """A computer on the company's network, with a Web Connector."""
        if name not in self.desks:
            simulator = self.simulator
            machine = Machine(name, network=simulator.network, clock=simulator.clock, clock_skew_seconds=skew)
            for company_file in simulator.organisations.values():
                machine.put(company_file.path, company_file)
            connector = WebConnector(
                machine,
                simulator.clock,
                faults=simulator.faults,
                habits=habits,
                witness=simulator.witness,
                pause=self.clock.advance,
            )
            self.desks[name] = Desk(connector)
        return self.desks[name]

    def company_file(self, company_id: str) -> CompanyFile:
        """The company's file, as it was set up by `connect`."""
        found: CompanyFile = self.simulator.organisations[company_id]
        return found

    def install(self, company_id: str, desk: Desk, **key: object) -> Installed:
        """Give the company a connector key, and install its .qwc on a computer where its file is open."""
        made = self.issue_connector_keys.create(company_id, key)
        file, company_file = (
            self.issue_connector_keys.qwc(company_id, made.key.key_id, API),
            self.company_file(company_id),
        )
        desk.machine.put(company_file.path, company_file)
        is_first = desk.machine.network.permission(company_file, self.issue_connector_keys.owner_id) is None
        desk.machine.open(company_file.path, "Admin" if is_first else "", single_user=is_first)
        password = made.password or str(key["password"])
        desk.installed[company_id] = desk.connector.install(file, password, self.post)
        if is_first:
            desk.machine.open(company_file.path)
        return desk.installed[company_id]

    @override
    def connect(self, company_id: str, realm_id: str = "", **settings: object) -> None:
        """A company with its company file, installed on the first computer, paired and idle."""
        del realm_id
        self.begin_pairing(company_id, **settings)
        self.confirm(company_id)
        self.run()

    def begin_pairing(self, company_id: str, **settings: object) -> Desk:
        """A company whose connector has called once: its company file waits to be confirmed."""
        if company_id not in self.simulator.organisations:
            self.simulator.add_organisation(company_id, f"{company_id} Inc.")
            self.clock.advance(timedelta(days=1))
        self.connect_company.change(company_id, {"package": PACKAGE, "settings": settings})
        desk = self.desk()
        self.install(company_id, desk)
        self.update(company_id)
        return desk

    def confirm(self, company_id: str, **more: object) -> None:
        """The application confirms the company file that called."""
        pairing = self.connect_company.get(company_id).pairing
        if pairing is None or pairing.found is None:
            raise AssertionError("no company file has called")
        self.confirm_pairing(company_id, {"company_name": pairing.found.company_name, **more})

    def update(self, company_id: str, desk: Desk | None = None) -> UpdateLog:
        """Update Selected: one whole session."""
        where = desk or self.desk()
        log = where.connector.update(where.installed[company_id])
        self.go_on()
        return log

    # -- the state machine --------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Do what the state machine has to do now."""
        started = [*self.workflows.company_syncs.items()]
        self._live += started[self._started :]
        self._started = len(started)
        for session_id, (company_id, trigger) in self._live:
            if session_id in self.runs or self._begin(company_id, session_id, trigger):
                self._look(session_id)
        done = {session_id for session_id, _ending in self.ended[-len(self._live) :]}
        self._live = [each for each in self._live if each[0] not in done]

    def _begin(self, company_id: str, session_id: str, trigger: str) -> bool:
        try:
            acquired = self._retried(lambda: self.acquire_lease(company_id, session_id, trigger))
        except BookbridgeError as error:
            self._abort(company_id, session_id, type(error).__name__, str(error))
            return False
        if isinstance(acquired, SessionActive):
            self.ended.append((session_id, Ending(again=False, cause=str(acquired))))
            return False
        hold = Hold(company_id, session_id, acquired.fence)
        self.runs[session_id] = Waiting(hold, acquired.lease_for, self.clock.now())
        self._retried(lambda: self.await_connector(session_id, session_id))
        return True

    def _look(self, session_id: str) -> None:
        run, end = self.runs[session_id], self.workflows.ends.get(session_id)
        if end is None:
            beats = self.workflows.beats.count(session_id)
            if beats > run.beats:
                run.beats, run.since = beats, self.clock.now()
            if self.clock.now() - run.since > run.lease_for + GRACE:
                self._abort(run.hold.company_id, session_id, "States.HeartbeatTimeout", "")
            return
        error, cause = end
        if error:
            self._abort(run.hold.company_id, session_id, error, cause)
            return
        try:
            ending = self._retried(lambda: self.finish_session(run.hold))
        except BookbridgeError as failed:
            self._abort(run.hold.company_id, session_id, type(failed).__name__, str(failed))
            return
        self.ended.append((session_id, ending))

    def _abort(self, company_id: str, session_id: str, error: str, cause: str) -> None:
        ending = self._retried(lambda: self.abort_session(company_id, session_id, error, cause))
        self.ended.append((session_id, ending))

    # -- what World has, said for companies that call in --------------------------------------------------------------

    @override
    def step(self) -> bool:
        """Every installed company is updated once; False when none of them had anything to do."""
        self.messages.wakes.clear()
        self.messages.polls.clear()
        before = len(self.ended)
        for desk in self.desks.values():
            for company_id in desk.installed:
                self.update(company_id, desk)
        return any(_worked(ending) for _session_id, ending in self.ended[before:])

    @override
    def tick(self, minutes: float = 5) -> None:
        """Some minutes pass."""
        self.clock.advance(timedelta(minutes=minutes))
        self.go_on()


def _worked(ending: Ending) -> bool:
    return replace(ending.counts, calls=0) != Counts()


def http_event(soap_action: str, body: bytes) -> dict[str, Any]:
    """A call of the connector as the HTTP API hands it to the function (payload 2.0)."""
    return {
        "rawPath": "/quickbooks-desktop/soap",
        "headers": {"content-type": "text/xml; charset=utf-8", "soapaction": soap_action},
        "requestContext": {"http": {"method": "POST", "sourceIp": "203.0.113.7"}, "domainName": "sync.example.com"},
        "body": body.decode("utf-8", "surrogateescape"),
        "isBase64Encoded": False,
    }
