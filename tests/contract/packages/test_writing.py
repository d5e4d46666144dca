"""Writing: many records a call, each once, whatever becomes of the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.dispatches import Operation, Refused, Verb, Written
from bookbridge.domain.errors import OutcomeUnknown
from bookbridge.domain.records import EntityType
from tests.contract.packages.books import Ledger, creates
from tests.contract.packages.records import (
    ACCOUNT,
    BILL,
    BILL_PAYMENT,
    CREDIT_NOTE,
    CUSTOMER,
    DOCUMENT,
    EXPENSE,
    INVOICE,
    ITEM,
    ORDER,
    PAYMENT,
    REFUND,
    TERM,
    VENDOR,
    VENDOR_CREDIT,
)
from tests.fakes.packages import names

pytestmark = pytest.mark.contract


def without(record: dict[str, Any], *fields: str) -> dict[str, Any]:
    return {field: value for field, value in record.items() if field not in fields}


REST_OF_BILL = {**BILL_PAYMENT, "amount": "80.35", "applications": [{"bill": "b-1", "amount": "80.35"}]}
CREATES: dict[str, tuple[EntityType, dict[str, Any]]] = {
    "customer": ("customer", {"name": "Birch O'Neill \\ Sons"}),
    "customer with details": ("customer", {**CUSTOMER, "name": "Birch"}),
    "vendor": ("vendor", {**VENDOR, "name": "Birch"}),
    "item": ("item", {**ITEM, "name": "Birch", "sku": "BIRCH-1"}),
    "account": ("account", {**ACCOUNT, "name": "Birch", "code": "4999"}),
    "term": ("term", {**TERM, "name": "Birch"}),
    "invoice": ("invoice", {**INVOICE, "number": "INV-2001"}),
    "bill": ("bill", {**BILL, "number": "B-2001"}),
    "bill without a number": ("bill", without(BILL, "number")),
    "order": ("order", {**ORDER, "number": "ORD-2001"}),
    "credit note": ("credit_note", {**CREDIT_NOTE, "number": "CN-2001"}),
    "vendor credit": ("vendor_credit", {**VENDOR_CREDIT, "number": "VC-2001"}),
    "vendor credit without a number": ("vendor_credit", without(VENDOR_CREDIT, "number")),
    "expense": ("expense", {**EXPENSE, "memo": "Dinner"}),
    "expense without memo or payee": ("expense", without(EXPENSE, "memo", "payee")),
    "refund": ("refund", {**REFUND, "memo": "Again"}),
    "bill payment": ("bill_payment", REST_OF_BILL),
    "document": ("document", DOCUMENT),
    "payment": ("payment", {**PAYMENT, "amount": "20.00", "applications": []}),
    "payment without memo or reference": (
        "payment",
        {"customer": "c-1", "date": "2026-05-11", "amount": "3.10"},
    ),
}
KEEPS_HISTORY = pytest.mark.parametrize(
    "ledger", ["quickbooks-desktop", "quickbooks-online", "example-ledger"], indirect=True
)
MATCHES_BY_NAME = pytest.mark.parametrize("ledger", ["xero"], indirect=True)


EVERY_CREATE = pytest.mark.parametrize(
    ("ledger", "case"),
    [(name, case) for name in names() for case in CREATES if creates(name, CREATES[case][0])],
    indirect=["ledger"],
)


def make(ledger: Ledger, case: str, record_id: str = "new-1") -> Operation:
    entity_type, record = CREATES[case]
    return ledger.operation(entity_type, record_id, record)


def count(ledger: Ledger, case: str) -> int:
    return ledger.served.count(CREATES[case][0])


@pytest.mark.requirement("F4")
def test_a_full_batch_is_one_call(ledger: Ledger) -> None:
    size = ledger.package.manifest.batch_size
    operations = [ledger.operation("customer", f"c-{each}", {"name": f"Customer {each}"}) for each in range(size)]
    ledger.served.calls()
    results = ledger.push(*operations)
    assert sum(ledger.served.calls().values()) == 1
    assert len(results) == size
    assert all(isinstance(result, Written) for result in results.values())


@pytest.mark.requirement("F5")
def test_a_bad_record_hurts_no_other_of_its_batch(ledger: Ledger) -> None:
    kind: EntityType = "vendor" if creates(ledger.package.manifest.name, "vendor") else "customer"
    good = ledger.operation("customer", "c-1", {"name": "Alder"})
    bad = ledger.operation(kind, "bad-1", {"name": "alder"})
    other = ledger.operation(kind, "other-1", {"name": "Birch"})
    results = ledger.push(good, bad, other)
    assert isinstance(results[good.key], Written)
    assert isinstance(results[other.key], Written)
    refused = results[bad.key]
    assert isinstance(refused, Refused)
    assert refused.code
    assert not refused.retriable
    assert not refused.stale


def test_what_was_written_is_proved_by_the_answer(filled: Ledger) -> None:
    done = filled.write("invoice", "i-9", {**INVOICE, "number": "INV-9"})
    read = filled.read("invoice", "i-9")
    assert (done.package_id, done.version, done.updated_at) == (read.package_id, read.version, read.updated_at)
    assert done.number == "INV-9"
    assert done.total == INVOICE["total"]
    assert abs(done.read_at - filled.served.now) < timedelta(seconds=1)


@pytest.mark.requirement("F1")
@EVERY_CREATE
def test_repeating_a_call_with_its_id_writes_nothing_twice(filled: Ledger, case: str) -> None:
    operation = make(filled, case)
    first = filled.push(operation, dispatch_id="bb-once")
    there = count(filled, case)
    assert filled.push(operation, dispatch_id="bb-once") == first
    assert count(filled, case) == there


@pytest.mark.requirement("F1")
@EVERY_CREATE
@pytest.mark.parametrize("fault", ["lost_answer", "timeout_after_commit", "server_error_after_commit"])
def test_a_create_whose_answer_was_lost_is_found(filled: Ledger, case: str, fault: str) -> None:
    operation, sent_at = make(filled, case), filled.served.now
    filled.served.strike(fault)
    with pytest.raises(OutcomeUnknown):
        filled.push(operation, dispatch_id="bb-lost")
    there = count(filled, case)
    filled.served.advance(90)
    found = filled.books.find([operation], sent_at)
    assert set(found) == {operation.key}
    (again,) = filled.push(operation, dispatch_id="bb-lost").values()
    assert isinstance(again, Written)
    assert found[operation.key].package_id == again.package_id
    assert found[operation.key].version == again.version
    assert count(filled, case) == there


@pytest.mark.requirement("F1")
@EVERY_CREATE
@pytest.mark.parametrize("fault", ["timeout_before_commit", "server_error", "unavailable"])
def test_a_create_that_never_happened_is_not_found(filled: Ledger, case: str, fault: str) -> None:
    operation, sent_at = make(filled, case), filled.served.now
    filled.served.strike(fault)
    before = count(filled, case)
    with pytest.raises(OutcomeUnknown):
        filled.push(operation, dispatch_id="bb-lost")
    assert filled.books.find([operation], sent_at) == {}
    assert count(filled, case) == before
    (result,) = filled.push(operation, dispatch_id="bb-lost").values()
    assert isinstance(result, Written)
    assert count(filled, case) == before + 1


@pytest.mark.requirement("F1")
def test_a_whole_batch_of_lost_creates_is_found_in_few_calls(filled: Ledger) -> None:
    name = filled.package.manifest.name
    cases = [case for case in CREATES if "details" not in case and creates(name, CREATES[case][0])]
    operations = [make(filled, case, f"new-{index}") for index, case in enumerate(cases)]
    operations = [each for each in operations if each.entity_type != "vendor"]  # its name is the customer's
    operations = [*max(filled.lanes(operations), key=len)]
    assert len(operations) > 1
    sent_at = filled.served.now
    filled.served.strike("lost_answer")
    with pytest.raises(OutcomeUnknown):
        filled.push(*operations, dispatch_id="bb-lost")
    filled.served.calls()
    found = filled.books.find(operations, sent_at)
    assert set(found) == {operation.key for operation in operations}
    assert sum(filled.served.calls().values()) == 1


@pytest.mark.requirement("F1", "F8")
def test_somebody_elses_document_of_the_same_number_is_not_ours(filled: Ledger) -> None:
    sent_at = filled.served.now
    party = filled.references["customer", "c-1"]
    other = filled.write("customer", "c-2", {"name": "Birch"}).package_id
    filled.served.add_invoice("X-1", other, "2026-05-01", "183.26")
    filled.served.add_invoice("X-2", party, "2026-05-02", "183.26")
    filled.served.add_invoice("X-3", party, "2026-05-01", "183.25")
    filled.served.add_invoice("X-4", party, "2026-05-01", "183.26")
    operations = [
        filled.operation("invoice", number, {**INVOICE, "number": number}) for number in ("X-1", "X-2", "X-3")
    ]
    twin = filled.operation("invoice", "X-4", {**INVOICE, "number": "X-4"})
    assert set(filled.books.find([*operations, twin], sent_at)) == {twin.key}


@KEEPS_HISTORY
@pytest.mark.requirement("F1", "F8")
def test_an_older_document_of_the_same_number_is_not_ours(filled: Ledger) -> None:
    filled.served.add_invoice("X-4", filled.references["customer", "c-1"], "2026-05-01", "183.26")
    filled.served.advance(3600)
    twin = filled.operation("invoice", "X-4", {**INVOICE, "number": "X-4"})
    assert filled.books.find([twin], filled.served.now) == {}


@KEEPS_HISTORY
@pytest.mark.requirement("F1", "A1")
def test_an_older_entry_of_the_same_name_is_not_ours(filled: Ledger) -> None:
    filled.served.add_customer("Birch")
    filled.served.advance(2)
    operation = filled.operation("customer", "c-2", {"name": "Birch"})
    assert filled.books.find([operation], filled.served.now) == {}
    (refused,) = filled.push(operation).values()
    assert isinstance(refused, Refused)
    assert filled.books.find([operation], filled.served.now) == {}  # so nobody takes it for ours, whatever it is called


@MATCHES_BY_NAME
@pytest.mark.requirement("F1", "F8")
def test_an_entry_of_the_same_name_is_taken_for_ours(filled: Ledger) -> None:
    """Where nothing tells when an entry was made, lists are matched by name: a second one cannot be there anyway."""
    theirs = filled.served.add_customer("Birch")
    operation = filled.operation("vendor", "v-2", {"name": "BIRCH"})
    (refused,) = filled.push(operation).values()
    assert isinstance(refused, Refused)
    assert refused.duplicate
    (found,) = filled.books.find([operation], filled.served.now).values()
    assert found.package_id == theirs


@pytest.mark.requirement("F1")
def test_two_payments_alike_are_told_apart(filled: Ledger) -> None:
    record = {"customer": "c-1", "date": "2026-05-11", "amount": "10.00"}
    first, second = (filled.operation("payment", each, record) for each in ("p-8", "p-9"))
    sent_at = filled.served.now
    done = filled.push(second)
    found = filled.books.find([first, second], sent_at)
    assert {key: written.package_id for key, written in found.items()} == {second.key: done[second.key].package_id}  # type: ignore[union-attr]


@pytest.mark.requirement("F1")
def test_updates_and_voids_are_found_when_they_were_carried_out(filled: Ledger) -> None:
    voided: tuple[EntityType, str, dict[str, Any]] = ("payment", "p-1", PAYMENT)
    if not filled.package.manifest.entities["payment"].voids:
        voided = ("bill_payment", "bp-1", BILL_PAYMENT)
    sent_at = filled.served.now
    update = filled.operation("customer", "c-1", {**CUSTOMER, "name": "Alder"}, Verb.UPDATE)
    void = filled.operation(*voided, Verb.VOID)
    untouched = filled.operation("vendor", "v-1", {**VENDOR, "name": "Norton"}, Verb.UPDATE)
    overtaken = filled.operation("item", "s-1", {**ITEM, "unit_price": "130.00"}, Verb.UPDATE)
    assert filled.books.find([update, void, untouched, overtaken], sent_at) == {}
    filled.push(update, void)
    filled.served.edit("item", filled.references["item", "s-1"])
    found = filled.books.find([update, void, untouched, overtaken], sent_at)
    assert set(found) == {update.key, void.key}
    assert found[update.key].version == filled.written["customer", "c-1"].version


def test_nothing_is_found_among_no_operations(ledger: Ledger) -> None:
    ledger.served.calls()
    assert ledger.books.find([], ledger.served.now) == {}
    assert ledger.served.calls() == {}


@KEEPS_HISTORY
@pytest.mark.requirement("A1", "F6")
def test_a_record_changed_meanwhile_is_reported_as_stale(filled: Ledger) -> None:
    filled.served.edit("customer", filled.references["customer", "c-1"])
    _operation, refused = filled.refuse("customer", "c-1", CUSTOMER, Verb.UPDATE)
    assert refused.stale
    filled.refresh("customer", "c-1")
    filled.write("customer", "c-1", CUSTOMER, Verb.UPDATE)
