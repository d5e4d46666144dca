"""Table `sync_failures`: what could not be synced. Key: `company_id`, `failure_id`.

Indexes `by_time` (`company_id`) and `by_status` (`company_status`, `<company>#open`) order them by `failed_order`: the
time of the last failure, then the id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from bookbridge.domain.failures import Actor, Failure, FailureStatus, HistoryEntry, Problem, Remedy
from bookbridge.domain.records import Category, Subject
from bookbridge.domain.timestamps import from_text, to_text
from bookbridge.ports.failures import FailureFilter

from .cursors import first_page, read_cursor
from .database import Database
from .newest_first import newest_first
from .table import Table
from .values import RawItem, Row, packed, raw_item


def sync_failures_table(database: Database, name: str) -> Table:
    """The table `sync_failures`."""
    return Table(database, name, "company_id", "failure_id")


class DynamoDbFailures:
    """Implements `Failures`."""

    def __init__(self, failures: Table) -> None:
        self._failures = failures

    def get(self, company_id: str, failure_id: str) -> Failure | None:
        """One failure; strongly consistent."""
        row = self._failures.get(company_id, failure_id)
        return to_failure(row) if row else None

    def get_many(self, company_id: str, failure_ids: Sequence[str]) -> dict[str, Failure]:
        """Those that exist; strongly consistent."""
        rows = self._failures.get_many((company_id, failure_id) for failure_id in failure_ids)
        return {failure.failure_id: failure for failure in map(to_failure, rows)}

    def page(
        self, company_id: str, narrow: FailureFilter, cursor: str | None, limit: int
    ) -> tuple[tuple[Failure, ...], str | None]:
        """Newest first. Several statuses are as many queries, merged."""
        statuses = [_company_status(company_id, status) for status in narrow.statuses]
        rows = newest_first(
            self._failures,
            *(("by_status", "company_status", statuses) if statuses else ("by_time", "company_id", [company_id])),
            "failed_order",
            before=read_cursor(company_id, cursor),
            where=_filter(narrow),
            limit=limit,
        )
        page, following = first_page(rows, "failed_order", company_id, limit)
        return tuple(map(to_failure, page)), following

    def count_live(self, company_id: str) -> dict[Category, int]:
        """How many failures are open or resyncing, by category."""
        counts: Counter[Category] = Counter()
        for status in FailureStatus:
            if status.is_live:
                matching = Path("company_status") == _company_status(company_id, status)
                rows = self._failures.query(matching, index="by_status")
                counts.update(cast("Category", row.text("category")) for row in rows)
        return dict(counts)


def failure_item(failure: Failure) -> RawItem:
    """The item to write: the failure as it stands, its row version raised."""
    return raw_item(
        {
            "company_id": failure.company_id,
            "failure_id": failure.failure_id,
            "category": failure.category,
            "entity_type": failure.entity_type,
            "record_id": failure.record_id,
            "operation": failure.operation,
            "code": failure.problem.code,
            "title": failure.problem.title,
            "problem": packed(_problem_body(failure.problem)),
            "status": failure.status,
            "opened_at": failure.opened_at,
            "last_failed_at": failure.last_failed_at,
            "record_number": failure.record_number,
            "party": failure.party,
            "date": failure.date,
            "amount": failure.amount,
            "currency": failure.currency,
            "status_in_app": failure.status_in_app,
            "status_in_package": failure.status_in_package,
            "delivery": packed(failure.delivery),
            "attempts": failure.attempts,
            "history": packed([[to_text(each.at), each.event, each.by, each.detail] for each in failure.history]),
            "row_version": failure.row_version + 1,
            "failed_order": f"{to_text(failure.last_failed_at)}#{failure.failure_id}",
            "company_status": _company_status(failure.company_id, failure.status),
        }
    )


def to_failure(row: Row) -> Failure:
    """The failure of an item."""
    return Failure(
        company_id=row.text("company_id"),
        failure_id=row.text("failure_id"),
        category=cast("Category", row.text("category")),
        entity_type=cast("Subject", row.text("entity_type")),
        record_id=row.text("record_id"),
        operation=row.text("operation"),
        problem=_to_problem(row.body("problem")),
        status=FailureStatus(row.text("status")),
        opened_at=row.instant("opened_at"),
        last_failed_at=row.instant("last_failed_at"),
        record_number=row.text("record_number"),
        party=row.text("party"),
        date=row.text("date"),
        amount=row.text("amount"),
        currency=row.text("currency"),
        status_in_app=row.text("status_in_app"),
        status_in_package=row.text("status_in_package"),
        delivery=row.body("delivery"),
        attempts=row.number("attempts"),
        history=tuple(HistoryEntry(from_text(at), event, by, detail) for at, event, by, detail in row.body("history")),
        row_version=row.number("row_version"),
    )


def _company_status(company_id: str, status: FailureStatus) -> str:
    return f"{company_id}#{status}"


def _filter(narrow: FailureFilter) -> Condition | None:
    conditions: list[Condition] = []
    if narrow.categories:
        conditions.append(Path("category").is_in(*narrow.categories))
    if narrow.entity_type:
        conditions.append(Path("entity_type") == narrow.entity_type)
    if not conditions:
        return None
    both: Condition = conditions[0] if len(conditions) == 1 else conditions[0] & conditions[1]
    return both


def _problem_body(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "title": problem.title,
        "message": problem.message,
        "remedies": [[remedy.actor, remedy.steps] for remedy in problem.remedies],
        "actions": problem.actions,
        "package_code": problem.package_code,
        "field": problem.field,
        "package_link": problem.package_link,
        "watch": problem.watch,
        "values": problem.values,
    }


def _to_problem(body: dict[str, Any]) -> Problem:
    remedies = tuple(Remedy(Actor(actor), tuple(steps)) for actor, steps in body["remedies"])
    return Problem(**{**body, "remedies": remedies, "actions": tuple(body["actions"])})
