"""The names that people know: those of records' customers and vendors, and of what a failure is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bookbridge.domain.failures import Problem
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.records import Reference, facts_of, references_in
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.records import RecordKey, Records

_INDEX: Final = re.compile(r"\[\d+\]")


def name_parties(records: Records, named: Sequence[StoredRecord]) -> dict[RecordKey, str]:
    """The name of each record's customer or vendor, by the record's key; absent where there is none. One read."""
    parties = {
        (record.entity_type, record.record_id): (reference.entity_type, reference.id)
        for record in named
        for reference in reversed(references_in(record.entity_type, record.body))
        if reference.entity_type in {"customer", "vendor"}
    }
    if not parties:
        return {}
    found = records.get_many(named[0].company_id, sorted(set(parties.values())))
    names = {key: str(party.body.get("name", "")) for key, party in found.items()}
    return {key: names[party] for key, party in parties.items() if party in names}


def with_names(records: Records, catalogue: Catalogue, problem: Problem, record: StoredRecord, party: str) -> Problem:
    """The problem told with these names; what the package said of itself stays. At most one record is read.

    `party` is the name of the record's customer or vendor, empty where it has none.
    """
    facts = facts_of(record.entity_type, record.body)
    values = {"record_number": facts.number, "party": party, "date": facts.date, "currency": facts.currency}
    reference = None if problem.values.get("reference_name") else _at_fault(problem, record)
    if reference is not None:
        values |= {"reference_type": reference.entity_type, "reference_name": _name(records, record, reference)}
        if reference.entity_type == "account":
            values["account"] = values["reference_name"]
    return catalogue.retold(problem, values)


def _at_fault(problem: Problem, record: StoredRecord) -> Reference | None:
    """What the field at fault refers to, as far as it is one thing: a package may not say on which line it stands."""
    references = references_in(record.entity_type, record.body)
    found = [each for each in references if problem.field in {each.path, _INDEX.sub("[]", each.path)}]
    return found[0] if len({each.id for each in found}) == 1 else None


def _name(records: Records, record: StoredRecord, reference: Reference) -> str:
    """Its name or number; empty where the application has not sent it."""
    found = records.get_many(record.company_id, [(reference.entity_type, reference.id)])
    return next((facts_of(reference.entity_type, each.body).number for each in found.values()), "")
