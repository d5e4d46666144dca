"""The field rules alone: they need neither the package nor what a record refers to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bookbridge.domain.connections import Settings
from bookbridge.domain.dispatches import Verb
from bookbridge.domain.records import EntityType, parse_record
from bookbridge.domain.stored_records import StoredRecord, SyncState
from bookbridge.ports.packages import WriteIntent
from tests.contract.packages.books import DEFAULTS, Ledger
from tests.contract.packages.records import INVOICE, SAMPLES

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
        if ledger.keeps(entity_type):
            wanted = intent(ledger, entity_type, record, DEFAULTS)
            known = {("account", code): code for code in DEFAULTS.default_accounts.model_dump().values() if code}
            assert ledger.books.check(replace(wanted, references=known)) == ()


def test_a_void_has_no_fields_to_check(ledger: Ledger) -> None:
    wanted = replace(intent(ledger, "invoice", {**INVOICE, "memo": "m" * 20_000}, Settings()), verb=Verb.VOID)
    ledger.served.calls()
    assert ledger.books.check(wanted) == ()
    assert ledger.served.calls() == {}
