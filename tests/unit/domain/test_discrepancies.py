"""The life of a discrepancy, and what a choice makes of its record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.discrepancies import (
    KEPT_FOR,
    Choice,
    Difference,
    Discrepancy,
    DiscrepancyKind,
    DiscrepancyStatus,
    Twin,
    agreed,
    decided,
    noticed,
)
from bookbridge.domain.discrepancy_choices import sending_ours, taking_theirs
from bookbridge.domain.discrepancy_rows import CODES, row_of
from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.failures.catalogue import load_shared
from bookbridge.domain.record_life import APP_ONLY
from bookbridge.domain.stored_records import PackageLink, StoredRecord, SyncState

pytestmark = [pytest.mark.unit, pytest.mark.requirement("F7")]

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
LINK = PackageLink("1001", "58", "3", NOON, NOON, "A-1", "240.00")
TOTAL = (Difference("total", "240.00", "200.00"),)
THEIRS: dict[str, Any] = {"number": "A-1", "customer": "c-1", "date": "2026-05-01", "total": "200.00", "memo": "x"}


def record(**changed: Any) -> StoredRecord:
    body = {"number": "A-1", "customer": "c-1", "date": "2026-05-01", "total": "240.00", "notes": "call first"}
    return replace(
        StoredRecord("acme", "invoice", "inv-1", body, 4, SyncState.SYNCED, link=LINK, discrepancy_id="disc-1"),
        **changed,
    )


def found(existing: Discrepancy | None = None, now: datetime = NOON, **twin: Any) -> Discrepancy:
    told = Twin(**{"body": THEIRS, "link": replace(LINK, version="4"), **twin})
    differences = TOTAL if told.gone is None and not told.voided else (Difference("status", "active", "gone"),)
    return noticed(
        existing,
        record(),
        told,
        differences,
        choices=tuple(Choice),
        family="invoice",
        party="Alder Ltd",
        now=now,
    )


def test_it_tells_the_record_and_what_is_in_the_package() -> None:
    discrepancy = found(package_link="https://package.example/58")

    assert (discrepancy.record_number, discrepancy.party, discrepancy.date) == ("A-1", "Alder Ltd", "2026-05-01")
    assert (discrepancy.amount, discrepancy.differences, discrepancy.theirs) == ("240.00", TOTAL, THEIRS)
    assert (discrepancy.package_id, discrepancy.version) == ("58", "4")
    assert discrepancy.package_link == "https://package.example/58"
    assert discrepancy.is_open


def test_a_record_has_one_that_keeps_the_time_it_was_found() -> None:
    first = replace(found(), row_version=1)
    again = found(first, LATER, link=replace(LINK, version="5"))

    assert again.discrepancy_id == first.discrepancy_id
    assert (again.found_at, again.last_seen_at, again.version, again.row_version) == (NOON, LATER, "5", 1)


@pytest.mark.parametrize(
    ("twin", "kind", "told_as"),
    [
        ({}, DiscrepancyKind.CHANGED, ChangeKind.UPDATED),
        ({"voided": True}, DiscrepancyKind.VOIDED, ChangeKind.VOIDED),
        ({"gone": ChangeKind.DELETED, "link": None, "body": {}}, DiscrepancyKind.DELETED, ChangeKind.DELETED),
        ({"gone": ChangeKind.MERGED, "link": None, "body": {}}, DiscrepancyKind.MERGED, ChangeKind.MERGED),
    ],
)
@pytest.mark.requirement("A1")
def test_changes_voids_deletions_and_merges_are_kinds_of_their_own(
    twin: dict[str, Any], kind: DiscrepancyKind, told_as: ChangeKind
) -> None:
    discrepancy = found(**twin)

    assert (discrepancy.kind, discrepancy.change_kind) == (kind, told_as)
    assert discrepancy.package_id == "58"


@pytest.mark.requirement("A1")
def test_a_status_that_differs_alone_is_a_kind_of_its_own() -> None:
    differences = (Difference("status", "posted", "draft"),)
    told = noticed(
        None, record(), Twin(THEIRS, LINK), differences, choices=tuple(Choice), family="bill", party="", now=NOON
    )

    assert told.kind is DiscrepancyKind.STATUS


def test_an_open_one_never_expires_and_a_resolved_one_does() -> None:
    assert found().expires_at is None
    assert agreed(found(), LATER).expires_at == LATER + KEPT_FOR


def test_it_opens_anew_when_the_record_drifts_again() -> None:
    resolved = replace(decided(found(), Choice.SEND_OURS, "carla", LATER), row_version=2)
    again = found(resolved, LATER + timedelta(days=1))

    assert again.is_open
    assert (again.resolution, again.resolved_at, again.resolved_by) == (None, None, "")
    assert (again.found_at, again.row_version) == (LATER + timedelta(days=1), 2)


def test_agreement_is_nobodys_choice() -> None:
    resolved = agreed(found(), LATER)

    assert (resolved.status, resolved.resolution, resolved.resolved_at) == (DiscrepancyStatus.RESOLVED, None, LATER)


def test_taking_theirs_takes_the_body_and_keeps_what_lives_in_the_application() -> None:
    after = taking_theirs(record(), found(), APP_ONLY, LATER)

    assert after.body == {**THEIRS, "notes": "call first"}
    assert (after.sync_state, after.discrepancy_id, after.revision) == (SyncState.SYNCED, "", 4)
    assert after.link == replace(LINK, total="200.00")


def test_taking_theirs_takes_the_status_only_when_that_was_the_question() -> None:
    theirs = {**THEIRS, "status": "posted"}
    draft = record(body={**record().body, "status": "draft"}, sync_state=SyncState.DRAFT)
    asked = replace(found(body=theirs), differences=(Difference("status", "draft", "posted"),))

    assert taking_theirs(draft, asked, APP_ONLY, LATER).body["status"] == "posted"
    assert taking_theirs(draft, found(body=theirs), APP_ONLY, LATER).body["status"] == "draft"


def test_taking_a_void_voids_the_record() -> None:
    after = taking_theirs(record(), found(voided=True), APP_ONLY, LATER)

    assert after.voided


@pytest.mark.requirement("B15")
def test_taking_a_deletion_keeps_the_applications_copy() -> None:
    after = taking_theirs(record(), found(gone=ChangeKind.DELETED, link=None, body={}), APP_ONLY, LATER)

    assert after.deleted_in_package
    assert after.body == record().body
    assert after.discrepancy_id == ""


def test_sending_ours_queues_the_record_over_the_newest_version() -> None:
    after = sending_ours(record(), found(), LATER)

    assert (after.sync_state, after.link, after.discrepancy_id) == (SyncState.PENDING, LINK, "")
    assert after.body == record().body


@pytest.mark.requirement("F1")
def test_sending_what_was_deleted_makes_it_anew() -> None:
    after = sending_ours(record(), found(gone=ChangeKind.DELETED, link=None, body={}), LATER)

    assert (after.sync_state, after.link) == (SyncState.PENDING, None)


@pytest.mark.parametrize("kind", DiscrepancyKind)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_row_of_the_report_tells_both_values_and_what_to_choose(kind: DiscrepancyKind, language: str) -> None:
    discrepancy = replace(found(), kind=kind)
    row = row_of(discrepancy, load_shared(), language)

    assert row.problem.message == "total: 240.00 → 200.00"
    assert row.problem.code == CODES[kind]
    assert (row.failure_id, row.category, row.status) == (discrepancy.discrepancy_id, "invoices", FailureStatus.OPEN)
    steps = " ".join(step for remedy in row.problem.remedies for step in remedy.steps)
    assert "Take theirs" in steps


@pytest.mark.requirement("A1")
def test_a_row_about_the_status_fills_both_columns() -> None:
    differences = (Difference("status", "posted", "deleted"),)
    row = row_of(replace(found(), kind=DiscrepancyKind.DELETED, differences=differences), load_shared(), "fr")

    assert (row.status_in_app, row.status_in_package) == ("posted", "deleted")
    assert row.problem.message == "statut: posted → deleted"
