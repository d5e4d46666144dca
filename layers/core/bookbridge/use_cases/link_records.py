"""Link a record to something that is in the package already, or take such a link away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bookbridge.domain.changes import ChangeKind, FeedEntry, feed_position
from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import Conflict, FieldFault, InvalidInput, NotFound
from bookbridge.domain.record_life import requeued
from bookbridge.domain.record_merging import can_be_taken_over, taken_over
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import PackageLink, StoredRecord, SyncState, waiting_on_record
from bookbridge.domain.timestamps import EPOCH
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.packages import Package
from bookbridge.ports.records import ObjectKey, RecordKey, Records
from bookbridge.ports.sessions import Dispatches, Leases
from bookbridge.ports.transactions import (
    AppendToFeed,
    BindMapping,
    Effect,
    Outdated,
    SaveRecord,
    TakeTurn,
    Transactions,
    UnbindMapping,
)

from .ask_for_session import AskForSession
from .look_up_twin import LookUpTwin
from .release_waiting import ReleaseWaiting
from .reopen_skipped import LINKED, ReopenSkipped


@dataclass(frozen=True, slots=True)
class LinkRecords:
    """Links made by hand: nothing is written in the package, the next save of the record updates its twin there.

    `look_up` hands out what asks the package whether it has the object.
    """

    connections: Connections
    records: Records
    leases: Leases
    dispatches: Dispatches
    transactions: Transactions
    reopen: ReopenSkipped
    release_waiting: ReleaseWaiting
    ask_for_session: AskForSession
    look_up: Callable[[], LookUpTwin]
    package: Callable[[str], Package]
    clock: Clock

    def link(self, company_id: str, entity_type: EntityType, record_id: str, package_id: str) -> StoredRecord:
        """Link a record; one that merely arrived from the package gives its twin up and is merged into this one.

        Raises `NotFound` without a connection, `InvalidInput` when the package has no such object, and `Conflict` when
        that belongs to another record, or while a call is under way that may make one for this record.
        """
        connection = self.connections.get(company_id)
        if connection is None or not connection.organisation_id:
            message = "the company is not connected to an organisation"
            raise NotFound(message)
        family = self.package(connection.package).manifest.family(entity_type)
        existing = self.records.get(company_id, entity_type, record_id)
        if existing is not None and existing.merged_into:
            message = f"{entity_type} {record_id} was merged into {existing.merged_into}: link that one"
            raise Conflict(message)
        if any(each.carries(entity_type, record_id) for each in self.dispatches.unfinished(company_id)):
            message = f"{entity_type} {record_id} is being sent, and what becomes of it is not known: try again later"
            raise Conflict(message)
        if self.look_up()(connection, entity_type, package_id) is False:
            title = self.package(connection.package).manifest.title
            raise InvalidInput((FieldFault("package_id", f"{title} has no {entity_type} with the id {package_id}"),))
        arrived = self._arrived(connection, (family, package_id), (entity_type, record_id))
        after = self._linked(connection, existing, arrived, (entity_type, record_id, package_id))
        effects: list[Effect] = [
            SaveRecord(after),
            *self.reopen(existing, after, LINKED),
            *self._bound(connection.organisation_id, family, after, package_id, arrived),
        ]
        former = existing.link if existing else None
        if former and not former.leads_to(connection.organisation_id, package_id):
            effects.append(UnbindMapping(company_id, former.organisation_id, family, former.package_id))
        try:
            self.transactions.commit_unleased(effects)
        except Outdated:
            message = (
                f"{entity_type} {package_id} is linked to another record already (GET …/mappings tells which: DELETE "
                "that mapping first), or this one changed: look again"
            )
            raise Conflict(message) from None
        moved = [waiting_on_record(entity_type, arrived.record_id)] if arrived else []
        self.release_waiting(company_id, [waiting_on_record(entity_type, record_id), *moved])
        self.ask_for_session(company_id)
        return after

    def _arrived(self, connection: Connection, twin: ObjectKey, key: RecordKey) -> StoredRecord | None:
        """The record whose twin it is until now, if it can be taken over; None if nobody's, or this record's own."""
        company_id = connection.company_id
        owner = self.records.mapped(company_id, connection.organisation_id, [twin]).get(twin)
        if owner is None or owner == key:
            return None
        record = self.records.get(company_id, *owner)
        if owner[0] != key[0] or record is None or not can_be_taken_over(record):
            message = f"{key[0]} {twin[1]} is linked to {owner[0]} {owner[1]} already: DELETE that mapping first"
            raise Conflict(message)
        return record

    def _linked(
        self,
        connection: Connection,
        existing: StoredRecord | None,
        arrived: StoredRecord | None,
        named: tuple[EntityType, str, str],
    ) -> StoredRecord:
        entity_type, record_id, package_id = named
        link = PackageLink(connection.organisation_id, package_id, "", EPOCH, EPOCH)
        body = {}
        if arrived is not None and arrived.link is not None:
            link, body = arrived.link, arrived.body
        record = existing or StoredRecord(connection.company_id, entity_type, record_id, body, 0, SyncState.SYNCED)
        after = replace(record, link=link)
        taken_up = after.set_aside and connection.settings.reopen_skipped
        if taken_up or after.sync_state in {SyncState.FAILED, SyncState.BLOCKED}:
            after = requeued(after, self.clock.now())
        return after

    def _bound(
        self,
        organisation_id: str,
        family: EntityType,
        after: StoredRecord,
        package_id: str,
        arrived: StoredRecord | None,
    ) -> Iterator[Effect]:
        """The mapping; and what becomes of the record that had it, with an entry of the feed that says so."""
        key = (after.company_id, organisation_id, after.entity_type, package_id, after.record_id)
        if arrived is None:
            yield BindMapping(*key, family)
            return
        lease = self.leases.get(after.company_id)
        yield BindMapping(*key, family, instead_of=arrived.record_id)
        yield SaveRecord(taken_over(arrived, after.record_id))
        yield TakeTurn(lease)
        entry = FeedEntry(
            company_id=after.company_id,
            # Behind all that sessions have written, before all that they have still to write.
            position=feed_position(lease.fence, lease.turn, f"~{arrived.key}"),
            kind=ChangeKind.MERGED,
            entity_type=arrived.entity_type,
            record_id=arrived.record_id,
            package_id=package_id,
            occurred_at=self.clock.now(),
            record=arrived.body,
            merged_into=after.record_id,
        )
        yield AppendToFeed((entry,))

    def unlink(self, company_id: str, entity_type: EntityType, record_id: str) -> None:
        """Both sides stay as they are. Raises `NotFound`."""
        record = self.records.get(company_id, entity_type, record_id)
        if record is None or record.link is None:
            message = f"{entity_type} {record_id} is not linked"
            raise NotFound(message)
        former = record.link
        connection = self.connections.get(company_id)
        family = self.package(connection.package).manifest.family(entity_type) if connection else entity_type
        effects: list[Effect] = [
            SaveRecord(replace(record, link=None)),
            UnbindMapping(company_id, former.organisation_id, family, former.package_id),
        ]
        try:
            self.transactions.commit_unleased(effects)
        except Outdated:
            message = f"{entity_type} {record_id} changed meanwhile: look again"
            raise Conflict(message) from None
