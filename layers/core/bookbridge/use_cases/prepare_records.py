"""Turn what waits in the outbox into operations: references resolved, children behind parents, faults found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bookbridge.domain.dispatches import Operation
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_life import is_missing
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.records import Records

from .examine_record import Blocked, Examined, examine
from .gather_references import Codes, GatherReferences
from .open_books import OpenedBooks


@dataclass(frozen=True, slots=True)
class Faulty:
    """A record that the package would refuse; `waiting_on` names what would change that, if something else would."""

    record: StoredRecord
    faults: tuple[FieldFault, ...]
    waiting_on: str = ""


@dataclass(slots=True)
class Prepared:
    """The outbox's first records, sorted; those that wait for a parent in the same outbox are in `behind`.

    `missing` are parents that were synced once, but have no twin in this organisation: they must be sent first.
    """

    operations: list[Operation] = field(default_factory=list)
    faulty: list[Faulty] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)
    behind: list[Blocked] = field(default_factory=list)
    nothing_to_do: list[StoredRecord] = field(default_factory=list)
    missing: list[StoredRecord] = field(default_factory=list)

    def file(self, found: Examined, organisation_id: str) -> None:
        """Put a record where it belongs by what was found about it."""
        record = found.gathered.record
        if found.verb is None:
            self.nothing_to_do.append(record)
        elif found.hopeless:
            self.blocked.append(found.hopeless[0])
        elif found.behind:
            self.behind.append(found.behind[0])
            for each in found.behind:
                parent = found.parents[each.parent_type, each.parent_id]
                if is_missing(parent, organisation_id) and parent not in self.missing:
                    self.missing.append(parent)
        elif found.operation is not None:
            self.operations.append(found.operation)
        else:
            self.faulty.append(Faulty(record, found.faults, found.waiting_on))

    @property
    def has_settled_any(self) -> bool:
        """Whether any record of the page leaves the outbox without being sent."""
        return bool(self.faulty or self.blocked or self.nothing_to_do or self.missing)


@dataclass(frozen=True, slots=True)
class PrepareRecords:
    """The pre-flight: the same checks whether a record is sent, previewed or diagnosed (D9)."""

    records: Records

    def __call__(self, opened: OpenedBooks, page: Sequence[StoredRecord], codes: Codes) -> Prepared:
        """Prepare a page of records. `codes` (type and code → package id) is filled as codes are looked up."""
        prepared = Prepared()
        if not page:
            return prepared
        gathered, around = GatherReferences(self.records)(opened, page, codes)
        for each in gathered:
            found = examine(opened, each, around, str(len(prepared.operations) + 1))
            prepared.file(found, opened.connection.organisation_id)
        return prepared

    def thoroughly(self, opened: OpenedBooks, record: StoredRecord, *, asking: bool = True) -> Examined:
        """Everything that is found about one record, in whatever state; also what is wrong with one that waits.

        Unless `asking`, the package is not asked, so that no operation is made and codes count as known.
        """
        (gathered,), around = GatherReferences(self.records, asks=asking)(opened, [record], {})
        return examine(opened, gathered, around, "1", thoroughly=True)
