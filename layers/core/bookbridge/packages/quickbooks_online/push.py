"""Write a batch, and read from its answer what became of each operation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from bookbridge.domain.dispatches import Operation, Outcome, Refused, Verb
from bookbridge.domain.errors import BookbridgeError, OutcomeUnknown

from .client import Client, items_by_id
from .entities import ENTITIES
from .faults import RECONNECT, Fault, error_for, faults_in, refused
from .find import find, written
from .wire import Json

UNANSWERED: Final = Refused(
    "", "QuickBooks Online left this record of the batch unanswered, and it is not there", retriable=True
)
A_WHILE: Final = timedelta(minutes=15)
"""How far back an operation of this very call can have been carried out, replays included."""


def push(client: Client, dispatch_id: str, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
    """Carry out the operations in one call. See `Books.push`.

    A record that was left unanswered, or met an error of the package itself, may have been written all the same. It is
    looked for before it is called refused, because a second operation id could write it twice.
    """
    answer = client.write(dispatch_id, [_item(operation) for operation in operations])
    items = items_by_id(answer)
    outcomes: list[Outcome] = []
    unclear: dict[str, tuple[Operation, Refused]] = {}
    gone: list[Fault] = []
    for operation in operations:
        item = items.get(operation.key, {})
        faults = faults_in(item)
        body = item.get(ENTITIES[operation.entity_type].name)
        if faults and faults[0].code in RECONNECT:
            gone.append(faults[0])
        if faults and not faults[0].is_severe:
            outcomes.append(Outcome(operation.key, refused(faults)))
        elif faults or not isinstance(body, dict):
            unclear[operation.key] = (operation, refused(faults) if faults else UNANSWERED)
        else:
            outcomes.append(Outcome(operation.key, written(body, answer.at)))
    if gone and len(gone) == len(operations):
        raise error_for(gone, status=HTTPStatus.OK, writing=True)
    return (*outcomes, *look_for(client, unclear, answer.at))


def _item(operation: Operation) -> Json:
    verb = Verb.UPDATE if operation.verb is Verb.VOID else operation.verb
    item: Json = {"bId": operation.key, "operation": verb.value}
    if operation.verb is Verb.VOID:
        item["optionsData"] = "void"
    return {**item, ENTITIES[operation.entity_type].name: operation.payload}


def look_for(client: Client, unclear: dict[str, tuple[Operation, Refused]], at: datetime) -> list[Outcome]:
    """What became of operations that were left unclear at this instant: found, or refused for the reason given.

    Raises `OutcomeUnknown` when it cannot be found out.
    """
    if not unclear:
        return []
    try:
        there = find(client, [operation for operation, _ in unclear.values()], at - A_WHILE)
    except BookbridgeError as error:
        # The batch itself was carried out: whatever keeps us from looking now, nobody may take it for unsent.
        raise OutcomeUnknown(f"part of a batch was left unanswered, and looking for it failed: {error}") from error
    return [Outcome(key, there.get(key, refusal)) for key, (_, refusal) in unclear.items()]
