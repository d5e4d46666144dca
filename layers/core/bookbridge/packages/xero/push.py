"""Write the operations of one lane, and read from the answer what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from bookbridge.domain.dispatches import Operation, Outcome, Refused
from bookbridge.domain.errors import BookbridgeError, FileUnavailable, OutcomeUnknown
from bookbridge.ports.files import Files

from .client import Answer, Client
from .entities import NO_ID, Endpoint
from .faults import FILE_UNAVAILABLE, elements_of, messages_of, refused
from .find import find, written
from .lanes import Route, route_of
from .lookups import Lookups
from .wire import Json

UNANSWERED: Final = Refused("", "Xero left this record of the call unanswered, and it is not there", retriable=True)
A_WHILE: Final = timedelta(minutes=15)
"""How far back an operation of this very call can have been carried out, replays included."""


def push(
    client: Client, lookups: Lookups, files: Files, dispatch_id: str, operations: Sequence[Operation]
) -> tuple[Outcome, ...]:
    """Carry out the operations in one call. See `Books.push`.

    A record that was left unanswered may have been written all the same. It is looked for before it is called refused,
    because a second operation id could write it twice.
    """
    route = route_of(operations[0])
    if operations[0].entity_type == "document":
        try:
            content = files.read(operations[0].payload["url"])
        except FileUnavailable as error:
            return (Outcome(operations[0].key, Refused(FILE_UNAVAILABLE, str(error), retriable=error.passing)),)
        answer = client.attach(route.path, dispatch_id, content, operations[0].payload["content_type"])
    else:
        answer = client.write(route.method, route.path, dispatch_id, _body(route, operations))
    return _outcomes(client, lookups, route, answer, operations)


def _body(route: Route, operations: Sequence[Operation]) -> Json:
    payloads = [operation.payload for operation in operations]
    return {route.endpoint.name: payloads} if route.takes_list else payloads[0]


def _outcomes(
    client: Client, lookups: Lookups, route: Route, answer: Answer, operations: Sequence[Operation]
) -> tuple[Outcome, ...]:
    summarised = answer.status == HTTPStatus.BAD_REQUEST
    elements = elements_of(answer.body) if summarised else answer.rows(route.endpoint.name)
    outcomes: list[Outcome] = []
    unclear: list[Operation] = []
    for operation, element in matched(route.endpoint, operations, elements):
        messages = messages_of(element or {})
        if messages:
            outcomes.append(Outcome(operation.key, refused(messages)))
        elif summarised:
            continue  # nothing of the call was saved: it goes out again without the bad ones
        elif element is None or not _is_there(route.endpoint, element):
            unclear.append(operation)
        else:
            outcomes.append(Outcome(operation.key, written(route.endpoint, element, answer.at)))
            lookups.note(route.endpoint, element)
    return (*outcomes, *_look_for(client, unclear, answer))


def matched(
    endpoint: Endpoint, operations: Sequence[Operation], elements: Sequence[Json]
) -> Iterator[tuple[Operation, Json | None]]:
    """Each operation with its element: by place, unless ids or numbers say that the order is another one."""
    in_order = len(elements) == len(operations) and all(
        _agree(endpoint, operation, element) is not False
        for operation, element in zip(operations, elements, strict=True)
    )
    if in_order:
        yield from zip(operations, elements, strict=True)
        return
    rest = list(elements)
    for operation in operations:
        found = next((each for each in rest if _agree(endpoint, operation, each)), None)
        if found is not None:
            rest.remove(found)
        yield operation, found


def _agree(endpoint: Endpoint, operation: Operation, element: Json) -> bool | None:
    """Whether both have the same id and title; None when there is nothing to compare."""
    shared = [
        name
        for name in (endpoint.id_field, endpoint.title_field)
        if operation.payload.get(name) and element.get(name) and element[name] != NO_ID
    ]
    if not shared:
        return None
    return all(
        str(operation.payload[name]).strip().casefold() == str(element[name]).strip().casefold() for name in shared
    )


def _is_there(endpoint: Endpoint, element: Json) -> bool:
    return str(element.get(endpoint.id_field) or NO_ID) != NO_ID


def _look_for(client: Client, unclear: list[Operation], answer: Answer) -> list[Outcome]:
    if not unclear:
        return []
    try:
        there = find(client, unclear, answer.at - A_WHILE)
    except BookbridgeError as error:
        # The call itself was carried out: whatever keeps us from looking now, nobody may take it for unsent.
        raise OutcomeUnknown(f"part of a call was left unanswered, and looking for it failed: {error}") from error
    return [Outcome(operation.key, there.get(operation.key, UNANSWERED)) for operation in unclear]
