"""Discrepancies as rows of a report: told in the words of the failure catalogue, with the columns of failures."""

from __future__ import annotations

from typing import Final

from .discrepancies import Discrepancy, DiscrepancyKind
from .failures import Failure, FailureStatus
from .failures.catalogue import Catalogue
from .languages import language
from .records import category_of

CODES: Final = {
    DiscrepancyKind.CHANGED: "changed_in_package",
    DiscrepancyKind.STATUS: "status_differs",
    DiscrepancyKind.VOIDED: "voided_in_package",
    DiscrepancyKind.DELETED: "deleted_in_package",
    DiscrepancyKind.MERGED: "deleted_in_package",
}
"""Rows of the catalogue."""

_STATUSES: Final = {True: FailureStatus.OPEN, False: FailureStatus.RESOLVED}


def row_of(discrepancy: Discrepancy, catalogue: Catalogue, language_code: str) -> Failure:
    """The row: its message has both values of each field that differs, `total: 240.00 → 200.00`, ours first."""
    speech = language(language_code)
    differences = [f"{speech.field_words(each.field)}: {each.ours} → {each.theirs}" for each in discrepancy.differences]
    status = next((each for each in discrepancy.differences if each.field == "status"), None)
    problem = catalogue.problem_for(
        CODES[discrepancy.kind],
        discrepancy.entity_type,
        message="; ".join(differences),
        package_link=discrepancy.package_link,
        values={
            "record_number": discrepancy.record_number,
            "party": discrepancy.party,
            "status_in_app": status.ours if status else "",
            "status_in_package": status.theirs if status else "",
        },
    )
    return Failure(
        company_id=discrepancy.company_id,
        failure_id=discrepancy.discrepancy_id,
        category=category_of(discrepancy.entity_type),
        entity_type=discrepancy.entity_type,
        record_id=discrepancy.record_id,
        operation="drift",
        problem=problem,
        status=_STATUSES[discrepancy.is_open],
        opened_at=discrepancy.found_at,
        last_failed_at=discrepancy.last_seen_at,
        created_at=discrepancy.found_at,
        record_number=discrepancy.record_number,
        party=discrepancy.party,
        date=discrepancy.date,
        amount=discrepancy.amount,
        currency=discrepancy.currency,
        status_in_app=status.ours if status else discrepancy.status_in_app,
        status_in_package=status.theirs if status else "",
    )
