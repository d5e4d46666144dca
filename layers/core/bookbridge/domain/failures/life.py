"""The life of a failure: opened, counted again, resynced, skipped, reopened, resolved, cleared, deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bookbridge.domain.records import EntityType, category_of, facts_of

from .models import (
    CONNECTION_FAILURE_ID,
    Failure,
    FailureStatus,
    HistoryEntry,
    Problem,
    failure_id,
    with_history,
)


def fail(
    existing: Failure | None,
    *,
    company_id: str,
    entity_type: EntityType,
    record_id: str,
    record: dict[str, Any],
    operation: str,
    problem: Problem,
    party: str,
    now: datetime,
) -> Failure:
    """Open the failure of a record's operation, or count it once more when it is already there.

    `party` is the name shown to people. A failure that was resolved, cleared or deleted before opens anew and keeps
    its history.
    """
    facts = facts_of(entity_type, record)
    event = "failed_again" if existing and existing.status.is_live else "opened"
    entry = HistoryEntry(now, event, detail=problem.code)
    return Failure(
        company_id=company_id,
        failure_id=failure_id(entity_type, record_id, operation),
        category=category_of(entity_type),
        entity_type=entity_type,
        record_id=record_id,
        operation=operation,
        problem=problem,
        status=FailureStatus.OPEN,
        opened_at=existing.opened_at if existing and event == "failed_again" else now,
        last_failed_at=now,
        created_at=existing.created_at if existing else now,
        record_number=facts.number,
        party=party or facts.party,
        date=facts.date,
        amount=facts.amount,
        currency=facts.currency,
        status_in_app=facts.status,
        delivery=dict(record.get("delivery") or {}),
        attempts=existing.attempts + 1 if existing and event == "failed_again" else 1,
        history=with_history(existing.history if existing else (), entry),
        row_version=existing.row_version if existing else 0,
    )


def fail_connection(
    existing: Failure | None, *, company_id: str, package: str, organisation: str, problem: Problem, now: datetime
) -> Failure:
    """Open the failure of a connection, or count it once more when it stands with the same code.

    Another code takes the place of the one that stands: what hinders a connection now is what matters. `organisation`
    is the name shown to people.
    """
    again = existing is not None and existing.status.is_live and existing.problem.code == problem.code
    entry = HistoryEntry(now, "failed_again" if again else "opened", detail=problem.code)
    return Failure(
        company_id=company_id,
        failure_id=CONNECTION_FAILURE_ID,
        category=category_of("connection"),
        entity_type="connection",
        record_id=package,
        operation=problem.code,
        problem=problem,
        status=FailureStatus.OPEN,
        opened_at=existing.opened_at if existing and again else now,
        last_failed_at=now,
        created_at=existing.created_at if existing else now,
        party=organisation,
        attempts=existing.attempts + 1 if existing and again else 1,
        history=with_history(existing.history if existing else (), entry),
        row_version=existing.row_version if existing else 0,
    )


def resolve(failure: Failure, now: datetime, detail: str = "", by: str = "") -> Failure:
    """Close a failure by the success that disproves it, or because its record is gone (`detail` says so)."""
    return _moved(failure, FailureStatus.RESOLVED, HistoryEntry(now, "resolved", by, detail))


def resync(failure: Failure, now: datetime, by: str, reason: str = "") -> Failure:
    """Ask for another try; the failure stays listed until a success closes it."""
    return _moved(failure, FailureStatus.RESYNCING, HistoryEntry(now, "resync", by, reason))


def skip(failure: Failure, now: datetime, by: str, reason: str = "") -> Failure:
    """No more tries and no more notices, until the record changes or somebody asks for another try."""
    return _moved(failure, FailureStatus.SKIPPED, HistoryEntry(now, "skipped", by, reason))


def reopen(failure: Failure, now: datetime, why: str) -> Failure:
    """Open a skipped failure again, because its record changed."""
    return _moved(failure, FailureStatus.OPEN, HistoryEntry(now, "reopened", detail=why))


def clear(failure: Failure, now: datetime, by: str, reason: str = "") -> Failure:
    """Dismiss it. Should its record fail again, it opens anew."""
    return _moved(failure, FailureStatus.CLEARED, HistoryEntry(now, "cleared", by, reason))


def delete(failure: Failure, now: datetime, by: str, reason: str = "") -> Failure:
    """Close it together with its record, which somebody deleted."""
    return _moved(failure, FailureStatus.DELETED, HistoryEntry(now, "deleted", by, reason))


def _moved(failure: Failure, status: FailureStatus, entry: HistoryEntry) -> Failure:
    return replace(failure, status=status, history=with_history(failure.history, entry))
