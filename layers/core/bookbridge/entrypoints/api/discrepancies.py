"""Discrepancies: what was changed in the accounting package over the application's records, and the two choices."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from bookbridge.domain.discrepancies import Choice, DiscrepancyStatus
from bookbridge.domain.records import ENTITY_TYPES

from . import presenters
from .answers import Answer, accepted, answer, listed
from .endpoints import PAGING, Group, Query
from .requests import ApiRequest

DISCREPANCIES: Final = "/v1/companies/{company_id}/discrepancies"

GROUP: Final = Group(
    "Discrepancies", "What was changed in the accounting package over the application's records: theirs, or ours?"
)


@GROUP.endpoint(
    "GET",
    DISCREPANCIES,
    "List discrepancies, newest first",
    description="Only open ones, unless `status` says otherwise; resolved ones are kept for 90 days.",
    query=(
        Query("status", "discrepancies in this status; several with commas between them", tuple(DiscrepancyStatus)),
        Query("entity_type", "only discrepancies of records of this type", ENTITY_TYPES),
        *PAGING,
    ),
    answers={HTTPStatus.OK: "Discrepancies"},
)
def list_discrepancies(request: ApiRequest) -> Answer:
    """List discrepancies."""
    read = request.application.read_discrepancies
    found, cursor = read.page(request.company_id, request.query, request.cursor, request.limit)
    return listed("discrepancies", [presenters.discrepancy(each) for each in found], cursor)


@GROUP.endpoint(
    "POST",
    f"{DISCREPANCIES}/{{discrepancy_id}}/take-theirs",
    "Take what is in the accounting package",
    description=(
        "The record becomes what it is there, but keeps what lives in the application only. The change feed tells it."
    ),
    answers={HTTPStatus.OK: "Discrepancy"},
)
def take_theirs(request: ApiRequest) -> Answer:
    """Take theirs."""
    settle = request.application.settle_discrepancies
    resolved = settle(request.company_id, request.path["discrepancy_id"], Choice.TAKE_THEIRS, request.caller.name)
    return answer(presenters.discrepancy(resolved))


@GROUP.endpoint(
    "POST",
    f"{DISCREPANCIES}/{{discrepancy_id}}/send-ours",
    "Send what is in the application",
    description=(
        "The record is written over the newest version there. One that was deleted is made anew; one that was voided "
        "cannot be brought back."
    ),
    answers={HTTPStatus.ACCEPTED: "Discrepancy"},
)
def send_ours(request: ApiRequest) -> Answer:
    """Send ours."""
    settle = request.application.settle_discrepancies
    resolved = settle(request.company_id, request.path["discrepancy_id"], Choice.SEND_OURS, request.caller.name)
    return accepted(presenters.discrepancy(resolved))
