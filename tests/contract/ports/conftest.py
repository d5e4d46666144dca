"""Every port twice: in memory, and over DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import pytest
from moto import mock_aws
from typing_extensions import override

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.dynamodb.budgets import DynamoDbBudgets, request_budgets_table
from bookbridge.adapters.dynamodb.connections import DynamoDbConnections, connections_table, organisations_table
from bookbridge.adapters.dynamodb.connector_keys import DynamoDbConnectorKeys, connector_keys_table
from bookbridge.adapters.dynamodb.connector_sessions import (
    DynamoDbConnectorSessions,
    DynamoDbReadings,
    connector_sessions_table,
)
from bookbridge.adapters.dynamodb.credentials import DynamoDbCredentialStore, credentials_table
from bookbridge.adapters.dynamodb.database import Database
from bookbridge.adapters.dynamodb.discrepancies import DynamoDbDiscrepancies, discrepancies_table
from bookbridge.adapters.dynamodb.dispatches import DynamoDbDispatches, dispatches_table
from bookbridge.adapters.dynamodb.failure_actions import DynamoDbFailureActions, failure_actions_table
from bookbridge.adapters.dynamodb.failure_rows import DynamoDbFailureRows, read_answer
from bookbridge.adapters.dynamodb.failures import DynamoDbFailures, sync_failures_table
from bookbridge.adapters.dynamodb.feed import DynamoDbFeed, changes_table
from bookbridge.adapters.dynamodb.inbox import DynamoDbInbox, inbox_table
from bookbridge.adapters.dynamodb.leases import DynamoDbLeases, session_leases_table
from bookbridge.adapters.dynamodb.notifications import DynamoDbNotifications
from bookbridge.adapters.dynamodb.records import DynamoDbRecords, mappings_table, records_table
from bookbridge.adapters.dynamodb.reports import DynamoDbReports, reports_table
from bookbridge.adapters.dynamodb.sessions import DynamoDbSessions, sync_sessions_table
from bookbridge.adapters.dynamodb.timers import DynamoDbTimers, timers_table
from bookbridge.adapters.dynamodb.transactions import DynamoDbTransactions, TableNames
from bookbridge.adapters.dynamodb.unknown_errors import DynamoDbUnknownErrors
from bookbridge.adapters.sealing import Sealer
from bookbridge.ports.connections import Connections, CredentialStore
from bookbridge.ports.connector_sessions import ConnectorKeys, ConnectorSessions, Readings
from bookbridge.ports.discrepancies import Discrepancies
from bookbridge.ports.failure_actions import FailureActions
from bookbridge.ports.failure_rows import FailureRows
from bookbridge.ports.failures import Failures
from bookbridge.ports.notifications import Notifications
from bookbridge.ports.records import Feed, Inbox, Records
from bookbridge.ports.reports import Reports
from bookbridge.ports.sessions import Budgets, Dispatches, Leases, Sessions
from bookbridge.ports.timers import Timers
from bookbridge.ports.transactions import Transactions
from bookbridge.ports.unknown_errors import UnknownErrors
from tests.fakes.connections import InMemoryConnections, InMemoryCredentialStore
from tests.fakes.connector_sessions import InMemoryConnectorKeys, InMemoryConnectorSessions, InMemoryReadings
from tests.fakes.discrepancies import InMemoryDiscrepancies
from tests.fakes.failure_actions import InMemoryFailureActions
from tests.fakes.failures import InMemoryFailureRows, InMemoryFailures
from tests.fakes.records import InMemoryFeed, InMemoryInbox, InMemoryRecords
from tests.fakes.reports import InMemoryReports
from tests.fakes.sessions import InMemoryBudgets, InMemoryDispatches, InMemoryLeases, InMemorySessions
from tests.fakes.store import PAGE, InMemoryStore
from tests.fakes.timers import InMemoryNotifications, InMemoryTimers
from tests.fakes.transactions import InMemoryTransactions
from tests.fakes.unknown_errors import InMemoryUnknownErrors
from tests.fixtures.tables import create_tables


@dataclass(frozen=True)
class Ports:
    """One implementation of every port that keeps something."""

    records: Records
    inbox: Inbox
    feed: Feed
    connections: Connections
    credentials: CredentialStore
    leases: Leases
    sessions: Sessions
    dispatches: Dispatches
    budgets: Budgets
    failures: Failures
    failure_rows: FailureRows
    failure_actions: FailureActions
    unknown_errors: UnknownErrors
    discrepancies: Discrepancies
    reports: Reports
    transactions: Transactions
    connector_sessions: ConnectorSessions
    connector_keys: ConnectorKeys
    readings: Readings
    timers: Timers
    notifications: Notifications


class AtomicDatabase(Database):
    """DynamoDB checks a condition and writes in one go; moto does so only if nobody else calls meanwhile."""

    def __init__(self, clients: Clients) -> None:
        super().__init__(clients)
        self._alone = Lock()

    @override
    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        with self._alone:
            return super().call(operation, request)


def in_memory() -> Ports:
    """The fakes, over one store."""
    store = InMemoryStore()
    return Ports(
        records=InMemoryRecords(store),
        inbox=InMemoryInbox(store),
        feed=InMemoryFeed(store),
        connections=InMemoryConnections(store),
        credentials=InMemoryCredentialStore(store),
        leases=InMemoryLeases(store),
        sessions=InMemorySessions(store),
        dispatches=InMemoryDispatches(store),
        budgets=InMemoryBudgets(store),
        failures=InMemoryFailures(store),
        failure_rows=InMemoryFailureRows(store),
        failure_actions=InMemoryFailureActions(store),
        unknown_errors=InMemoryUnknownErrors(store),
        discrepancies=InMemoryDiscrepancies(store),
        reports=InMemoryReports(store),
        transactions=InMemoryTransactions(store),
        connector_sessions=InMemoryConnectorSessions(store),
        connector_keys=InMemoryConnectorKeys(store),
        readings=InMemoryReadings(store),
        timers=InMemoryTimers(store),
        notifications=InMemoryNotifications(store),
    )


def over_dynamodb(clients: Clients) -> Ports:
    """The adapters, over fresh tables of the template."""
    create_tables(clients)
    database = AtomicDatabase(clients)
    connections = connections_table(database, "ConnectionsTable")
    connector_sessions = connector_sessions_table(database, "ConnectorSessionsTable")
    connector_keys = connector_keys_table(database, "ConnectorKeysTable")
    return Ports(
        records=DynamoDbRecords(records_table(database, "RecordsTable"), mappings_table(database, "MappingsTable")),
        inbox=DynamoDbInbox(inbox_table(database, "InboxTable")),
        feed=DynamoDbFeed(changes_table(database, "ChangesTable")),
        connections=DynamoDbConnections(database, connections, organisations_table(database, "OrganisationsTable")),
        credentials=DynamoDbCredentialStore(credentials_table(database, "CredentialsTable"), Sealer(lambda: b"k" * 32)),
        leases=DynamoDbLeases(session_leases_table(database, "SessionLeasesTable")),
        sessions=DynamoDbSessions(sync_sessions_table(database, "SyncSessionsTable")),
        dispatches=DynamoDbDispatches(dispatches_table(database, "DispatchesTable")),
        budgets=DynamoDbBudgets(request_budgets_table(database, "RequestBudgetsTable")),
        failures=DynamoDbFailures(sync_failures_table(database, "SyncFailuresTable")),
        failure_rows=DynamoDbFailureRows(
            sync_failures_table(Database(clients, read_query=read_answer), "SyncFailuresTable"), page_size=PAGE
        ),
        unknown_errors=DynamoDbUnknownErrors(sync_failures_table(database, "SyncFailuresTable")),
        failure_actions=DynamoDbFailureActions(database, failure_actions_table(database, "FailureActionsTable")),
        discrepancies=DynamoDbDiscrepancies(discrepancies_table(database, "DiscrepanciesTable"), page_size=PAGE),
        reports=DynamoDbReports(database, reports_table(database, "ReportsTable")),
        transactions=DynamoDbTransactions(
            database,
            TableNames(
                session_leases="SessionLeasesTable",
                records="RecordsTable",
                mappings="MappingsTable",
                failures="SyncFailuresTable",
                discrepancies="DiscrepanciesTable",
                failure_actions="FailureActionsTable",
                inbox="InboxTable",
                changes="ChangesTable",
                dispatches="DispatchesTable",
                sessions="SyncSessionsTable",
            ),
        ),
        connector_sessions=DynamoDbConnectorSessions(connector_sessions),
        connector_keys=DynamoDbConnectorKeys(database, connector_keys),
        readings=DynamoDbReadings(connector_sessions),
        timers=DynamoDbTimers(timers_table(database, "TimersTable")),
        notifications=DynamoDbNotifications(timers_table(database, "TimersTable")),
    )


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        yield Clients()


@pytest.fixture(params=["in memory", "dynamodb"])
def ports(request: pytest.FixtureRequest) -> Iterator[Ports]:
    if request.param == "in memory":
        yield in_memory()
        return
    clients: Clients = request.getfixturevalue("clients")
    yield over_dynamodb(clients)
    for name in clients.dynamodb().list_tables()["TableNames"]:
        clients.dynamodb().delete_table(TableName=name)
