"""The field rules alone: they need neither the package nor what a record refers to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.domain.records import EntityType, parse_record
from bookbridge.domain.settings import Settings
from bookbridge.domain.stored_records import StoredRecord, SyncState
from bookbridge.ports.packages import WriteIntent
from tests.contract.packages.books import DEFAULTS, Ledger
from tests.contract.packages.records import BILL_PAYMENT, INVOICE, SAMPLES

pytestmark = pytest.mark.contract

WRONG: dict[str, dict[str, Any]] = {
    "a long memo": {"memo": "m" * 20_000},
    "a control character": {"memo": "bell\x07"},
    "another total": {"total": "1.00"},
    "a discount above the total": {"discount_amount": "5000.00", "total": "-4811.49"},
}


def intent(ledger: Ledger, entity_type: EntityType, record: dict[str, Any], settings: Settings) -> WriteIntent:
    """One new record whose references are all unknown."""
    body = parse_record(entity_type, ledger.adapt(entity_type, record))
    stored = StoredRecord("acme", entity_type, "new-1", body, 1, SyncState.PENDING)
    return WriteIntent("1", stored, Verb.CREATE, {}, settings)


@pytest.mark.requirement("D9")
@pytest.mark.parametrize("case", WRONG)
def test_faults_of_fields_are_found_without_parents_and_without_a_call(ledger: Ledger, case: str) -> None:
    wanted = intent(ledger, "invoice", {**INVOICE, **WRONG[case]}, Settings())
    ledger.served.calls()
    alone = ledger.books.check(wanted)
    assert ledger.served.calls() == {}
    assert alone
    assert not {"record_unknown", "account_code_unknown"} & {fault.code for fault in alone}
    whole = ledger.books.prepare(wanted)
    assert isinstance(whole, tuple)
    assert set(alone) < set(whole)


@pytest.mark.requirement("D9")
def test_a_good_record_has_no_faults_of_its_own_whatever_it_refers_to(ledger: Ledger) -> None:
    for entity_type, _, record in SAMPLES:
        if ledger.keeps(entity_type) and ledger.package.manifest.entities[entity_type].creates:
            wanted = intent(ledger, entity_type, record, DEFAULTS)
            assert ledger.books.check(replace(wanted, references=ledger.references)) == ()


def test_a_void_has_no_fields_to_check(ledger: Ledger) -> None:
    wanted = replace(intent(ledger, "invoice", {**INVOICE, "memo": "m" * 20_000}, Settings()), verb=Verb.VOID)
    ledger.served.calls()
    assert ledger.books.check(wanted) == ()
    assert ledger.served.calls() == {}


@pytest.mark.requirement("B11", "D9")
def test_a_date_in_a_closed_period_is_found_before_it_is_sent(filled: Ledger) -> None:
    filled.served.close_books("2026-05-31")
    filled.reopen()  # what it knew of the dates is forgotten
    assert "closed_period" in filled.package.manifest.foresees
    for record_id, record, verb in (
        ("new-1", {**INVOICE, "number": "N-1"}, Verb.CREATE),
        ("i-1", INVOICE, Verb.UPDATE),
        ("i-1", INVOICE, Verb.VOID),
    ):
        made = filled.prepare("invoice", record_id, record, verb)
        assert isinstance(made, tuple)
        assert [(fault.field, fault.code) for fault in made] == [("date", "closed_period")]
    assert isinstance(filled.prepare("invoice", "new-2", {**INVOICE, "number": "N-2", "date": "2026-06-01"}), Operation)


@pytest.mark.requirement("B11")
def test_what_is_new_is_dated_out_of_a_closed_period_where_the_connection_says_so(filled: Ledger) -> None:
    filled.served.close_books("2026-05-31")
    filled.reopen()
    moves = filled.settings.model_copy(update={"closing_date_policy": "move_to_open_period"})
    filled.write("invoice", "new-1", {**INVOICE, "number": "N-1"}, settings=moves)
    assert filled.read("invoice", "new-1").record["date"] == "2026-06-01"


@pytest.mark.requirement("B15")
@pytest.mark.parametrize("ledger", ["quickbooks-online", "xero"], indirect=True)
def test_a_discount_that_a_package_cannot_take_with_a_payment_is_refused(ledger: Ledger) -> None:
    part = {"bill": "b-1", "amount": "118.00", "discount_amount": "2.00"}
    wanted = intent(ledger, "bill_payment", {**BILL_PAYMENT, "amount": "118.00", "applications": [part]}, DEFAULTS)
    found = [(fault.field, fault.code) for fault in ledger.books.check(wanted)]
    assert found == [("applications[0].discount_amount", "feature_unavailable")]
