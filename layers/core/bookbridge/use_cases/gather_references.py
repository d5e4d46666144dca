"""Look up everything that a page of records refers to, in as few reads as possible, and complete the records by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bookbridge.domain.completion import complete
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.records import EntityType, Reference, references_in
from bookbridge.domain.stored_records import Action, StoredRecord, waiting_on_record
from bookbridge.ports.packages import FOUND_BY_CODE
from bookbridge.ports.records import RecordKey, Records

from .open_books import OpenedBooks

Codes = dict[RecordKey, str]
"""The package's ids by type and code; empty for a code that was looked up and is not known there."""

_DUE: Final[frozenset[EntityType]] = frozenset({"invoice", "order", "bill"})
"""Types whose due date follows from their terms."""

UNASKED: Final = "?"
"""Stands for the id of a code that the package was not asked about."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A record to be written, completed, with all it refers to that the package keeps.

    `faults` are what stood in the way of completing it; `waiting_on` names what would mend them.
    """

    record: StoredRecord
    completed: StoredRecord
    references: tuple[Reference, ...]
    faults: tuple[FieldFault, ...] = ()
    waiting_on: str = ""


@dataclass(slots=True)
class Surroundings:
    """The parents of a page of records, and the ids of the codes they name; `asked`: whether the package was asked."""

    parents: dict[RecordKey, StoredRecord] = field(default_factory=dict)
    codes: Codes = field(default_factory=dict)
    asked: bool = True


@dataclass(frozen=True, slots=True)
class GatherReferences:
    """Two reads of the database a page at most, and one call to the package for each type with unknown codes.

    Unless it `asks` the package, every code counts as known there.
    """

    records: Records
    asks: bool = True

    def __call__(
        self, opened: OpenedBooks, page: Sequence[StoredRecord], codes: Codes
    ) -> tuple[list[Gathered], Surroundings]:
        """The page's records in order. `codes` is filled as codes are looked up."""
        around = Surroundings(codes=codes, asked=self.asks)
        self._read(around, page, [ref for record in page for ref in _references(record)])
        bodies = {key: parent.body for key, parent in around.parents.items()}
        gathered = [_completed(opened, record, bodies) for record in page]
        self._read(around, page, [ref for each in gathered for ref in each.references])
        self._look_up(opened, gathered, around)
        return gathered, around

    def _read(self, around: Surroundings, page: Sequence[StoredRecord], references: Sequence[Reference]) -> None:
        wanted = {(ref.entity_type, ref.id) for ref in references} - around.parents.keys()
        unread = sorted(key for key in wanted if key not in around.codes)
        if unread:
            company_id = page[0].company_id
            found = self.records.get_many(company_id, unread)
            around.parents.update({**found, **self._standing_for(company_id, found)})

    def _standing_for(
        self, company_id: str, found: Mapping[RecordKey, StoredRecord]
    ) -> Mapping[RecordKey, StoredRecord]:
        """What has taken the place of those that were merged into others."""
        merged = {key: (key[0], record.merged_into) for key, record in found.items() if record.merged_into}
        read = self.records.get_many(company_id, sorted(set(merged.values()))) if merged else {}
        return {key: read[target] for key, target in merged.items() if target in read}

    def _look_up(self, opened: OpenedBooks, gathered: Sequence[Gathered], around: Surroundings) -> None:
        named = {(ref.entity_type, ref.id) for each in gathered for ref in each.references}
        settings = opened.connection.settings
        for each in gathered:
            if each.record.action is Action.SAVE:
                record = each.completed
                defaults = opened.package.account_references(record.entity_type, record.body, settings)
                named.update(("account", code) for code in defaults)
        unknown = sorted(
            key for key in named if key[0] in FOUND_BY_CODE and key not in around.parents and key not in around.codes
        )
        for entity_type in dict.fromkeys(kind for kind, _code in unknown):
            codes = [code for kind, code in unknown if kind == entity_type]
            found = opened.books.find_codes(entity_type, codes) if self.asks else dict.fromkeys(codes, UNASKED)
            around.codes.update({(entity_type, code): found.get(code, "") for code in codes})


def _completed(
    opened: OpenedBooks, record: StoredRecord, bodies: Mapping[tuple[EntityType, str], dict[str, object]]
) -> Gathered:
    if record.action is not Action.SAVE:
        return Gathered(record, record, ())
    body, faults = complete(record.entity_type, record.body, bodies, opened.connection.settings)
    completed = replace(record, body=body)
    kept = opened.package.manifest.entities
    references = tuple(ref for ref in _references(completed) if ref.entity_type in kept)
    unknown = [
        ref
        for ref in _references(completed)
        if (ref.entity_type, ref.id) not in bodies and ref.entity_type in opened.package.manifest.kept_here
    ]
    if record.entity_type not in _DUE or body.get("due_date") or not unknown:
        return Gathered(record, completed, references, faults)
    ref = unknown[0]
    message = f"“{ref.id}” is not known: send it, or the due date"
    missing = FieldFault(ref.path, message, "record_unknown", {"reference_id": ref.id})
    return Gathered(record, completed, references, (*faults, missing), waiting_on_record(ref.entity_type, ref.id))


def _references(record: StoredRecord) -> tuple[Reference, ...]:
    return references_in(record.entity_type, record.body) if record.action is Action.SAVE else ()
