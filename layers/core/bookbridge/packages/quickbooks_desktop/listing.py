"""What there is and what changed, as ids and versions: contents are read afterwards, by those ids."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bookbridge.domain.changes import Change, ChangeKind
from bookbridge.domain.connector_sessions import Known
from bookbridge.domain.records import EntityType, is_entity_type
from bookbridge.ports.connectors import Glance, Listed, Scan

from .client import SLIM, Client, by_ids
from .entities import (
    CREDIT,
    DELETED_LISTS,
    DELETED_TRANSACTIONS,
    KINDS,
    VENDOR_CREDIT,
    Kind,
    family_of,
    is_id,
    kinds_of,
    name_of,
)
from .mapping.applied_credits import settles
from .qbxml.answers import Answer, Row
from .qbxml.requests import Request
from .versions import is_older, version_of
from .wire import instant_of, to_seconds

A_DAY: Final = timedelta(days=1)
"""More than the clocks of two computers differ by."""

_ALL: Final = "All"
_GONE: Final = ("TxnDeletedQueryRq", "ListDeletedQueryRq")


def scan(client: Client, organisation_id: str, asked: Scan) -> Listed:
    """See `SessionBooks.scan`. Kinds that cannot be paged come whole."""
    asked = _entire(asked)
    request = _listing(asked)
    return _listed(organisation_id, asked, client.ask([request])[request.request_id])


def glance(client: Client, organisation_id: str, scans: Sequence[Scan], since: datetime) -> Glance:
    """See `SessionBooks.glance`."""
    deletions = _deleted({"DeletedDateRangeFilter": {"FromDeletedDate": to_seconds(since)}})
    scans = [_entire(each) for each in scans]
    listings = [_listing(each) for each in scans]
    told = client.ask([*listings, *deletions])
    pages = zip(scans, listings, strict=True)
    return Glance(
        tuple(_listed(organisation_id, each, told[request.request_id]) for each, request in pages),
        tuple(
            Change(organisation_id, family, package_id, ChangeKind.DELETED, instant_of(row.fields, "TimeDeleted"))
            for name, row in _deleted_in(told)
            for family, package_id in _gone(name, row)
        ),
    )


def gone_back(client: Client, known: Sequence[Known]) -> tuple[Known, ...]:
    """See `SessionBooks.gone_back`. `Known.kind` is a type of our records, or a kind that is listed."""
    wanted: dict[Kind, list[str]] = {}
    for each in known:
        for kind in _kinds_for(each):
            wanted.setdefault(kind, []).append(_id_there(each.package_id))
    requests = [by_ids(kind, kind.name, ids, ("EditSequence",)) for kind, ids in wanted.items()]
    told = client.ask(requests)
    versions = {  # by the kind too: an id is unique only within its list
        (kind.name, str(row.fields[kind.id_field])): version_of(name_of(row.kind), row.fields)
        for kind in wanted
        for row in told[kind.name].rows
    }
    suspects = [each for each in known if _kinds_for(each)]
    missing = [each for each in suspects if not _found(each, versions)]
    deleted = _deleted_after(client, min(each.at for each in missing) - A_DAY) if missing else frozenset()
    return tuple(each for each in suspects if _is_back(each, versions, deleted))


def _deleted_after(client: Client, since: datetime) -> frozenset[str]:
    """What was deleted since then; what was there at a time cannot have been deleted before it."""
    told = client.ask(_deleted({"DeletedDateRangeFilter": {"FromDeletedDate": to_seconds(since)}}))
    return frozenset(str(row.fields.get("TxnID") or row.fields.get("ListID")) for _, row in _deleted_in(told))


def _is_back(known: Known, versions: Mapping[tuple[str, str], str], deleted: Collection[str]) -> bool:
    found = _found(known, versions)
    return is_older(found, known.version) if found else _id_there(known.package_id) not in deleted


def _found(known: Known, versions: Mapping[tuple[str, str], str]) -> str:
    """Its version now; empty when it is not there."""
    package_id = _id_there(known.package_id)
    return next((told for kind in _kinds_for(known) if (told := versions.get((kind.name, package_id)))), "")


def _kinds_for(known: Known) -> tuple[Kind, ...]:
    if not is_id(_id_there(known.package_id)):
        return ()
    if known.package_id.startswith(CREDIT):
        return (VENDOR_CREDIT,)
    if is_entity_type(known.kind):
        return tuple(kind for kind in kinds_of(known.kind) if kind is not VENDOR_CREDIT or known.kind != "bill_payment")
    return (KINDS[known.kind],)


def _id_there(package_id: str) -> str:
    return package_id.removeprefix(CREDIT)


def _entire(asked: Scan) -> Scan:
    """Transactions refer to entries of lists that have not changed for years: those are all listed."""
    return replace(asked, since=None) if asked.is_history and KINDS[asked.kind].is_list else asked


def _filter(kind: Kind, asked: Scan) -> dict[str, object]:
    """What changed in the time between; entries of lists even when they are inactive."""
    between = {
        name: to_seconds(instant)
        for name, instant in (("FromModifiedDate", asked.since), ("ToModifiedDate", asked.until))
        if instant is not None
    }
    if kind.is_list:
        return {"ActiveStatus": _ALL, **between}
    return {"ModifiedDateRangeFilter": between} if between else {}


def _returned(kind: Kind) -> dict[str, object]:
    if kind is VENDOR_CREDIT:
        return {"IncludeLinkedTxns": True, "IncludeRetElement": [kind.id_field, *SLIM, "LinkedTxn"]}
    return {"IncludeRetElement": [kind.id_field, *SLIM]}


def _changes(organisation_id: str, kind: Kind, row: Row, since: datetime | None) -> Iterator[Change]:
    name = name_of(row.kind)
    family = family_of(name)
    if family is None:
        return
    created, modified = instant_of(row.fields, "TimeCreated"), instant_of(row.fields, "TimeModified")
    is_new = since is None or created >= since
    what, package_id = ChangeKind.CREATED if is_new else ChangeKind.UPDATED, str(row.fields[kind.id_field])
    version = version_of(name, row.fields)
    yield Change(organisation_id, family, package_id, what, modified, version=version)
    if kind is VENDOR_CREDIT and (not is_new or settles(row.fields)):
        # What it settles is a payment of its own to the application.
        yield Change(organisation_id, "bill_payment", f"{CREDIT}{package_id}", what, modified, version=version)


def _deleted(between: Mapping[str, object]) -> list[Request]:
    transactions, lists = _GONE
    return [
        Request(transactions, transactions, {"TxnDelType": list(DELETED_TRANSACTIONS), **between}),
        Request(lists, lists, {"ListDelType": list(DELETED_LISTS), **between}),
    ]


def _deleted_in(told: Mapping[str, Answer]) -> Iterator[tuple[str, Row]]:
    for request_id in _GONE:
        for row in told[request_id].rows:
            yield str(row.fields.get("TxnDelType") or row.fields.get("ListDelType") or ""), row


def _gone(name: str, row: Row) -> Iterator[tuple[EntityType, str]]:
    family = family_of(name)
    package_id = str(row.fields.get("TxnID") or row.fields.get("ListID") or "")
    if family is not None and package_id:
        yield family, package_id
        if name == VENDOR_CREDIT.name:
            yield "bill_payment", f"{CREDIT}{package_id}"


def _listing(asked: Scan) -> Request:
    """One page of a scan; its number tells the questions of one iterator apart."""
    kind = KINDS[asked.kind]
    fields = {**_filter(kind, asked), **_returned(kind)}
    attributes: dict[str, str] = {}
    if kind.pages:
        fields["MaxReturned"] = asked.size
        attributes = {"iterator": "Continue", "iteratorID": asked.iterator} if asked.iterator else {"iterator": "Start"}
    return Request(kind.query, f"{kind.name}.{asked.page}", fields, attributes)


def _listed(organisation_id: str, asked: Scan, answer: Answer) -> Listed:
    kind = KINDS[asked.kind]
    changes = [change for row in answer.rows for change in _changes(organisation_id, kind, row, asked.since)]
    remaining = answer.remaining or 0
    return Listed(tuple(changes), remaining, answer.iterator if remaining else "")
