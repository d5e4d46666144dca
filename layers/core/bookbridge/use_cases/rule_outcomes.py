"""Decide what the package's answer to each operation means for its record; the package may be asked for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bookbridge.domain.dispatches import Dispatch, Operation, Outcome, Refused, Verb, Written
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Problem
from bookbridge.domain.record_life import MAX_ATTEMPTS
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import StoredRecord, SyncState, waiting_on_package, waiting_on_record
from bookbridge.ports.packages import FetchedRecord
from bookbridge.ports.records import ObjectKey, RecordKey, Records

from .open_books import OpenedBooks


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided for one operation.

    `written`: carried out, or found; `again`: what was found has still to be brought to say the same. `problem`:
    refused for good. Neither: it stays in the outbox after a counted try, on the `newer` version of the package's
    record if there is one.
    """

    operation: Operation
    written: Written | None = None
    problem: Problem | None = None
    newer: FetchedRecord | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class RuleOutcomes:
    """A fault is explained, a stale version renewed, an error of the package's own tried again a few times."""

    records: Records

    def __call__(self, opened: OpenedBooks, dispatch: Dispatch, outcomes: Sequence[Outcome]) -> list[Ruling]:
        """One ruling an operation; those without an outcome go out again."""
        results = {outcome.key: outcome.result for outcome in outcomes}
        doubtful = [each for each in dispatch.operations if not isinstance(results.get(each.key), Written)]
        stored = stored_of(self.records, dispatch.company_id, doubtful)
        rulings: list[Ruling] = []
        stale: list[Operation] = []
        family = opened.package.manifest.family
        taken = {
            (family(operation.entity_type), result.package_id)
            for operation in dispatch.operations
            if isinstance(result := results.get(operation.key), Written)
        }
        for operation in dispatch.operations:
            result = results.get(operation.key)
            record = stored.get((operation.entity_type, operation.record_id))
            spent = record is not None and record.attempts + 1 >= MAX_ATTEMPTS
            if result is None:
                rulings.append(_unknown(opened, operation) if spent else Ruling(operation))
            elif isinstance(result, Written):
                rulings.append(_found(opened, operation, result))
            elif result.stale and not spent:
                stale.append(operation)
            elif result.retriable and not spent:
                rulings.append(Ruling(operation))
            else:
                ruling = self._explain_or_adopt(opened, dispatch, operation, result, taken)
                rulings.append(Ruling(operation) if _moves(opened, ruling) and not spent else ruling)
        return rulings + _newer_versions(opened, stale)

    def _explain_or_adopt(
        self, opened: OpenedBooks, dispatch: Dispatch, operation: Operation, result: Refused, taken: set[ObjectKey]
    ) -> Ruling:
        """A create refused as a duplicate may be our own earlier write: then it is linked, not reported (F1, C2).

        `taken` are the objects that operations of this dispatch wrote: what clashes with one of them is another record.
        """
        if operation.verb is Verb.CREATE and result.duplicate:
            found = opened.books.find([operation], dispatch.created_at).get(operation.key)
            twin = (opened.package.manifest.family(operation.entity_type), found.package_id) if found else None
            owned = found and self.owned_by_others(opened, [operation], {operation.key: found})
            if found and twin and twin not in taken and not owned:
                taken.add(twin)
                return _found(opened, operation, found)
        if operation.verb is Verb.VOID and (done := _voided(opened, operation)):
            return Ruling(operation, written=done)
        return Ruling(operation, problem=opened.books.explain(operation, result))

    def owned_by_others(
        self, opened: OpenedBooks, operations: Sequence[Operation], found: Mapping[str, Written]
    ) -> set[str]:
        """The package's ids of what was found for these operations, but is linked to records that are not theirs."""
        family, connection = opened.package.manifest.family, opened.connection
        made = [each for each in operations if each.key in found]
        twins = {(family(each.entity_type), found[each.key].package_id) for each in made}
        owners = self.records.mapped(connection.company_id, connection.organisation_id, sorted(twins)) if twins else {}
        own = {(each.entity_type, each.record_id) for each in operations}
        return {twin[1] for twin, owner in owners.items() if owner not in own}


def _moves(opened: OpenedBooks, ruling: Ruling) -> bool:
    """Whether a date was refused that is moved into an open period: it was closed only after we had looked."""
    closed = ruling.problem is not None and ruling.problem.code == "closed_period"
    moves = opened.connection.settings.closing_date_policy == "move_to_open_period"
    return closed and moves and ruling.operation.verb is Verb.CREATE


def _found(opened: OpenedBooks, operation: Operation, result: Written) -> Ruling:
    policy = opened.package.manifest.entities.get(operation.entity_type)
    again = result.differs and policy is not None and policy.updates
    return Ruling(operation, written=result, again=again)


def _unknown(opened: OpenedBooks, operation: Operation) -> Ruling:
    message = f"{opened.package.manifest.title} never said what became of it, and it is not there"
    fault = FieldFault("", message, "outcome_unknown")
    return Ruling(operation, problem=opened.package.explain_faults(operation.entity_type, [fault]))


def _voided(opened: OpenedBooks, operation: Operation) -> Written | None:
    """What shows that somebody voided or deleted it there before we could: then all is as it should be."""
    family = opened.package.manifest.family(operation.entity_type)
    result = opened.books.fetch({family: [operation.package_id]})
    if (family, operation.package_id) in result.missing:
        return Written(operation.package_id, "", result.as_of, result.as_of)
    found = next((each for each in result.records if each.voided), None)
    if found is None:
        return None
    return Written(found.package_id, found.version, found.updated_at, result.as_of, found.number)


def stored_of(records: Records, company_id: str, operations: Sequence[Operation]) -> dict[RecordKey, StoredRecord]:
    """The records of these operations as they are stored now."""
    return records.get_many(company_id, [(operation.entity_type, operation.record_id) for operation in operations])


def _newer_versions(opened: OpenedBooks, stale: Sequence[Operation]) -> list[Ruling]:
    """Read what somebody else changed meanwhile, so that it is written over its newest version."""
    if not stale:
        return []
    family = opened.package.manifest.family
    wanted: dict[EntityType, list[str]] = {}
    for operation in stale:
        wanted.setdefault(family(operation.entity_type), []).append(operation.package_id)
    result = opened.books.fetch(wanted)
    by_id = {(family(record.entity_type), record.package_id): record for record in result.records}
    return [Ruling(each, newer=by_id.get((family(each.entity_type), each.package_id))) for each in stale]


def on_newer_version(record: StoredRecord, newer: FetchedRecord | None) -> StoredRecord:
    """The record with the link that its next write goes over."""
    if newer is None or record.link is None:
        return record
    link = replace(
        record.link, version=newer.version, updated_at=newer.updated_at, read_at=newer.updated_at, number=newer.number
    )
    return replace(record, link=link)


def is_settled(record: StoredRecord, organisation_id: str, ruling: Ruling) -> bool:
    """Whether nothing is left to write: an earlier transaction of the same dispatch did, or nobody wants to know."""
    if ruling.written is None and (record.set_aside or record.deleted):
        return True  # somebody skipped or deleted it while it was on its way: no more notices
    if record.revision != ruling.operation.revision:
        return False
    if (now := ruling.written) is not None:
        link = record.link
        same = link is not None and link.leads_to(organisation_id, now.package_id) and link.version == now.version
        return same and record.sync_state is SyncState.SYNCED
    return record.sync_state in {SyncState.FAILED, SyncState.SYNCED}


def marks_of(opened: OpenedBooks, rulings: Sequence[Ruling]) -> list[str]:
    """What others may have waited for: that a record reaches the package, or that its object there changes (A2)."""
    marks: list[str] = []
    for operation, done in ((each.operation, each.written) for each in rulings):
        if done and operation.verb is Verb.CREATE:
            marks.append(waiting_on_record(operation.entity_type, operation.record_id))
        elif done:
            family = opened.package.manifest.family(operation.entity_type)
            marks.append(waiting_on_package(family, done.package_id))
    return marks
