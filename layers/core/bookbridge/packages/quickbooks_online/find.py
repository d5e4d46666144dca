"""Which operations are in the package already: asked after a lost answer, before anything is sent again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from bookbridge.domain.dispatches import Operation, Verb, Written
from bookbridge.domain.records import EntityType
from bookbridge.domain.timestamps import from_text

from .client import Client
from .entities import ENTITIES, TYPES, Entity
from .fetch import by_ids
from .mapping.incoming import decimal, money, ref_id
from .mapping.notes import is_voided, marker_in
from .query import CREATED, EVEN_INACTIVE, PAGE, Select, one_of, since
from .wire import Json

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""Our clock, which wrote `since`, may be ahead of the package's."""

_PARTY_REFS: Final = ("CustomerRef", "VendorRef")


def find(client: Client, operations: Sequence[Operation], sent_since: datetime) -> Mapping[str, Written]:
    """The operations that were carried out, by key. See `Books.find`.

    A record counts as found only when it is ours beyond doubt: the same number, party, date and total; our marker where
    the record has no number; for an entry of a name list, that it was made since we first sent it.
    """
    earliest = sent_since - CLOCKS_DIFFER
    statements = [*_statements(operations, earliest)]
    if not statements:
        return {}
    rows = client.query(*statements)
    by_type: dict[EntityType, list[Json]] = {}
    for statement, bodies in zip(statements, rows.found, strict=True):
        found = by_type.setdefault(TYPES[statement.entity], [])
        found += bodies
        if len(bodies) == PAGE:
            found += _further(client, statement)
    result: dict[str, Written] = {}
    taken: set[tuple[EntityType, str]] = set()
    for operation in operations:
        for body in by_type.get(operation.entity_type, []):
            twin = (operation.entity_type, str(body["Id"]))
            if twin not in taken and _is_done(operation, body, earliest):
                result[operation.key] = written(body, rows.at)
                taken.add(twin)
                break
    return result


def written(body: Json, at: datetime) -> Written:
    """What an object proves that QuickBooks Online returned at this instant of its clock."""
    updated_at = (body.get("MetaData") or {}).get("LastUpdatedTime")
    return Written(
        package_id=str(body["Id"]),
        version=str(body["SyncToken"]),
        updated_at=from_text(updated_at) if updated_at else at,
        read_at=at,
        number=str(body.get("DocNumber") or ""),
        total=money(body["TotalAmt"]) if body.get("TotalAmt") is not None else "",
    )


def _statements(operations: Sequence[Operation], earliest: datetime) -> Iterator[Select]:
    for entity_type, entity in ENTITIES.items():
        ours = [operation for operation in operations if operation.entity_type == entity_type]
        if known := [operation.package_id for operation in ours if operation.verb is not Verb.CREATE]:
            yield from by_ids(entity_type, known)
        made = [operation.payload for operation in ours if operation.verb is Verb.CREATE]
        if titles := sorted({payload[entity.title_field] for payload in made if _is_titled(entity, payload)}):
            also = (EVEN_INACTIVE,) if entity.is_list else ()
            yield Select(entity.name, (one_of(entity.title_field, titles), *also))
        if not all(_is_titled(entity, payload) for payload in made):
            yield _since(entity, earliest)


def _is_titled(entity: Entity, payload: Mapping[str, Any]) -> bool:
    """Whether the user's own name or number finds the record; payments and unnumbered bills bear our marker instead."""
    return not marker_in(payload.get("PrivateNote")) and bool(payload.get(entity.title_field))


def _since(entity: Entity, instant: datetime) -> Select:
    return Select(entity.name, (since(CREATED, instant),), CREATED)


def _further(client: Client, statement: Select) -> Iterator[Json]:
    """The rest of a result that filled its page; the rows of a past instant do not change their places."""
    start, bodies = 1, [Json()] * PAGE
    while len(bodies) == PAGE:
        start += PAGE
        bodies = [*client.query(Select(statement.entity, statement.where, statement.order_by, start)).all]
        yield from bodies


def _is_done(operation: Operation, body: Json, earliest: datetime) -> bool:
    payload = operation.payload
    if operation.verb is Verb.CREATE:
        return _same(operation.entity_type, payload, body, earliest)
    if operation.package_id != str(body["Id"]):
        return False
    if operation.verb is Verb.VOID:
        return is_voided(body)
    # An update raises the version; one that was not raised was not updated, and another's update looks otherwise.
    return str(body["SyncToken"]) != payload["SyncToken"] and _contains(body, payload)


def _same(entity_type: EntityType, payload: Mapping[str, Any], body: Json, earliest: datetime) -> bool:
    entity = ENTITIES[entity_type]
    if entity.is_list:
        # A name is unique, so somebody's older entry of that name is a duplicate to be told about, not our write.
        return _made_since(body, earliest) and _same_text(body, payload, entity.title_field) and _contains(body, payload)
    if marker_in(payload.get("PrivateNote")) != marker_in(body.get("PrivateNote")):
        return False
    return (
        all(ref_id(body, name) == ref_id(payload, name) for name in _PARTY_REFS)
        and body.get("TxnDate") == payload.get("TxnDate")
        and (payload.get(entity.title_field) or None) == (body.get(entity.title_field) or None)
        and (is_voided(body) or _total(body) == _total(payload))
    )
