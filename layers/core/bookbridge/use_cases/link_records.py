"""Link a record to something that is in the package already, or take such a link away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bookbridge.domain.errors import Conflict, NotFound
from bookbridge.domain.record_life import requeued
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import PackageLink, StoredRecord, SyncState, waiting_on_record
from bookbridge.domain.timestamps import EPOCH
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.packages import Package
from bookbridge.ports.records import Records
from bookbridge.ports.transactions import BindMapping, Effect, Outdated, SaveRecord, Transactions, UnbindMapping

from .ask_for_session import AskForSession
from .release_waiting import ReleaseWaiting


@dataclass(frozen=True, slots=True)
class LinkRecords:
    """Links made by hand: nothing is written in the package, the next save of the record updates its twin there."""

    connections: Connections
    records: Records
    transactions: Transactions
    release_waiting: ReleaseWaiting
    ask_for_session: AskForSession
    package: Callable[[str], Package]
    clock: Clock

    def link(self, company_id: str, entity_type: EntityType, record_id: str, package_id: str) -> StoredRecord:
        """Raises `NotFound` without a connection and `Conflict` when the package's object belongs to another record."""
        connection = self.connections.get(company_id)
        if connection is None or not connection.organisation_id:
            message = "the company is not connected to an organisation"
            raise NotFound(message)
        organisation_id = connection.organisation_id
        family = self.package(connection.package).manifest.family(entity_type)
        existing = self.records.get(company_id, entity_type, record_id)
        link = PackageLink(organisation_id, package_id, "", EPOCH, EPOCH)
        record = existing or StoredRecord(company_id, entity_type, record_id, {}, 0, SyncState.SYNCED)
        after = replace(record, link=link)
        if after.sync_state in {SyncState.FAILED, SyncState.BLOCKED}:
            after = requeued(after, self.clock.now())
        effects: list[Effect] = [
            SaveRecord(after),
            BindMapping(company_id, organisation_id, entity_type, package_id, record_id, family),
        ]
        if record.link is not None and not record.link.leads_to(organisation_id, package_id):
            former = record.link
            effects.append(UnbindMapping(company_id, former.organisation_id, family, former.package_id))
        try:
            self.transactions.commit_unleased(effects)
        except Outdated:
            message = (
                f"{entity_type} {package_id} is linked to another record already (GET …/mappings tells which: DELETE "
                "that mapping first), or this one changed: look again"
            )
            raise Conflict(message) from None
        self.release_waiting(company_id, [waiting_on_record(entity_type, record_id)])
        self.ask_for_session(company_id)
        return after

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
