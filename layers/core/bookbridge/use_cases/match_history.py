"""Link documents from before the connection to their twins in the package instead of writing them twice (F8)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bookbridge.domain.dispatches import Dispatch, Operation, Outcome, Verb, Written
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.languages import in_english
from bookbridge.domain.leases import Hold
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.domain.timestamps import EPOCH
from bookbridge.ports.clock import Clock, Ids
from bookbridge.ports.records import RecordKey, Records

from .open_books import OpenedBooks
from .prepare_records import Faulty
from .record_outcomes import RecordOutcomes

log = logging.getLogger(__name__)

NUMBERED: Final[frozenset[EntityType]] = frozenset({"invoice", "bill", "order", "credit_note", "vendor_credit"})
"""Types whose number, party, date and total together tell which document of the package is meant."""

_SECOND: Final = "*"


@dataclass(frozen=True, slots=True)
class MatchHistory:
    """Only documents dated before the connection are looked for, once each: whatever is newer can only be ours."""

    records: Records
    outcomes: RecordOutcomes
    clock: Clock
    ids: Ids

    def __call__(
        self,
        hold: Hold,
        opened: OpenedBooks,
        operations: Sequence[Operation],
        page: Mapping[RecordKey, StoredRecord],
        seen: set[RecordKey],
    ) -> list[Operation]:
        """Settle the operations whose twins are there already; returns those that are still to be sent.

        One equal document is linked. Several are a failure, for somebody must say which one it is, and so is one that
        another record is linked to. `seen` are records that were looked for already.
        """
        old = [each for each in operations if _key(each) not in seen and _is_history(opened, each, page)]
        if not old:
            return list(operations)
        seen.update(map(_key, old))
        twice = [replace(each, key=each.key + _SECOND) for each in old]
        found = opened.books.find([*old, *twice], EPOCH)
        owners = self._owners(opened, old, found)
        one, faulty = [], []
        for each in old:
            if owner := owners.get(each.key):
                faulty.append(Faulty(page[_key(each)], (_taken(opened, owner),)))
            elif each.key + _SECOND in found:
                faulty.append(Faulty(page[_key(each)], (_which(opened),)))
            elif each.key in found:
                one.append(each)
        if one:
            log.info("linked to what was there already", extra={"documents": len(one)})
            dispatch = Dispatch(
                hold.company_id, self.ids.new("bb"), opened.connection.organisation_id, tuple(one), self.clock.now()
            )
            self.outcomes.of_dispatch(hold, opened, dispatch, [Outcome(each.key, found[each.key]) for each in one])
        if faulty:
            self.outcomes.of_faults(hold, opened, faulty)
        return [each for each in operations if each.key not in found or each not in old]

    def _owners(
        self, opened: OpenedBooks, operations: Sequence[Operation], found: Mapping[str, Written]
    ) -> dict[str, RecordKey]:
        """The other records that the operations' twins are linked to already, by the operations' keys."""
        connection, family = opened.connection, opened.package.manifest.family
        there = [each for each in operations if each.key in found]
        twins = {each.key: (family(each.entity_type), found[each.key].package_id) for each in there}
        mapped = self.records.mapped(connection.company_id, connection.organisation_id, sorted(set(twins.values())))
        return {key: mapped[twin] for key, twin in twins.items() if twin in mapped}


def _key(operation: Operation) -> RecordKey:
    return operation.entity_type, operation.record_id


def _is_history(opened: OpenedBooks, operation: Operation, page: Mapping[RecordKey, StoredRecord]) -> bool:
    connected_at, record = opened.connection.connected_at, page.get(_key(operation))
    if operation.verb is not Verb.CREATE or operation.entity_type not in NUMBERED or connected_at is None:
        return False
    if record is None or not record.body.get("number"):
        return False
    return date.fromisoformat(record.body["date"]) < connected_at.date()


def _which(opened: OpenedBooks) -> FieldFault:
    title = opened.package.manifest.title
    message = f"several documents in {title} have this number, party, date and total: link the one that is meant"
    return FieldFault("number", message, "several_matches")


def _taken(opened: OpenedBooks, owner: RecordKey) -> FieldFault:
    title = opened.package.manifest.title
    named = in_english(*owner)
    message = f"{title} has this document already, and {named} is linked to it: use that record"
    return FieldFault("number", message, "already_linked", {"linked_record": named})
