"""Decide what the package's answer to each operation means for its record; the package may be asked for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bookbridge.domain.dispatches import Dispatch, Operation, Outcome, Refused, Verb, Written
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Problem
from bookbridge.domain.record_life import MAX_ATTEMPTS
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.packages import FetchedRecord
from bookbridge.ports.records import RecordKey, Records

from .open_books import OpenedBooks


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided for one operation.

    `written`: carried out. `problem`: refused for good. Neither: it stays in the outbox after a counted try, on the
    `newer` version of the package's record if there is one.
    """

    operation: Operation
    written: Written | None = None
    problem: Problem | None = None
    newer: FetchedRecord | None = None


@dataclass(frozen=True, slots=True)
class RuleOutcomes:
    """A fault is explained, a stale version renewed, an error of the package's own tried again a few times."""

    records: Records

    def __call__(self, opened: OpenedBooks, dispatch: Dispatch, outcomes: Sequence[Outcome]) -> list[Ruling]:
        """One ruling an operation; those without an outcome go out again."""
        results = {outcome.key: outcome.result for outcome in outcomes}
        stored = stored_of(self.records, dispatch)
        rulings: list[Ruling] = []
        stale: list[Operation] = []
        for operation in dispatch.operations:
            result = results.get(operation.key)
            record = stored.get((operation.entity_type, operation.record_id))
            spent = record is not None and record.attempts + 1 >= MAX_ATTEMPTS
            if result is None:
                rulings.append(_unknown(opened, operation) if spent else Ruling(operation))
            elif isinstance(result, Written):
                rulings.append(Ruling(operation, written=result))
            elif result.stale and not spent:
                stale.append(operation)
            elif result.retriable and not spent:
                rulings.append(Ruling(operation))
            else:
                rulings.append(self._explain_or_adopt(opened, dispatch, operation, result))
        return rulings + _newer_versions(opened, stale)

    def _explain_or_adopt(
        self, opened: OpenedBooks, dispatch: Dispatch, operation: Operation, result: Refused
    ) -> Ruling:
        """A create refused as a duplicate may be our own earlier write: then it is linked, not reported (F1, C2)."""
        if operation.verb is Verb.CREATE and result.duplicate:
            found = opened.books.find([operation], dispatch.created_at).get(operation.key)
            if found is not None and self._is_free(opened, operation, found):
                return Ruling(operation, written=found)
        return Ruling(operation, problem=opened.books.explain(operation, result))

    def _is_free(self, opened: OpenedBooks, operation: Operation, found: Written) -> bool:
        company_id, organisation_id = opened.connection.company_id, opened.connection.organisation_id
        owner = self.records.mapped(company_id, organisation_id, [(operation.entity_type, found.package_id)])
        return all(record_id == operation.record_id for record_id in owner.values())


def _unknown(opened: OpenedBooks, operation: Operation) -> Ruling:
    message = f"{opened.package.manifest.title} never said what became of it, and it is not there"
    fault = FieldFault("", message, "outcome_unknown")
    return Ruling(operation, problem=opened.package.explain_faults(operation.entity_type, [fault]))


def stored_of(records: Records, dispatch: Dispatch) -> dict[RecordKey, StoredRecord]:
    """The records of a dispatch as they are stored now."""
    keys = [(operation.entity_type, operation.record_id) for operation in dispatch.operations]
    return records.get_many(dispatch.company_id, keys)


def _newer_versions(opened: OpenedBooks, stale: Sequence[Operation]) -> list[Ruling]:
    """Read what somebody else changed meanwhile, so that it is written over its newest version."""
    if not stale:
        return []
    wanted: dict[EntityType, list[str]] = {}
    for operation in stale:
        wanted.setdefault(operation.entity_type, []).append(operation.package_id)
    result = opened.books.fetch(wanted)
    by_id = {(record.entity_type, record.package_id): record for record in result.records}
    return [Ruling(each, newer=by_id.get((each.entity_type, each.package_id))) for each in stale]
