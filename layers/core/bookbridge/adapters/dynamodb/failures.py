"""Table `sync_failures`: what could not be synced. Key: `company_id`, `failure_id`.

Indexes `by_time` (`company_id`) and `by_status` (`company_status`, `<company>#open`) order them by `failed_order`: the
time of the last failure, then the id. Index `by_creation` (`company_id`) orders them by `created_order`, the time of
the very first failure, then the id, so that nothing moves in it. It holds what reports show of one (`failure_rows`).
Index `by_unknown` has those whose error is not known (`unknown_errors`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from heapq import merge
from itertools import islice
from operator import and_
from typing import Any, cast

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from bookbridge.domain.failures import Actor, Failure, FailureStatus, HistoryEntry, Problem, Remedy
from bookbridge.domain.failures.unknown import shard_of, signature_of
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
            where=narrowed(narrow),
            limit=limit,
        )
        page, following = first_page(rows, "failed_order", company_id, limit)
        return tuple(map(to_failure, page)), following

    def failed_before(self, company_id: str, narrow: FailureFilter, order: str, limit: int) -> tuple[Failure, ...]:
        """The next ones, newest first."""
        where = narrowed(narrow)
        queries = [
            self._failures.query(each, index="by_status", where=where, newest_first=True, page_size=limit)
            for each in _behind(company_id, narrow, order)
        ]
        rows = merge(*queries, key=lambda row: row.text("failed_order"), reverse=True)
        return tuple(map(to_failure, islice(rows, limit)))

    def count(self, company_id: str, narrow: FailureFilter, order: str) -> int:
        """How many there are."""
        where = narrowed(narrow)
        behind = _behind(company_id, narrow, order)
        return sum(self._failures.count(each, index="by_status", where=where) for each in behind)

    def count_live(self, company_id: str) -> dict[Category, int]:
        """How many failures are open or resyncing, by category."""
        counts: Counter[Category] = Counter()
        for status in FailureStatus:
            if status.is_live:
                matching = Path("company_status") == _company_status(company_id, status)
                rows = self._failures.query(matching, index="by_status")
                counts.update(cast("Category", row.text("category")) for row in rows)
        return dict(counts)


def _behind(company_id: str, narrow: FailureFilter, order: str) -> list[Condition]:
    """What to look for in each status."""
    return [
        (Path("company_status") == _company_status(company_id, status)) & (Path("failed_order") < order)
        for status in dict.fromkeys(narrow.statuses)
    ]


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
            "message": failure.problem.message,
            "package_link": failure.problem.package_link,
            "values": packed(failure.problem.values),
            "problem": packed(_rest_of_problem(failure.problem)),
            "status": failure.status,
            "opened_at": failure.opened_at,
            "last_failed_at": failure.last_failed_at,
            "created_at": failure.created_at,
            "record_number": failure.record_number,
            "party": failure.party,
            "date": failure.date,
            "amount": failure.amount,
            "currency": failure.currency,
            "status_in_app": failure.status_in_app,
            "status_in_package": failure.status_in_package,
            "delivery": packed(failure.delivery) if failure.delivery else None,
            "attempts": failure.attempts,
            "history": packed([[to_text(each.at), each.event, each.by, each.detail] for each in failure.history]),
            "row_version": failure.row_version + 1,
            "failed_order": failure.failed_order,
            "created_order": f"{to_text(failure.created_at)}#{failure.failure_id}",
            "company_status": _company_status(failure.company_id, failure.status),
            "unknown_shard": shard_of(failure),
            "unknown_signature": signature_of(failure),
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
        problem=_to_problem(row),
        status=FailureStatus(row.text("status")),
        opened_at=row.instant("opened_at"),
        last_failed_at=row.instant("last_failed_at"),
        created_at=row.instant("created_at"),
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


def narrowed(narrow: FailureFilter, *, by_status: bool = False) -> Condition | None:
    """What a query filters by; the status is mostly the key already."""
    conditions: list[Condition] = []
    if by_status and narrow.statuses:
        conditions.append(Path("status").is_in(*map(str, narrow.statuses)))
    if narrow.categories:
        conditions.append(Path("category").is_in(*narrow.categories))
    if narrow.entity_types:
        conditions.append(Path("entity_type").is_in(*narrow.entity_types))
    if narrow.codes:
        conditions.append(Path("code").is_in(*narrow.codes))
    return reduce(and_, conditions) if conditions else None


def _rest_of_problem(problem: Problem) -> dict[str, Any]:
    """What no report needs; the texts of remedies are most of a failure."""
    return {
        "remedies": [[remedy.actor, remedy.steps] for remedy in problem.remedies],
        "actions": problem.actions,
        "package_code": problem.package_code,
        "field": problem.field,
        "watch": problem.watch,
    }


def _to_problem(row: Row) -> Problem:
    rest: dict[str, Any] = row.body("problem")
    return Problem(
        code=row.text("code"),
        title=row.text("title"),
        message=row.text("message"),
        remedies=tuple(Remedy(Actor(actor), tuple(steps)) for actor, steps in rest["remedies"]),
        actions=tuple(rest["actions"]),
        package_code=rest["package_code"],
        field=rest["field"],
        package_link=row.text("package_link"),
        watch=rest["watch"],
        values=row.body("values"),
    )
