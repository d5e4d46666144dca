"""Questions to QuickBooks Desktop over one line: whole messages out, answers by their requests in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bookbridge.domain.errors import PackageRefused, PackageUnavailable, UnreadableAnswer
from bookbridge.ports.connectors import Line

from . import faults
from .entities import Kind
from .qbxml import answers, message_sets
from .qbxml.answers import Answer, Answers
from .qbxml.requests import Request, render

NOT_ENABLED: Final = 3250
"""The feature is switched off, or the edition has none: there is nothing of the kind."""

SLIM: Final = ("EditSequence", "TimeCreated", "TimeModified")
"""The elements that a listing needs besides the id."""


@dataclass(frozen=True, slots=True)
class Client:
    """One session's line."""

    line: Line

    def ask(self, requests: Sequence[Request], *, lasting: bool = False) -> Mapping[str, Answer]:
        """The answers to requests that read, by request id; one that found nothing has no rows.

        Raises `PackageUnavailable` or `PackageRefused` when one of them could not be answered, and `UnreadableAnswer`
        when the answer passes one over.
        """
        if not requests:
            return {}
        told = answers.read(self.line.ask(render(requests), lasting=lasting)).by_id
        for answer in told.values():
            _raise_if_refused(answer)
        if left := [request.request_id for request in requests if request.request_id not in told]:
            # Taken for "nothing found" it would lose what was asked for.
            raise UnreadableAnswer(f"QuickBooks' answer says nothing of {', '.join(left)}")
        return {request.request_id: told[request.request_id] for request in requests}

    def write(self, requests: Sequence[Request], dispatch_id: str) -> Answers:
        """What became of requests that write; the company file keeps the answer under the dispatch's id."""
        message_set = message_sets.id_of(dispatch_id)
        return answers.read(self.line.ask(render(requests, new_message_set=message_set), message_set))

    def remembered(self, dispatch_id: str) -> Answers:
        """The answer that the company file keeps for a dispatch, or its status without any."""
        message_set = message_sets.id_of(dispatch_id)
        told = self.line.answered(message_set)
        return answers.read(told or self.line.ask(message_sets.status_question(message_set)))


def by_ids(kind: Kind, request_id: str, ids: Sequence[str], returned: Sequence[str] = ()) -> Request:
    """The query that reads these objects, whole, or only the elements that are `returned`."""
    fields: dict[str, object] = {kind.id_field: list(ids)}
    if returned:
        fields["IncludeRetElement"] = [kind.id_field, *returned]
    elif kind.has_lines:
        fields["IncludeLineItems"] = True
        if kind.has_links:
            fields["IncludeLinkedTxns"] = True
    return Request(kind.query, request_id, fields)


def _raise_if_refused(answer: Answer) -> None:
    if not answer.is_error or answer.status == NOT_ENABLED:
        return
    refused = faults.refused(answer)
    if refused.retriable:
        raise PackageUnavailable(f"{answer.kind}: {refused.text}")
    raise PackageRefused(f"{answer.kind}: {refused.text}", code=refused.code)
