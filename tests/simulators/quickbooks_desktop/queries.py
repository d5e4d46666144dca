"""Queries of lists and transactions, whole or by iterators, and of what was deleted."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from .errors import StatusError, invalid_id, missing
from .filters import by_name, entities_of, span, tests
from .kinds import LISTS
from .records import Record
from .rendering import Renderer, Wanted
from .responses import NOTHING_FOUND, Response
from .work import Work

NINETY_DAYS = 90 * 24 * 3600


@dataclass(slots=True)
class Iterator:
    """The records that are still to be returned, and the request that asks for them."""

    request: tuple[str, dict[str, Any]]
    left: list[str]


@dataclass(slots=True)
class Iterators:
    """The iterators of one session: they end with it."""

    by_id: dict[str, Iterator] = field(default_factory=dict)


def query(work: Work, iterators: Iterators, name: str, attributes: dict[str, str], given: dict[str, Any]) -> Response:
    """Answer the query of the kind ``name`` (Vendor, Bill, Item …)."""
    chunk = _iterated(work, iterators, name, attributes, given) if "iterator" in attributes else None
    if chunk is None:
        found, lacking = _found(work, name, given)
        counts: dict[str, str] = {}
    else:
        (found, counts), lacking = chunk, []
    metadata = attributes.get("metaData", "NoMetaData")
    if metadata != "NoMetaData":
        counts = {"retCount": str(len(found)), **counts}
    if metadata == "MetaDataOnly" or attributes.get("iterator") == "Stop":
        return Response(counts=counts)
    if lacking:
        response = Response(500, _incomplete(lacking), counts)
    elif not found:
        return Response(1, NOTHING_FOUND, counts)
    else:
        response = Response(counts=counts)
    renderer = Renderer(work, _wanted(given))
    response.returned = [(f"{record.entity}Ret", renderer.render(record)) for record in found]
    return response


def _found(work: Work, name: str, given: dict[str, Any]) -> tuple[list[Record], list[str]]:
    """Return the records that the query means, and the names that it gives in vain."""
    entities = entities_of(name)
    if (listed := by_name(work, entities, given)) is not None:
        return listed
    records = [record for entity in entities for record in work.contents.of(entity).values()]
    for passes in tests(work, given, listed=entities[0] in LISTS):
        records = [record for record in records if passes(record)]
    if most := given.get("MaxReturned"):
        records = records[: max(int(most), 0)]
    return records, []


def _iterated(
    work: Work, iterators: Iterators, name: str, attributes: dict[str, str], given: dict[str, Any]
) -> tuple[list[Record], dict[str, str]]:
    step = attributes["iterator"]
    if step == "Start":
        if "MaxReturned" not in given:
            raise missing("MaxReturned")
        whole = {key: value for key, value in given.items() if key != "MaxReturned"}
        records, _ = _found(work, name, whole)
        identifier = f"{{{uuid.uuid4()}}}"
        iterators.by_id[identifier] = Iterator((name, given), [record.id for record in records])
    else:
        identifier = attributes.get("iteratorID", "")
    iterator = iterators.by_id.get(identifier)
    if iterator is None or (step != "Stop" and iterator.request != (name, given)):
        raise invalid_id(identifier, "iteratorID")
    if step == "Stop":
        del iterators.by_id[identifier]
        return [], {"iteratorRemainingCount": "0", "iteratorID": identifier}
    size = int(given["MaxReturned"])
    chunk, iterator.left = iterator.left[:size], iterator.left[size:]
    if not iterator.left:
        del iterators.by_id[identifier]
    by_id = work.contents.by_id
    counts = {"iteratorRemainingCount": str(len(iterator.left)), "iteratorID": identifier}
    return [by_id[each] for each in chunk if each in by_id], counts


def _wanted(given: dict[str, Any]) -> Wanted:
    return Wanted(
        lines=given.get("IncludeLineItems") == "true",
        links=given.get("IncludeLinkedTxns") == "true",
        elements=frozenset(given.get("IncludeRetElement", ())),
        owners=frozenset(given.get("OwnerID", ())),
    )


def _incomplete(lacking: list[str]) -> str:
    return (
        "The query request has not been fully completed. There was a required element "
        f'("{lacking[0]}") that could not be found in QuickBooks.'
    )


def query_deleted(work: Work, name: str, attributes: dict[str, str], given: dict[str, Any]) -> Response:
    """Answer TxnDeleted or ListDeleted: what was deleted in the last 90 days."""
    listed = name == "ListDeleted"
    kind, identifier = ("ListDelType", "ListID") if listed else ("TxnDelType", "TxnID")
    first, last = span(work, given.get("DeletedDateRangeFilter", {}), "FromDeletedDate", "ToDeletedDate")
    start = max(first or 0, work.now() - NINETY_DAYS)
    found = [
        each
        for each in work.contents.deletions
        if each.entity in given[kind] and start <= each.deleted and (last is None or each.deleted <= last)
    ]
    counts = {"retCount": str(len(found))} if attributes.get("metaData", "NoMetaData") != "NoMetaData" else {}
    if attributes.get("metaData") == "MetaDataOnly":
        return Response(counts=counts)
    if not found:
        return Response(1, NOTHING_FOUND, counts)
    elements = given.get("IncludeRetElement")
    rows = []
    for each in found:
        row = {kind: each.entity, identifier: each.id, "TimeCreated": work.moment(each.created)}
        row["TimeDeleted"] = work.moment(each.deleted)
        if each.label:
            row["FullName" if listed else "RefNumber"] = each.label
        rows.append((f"{name}Ret", {key: value for key, value in row.items() if not elements or key in elements}))
    return Response(counts=counts, returned=rows)


def check_attributes(attributes: dict[str, str]) -> None:
    """Raise 1060 for a requestID that is too long."""
    if len(attributes.get("requestID", "")) > 50:
        raise StatusError(1060, "The request ID is invalid: its maximum length is 50 characters.")
