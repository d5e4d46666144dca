"""How the API shows things: plain JSON, instants as ISO 8601 in UTC, and `null` for what there is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bookbridge.domain.banner import Banner
from bookbridge.domain.changes import FeedEntry
from bookbridge.domain.discrepancies import Discrepancy
from bookbridge.domain.failures import Failure
from bookbridge.domain.failures.actions import offered_actions
from bookbridge.domain.payable import is_payable, is_payable_anyway
from bookbridge.domain.records import Category, category_of
from bookbridge.domain.reports import LINK_LIFETIME, Report
from bookbridge.domain.sessions import Session
from bookbridge.domain.stored_records import StoredRecord, SyncState
from bookbridge.domain.timestamps import to_text
from bookbridge.use_cases.accept_records import Answer
from bookbridge.use_cases.delete_records import Deleted
from bookbridge.use_cases.read_records import RecordView

Shown = dict[str, Any]


def record_state(record: StoredRecord) -> Shown:
    """Where a record stands, without what would have to be looked up."""
    return {
        "entity_type": record.entity_type,
        "record_id": record.record_id,
        "sync_state": record.sync_state.value,
        "warning": bool((record.failure_id and not record.set_aside) or record.discrepancy_id),
        "failure_id": record.failure_id or None,
        "discrepancy_id": record.discrepancy_id or None,
        "package_id": record.link.package_id if record.link else None,
        "exported": record.link is not None,
        "revision": record.revision,
        "deleted": record.deleted,
    }


def record_deleted(gone: Deleted) -> Shown:
    """A record that the application deleted, and whether its twin is still there."""
    left = {"still_in_package": gone.is_in_package, "package_link": gone.package_link or None}
    return {**record_state(gone.record), **left}


def record(view: RecordView) -> Shown:
    """A record with everything that is known about it."""
    stored, link = view.record, view.record.link
    return {
        **record_state(stored),
        "record": stored.body,
        "sync_state": view.sync_state.value,
        "warning": view.warning,
        "failure": failure(view.failure) if view.failure else None,
        "blocked_by": _blocked_by(stored),
        "payable": is_payable(stored),
        "delivery": stored.body.get("delivery"),
        "package_link": view.package_link or None,
        "package_version": link.version or None if link else None,
        "package_number": link.number or None if link else None,
        "origin": stored.origin,
        "voided": stored.voided,
        "deleted_in_package": stored.deleted_in_package,
        "merged_into": stored.merged_into or None,
        "accepted_at": instant(stored.accepted_at),
        "synced_at": instant(stored.synced_at),
    }


def batch_result(answer: Answer) -> Shown:
    """What became of one record of a batch."""
    named = {"entity_type": answer.wish.entity_type, "record_id": answer.wish.record_id}
    if answer.record is None:
        errors = [{"field": each.field, "message": each.message, "code": each.code} for each in answer.faults]
        return {**named, "status": "refused", "errors": errors}
    return {**named, "status": "accepted", "sync_state": answer.record.sync_state.value}


def mapping(record: StoredRecord) -> Shown:
    """A record's link to its twin in the package."""
    link = record.link
    return {
        "entity_type": record.entity_type,
        "record_id": record.record_id,
        "package_id": link.package_id if link else None,
        "organisation_id": link.organisation_id if link else None,
        "package_number": link.number or None if link else None,
        "package_version": link.version or None if link else None,
    }


def change(entry: FeedEntry) -> Shown:
    """One entry of the change feed."""
    return {
        "position": entry.position,
        "kind": entry.kind.value,
        "entity_type": entry.entity_type,
        "record_id": entry.record_id,
        "package_id": entry.package_id,
        "occurred_at": instant(entry.occurred_at),
        "record": entry.record,
        "merged_into": entry.merged_into or None,
    }


def session(run: Session) -> Shown:
    """One run."""
    return {
        "session_id": run.session_id,
        "trigger": run.trigger,
        "holder": run.holder,
        "started_at": instant(run.started_at),
        "ended_at": instant(run.ended_at),
        "result": run.result.value,
        "cause": run.cause or None,
        "counts": asdict(run.counts),
    }


def failure(failure: Failure) -> Shown:
    """One failure: the record, the cause, and who can mend it how."""
    problem = failure.problem
    return {
        "id": failure.failure_id,
        "category": failure.category,
        "entity_type": failure.entity_type,
        "record_id": failure.record_id,
        "record_number": failure.record_number or None,
        "party": failure.party or None,
        "date": failure.date or None,
        "amount": failure.amount or None,
        "currency": failure.currency or None,
        "operation": failure.operation,
        "code": problem.code,
        "title": problem.title,
        "message": problem.message,
        "package_code": problem.package_code or None,
        "field": problem.field or None,
        "remedies": [{"actor": each.actor.value, "steps": list(each.steps)} for each in problem.remedies],
        "actions": list(offered_actions(failure)),
        "package_link": problem.package_link or None,
        "delivery": failure.delivery or None,
        "payable_anyway": is_payable_anyway(failure),
        "attempts": failure.attempts,
        "status": failure.status.value,
        "opened_at": instant(failure.opened_at),
        "last_failed_at": instant(failure.last_failed_at),
        "history": [
            {"at": instant(each.at), "event": each.event, "by": each.by or None, "detail": each.detail or None}
            for each in failure.history
        ],
    }


def discrepancy(found: Discrepancy) -> Shown:
    """One discrepancy: the record, both values of what differs, and what can be chosen now."""
    return {
        "id": found.discrepancy_id,
        "category": category_of(found.entity_type),
        "entity_type": found.entity_type,
        "record_id": found.record_id,
        "record_number": found.record_number or None,
        "party": found.party or None,
        "date": found.date or None,
        "amount": found.amount or None,
        "currency": found.currency or None,
        "kind": found.kind.value,
        "differences": [asdict(each) for each in found.differences],
        "theirs": found.theirs or None,
        "choices": [each.value for each in found.choices] if found.is_open else [],
        "package_id": found.package_id,
        "package_version": found.version or None,
        "package_link": found.package_link or None,
        "merged_into": found.merged_into or None,
        "status": found.status.value,
        "resolution": found.resolution.value if found.resolution else None,
        "found_at": instant(found.found_at),
        "last_seen_at": instant(found.last_seen_at),
        "resolved_at": instant(found.resolved_at),
        "resolved_by": found.resolved_by or None,
    }


def summary(counted: Mapping[Category, int], banner: Banner) -> Shown:
    """The banner and its numbers."""
    return {
        "open": sum(counted.values()),
        "by_category": counted,
        "banner": {"level": banner.level, "text": banner.text},
    }


def report(report: Report, download_url: str, now: datetime) -> Shown:
    """One report; `download_url` is empty until it is ready, `expires_at` is when it stops working."""
    return {
        "report_id": report.report_id,
        "report": report.report,
        "format": report.format,
        "language": report.language,
        "filter": report.filter,
        "status": report.status.value,
        "rows": report.rows,
        "bytes": report.bytes,
        "cause": report.cause or None,
        "scheduled": bool(report.schedule),
        "created_at": instant(report.created_at),
        "kept_until": instant(report.expires_at),
        "download_url": download_url or None,
        "expires_at": instant(now + LINK_LIFETIME) if download_url else None,
    }


def instant(at: datetime | None) -> str | None:
    """`2026-05-01T12:00:00.000000Z`."""
    return to_text(at) if at else None


def _blocked_by(record: StoredRecord) -> Shown | None:
    """The record that a blocked one waits for; its mark reads `record#customer#c-1`."""
    kind, _, parent = record.waiting_on.partition("#")
    if record.sync_state is not SyncState.BLOCKED or kind != "record":
        return None
    entity_type, _, record_id = parent.partition("#")
    return {"entity_type": entity_type, "record_id": record_id}
