"""Every port in memory, and the simulator in place of the network: an `Application` without a cloud."""

from __future__ import annotations

from bookbridge.ports.packages import AppCredentials, Package

from .clock import FakeClock
from .connections import InMemoryConnections, InMemoryCredentialStore
from .connector_sessions import InMemoryConnectorKeys, InMemoryConnectorSessions, InMemoryReadings
from .discrepancies import InMemoryDiscrepancies
from .event_webhooks import FakeEventQueue, endpoint
from .failure_actions import InMemoryFailureActions
from .failures import InMemoryFailureRows, InMemoryFailures
from .files import InMemoryFiles
from .http import FakeHttp
from .ids import FakeIds
from .messages import FakeEventBus, FakeMessages, FakeWorkflows
from .packages import load
from .records import InMemoryFeed, InMemoryInbox, InMemoryRecords
from .reports import InMemoryReportFiles, InMemoryReports
from .sessions import InMemoryBudgets, InMemoryDispatches, InMemoryLeases, InMemorySessions
from .simulated_http import SimulatedHttp
from .store import InMemoryStore
from .timers import FakeMailer, FakeTimerQueue, InMemoryNotifications, InMemoryTimers
from .transactions import InMemoryTransactions
from .unknown_errors import InMemoryUnknownErrors


class FakeAdapters:
    """Implements `Adapters`."""

    public_url = "http://api.test/{api_id}"
    identity_provider = None

    def __init__(
        self, store: InMemoryStore, clock: FakeClock, http: SimulatedHttp, base_url: str, app: AppCredentials
    ) -> None:
        self._base_url, self._app = base_url, app
        self.clock = clock
        self.ids = FakeIds()
        self.http = http
        self.files = InMemoryFiles()
        self.connections = InMemoryConnections(store)
        self.credentials = InMemoryCredentialStore(store)
        self.records = InMemoryRecords(store)
        self.inbox = InMemoryInbox(store)
        self.feed = InMemoryFeed(store)
        self.leases = InMemoryLeases(store)
        self.sessions = InMemorySessions(store)
        self.dispatches = InMemoryDispatches(store)
        self.budgets = InMemoryBudgets(store)
        self.connector_sessions = InMemoryConnectorSessions(store)
        self.connector_keys = InMemoryConnectorKeys(store)
        self.readings = InMemoryReadings(store)
        self.failures = InMemoryFailures(store)
        self.failure_actions = InMemoryFailureActions(store)
        self.unknown_errors = InMemoryUnknownErrors(store)
        self.failure_rows = InMemoryFailureRows(store)
        self.discrepancies = InMemoryDiscrepancies(store)
        self.reports = InMemoryReports(store)
        self.report_files = InMemoryReportFiles(store)
        self.transactions = InMemoryTransactions(store)
        self.messages = FakeMessages(store)
        self.workflows = FakeWorkflows(store)
        self.event_bus = FakeEventBus(store)
        self.event_queue = FakeEventQueue()
        self.event_endpoint = endpoint()
        self.event_http = FakeHttp()
        self.timers = InMemoryTimers(store)
        self.timer_queue = FakeTimerQueue(store)
        self.notifications = InMemoryNotifications(store)
        self.mailer = FakeMailer(store)
        self.fallback_email = ""
        self.app_url = ""

    def package(self, name: str) -> Package:
        """The real package, talking to the simulator."""
        return load(name, self._base_url)

    def app_of(self, _package: str) -> AppCredentials:
        """What the simulator knows the application by."""
        return self._app

    def token_key(self) -> str:
        """The key of the API's own tokens."""
        return "an invented key of sufficient length"
