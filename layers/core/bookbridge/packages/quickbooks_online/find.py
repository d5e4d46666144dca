"""Which operations are in the package already: asked after a lost answer, before anything is sent again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from bookbridge.domain.dispatches import Operation, Verb, Written
from bookbridge.domain.records import EntityType
from bookbridge.domain.timestamps import from_text

from .client import Client
from .entities import ENTITIES, PARTY_REFS, Entity
from .fetch import by_ids
from .files import files_of, is_that_file
from .mapping.incoming import ZERO, decimal, money, ref_id
from .mapping.notes import is_voided, marker_in
from .query import CREATED, EVEN_INACTIVE, PAGE, Select, one_of, since
from .wire import NUMBERS, Json

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""How far our clock may be ahead of the package's, where number, party, date and total or our marker prove the rest."""

_NOT_COMPARED: Final = frozenset({"Id", "SyncToken", "sparse", "Line"})


def find(
    client: Client, operations: Sequence[Operation], sent_since: datetime, ignoring: Collection[str] = ()
) -> dict[str, Written]:
    """The operations that were carried out, by key. See `Books.find`.

    A record counts as found only when it is ours beyond doubt: the same number, party, date and total; our marker where
    the record has no number; for a file its owner and name; for an entry of a name list all that we sent. And it was
    made since: give or take a few minutes for documents, but to the second for name lists, where the name may be all
    there is to go by.
    """
    statements = [*_statements(operations, sent_since)]
    if not statements:
        return {}
    rows = client.query(*statements)
    by_entity: dict[str, list[Json]] = {}
    for statement, bodies in zip(statements, rows.found, strict=True):
        by_entity.setdefault(statement.entity, []).extend((*bodies, *_further(client, statement, bodies)))
    result: dict[str, Written] = {}
    taken: set[tuple[str, str]] = set()
    for operation in operations:
        entity = ENTITIES[operation.entity_type].name
        for body in by_entity.get(entity, []):
            twin = (entity, str(body["Id"]))
            others = operation.verb is Verb.CREATE and twin[1] in ignoring
            if twin not in taken and not others and _is_done(operation, body, sent_since):
                result[operation.key] = written(body, rows.at)
                taken.add(twin)
                break
    return result


def written(body: Json, at: datetime) -> Written:
    """What an object proves that QuickBooks Online returned at this instant of its clock."""
    updated_at = (body.get("MetaData") or {}).get("LastUpdatedTime")
    return Written(
        package_id=str(body["Id"]),
        version=str(body.get("SyncToken", "")),
        updated_at=from_text(updated_at) if updated_at else at,
        read_at=at,
        number=str(body.get("DocNumber") or ""),
        total=money(body["TotalAmt"]) if body.get("TotalAmt") is not None else "",
        date=str(body.get("TxnDate") or ""),
    )


def _statements(operations: Sequence[Operation], sent_since: datetime) -> Iterator[Select]:
    for entity_type, entity in ENTITIES.items():
        ours = [operation for operation in operations if operation.entity_type == entity_type]
        if known := [operation.package_id for operation in ours if operation.verb is not Verb.CREATE]:
            yield from by_ids(entity_type, known)
        made = [operation.payload for operation in ours if operation.verb is Verb.CREATE]
        if entity_type == "document":
            yield from files_of(payload["owner"] for payload in made)
            continue
        if titles := sorted({payload[entity.title_field] for payload in made if _is_titled(entity, payload)}):
            also = (EVEN_INACTIVE,) if entity.is_list else ()
            yield Select(entity.name, (one_of(entity.title_field, titles), *also))
        if not all(_is_titled(entity, payload) for payload in made):
            yield Select(entity.name, (since(CREATED, sent_since - CLOCKS_DIFFER),), CREATED)


def _is_titled(entity: Entity, payload: Mapping[str, Any]) -> bool:
    """Whether the user's own name or number finds the record; what has none bears our marker instead."""
    return not marker_in(payload.get("PrivateNote")) and bool(payload.get(entity.title_field))


def _further(client: Client, statement: Select, bodies: Sequence[Json]) -> Iterator[Json]:
    """The rest of a result that filled its page; what was made before keeps its place in it."""
    start = 1
    while len(bodies) == PAGE:
        start += PAGE
        bodies = client.query(Select(statement.entity, statement.where, statement.order_by, start)).found[0]
        yield from bodies


def _is_done(operation: Operation, body: Json, sent_since: datetime) -> bool:
    payload = operation.payload
    if operation.verb is Verb.CREATE:
        if operation.entity_type == "document":
            return is_that_file(payload, body) and _created_at(body) >= sent_since - CLOCKS_DIFFER
        return _is_ours(operation.entity_type, payload, body, sent_since)
    if operation.package_id != str(body["Id"]):
        return False
    if operation.verb is Verb.VOID:
        return is_voided(body)
    # An update raises the version: one that stayed was not updated, and somebody else's update holds other values.
    return str(body["SyncToken"]) != payload["SyncToken"] and _holds(body, payload)


def _is_ours(entity_type: EntityType, payload: Mapping[str, Any], body: Json, sent_since: datetime) -> bool:
    entity = ENTITIES[entity_type]
    if entity.is_list:
        # Names are unique: an older entry of that name is a duplicate that somebody must hear of, not our own write.
        return _created_at(body) >= sent_since.replace(microsecond=0) and _holds(body, payload)
    # Of two documents equal in everything that people see, one from before we sent ours is somebody else's.
    return (
        _created_at(body) >= sent_since - CLOCKS_DIFFER
        and marker_in(payload.get("PrivateNote")) == marker_in(body.get("PrivateNote"))
        and all(ref_id(body, name) == ref_id(payload, name) for name in PARTY_REFS)
        and body.get("TxnDate") == payload["TxnDate"]
        and (not entity.is_titled or (body.get(entity.title_field) or "") == payload.get(entity.title_field, ""))
        and (is_voided(body) or _total_in(body) == _total_sent(payload))
    )


def _created_at(body: Json) -> datetime:
    return from_text(body["MetaData"]["CreateTime"])


def _total_in(body: Json) -> Decimal:
    """The total without the tax that the package put on top."""
    tax = (body.get("TxnTaxDetail") or {}).get("TotalTax")
    return decimal(body.get("TotalAmt")) - decimal(tax)


def _total_sent(payload: Mapping[str, Any]) -> Decimal:
    if "TotalAmt" in payload:
        return decimal(payload["TotalAmt"])
    signs = {"DiscountLineDetail": -1}
    return sum((signs.get(line["DetailType"], 1) * decimal(line["Amount"]) for line in payload["Line"]), ZERO)


def _holds(body: Json, payload: Mapping[str, Any]) -> bool:
    """Whether an object has every value that we sent; lines are judged by their total."""
    if "Line" in payload and _total_in(body) != _total_sent(payload):
        return False
    return all(_fits(name, body.get(name), value) for name, value in payload.items() if name not in _NOT_COMPARED)


def _fits(name: str, actual: object, sent: object) -> bool:
    if isinstance(sent, Mapping):
        return isinstance(actual, Mapping) and all(_fits(key, actual.get(key), value) for key, value in sent.items())
    if name in NUMBERS:
        return actual is not None and decimal(actual) == decimal(sent)
    return (actual or "") == (sent or "") if isinstance(sent, str) else (actual or False) == (sent or False)
