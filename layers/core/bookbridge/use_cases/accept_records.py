"""Accept what the application wants in the package: checked, stored, and on its way without anybody waiting for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import Conflict, FieldFault, InvalidInput, NotFound
from bookbridge.domain.languages import ENGLISH, language
from bookbridge.domain.record_life import void
from bookbridge.domain.records import EntityType, is_entity_type
from bookbridge.domain.stored_records import StoredRecord, SyncState, waiting_on_record
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.packages import Package
from bookbridge.ports.records import RecordKey, Records
from bookbridge.ports.transactions import Outdated

from .ask_for_session import AskForSession
from .consider_wish import ConsiderWish, SoundWish, Wish
from .release_waiting import ReleaseWaiting
from .reopen_skipped import SENT_ANEW, VOID_WANTED, ReopenSkipped

__all__ = ["MAX_BATCH", "AcceptRecords", "Answer", "Wish"]

MAX_BATCH: Final = 100

Known = Mapping[RecordKey, StoredRecord]
"""Records as they were stored when the request came."""


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
    reopen: ReopenSkipped
    release_waiting: ReleaseWaiting
    ask_for_session: AskForSession
    package: Callable[[str], Package]
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
        stored = [answer.record for answer in answers if answer.record]
        pending = [record for record in stored if record.sync_state is SyncState.PENDING]
        if pending:
            # All at once: what waits for one of them is looked up with a single query.
            marks = [waiting_on_record(record.entity_type, record.record_id) for record in pending]
            self.release_waiting(company_id, marks)
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
            if existing.merged_into:
                message = f"{entity_type} {record_id} was merged into {existing.merged_into}: void that one"
                raise Conflict(message)
            if existing.deleted:
                message = f"{entity_type} {record_id} was deleted in the application: send it again first"
                raise Conflict(message)
            if existing.origin != "application":
                message = f"{entity_type} {record_id} came from the accounting package: void it there"
                raise Conflict(message)
            if connection is not None:
                manifest = self.package(connection.package).manifest
                policy = manifest.entities.get(entity_type)
                if policy is None or not policy.voids:
                    message = f"a {language(ENGLISH).type_word(entity_type)} cannot be voided in {manifest.title}"
                    raise Conflict(message)
            reopens = connection is None or connection.settings.reopen_skipped
            wanted = void(existing, self.clock.now(), reopens=reopens)
            if wanted is existing:
                return existing
            try:
                saved = self.reopen.save(existing, wanted, VOID_WANTED)
            except Outdated:
                continue
            self.ask_for_session(company_id)
            return saved

    def _accept(self, company_id: str, connection: Connection | None, wish: Wish, known: Known) -> Answer:
        existing = known.get((wish.entity_type, wish.record_id)) if is_entity_type(wish.entity_type) else None
        if existing is not None and existing.merged_into:
            message = f"was merged into {existing.merged_into}: send the record under that id"
            return Answer(wish, faults=(FieldFault("record_id", message),))
        try:
            sound = self._consider.check(connection, wish, is_known=existing is not None)
            return Answer(wish, self._store(company_id, connection, sound, existing))
        except InvalidInput as error:  # of the wish itself, or because it is too large to be kept
            return Answer(wish, faults=error.faults)

    @property
    def _consider(self) -> ConsiderWish:
        return ConsiderWish(self.package, self.clock)

    def _store(
        self, company_id: str, connection: Connection | None, wish: SoundWish, existing: StoredRecord | None
    ) -> StoredRecord:
        while True:
            wanted = self._consider.wanted(company_id, connection, wish, existing)
            try:
                return wanted if wanted is existing else self.reopen.save(existing, wanted, SENT_ANEW)
            except Outdated:
                existing = self.records.get(company_id, wish.entity_type, wish.record_id)
