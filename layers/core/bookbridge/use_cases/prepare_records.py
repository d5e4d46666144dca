"""Turn what waits in the outbox into operations: references resolved, children behind parents, faults found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.records import EntityType, Reference, references_in
from bookbridge.domain.stored_records import Action, StoredRecord, SyncState, waiting_on_record
from bookbridge.ports.packages import WriteIntent
from bookbridge.ports.records import RecordKey, Records

from .open_books import OpenedBooks

MAX_PAYLOAD: Final = 1_500_000
"""Characters of JSON in one dispatch: compressed, its payloads must fit one database item of 400 KB."""

_HOPELESS = frozenset({SyncState.FAILED, SyncState.BLOCKED, SyncState.SKIPPED, SyncState.DRAFT})
"""States of a parent that is not on its way to the package."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A record that the package would refuse; `waiting_on` names what would change that, if something else would."""

    record: StoredRecord
    faults: tuple[FieldFault, ...]
    waiting_on: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A record whose parent is not on its way to the package."""

    record: StoredRecord
    parent_type: EntityType
    parent_id: str


@dataclass(slots=True)
class Prepared:
    """The outbox's first records, sorted; those that wait for a parent in the same outbox are in none of the lists."""

    operations: list[Operation] = field(default_factory=list)
    faulty: list[Faulty] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)
    nothing_to_do: list[StoredRecord] = field(default_factory=list)

    @property
    def is_anything(self) -> bool:
        """Whether any record of the page was dealt with."""
        return bool(self.operations or self.faulty or self.blocked or self.nothing_to_do)


@dataclass(frozen=True, slots=True)
class PrepareRecords:
    """Looks up everything a page of records refers to in as few reads as possible, then prepares each record."""

    records: Records

    def __call__(
        self, opened: OpenedBooks, page: Sequence[StoredRecord], account_ids: dict[str, str], room: int
    ) -> Prepared:
        """Prepare up to `room` operations. `account_ids` (code → package id) is filled as codes are looked up."""
        parents = self._parents(page)
        self._look_up_accounts(opened, page, parents, account_ids)
        prepared = Prepared()
        size = 0
        for record in page:
            if len(prepared.operations) >= room or size >= MAX_PAYLOAD:
                break
            before = len(prepared.operations)
            self._prepare(opened, record, parents, account_ids, prepared)
            size += sum(len(json.dumps(each.payload, default=str)) for each in prepared.operations[before:])
        return prepared

    def _parents(self, page: Sequence[StoredRecord]) -> dict[RecordKey, StoredRecord]:
        keys = {(ref.entity_type, ref.id) for record in page for ref in _references(record)}
        if not page:
            return {}
        return self.records.get_many(page[0].company_id, sorted(keys))

    def _look_up_accounts(
        self,
        opened: OpenedBooks,
        page: Sequence[StoredRecord],
        parents: Mapping[RecordKey, StoredRecord],
        account_ids: dict[str, str],
    ) -> None:
        codes = {ref.id for record in page for ref in _references(record) if ref.entity_type == "account"}
        for record in page:
            settings = opened.connection.settings
            codes.update(opened.package.account_references(record.entity_type, record.body, settings))
        unknown = sorted(code for code in codes if ("account", code) not in parents and code not in account_ids)
        if unknown:
            found = opened.books.account_ids(unknown)
            account_ids.update({code: found.get(code, "") for code in unknown})

    def _prepare(
        self,
        opened: OpenedBooks,
        record: StoredRecord,
        parents: Mapping[RecordKey, StoredRecord],
        account_ids: Mapping[str, str],
        prepared: Prepared,
    ) -> None:
        linked = record.link is not None and record.link.organisation_id == opened.connection.organisation_id
        if record.action is Action.VOID and not linked:
            prepared.nothing_to_do.append(record)
            return
        resolved: dict[tuple[EntityType, str], str] = {
            ("account", code): package_id for code, package_id in account_ids.items() if package_id
        }
        faults: list[FieldFault] = []
        waiting_on = ""
        for ref in _references(record):
            parent = parents.get((ref.entity_type, ref.id))
            if parent is None:
                if (ref.entity_type, ref.id) not in resolved:
                    faults.append(_unknown(ref))
                    waiting_on = waiting_on or waiting_on_record(ref.entity_type, ref.id)
            elif parent.link is not None and parent.link.organisation_id == opened.connection.organisation_id:
                resolved[ref.entity_type, ref.id] = parent.link.package_id
            elif parent.sync_state in _HOPELESS:
                prepared.blocked.append(Blocked(record, ref.entity_type, ref.id))
                return
            else:
                return
        if faults:
            prepared.faulty.append(Faulty(record, tuple(faults), waiting_on))
            return
        verb = Verb.CREATE if not linked else Verb.VOID if record.action is Action.VOID else Verb.UPDATE
        key = str(len(prepared.operations) + 1)
        made = opened.books.prepare(WriteIntent(key, record, verb, resolved, opened.connection.settings))
        if isinstance(made, Operation):
            prepared.operations.append(made)
        else:
            prepared.faulty.append(Faulty(record, made))


def _references(record: StoredRecord) -> tuple[Reference, ...]:
    return references_in(record.entity_type, record.body) if record.action is Action.SAVE else ()


def _unknown(ref: Reference) -> FieldFault:
    if ref.entity_type == "account":
        message = f"no account {ref.id} is known: neither a record id nor the code of an active account in the package"
        return FieldFault(ref.path, message, "account_unknown")
    message = f"{ref.entity_type} {ref.id} has not been sent and is not linked: send it, or correct the reference"
    return FieldFault(ref.path, message, "record_unknown")
