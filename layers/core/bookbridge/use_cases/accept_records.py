"""Accept what the application wants in the package: checked, stored, and on its way without anybody waiting for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bookbridge.domain.connections import Connection, Settings
from bookbridge.domain.errors import Conflict, FieldFault, InvalidInput, NotFound
from bookbridge.domain.record_life import accept, void
from bookbridge.domain.records import EntityType, is_entity_type, parse_record
from bookbridge.domain.stored_records import StoredRecord, SyncState, waiting_on_record
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.packages import CloudPackage
from bookbridge.ports.records import RecordKey, Records
from bookbridge.ports.transactions import Outdated

from .ask_for_session import AskForSession
from .release_waiting import ReleaseWaiting

MAX_BATCH: Final = 100
MAX_ID: Final = 128


Known = Mapping[RecordKey, StoredRecord]
"""Records as they were stored when the request came."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One record as it was sent: nothing about it is checked yet."""

    entity_type: str
    record_id: str
    record: object


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one wish: the stored record, or all the faults for which it was refused."""

    wish: Wish
    record: StoredRecord | None = None
    faults: tuple[FieldFault, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptRecords:
    """Accepts records one by one or in batches; one bad record harms no other.

    A record is accepted before the company is connected too: it waits. Sending the same record again changes nothing.
    """

    connections: Connections
    records: Records
    release_waiting: ReleaseWaiting
    ask_for_session: AskForSession
    package: Callable[[str], CloudPackage]
    clock: Clock

    def one(self, company_id: str, wish: Wish) -> StoredRecord:
        """Raises `InvalidInput` naming every fault."""
        (answer,) = self.many(company_id, [wish])
        if answer.record is None:
            raise InvalidInput(answer.faults)
        return answer.record

    def many(self, company_id: str, wishes: Sequence[Wish]) -> tuple[Answer, ...]:
        """One answer a wish, in their order. Raises `InvalidInput` for more than `MAX_BATCH` wishes."""
        if len(wishes) > MAX_BATCH:
            fault = FieldFault("records", f"at most {MAX_BATCH} records at once, not {len(wishes)}")
            raise InvalidInput((fault,))
        connection = self.connections.get(company_id)
        keys = [(wish.entity_type, wish.record_id) for wish in wishes if is_entity_type(wish.entity_type)]
        known = self.records.get_many(company_id, sorted(set(keys)))
        answers = tuple(self._accept(company_id, connection, wish, known) for wish in wishes)
        if any(answer.record and answer.record.sync_state is SyncState.PENDING for answer in answers):
            self.ask_for_session(company_id)
        return answers

    def void(self, company_id: str, entity_type: EntityType, record_id: str) -> StoredRecord:
        """Ask for a record to be voided in the package. Raises `NotFound` and `Conflict`."""
        connection = self.connections.get(company_id)
        while True:
            existing = self.records.get(company_id, entity_type, record_id)
            if existing is None:
                message = f"there is no {entity_type} {record_id}"
                raise NotFound(message)
            if existing.origin != "application":
                message = f"{entity_type} {record_id} came from the accounting package: void it there"
                raise Conflict(message)
            if connection is not None:
                policy = self.package(connection.package).manifest.entities.get(entity_type)
                if policy is None or not policy.voids:
                    message = f"a {entity_type} cannot be voided in {connection.package}"
                    raise Conflict(message)
            wanted = void(existing, self.clock.now())
            if wanted is existing:
                return existing
            try:
                saved = self.records.save(wanted)
            except Outdated:
                continue
            self.ask_for_session(company_id)
            return saved

    def _accept(self, company_id: str, connection: Connection | None, wish: Wish, known: Known) -> Answer:
        faults = list(_faults_of_identity(wish))
        body: Mapping[str, Any] = {}
        if is_entity_type(wish.entity_type):
            faults += self._faults_of_policy(connection, wish.entity_type)
            try:
                body = parse_record(wish.entity_type, wish.record)
            except InvalidInput as error:
                faults += error.faults
        if faults or not is_entity_type(wish.entity_type):
            return Answer(wish, faults=tuple(faults))
        existing = known.get((wish.entity_type, wish.record_id))
        if existing is None and connection and wish.record_id.startswith(f"{connection.package}-"):
            message = f"ids that begin with {connection.package}- belong to records that came from the package"
            return Answer(wish, faults=(FieldFault("record_id", message),))
        try:
            return Answer(
                wish, self._store(company_id, wish.entity_type, wish.record_id, dict(body), connection, existing)
            )
        except InvalidInput as error:  # too large to be kept
            return Answer(wish, faults=error.faults)

    def _faults_of_policy(self, connection: Connection | None, entity_type: EntityType) -> list[FieldFault]:
        if connection is None:
            return []
        policy = self.package(connection.package).manifest.entities.get(entity_type)
        if policy is None or not (policy.creates or policy.updates):
            message = f"records of this type are not sent to {connection.package}"
            return [FieldFault("entity_type", message)]
        return []

    def _store(
        self,
        company_id: str,
        entity_type: EntityType,
        record_id: str,
        body: dict[str, Any],
        connection: Connection | None,
        existing: StoredRecord | None,
    ) -> StoredRecord:
        while True:
            wanted = accept(
                existing,
                company_id=company_id,
                entity_type=entity_type,
                record_id=record_id,
                body=body,
                settings=connection.settings if connection else Settings(),
                organisation_id=connection.organisation_id if connection else "",
                now=self.clock.now(),
            )
            try:
                saved = wanted if wanted is existing else self.records.save(wanted)
            except Outdated:
                existing = self.records.get(company_id, entity_type, record_id)
                continue
            if saved.sync_state is SyncState.PENDING:
                self.release_waiting(company_id, [waiting_on_record(entity_type, record_id)])
            return saved


def _faults_of_identity(wish: Wish) -> list[FieldFault]:
    faults = []
    if not is_entity_type(wish.entity_type):
        faults.append(FieldFault("entity_type", f"{wish.entity_type!r} is not a type of record"))
    if not 0 < len(wish.record_id) <= MAX_ID or set("#/") & set(wish.record_id) or not wish.record_id.isprintable():
        message = f"must be 1 to {MAX_ID} printable characters without '#' and '/'"
        faults.append(FieldFault("record_id", message))
    return faults
