"""What a report shows of a failure: one row before it is worded for a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict, cast

from .failures import Failure
from .timestamps import to_text


class ReportRow(TypedDict):
    """One row; what is empty is left out. Instants are as in storage: `2026-05-01T12:00:00.000000Z`.

    A dictionary, as a large report has a million of them and that is what the database's answers are read into.
    """

    company_id: str
    failure_id: str
    category: str
    entity_type: str
    record_id: str
    code: str
    title: str
    values: Mapping[str, str]
    opened_at: str
    last_failed_at: str
    attempts: str
    message: NotRequired[str]
    package_link: NotRequired[str]
    record_number: NotRequired[str]
    party: NotRequired[str]
    date: NotRequired[str]
    amount: NotRequired[str]
    currency: NotRequired[str]
    status_in_app: NotRequired[str]
    status_in_package: NotRequired[str]
    delivery: NotRequired[Mapping[str, Any]]


def report_row(failure: Failure) -> ReportRow:
    """The row of a failure."""
    problem = failure.problem
    row: ReportRow = {
        "company_id": failure.company_id,
        "failure_id": failure.failure_id,
        "category": failure.category,
        "entity_type": failure.entity_type,
        "record_id": failure.record_id,
        "code": problem.code,
        "title": problem.title,
        "values": problem.values,
        "opened_at": to_text(failure.opened_at),
        "last_failed_at": to_text(failure.last_failed_at),
        "attempts": str(failure.attempts),
    }
    optional = {
        "message": problem.message,
        "package_link": problem.package_link,
        "record_number": failure.record_number,
        "party": failure.party,
        "date": failure.date,
        "amount": failure.amount,
        "currency": failure.currency,
        "status_in_app": failure.status_in_app,
        "status_in_package": failure.status_in_package,
        "delivery": failure.delivery,
    }
    return cast("ReportRow", {**row, **{name: value for name, value in optional.items() if value}})
