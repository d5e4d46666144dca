"""Upload one file, and read from the answer what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from bookbridge.domain.dispatches import Operation, Outcome, Refused
from bookbridge.domain.errors import FileUnavailable, PackageRefused
from bookbridge.ports.files import Files

from .client import Client, answer_of_write
from .faults import Fault, error_for, faults_in, faults_of, refused
from .files import FILE_UNAVAILABLE, multipart
from .find import written
from .push import UNANSWERED, look_for


def upload(client: Client, files: Files, dispatch_id: str, operation: Operation) -> Outcome:
    """Fetch the file and send it. See `Books.push`.

    Whether the vendor remembers the request id of an upload is not documented. So a lost answer is looked for first, as
    always, and an upload that was left unanswered is looked for before it is called refused.
    """
    try:
        content = files.read(operation.payload["url"])
    except FileUnavailable as error:
        return Outcome(operation.key, Refused(FILE_UNAVAILABLE, str(error), retriable=error.passing))
    boundary = f"----{dispatch_id}"
    while boundary.encode() in content:
        boundary += "-"
    response = client.upload(dispatch_id, *multipart(operation.payload, content, boundary))
    if response.status == HTTPStatus.BAD_REQUEST and _is_refused(found := faults_of(response.body)):
        return Outcome(operation.key, refused(found))
    answer = answer_of_write(response)
    responses = answer.body.get("AttachableResponse") or [{}]
    item = responses[0] if isinstance(responses[0], dict) else {}
    faults, body = faults_in(item), item.get("Attachable")
    if faults and not faults[0].is_severe:
        return Outcome(operation.key, refused(faults))
    if faults or not isinstance(body, dict):
        unclear = {operation.key: (operation, refused(faults) if faults else UNANSWERED)}
        return look_for(client, unclear, answer.at)[0]
    return Outcome(operation.key, written(body, answer.at))


def _is_refused(faults: Sequence[Fault]) -> bool:
    """Whether the faults of the whole answer are about this file, and not about the line or the consent."""
    error = error_for(faults, status=HTTPStatus.BAD_REQUEST, writing=True)
    return bool(faults) and isinstance(error, PackageRefused)
