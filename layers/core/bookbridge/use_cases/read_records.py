"""Show records with the state of their sync, wherever that state is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bookbridge.domain.changes import FeedEntry
from bookbridge.domain.dispatches import Dispatch, DispatchState
from bookbridge.domain.errors import NotFound
from bookbridge.domain.failures import Failure
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import StoredRecord, SyncState
from bookbridge.ports.connections import Connections
from bookbridge.ports.failures import Failures
from bookbridge.ports.packages import Package
from bookbridge.ports.records import Feed, Records
from bookbridge.ports.sessions import Dispatches


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record as it is shown: `sync_state` includes what a dispatch under way says; `failure` is the live one."""

    record: StoredRecord
    sync_state: SyncState
    failure: Failure | None
    package_link: str

    @property
    def warning(self) -> bool:
        """Whether the record carries the warning flag (A2)."""
        return bool(self.record.discrepancy_id) or (self.failure is not None and self.failure.status.is_live)


@dataclass(frozen=True, slots=True)
class ReadRecords:
    """Reads of one company's records."""

    connections: Connections
    records: Records
    dispatches: Dispatches
    failures: Failures
    feed: Feed
    package: Callable[[str], Package]

    def one(self, company_id: str, entity_type: EntityType, record_id: str) -> RecordView:
        """Raises `NotFound`."""
        record = self.records.get(company_id, entity_type, record_id)
        if record is None:
            message = f"there is no {entity_type} {record_id}"
            raise NotFound(message)
        failure = self.failures.get(company_id, record.failure_id) if record.failure_id else None
        return RecordView(record, self._state(record), failure, self._link(record))

    def mappings(
        self, company_id: str, entity_type: EntityType | None, cursor: str | None, limit: int
    ) -> tuple[tuple[StoredRecord, ...], str | None]:
        """Linked records and the next cursor; a page may hold fewer than `limit`."""
        page, following = self.records.page(company_id, entity_type, cursor, limit)
        return tuple(record for record in page if record.link is not None), following

    def changes(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[FeedEntry, ...], str | None]:
        """What arrived from the package after the cursor, oldest first."""
        return self.feed.page(company_id, cursor, limit)

    def _state(self, record: StoredRecord) -> SyncState:
        if record.sync_state is not SyncState.PENDING:
            return record.sync_state
        return state_of(record, self.dispatches.unfinished(record.company_id))

    def _link(self, record: StoredRecord) -> str:
        connection = self.connections.get(record.company_id) if record.link else None
        if connection is None or record.link is None:
            return ""
        return self.package(connection.package).link(record.entity_type, record.link.package_id)


def state_of(record: StoredRecord, unfinished: Sequence[Dispatch]) -> SyncState:
    """The state to show: what is under way says more than that the record waits."""
    if record.sync_state is SyncState.PENDING:
        for dispatch in unfinished:
            if dispatch.carries(record.entity_type, record.record_id):
                unknown = dispatch.state is DispatchState.UNKNOWN
                return SyncState.OUTCOME_UNKNOWN if unknown else SyncState.SYNCING
    return record.sync_state
