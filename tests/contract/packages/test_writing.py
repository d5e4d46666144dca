"""Writing: many records a call, each once, whatever becomes of the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.dispatches import Operation, Refused, Verb, Written
from bookbridge.domain.errors import OutcomeUnknown, PackageUnavailable, RateLimited, ReauthorizationRequired
from bookbridge.domain.records import EntityType
from tests.contract.packages.books import Ledger
from tests.contract.packages.records import ACCOUNT, BILL, CUSTOMER, INVOICE, ITEM, PAYMENT, TERM, VENDOR

pytestmark = pytest.mark.contract

UNNUMBERED = {key: value for key, value in BILL.items() if key != "number"}
CREATES: dict[str, tuple[EntityType, dict[str, Any], str]] = {
    "customer": ("customer", {"name": "Birch O'Neill \\ Sons"}, "Customer"),
    "customer with details": ("customer", {**CUSTOMER, "name": "Birch"}, "Customer"),
    "vendor": ("vendor", {**VENDOR, "name": "Birch"}, "Vendor"),
    "item": ("item", {**ITEM, "name": "Birch"}, "Item"),
    "account": ("account", {**ACCOUNT, "name": "Birch", "code": "4999"}, "Account"),
    "term": ("term", {**TERM, "name": "Birch"}, "Term"),
    "invoice": ("invoice", {**INVOICE, "number": "INV-2001"}, "Invoice"),
    "bill": ("bill", {**BILL, "number": "B-2001"}, "Bill"),
    "bill without a number": ("bill", UNNUMBERED, "Bill"),
    "payment": ("payment", {**PAYMENT, "applications": []}, "Payment"),
    "payment without memo or reference": (
        "payment",
        {"customer": "c-1", "date": "2026-05-11", "amount": "3.10"},
        "Payment",
    ),
}
EVERY_CREATE = pytest.mark.parametrize("case", CREATES)


def make(ledger: Ledger, case: str, record_id: str = "new-1") -> Operation:
    entity_type, record, _ = CREATES[case]
    return ledger.operation(entity_type, record_id, record)


def count(ledger: Ledger, case: str) -> int:
    return len(ledger.served.twins(CREATES[case][2]))


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
    good = ledger.operation("customer", "c-1", {"name": "Alder"})
    bad = ledger.operation("vendor", "v-1", {"name": "alder"})
    other = ledger.operation("vendor", "v-2", {"name": "Birch"})
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
    operations = [make(filled, case, f"new-{index}") for index, case in enumerate(CREATES) if "details" not in case]
    operations = [each for each in operations if each.entity_type != "vendor"]  # its name is the customer's
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
    line = {"Amount": 183.26, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {}}
    theirs: dict[str, Any] = {"CustomerRef": {"value": party}, "TxnDate": "2026-05-01", "Line": [line]}
    cheaper = {**theirs, "Line": [{**line, "Amount": 183.25}]}
    for number, body in (
        ("X-1", {**theirs, "CustomerRef": {"value": other}}),
        ("X-2", {**theirs, "TxnDate": "2026-05-02"}),
        ("X-3", cheaper),
        ("X-4", theirs),
    ):
        filled.served.by_hand("POST", "/Invoice", {**body, "DocNumber": number})
    operations = [
        filled.operation("invoice", number, {**INVOICE, "number": number}) for number in ("X-1", "X-2", "X-3")
    ]
    twin = filled.operation("invoice", "X-4", {**INVOICE, "number": "X-4"})
    assert set(filled.books.find([*operations, twin], sent_at)) == {twin.key}
    filled.served.advance(3600)
    assert filled.books.find([twin], filled.served.now) == {}


@pytest.mark.requirement("F1", "A1")
def test_an_older_entry_of_the_same_name_is_not_ours(filled: Ledger) -> None:
    filled.served.by_hand("POST", "/Customer", {"DisplayName": "Birch"})
    filled.served.advance(2)
    operation = filled.operation("customer", "c-2", {"name": "Birch"})
    assert filled.books.find([operation], filled.served.now) == {}
    (refused,) = filled.push(operation).values()
    assert isinstance(refused, Refused)
    assert not refused.duplicate


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
    sent_at = filled.served.now
    update = filled.operation("customer", "c-1", {**CUSTOMER, "name": "Alder"}, Verb.UPDATE)
    void = filled.operation("payment", "p-1", PAYMENT, Verb.VOID)
    untouched = filled.operation("vendor", "v-1", {**VENDOR, "name": "Norton"}, Verb.UPDATE)
    overtaken = filled.operation("item", "s-1", {**ITEM, "unit_price": "130.00"}, Verb.UPDATE)
    assert filled.books.find([update, void, untouched, overtaken], sent_at) == {}
    filled.push(update, void)
    filled.served.by_hand("PATCH", f"/Item/{filled.references['item', 's-1']}", {"Name": "Advice"})
    found = filled.books.find([update, void, untouched, overtaken], sent_at)
    assert set(found) == {update.key, void.key}
    assert found[update.key].version == filled.written["customer", "c-1"].version


def test_nothing_is_found_among_no_operations(ledger: Ledger) -> None:
    ledger.served.calls()
    assert ledger.books.find([], ledger.served.now) == {}
    assert ledger.served.calls() == {}


@pytest.mark.requirement("B15")
@pytest.mark.parametrize(("entity_type", "record_id"), [("payment", "p-1"), ("invoice", "i-1")])
def test_a_void_empties_the_document_and_keeps_it(filled: Ledger, entity_type: EntityType, record_id: str) -> None:
    filled.refresh(entity_type, record_id)
    record = PAYMENT if entity_type == "payment" else INVOICE
    filled.write(entity_type, record_id, record, Verb.VOID)
    fetched = filled.read(entity_type, record_id)
    assert fetched.voided
    assert fetched.record.get("total", fetched.record.get("amount")) == "0.00"
    assert fetched.record["memo"] == record["memo"]


@pytest.mark.requirement("A1", "F6")
def test_a_record_changed_meanwhile_is_reported_as_stale(filled: Ledger) -> None:
    filled.served.by_hand("PATCH", f"/Customer/{filled.references['customer', 'c-1']}", {"Notes": "Pays late"})
    _operation, refused = filled.refuse("customer", "c-1", CUSTOMER, Verb.UPDATE)
    assert refused.stale
    filled.refresh("customer", "c-1")
    filled.write("customer", "c-1", CUSTOMER, Verb.UPDATE)


@pytest.mark.requirement("F4")
def test_a_package_that_limits_us_says_for_how_long(ledger: Ledger) -> None:
    operation = ledger.operation("customer", "c-1", {"name": "Alder"})
    ledger.served.strike("rate_limited")
    with pytest.raises(RateLimited) as limited:
        ledger.push(operation)
    assert limited.value.wait_seconds == 60
    ledger.served.simulator.config.limits.retry_after_seconds = 7
    ledger.served.strike("rate_limited")
    with pytest.raises(RateLimited) as limited:
        ledger.books.identity()
    assert limited.value.wait_seconds == 7


@pytest.mark.requirement("F3")
def test_an_expired_token_is_told_from_a_consent_that_ended(ledger: Ledger) -> None:
    package, http = ledger.package, ledger.served.http
    books = package.open(replace(ledger.served.access(), token="unknown"))
    with pytest.raises(ReauthorizationRequired):
        books.identity()
    expired = http.send(replace(http.sent[-1], headers={"Authorization": "Bearer unknown"}))
    assert package.is_expired_token(expired)
    assert not package.is_expired_token(replace(expired, status=200))


@pytest.mark.parametrize("fault", ["server_error", "unavailable", "timeout_before_commit", "lost_answer"])
def test_a_read_without_an_answer_can_be_repeated(ledger: Ledger, fault: str) -> None:
    ledger.served.strike(fault)
    with pytest.raises(PackageUnavailable):
        ledger.books.identity()
    assert ledger.books.identity().name == "Craig's Landscaping"
