"""Turn what waits in the outbox into operations: references resolved, children behind parents, faults found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_life import is_missing
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
    """The outbox's first records, sorted; those that wait for a parent in the same outbox are in none of the lists.

    `missing` are parents that were synced once, but have no twin in this organisation: they must be sent first.
    """

    operations: list[Operation] = field(default_factory=list)
    faulty: list[Faulty] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)
    nothing_to_do: list[StoredRecord] = field(default_factory=list)
    missing: list[StoredRecord] = field(default_factory=list)

    def note_missing(self, parent: StoredRecord | None, organisation_id: str) -> None:
        """Remember a parent that is not even waiting to be sent."""
        if parent is not None and is_missing(parent, organisation_id) and parent not in self.missing:
            self.missing.append(parent)

    @property
    def is_anything(self) -> bool:
        """Whether any record of the page was dealt with."""
        return bool(self.operations or self.faulty or self.blocked or self.nothing_to_do or self.missing)


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
            if record.action is not Action.SAVE:
                continue
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
        if record.entity_type not in opened.connection.settings.entities_to_sync or (
            record.action is Action.VOID and not linked
        ):
            prepared.nothing_to_do.append(record)
            return
        resolved: dict[tuple[EntityType, str], str] = {
            ("account", code): package_id for code, package_id in account_ids.items() if package_id
        }
        faults: list[FieldFault] = []
        waiting_on = ""
        for ref in _references(record):
            key = (ref.entity_type, ref.id)
            parent = parents.get(key)
            standing = _standing(parent, opened.connection.organisation_id)
            if parent is not None and parent.link is not None and standing is _Standing.THERE:
                resolved[key] = parent.link.package_id
            elif standing is _Standing.HOPELESS:
                prepared.blocked.append(Blocked(record, *key))
                return
            elif standing is _Standing.ON_ITS_WAY:
                prepared.note_missing(parent, opened.connection.organisation_id)
                return
            elif key not in resolved:
                faults.append(_elsewhere(ref) if parent else _unknown(ref))
                waiting_on = waiting_on or waiting_on_record(*key)
        if faults:
            prepared.faulty.append(Faulty(record, tuple(faults), waiting_on))
            return
        verb = Verb.CREATE if not linked else Verb.VOID if record.action is Action.VOID else Verb.UPDATE
        number = str(len(prepared.operations) + 1)
        made = opened.books.prepare(WriteIntent(number, record, verb, resolved, opened.connection.settings))
        if isinstance(made, Operation):
            prepared.operations.append(made)
        else:
            prepared.faulty.append(Faulty(record, made))


class _Standing(Enum):
    """Where a parent stands, seen from a child that wants to go."""

    THERE = "there"
    ON_ITS_WAY = "on its way"
    HOPELESS = "not on its way"
    NOWHERE = "nowhere"


def _standing(parent: StoredRecord | None, organisation_id: str) -> _Standing:
    if parent is None:
        return _Standing.NOWHERE
    if parent.body.get("excluded"):
        return _Standing.HOPELESS
    if parent.link is not None and parent.link.organisation_id == organisation_id:
        return _Standing.THERE
    if parent.sync_state in _HOPELESS:
        return _Standing.HOPELESS
    never = parent.origin == "package" or parent.voided or parent.deleted_in_package or not parent.body
    return _Standing.NOWHERE if never and parent.sync_state is SyncState.SYNCED else _Standing.ON_ITS_WAY


def _references(record: StoredRecord) -> tuple[Reference, ...]:
    return references_in(record.entity_type, record.body) if record.action is Action.SAVE else ()


def _elsewhere(ref: Reference) -> FieldFault:
    message = f"{ref.entity_type} {ref.id} has no twin in this organisation: send it anew, or link it to one"
    return FieldFault(ref.path, message, "mapping_missing")


def _unknown(ref: Reference) -> FieldFault:
    if ref.entity_type == "account":
        message = f"no account {ref.id} is known: neither a record id nor the code of an active account in the package"
        return FieldFault(ref.path, message, "account_unknown")
    message = f"{ref.entity_type} {ref.id} has not been sent and is not linked: send it, or correct the reference"
    return FieldFault(ref.path, message, "record_unknown")
