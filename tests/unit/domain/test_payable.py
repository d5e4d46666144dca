"""What can be paid, and what evidence of a payment does to its record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.payable import as_wanted, is_payable, is_payable_anyway
from bookbridge.domain.record_life import accept, written
from bookbridge.domain.settings import Settings
from bookbridge.domain.stored_records import Action, StoredRecord, SyncState
from tests.contract.ports.examples import NOON, failure, link, record

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A3")]


def bill(**changed: Any) -> StoredRecord:
    return record(**{"entity_type": "bill", "body": {"status": "posted"}, **changed})


@pytest.mark.parametrize("state", SyncState)
def test_no_state_of_the_sync_keeps_an_invoice_or_a_posted_bill_from_being_paid(state: SyncState) -> None:
    discrepant: dict[str, Any] = {
        "sync_state": state,
        "failure_id": "fail-1",
        "discrepancy_id": "disc-1",
        "deleted_in_package": True,
    }
    assert is_payable(record(**discrepant)) is True
    assert is_payable(bill(**discrepant)) is True


@pytest.mark.parametrize(
    "ended",
    [
        {"voided": True},
        {"action": Action.VOID},
        {"deleted": True},
        {"body": {"status": "draft"}, "sync_state": SyncState.DRAFT},
        {"deleted_in_package": True, "sync_state": SyncState.SYNCED},
        {"body": {"status": "Voided"}},
    ],
)
def test_what_is_void_deleted_or_a_draft_is_not_payable(ended: dict[str, Any]) -> None:
    assert is_payable(bill(**ended)) is False
    assert is_payable(record(**ended)) is False


def test_a_draft_that_the_connection_posts_is_payable_and_one_that_is_sent_anew_too() -> None:
    assert is_payable(bill(body={"status": "draft"}, sync_state=SyncState.SYNCED)) is True
    assert is_payable(bill(deleted_in_package=True, sync_state=SyncState.PENDING)) is True


def test_only_invoices_and_bills_are_paid() -> None:
    assert is_payable(record(entity_type="payment")) is None
    assert is_payable_anyway(failure(entity_type="payment")) is None
    assert is_payable_anyway(failure(entity_type="bill")) is True
    assert is_payable_anyway(failure(status=FailureStatus.DELETED)) is False


def test_the_failure_of_a_void_does_not_call_the_document_payable() -> None:
    wanted = as_wanted(bill(action=Action.VOID))
    assert is_payable_anyway(failure(entity_type="bill", status_in_app=wanted["status"])) is False
    assert as_wanted(bill())["status"] == "posted"


def paid(state: SyncState, **changed: Any) -> StoredRecord:
    return record(entity_type="payment", body={"amount": "5.00"}, sync_state=state, **changed)


def told(existing: StoredRecord, **body: Any) -> StoredRecord:
    return accept(
        existing,
        company_id="c-1",
        entity_type="payment",
        record_id=existing.record_id,
        body={"amount": "5.00", **body},
        settings=Settings(),
        organisation_id="",
        now=NOON,
    )


@pytest.mark.parametrize("state", [SyncState.FAILED, SyncState.BLOCKED, SyncState.SKIPPED, SyncState.DRAFT])
def test_evidence_alone_makes_no_new_try(state: SyncState) -> None:
    after = told(paid(state, attempts=3, waiting_on="package#invoice#1"), delivery={"kind": "ach"})
    assert (after.sync_state, after.attempts, after.waiting_on) == (state, 3, "package#invoice#1")
    assert (after.body["delivery"], after.revision) == ({"kind": "ach"}, 2)


def test_evidence_for_a_skipped_failure_leaves_it_aside() -> None:
    assert told(paid(SyncState.SKIPPED, set_aside=True), delivery={"kind": "ach"}).set_aside


def test_evidence_with_another_change_is_a_new_try() -> None:
    assert told(paid(SyncState.FAILED), amount="6.00", delivery={"kind": "ach"}).sync_state is SyncState.PENDING


def test_evidence_for_a_payment_on_its_way_does_not_send_it_twice() -> None:
    on_its_way = paid(SyncState.PENDING)
    after = told(on_its_way, delivery={"kind": "ach"})
    done = written(after, on_its_way.revision, link(), NOON, voided=False)
    assert (done.sync_state, done.body["delivery"]) == (SyncState.SYNCED, {"kind": "ach"})


def test_evidence_brings_no_deleted_payment_back_unless_it_is_sent_as_one() -> None:
    gone = replace(paid(SyncState.SYNCED), deleted=True)
    assert told(gone, delivery={"kind": "ach"}).deleted is False
