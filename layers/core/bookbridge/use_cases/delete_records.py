"""Take in that the application deleted a record: nothing of it is sent any more, and its twin stays known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bookbridge.domain.discrepancies import (
    Discrepancy,
    agreed,
)
from bookbridge.domain.errors import NotFound
from bookbridge.domain.failures import resolve
from bookbridge.domain.record_choices import deleted
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import StoredRecord, waiting_on_record
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.discrepancies import Discrepancies
from bookbridge.ports.failures import Failures
from bookbridge.ports.packages import Package
from bookbridge.ports.records import Records
from bookbridge.ports.transactions import Effect, Outdated, SaveDiscrepancy, SaveFailure, SaveRecord, Transactions

from .ask_for_session import AskForSession
from .note_discrepancies import NoteDiscrepancies
from .release_waiting import ReleaseWaiting


@dataclass(frozen=True, slots=True)
class Deleted:
    """A record that the application deleted.

    `package_link` leads to its twin, which is still in the package; empty where there is none, or no page of its own.
    """

    record: StoredRecord
    is_in_package: bool
    package_link: str = ""


@dataclass(frozen=True, slots=True)
class TakeOut:
    """What deleting one record writes besides its failure."""

    connections: Connections
    note_discrepancies: NoteDiscrepancies
    discrepancies: Discrepancies
    package: Callable[[str], Package]
    clock: Clock

    def __call__(self, record: StoredRecord) -> list[Effect]:
        """The record as deleted. A document or payment that is left in the package becomes a discrepancy (B15).

        Any other that waited for a decision has nothing left to be decided.
        """
        found = self.discrepancies.get(record.company_id, record.discrepancy_id) if record.discrepancy_id else None
        former = found if found is not None and found.is_open else None
        gone = deleted(record)
        if left := self._left_behind(record, former):
            return [SaveRecord(replace(gone, discrepancy_id=left.discrepancy_id)), SaveDiscrepancy(left)]
        if former is None:
            return [SaveRecord(gone)]
        return [SaveRecord(gone), SaveDiscrepancy(agreed(former, self.clock.now()))]

    def _left_behind(self, record: StoredRecord, former: Discrepancy | None) -> Discrepancy | None:
        connection = self.connections.get(record.company_id) if record.link else None
        if connection is None or record.link is None or connection.organisation_id != record.link.organisation_id:
            return None
        return self.note_discrepancies.left_there(record, self.package(connection.package), former)


@dataclass(frozen=True, slots=True)
class DeleteRecords:
    """Deleting again changes nothing; sending the record again brings it back to life, with its twin.

    What is in the package stays there: deletions do not sync, but are shown (B15).
    """

    connections: Connections
    records: Records
    failures: Failures
    transactions: Transactions
    take_out: TakeOut
    release_waiting: ReleaseWaiting
    ask_for_session: AskForSession
    package: Callable[[str], Package]
    clock: Clock

    def __call__(self, company_id: str, entity_type: EntityType, record_id: str, by: str) -> Deleted:
        """Its open failure closes, and what waited for it is tried, to fail for itself. Raises `NotFound`."""
        while True:
            record = self.records.get(company_id, entity_type, record_id)
            if record is None:
                message = f"there is no {entity_type} {record_id}"
                raise NotFound(message)
            try:
                if not record.deleted:
                    self.transactions.commit_unleased([*self.take_out(record), *self._closing(record, by)])
                    continue  # and show it as it is stored
            except Outdated:
                continue
            # Also for whoever asks again because we were cut off here: nothing else would let its children go.
            if self.release_waiting(company_id, [waiting_on_record(entity_type, record_id)]):
                self.ask_for_session(company_id)
            return self._shown(record)

    def _closing(self, record: StoredRecord, by: str) -> list[Effect]:
        failure = self.failures.get(record.company_id, record.failure_id) if record.failure_id else None
        if failure is None or failure.status.is_closed:
            return []
        return [SaveFailure(resolve(failure, self.clock.now(), "The record was deleted in the application.", by))]

    def _shown(self, record: StoredRecord) -> Deleted:
        link = record.link
        if link is None or record.deleted_in_package:
            return Deleted(record, is_in_package=False)
        connection = self.connections.get(record.company_id)
        page = self.package(connection.package).link(record.entity_type, link.package_id) if connection else ""
        return Deleted(record, is_in_package=True, package_link=page)
