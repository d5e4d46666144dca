"""Read many records at once: all kinds that an id can be of, in one question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bookbridge.domain.connector_sessions import digest_of
from bookbridge.domain.records import EntityType
from bookbridge.domain.timestamps import EPOCH
from bookbridge.ports.packages import FetchedRecord, FetchResult

from .client import Client, by_ids
from .entities import CREDIT, CREDIT_MEMO, FAMILIES, INVOICE, VENDOR_CREDIT, Kind, is_id, kinds_of, name_of
from .lookups import Lookups
from .mapping import Surroundings, fetched, fetched_credit
from .mapping.items import is_one_sided
from .mapping.sales_lines import items_to_tell_apart
from .qbxml.answers import Row
from .qbxml.requests import Request

_SALES = frozenset({INVOICE.name, CREDIT_MEMO.name})


def fetch(client: Client, lookups: Lookups, wanted: Mapping[EntityType, Sequence[str]]) -> FetchResult:
    """Read records by id; what no longer exists is named in `missing`.

    There is no clock in the answers: the newest time in them stands for when they were read.
    """
    asked = {entity_type: list(dict.fromkeys(ids)) for entity_type, ids in wanted.items()}
    queries = [_query(kind, sorted(ids)) for kind, ids in _queries(asked) if ids]
    told = client.ask(queries)
    rows = [row for query in queries for row in told[query.request_id].rows]
    around = _surroundings(lookups, rows)
    found: dict[tuple[EntityType, str], FetchedRecord] = {}
    for row in rows:
        for record in (fetched(row, around), fetched_credit(row)):
            if record is not None:
                found[FAMILIES.get(record.entity_type, record.entity_type), record.package_id] = record
    records: list[FetchedRecord] = []
    missing: list[tuple[EntityType, str]] = []
    for entity_type, ids in asked.items():
        for package_id in ids:
            if record := found.get((FAMILIES.get(entity_type, entity_type), package_id)):
                records.append(record)
            else:
                missing.append((entity_type, package_id))
    as_of = max((record.updated_at for record in found.values()), default=EPOCH)
    return FetchResult(tuple(records), tuple(missing), as_of=as_of)


def _query(kind: Kind, ids: Sequence[str]) -> Request:
    """Its id tells it from other pages: the answer to one of them would read as if these were gone."""
    return by_ids(kind, f"{kind.name} {digest_of(' '.join(ids))[:12]}", ids)


def _queries(asked: Mapping[EntityType, Sequence[str]]) -> Iterator[tuple[Kind, list[str]]]:
    """The ids to ask each kind for."""
    ids: dict[Kind, dict[str, None]] = {}
    for entity_type, package_ids in asked.items():
        for package_id in package_ids:
            is_credit = package_id.startswith(CREDIT) and entity_type == "bill_payment"
            there = package_id.removeprefix(CREDIT) if is_credit else package_id
            if not is_id(there):
                continue
            for kind in kinds_of(entity_type):
                if entity_type != "bill_payment" or (kind is VENDOR_CREDIT) is is_credit:
                    ids.setdefault(kind, {})[there] = None
    yield from ((kind, list(each)) for kind, each in ids.items())


def _surroundings(lookups: Lookups, rows: Sequence[Row]) -> Surroundings:
    """What has to be asked besides to read these; nothing for most kinds."""
    sold = [row for row in rows if name_of(row.kind) in _SALES]
    one_sided = any(is_one_sided(row.fields) for row in rows)
    apart = {item for row in sold for item in items_to_tell_apart(row.fields, name_of(row.kind))}
    return Surroundings(
        account_types=lookups.account_types() if one_sided else {},
        **({"sorted_by": lookups.sorted_by(apart)} if sold else {}),
    )
