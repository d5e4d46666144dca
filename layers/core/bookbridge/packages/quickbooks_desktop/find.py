"""Which operations are in the company file already: asked after a lost answer, and before history is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from bookbridge.domain.dispatches import Operation, Verb, Written

from .client import Client, by_ids
from .entities import KINDS, VENDOR_CREDIT, Kind, kinds_of
from .mapping.notes import marker_in
from .mapping.outgoing import content_of
from .qbxml.requests import Request
from .twins import CLOCKS_DIFFER, PARTIES, is_done, written
from .wire import Json, ref_id, to_seconds


def find(
    client: Client, operations: Sequence[Operation], sent_since: datetime, ignoring: Collection[str] = ()
) -> dict[str, Written]:
    """The operations that were carried out, by key. See `Books.find`, and `twins` for what counts as ours."""
    told = client.ask([*_requests(operations, sent_since)])
    rows = [row for answer in told.values() for row in answer.rows]
    result: dict[str, Written] = {}
    taken: set[tuple[str, str]] = set()
    for operation in operations:
        for row in rows:
            package_id = str(row.fields.get("TxnID") or row.fields.get("ListID"))
            twin = (row.kind, package_id)
            others = operation.verb is Verb.CREATE and package_id in ignoring
            if twin not in taken and not others and is_done(operation, row, sent_since):
                result[operation.key] = written(row)
                taken.add(twin)
                break
    return result


def _requests(operations: Sequence[Operation], sent_since: datetime) -> Iterator[Request]:
    """One query for what is known by its id, and one each for what goes by a number or name, or bears our mark."""
    for kind in KINDS.values():
        known = [each.package_id for each in operations if each.verb is not Verb.CREATE and kind in _kinds(each)]
        if known:
            yield by_ids(kind, f"{kind.name} by id", sorted(set(known)))
        made = [content_of(each.payload) for each in operations if each.verb is Verb.CREATE and kind is _made(each)]
        yield from _searches(kind, made, sent_since)


def _kinds(operation: Operation) -> tuple[Kind, ...]:
    """The kinds that an object of an operation can be of."""
    return tuple(kind for kind in kinds_of(operation.entity_type) if kind is not VENDOR_CREDIT)


def _made(operation: Operation) -> Kind:
    name = str(operation.payload["kind"]).removesuffix("AddRq")
    return KINDS.get(name) or _kinds(operation)[0]


def _searches(kind: Kind, made: Sequence[Json], sent_since: datetime) -> Iterator[Request]:
    if kind.is_list:
        if names := sorted({str(content["Name"]) for content in made}):
            yield Request(kind.query, f"{kind.name} by name", {"FullName": names})
        return
    numbered = [content for content in made if content.get("RefNumber") and not marker_in(content.get("Memo"))]
    if numbered:
        numbers = sorted({str(content["RefNumber"]) for content in numbered})
        yield Request(kind.query, f"{kind.name} by number", {"RefNumber": numbers})
    marked = [content for content in made if content not in numbered]
    if marked:
        changed = {"FromModifiedDate": to_seconds(sent_since - CLOCKS_DIFFER)}
        parties = {_party(content) for content in marked}
        of_them = {} if "" in parties else {"EntityFilter": {"ListID": sorted(parties)}}
        yield Request(kind.query, f"{kind.name} since", {"ModifiedDateRangeFilter": changed, **of_them})


def _party(content: Json) -> str:
    return next((found for name in PARTIES if (found := ref_id(content, name))), "")
