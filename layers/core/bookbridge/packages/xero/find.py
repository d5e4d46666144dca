"""Which operations are in Xero already: asked after a lost answer, and after a refusal as a duplicate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bookbridge.domain.canonical_values import money
from bookbridge.domain.dispatches import Operation, Verb, Written

from .client import Client
from .entities import (
    ACCOUNTS,
    ATTACHMENTS,
    CONTACTS,
    INVOICES,
    ITEMS,
    TAX_RATES,
    Endpoint,
)
from .fetch import by_ids
from .lanes import endpoint_of
from .manifest import MANIFEST
from .mapping import number_of, version_of
from .query import any_of, equal, equal_in_any_case, listed
from .twins import is_done, says
from .wire import Json, day_of, instant_of

_KNOWN_BY_NAME = (CONTACTS, ITEMS)
_TOTALS = ("TotalAmount", "Total", "Amount")


def find(
    client: Client, operations: Sequence[Operation], sent_since: datetime, ignoring: Collection[str] = ()
) -> dict[str, Written]:
    """The operations that were carried out, by key. See `Books.find`, and `twins` for what counts as ours."""
    result: dict[str, Written] = {}
    groups: dict[Endpoint, list[Operation]] = defaultdict(list)
    for operation in operations:
        groups[endpoint_of(operation)].append(operation)
    for endpoint, group in groups.items():
        result |= _found(client, endpoint, group, sent_since, ignoring)
    return result


def _found(
    client: Client,
    endpoint: Endpoint,
    group: Sequence[Operation],
    sent_since: datetime,
    ignoring: Collection[str],
) -> dict[str, Written]:
    result: dict[str, Written] = {}
    taken: set[tuple[str, str]] = set()
    for body, at, among in _searched(client, endpoint, group):
        for operation in among:
            # One contact can be a customer and a vendor, but no two of either.
            twin = (MANIFEST.family(operation.entity_type), str(body[endpoint.id_field]))
            others = operation.verb is Verb.CREATE and twin[1] in ignoring
            if operation.key in result or twin in taken or others:
                continue
            if is_done(endpoint, operation, body, sent_since):
                differs = (
                    operation.verb is Verb.CREATE and endpoint in _KNOWN_BY_NAME and not says(endpoint, operation, body)
                )
                result[operation.key] = replace(written(endpoint, body, at), differs=differs)
                taken.add(twin)
        if len(result) == len(group):
            break  # what is left to ask is not asked
    return result


def written(endpoint: Endpoint, body: Json, at: datetime) -> Written:
    """What an object proves that Xero returned at this instant of its clock."""
    total = next((body[name] for name in _TOTALS if body.get(name) is not None), None)
    return Written(
        package_id=str(body[endpoint.id_field]),
        version=version_of(endpoint, body),
        updated_at=instant_of(body.get("UpdatedDateUTC")) or at,
        read_at=at,
        number=number_of(endpoint, body),
        total="" if total is None else money(total),
        date=day_of(body, "Date"),
    )


Candidate = tuple[Json, datetime, Sequence[Operation]]
"""An object, when it was read, and the operations that may have made it."""


def _searched(client: Client, endpoint: Endpoint, operations: Sequence[Operation]) -> Iterator[Candidate]:
    if endpoint is ATTACHMENTS:
        yield from _attached(client, operations)
        return
    known = [operation.package_id for operation in operations if operation.verb is not Verb.CREATE]
    made = [operation for operation in operations if operation.verb is Verb.CREATE]
    if endpoint in (ITEMS, ACCOUNTS, TAX_RATES):
        params: list[Mapping[str, str]] = [{}]
    else:
        params = [*by_ids(endpoint, known), *_queries(endpoint, made)]
    for each in params:
        rows = client.read(endpoint, each)
        for row in rows.found:
            yield row, rows.at, operations


def _queries(endpoint: Endpoint, made: Sequence[Operation]) -> Iterator[Mapping[str, str]]:
    """The parameters that find objects by what people, or we, call them."""
    titles = [str(operation.payload.get(endpoint.title_field) or "") for operation in made]
    titles = [title for title in titles if title]
    if endpoint is INVOICES:
        for numbers in listed(title for title in titles if "," not in title):
            yield {"InvoiceNumbers": numbers}
        titles = [title for title in titles if "," in title]
    if endpoint is CONTACTS:
        terms = [term for title in titles for term in equal_in_any_case("Name", title)]
        terms += [equal("ContactNumber", str(operation.payload["ContactNumber"])) for operation in made]
    else:
        terms = [equal(endpoint.title_field, title) for title in titles]
    for where in any_of(terms):
        yield {"where": where}
    if endpoint is CONTACTS and len(titles) == 1:
        # Looked for after its name was refused as taken, in whatever spelling it has there.
        yield {"searchTerm": titles[0]}


def _attached(client: Client, operations: Sequence[Operation]) -> Iterator[Candidate]:
    owners: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for operation in operations:
        owner = operation.payload["owner"]
        owners[owner["endpoint"], owner["id"]].append(operation)
    for (name, package_id), group in owners.items():
        answer = client.attachments(name, package_id)
        if answer is None:
            continue  # what the files belong to is gone
        for row in answer.rows(ATTACHMENTS.name):
            yield row, answer.at, group
