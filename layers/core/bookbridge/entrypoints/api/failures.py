"""Failures: what could not be synced, and why."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.languages import ENGLISH, languages
from bookbridge.domain.records import SUBJECTS
from bookbridge.use_cases.read_failures import CATEGORIES

from . import presenters
from .answers import Answer, answer, listed
from .endpoints import PAGING, Group, Query
from .languages import language_asked
from .requests import ApiRequest

FAILURES: Final = "/v1/companies/{company_id}/failures"

GROUP: Final = Group("Failures", "What could not be synced: the cause, and who can mend it how.")


@GROUP.endpoint(
    "GET",
    FAILURES,
    "List failures, newest first",
    query=(
        Query("status", "only failures in this status; several with commas between them", tuple(FailureStatus)),
        Query("category", "only failures of this category; several with commas between them", CATEGORIES),
        Query("entity_type", "only failures of these types, or of the connection; several with commas", SUBJECTS),
        Query("code", "only failures with this code; several with commas between them"),
        Query("language", "language of titles, messages and remedies; English if absent", languages()),
        *PAGING,
    ),
    answers={HTTPStatus.OK: "Failures"},
)
def list_failures(request: ApiRequest) -> Answer:
    """List failures."""
    read_failures, code = request.application.read_failures, language_asked(request) or ENGLISH
    failures, cursor = read_failures.page(request.company_id, request.query, request.cursor, request.limit)
    told = read_failures.told(request.company_id, failures, code)
    return listed("failures", [presenters.failure(each) for each in told], cursor)


@GROUP.endpoint(
    "GET",
    f"{FAILURES}/summary",
    "Count open failures, for a banner",
    description=(
        "Failures that are being tried again count as open. `banner.text` is in the connection's language; its level "
        "is `action_required` while nothing at all is synced."
    ),
    answers={HTTPStatus.OK: "FailuresSummary"},
)
def summarize_failures(request: ApiRequest) -> Answer:
    """Count open failures."""
    read_failures = request.application.read_failures
    counted = read_failures.summary(request.company_id)
    return answer(presenters.summary(counted, read_failures.banner(request.company_id, counted)))
