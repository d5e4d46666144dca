"""Ten thousand failures tried again at once: how often the database is asked, and that nothing is done twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from typing_extensions import override

from bookbridge.adapters.dynamodb.database import Database
from bookbridge.adapters.dynamodb.failure_actions import DynamoDbFailureActions, failure_actions_table
from bookbridge.adapters.dynamodb.failures import DynamoDbFailures, sync_failures_table
from bookbridge.adapters.dynamodb.records import DynamoDbRecords, mappings_table, records_table
from bookbridge.adapters.dynamodb.transactions import DynamoDbTransactions, TableNames
from bookbridge.domain.failure_actions import ActionStatus
from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.stored_records import SyncState
from bookbridge.ports.failures import FailureFilter
from tests.benchmarks.capacity import Layout
from tests.benchmarks.emulated_dynamodb import EmulatedDynamoDb
from tests.fakes.world import World
from tests.fixtures.tables import table_definitions

from .failing_records import COMPANY, events, store_failures
from .test_bulk_actions import After

pytestmark = pytest.mark.workflows

FAILURES = 10_000
A_THOUSAND = 60
"""Calls to the database that a thousand failures may cost: two for each group of 45, and a few for each page."""

NAMES = TableNames(records="RecordsTable", failures="SyncFailuresTable", failure_actions="FailureActionsTable")


class _Emulation:
    """Clients of AWS, of which there is DynamoDB alone."""

    def __init__(self) -> None:
        layouts = {name: Layout.of(definition) for name, definition in table_definitions().items()}
        self._database = EmulatedDynamoDb(layouts)

    def dynamodb(self) -> EmulatedDynamoDb:
        """The one there is."""
        return self._database


class _CountedDatabase(Database):
    def __init__(self) -> None:
        emulation: Any = _Emulation()
        super().__init__(emulation)
        self.calls = Counter[str]()

    @override
    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        self.calls[operation] += 1
        return super().call(operation, request)


def _over(database: Database) -> World:
    """A world whose failures and records are kept by the real adapters."""
    world = World()
    fakes: Any = world.fakes
    fakes.records = DynamoDbRecords(records_table(database, "RecordsTable"), mappings_table(database, "MappingsTable"))
    fakes.failures = DynamoDbFailures(sync_failures_table(database, "SyncFailuresTable"))
    fakes.failure_actions = DynamoDbFailureActions(database, failure_actions_table(database, "FailureActionsTable"))
    fakes.transactions = DynamoDbTransactions(database, NAMES)
    return world


@pytest.mark.requirement("E2", "C2")
def test_ten_thousand_failures_are_tried_again_with_few_calls_and_visible_progress() -> None:
    database = _CountedDatabase()
    world = _over(database)
    store_failures(world.fakes.transactions, FAILURES, world.clock.now() - timedelta(hours=1))
    database.calls.clear()

    action = world.request_failure_action(COMPANY, {"action": "resync", "filter": {}}, "carla")
    progress: list[int] = []
    while action.status is ActionStatus.RUNNING:
        action = world.apply_failure_action(COMPANY, action.action_id, After(50))
        progress.append(action.done)
    calls = Counter(database.calls)

    assert calls.total() <= A_THOUSAND * FAILURES / 1000, calls
    assert progress == [2250, 4500, 6750, 9000, FAILURES]
    assert (action.total, action.done, action.refusals) == (FAILURES, FAILURES, 0)
    assert len(world.messages.wakes) == 1
    _each_once(world)


def _each_once(world: World) -> None:
    everything = FailureFilter(statuses=tuple(FailureStatus))
    failures = world.fakes.failures.failed_before(COMPANY, everything, "3", FAILURES + 1)
    assert len(failures) == FAILURES
    assert {(each.status, tuple(events(each))) for each in failures} == {
        (FailureStatus.RESYNCING, ("opened", "resync"))
    }
    records, _cursor = world.fakes.records.page(COMPANY, None, None, FAILURES + 1)
    assert len(records) == FAILURES
    assert {(each.sync_state, each.row_version) for each in records} == {(SyncState.PENDING, 2)}
