"""Write a message, and read from its answer, or from what the company file remembers of it, what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bookbridge.domain.dispatches import Operation, Outcome, Refused, Verb, Written
from bookbridge.domain.timestamps import EPOCH

from .client import Client, by_ids
from .entities import KINDS, name_of
from .faults import refused
from .mapping.outgoing import content_of
from .qbxml.answers import Answer, Answers, Row
from .qbxml.message_sets import MessageSetStatus, status_of
from .qbxml.requests import Request
from .twins import written
from .versions import version_of
from .wire import Json, instant_of

RECOVERED: Final = "ErrorRecovery"
UNANSWERED: Final = Refused("", "QuickBooks Desktop left this record of the message unanswered", retriable=True)
_OF_THE_SET: Final[Mapping[MessageSetStatus | None, Refused]] = {
    MessageSetStatus.OTHER_CONTENT: Refused("9001", "the message's id belongs to another message", retriable=True),
    MessageSetStatus.ID_TOO_LONG: Refused("9004", "the message's id is too long", retriable=True),
}
"""Nothing of such a message is carried out: its records go out again under another id."""

_AFTER: Final = " after"
"""Ends the id of the request that reads what was voided: the answer to a void tells no version."""


def push(client: Client, dispatch_id: str, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
    """Carry out the operations in one message. See `Books.push`."""
    answers = client.write(requests_for(operations), dispatch_id)
    told = {outcome.key: outcome for outcome in outcomes_in(answers, operations)}
    missing = _OF_THE_SET.get(status_of(answers), UNANSWERED)
    return tuple(told.get(each.key, Outcome(each.key, missing)) for each in operations)


def recall(client: Client, dispatch_id: str, operations: Sequence[Operation]) -> tuple[Outcome, ...] | None:
    """See `Recalls.recall`. Operations that the stored answer says nothing of are left out."""
    answers = client.remembered(dispatch_id)
    if status_of(answers) is MessageSetStatus.UNKNOWN:
        return None
    return tuple(outcomes_in(answers, operations))


def requests_for(operations: Sequence[Operation]) -> list[Request]:
    """The requests of a message, in the order in which they are carried out."""
    requests: list[Request] = []
    for operation in operations:
        requests.append(Request(str(operation.payload["kind"]), operation.key, operation.payload["fields"]))
        if operation.verb is Verb.VOID:
            kind = KINDS[str(content_of(operation.payload)["TxnVoidType"])]
            requests.append(by_ids(kind, f"{operation.key}{_AFTER}", [operation.package_id]))
    return requests


def outcomes_in(answers: Answers, operations: Sequence[Operation]) -> Iterator[Outcome]:
    """What the answers say of each operation; those without an answer are left out."""
    for operation in operations:
        answer = answers.by_id.get(operation.key)
        if answer is None:
            continue
        if answer.is_error:
            yield Outcome(operation.key, refused(answer))
        elif operation.verb is Verb.VOID:
            yield Outcome(operation.key, _voided(operation, answer, answers.by_id.get(f"{operation.key}{_AFTER}")))
        elif row := _object_in(answer):
            yield Outcome(operation.key, written(row))
        elif known := next((row.fields for row in answer.rows if row.kind == RECOVERED), None):
            yield Outcome(operation.key, _recovered(operation, known))


def _object_in(answer: Answer) -> Row | None:
    return next((row for row in answer.rows if name_of(row.kind) != row.kind), None)


def _recovered(operation: Operation, known: Json) -> Written:
    """What QuickBooks still knows of an object after it broke off: its id and edit sequence."""
    content, name = content_of(operation.payload), str(operation.payload["kind"]).removesuffix("Rq")[: -len("Add")]
    return Written(
        package_id=str(known.get("TxnID") or known.get("ListID") or operation.package_id),
        version=version_of(name, known),
        updated_at=EPOCH,
        read_at=EPOCH,
        number=str(content.get("RefNumber") or ""),
        date=str(content.get("TxnDate") or ""),
    )


def _voided(operation: Operation, answer: Answer, after: Answer | None) -> Written:
    """What was voided, as it is now; as the void itself tells it where it could not be read."""
    if after and (row := _object_in(after)):
        return written(row)
    at = max((instant_of(row.fields, "TimeModified") for row in answer.rows), default=EPOCH)
    return Written(operation.package_id, "", at, at)
