"""The customers and vendors of records, by the names that people know."""

from __future__ import annotations

from collections.abc import Sequence

from bookbridge.domain.records import references_in
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.records import RecordKey, Records


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
