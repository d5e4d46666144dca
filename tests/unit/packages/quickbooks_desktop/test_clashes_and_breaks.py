"""What clashes in the company file, what is refused there, and messages that break off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookbridge.domain.dispatches import Refused, Verb, Written
from bookbridge.domain.errors import PackageUnavailable
from bookbridge.domain.stored_records import waiting_on_package
from bookbridge.domain.timestamps import EPOCH
from tests.contract.packages.books import Ledger
from tests.contract.packages.records import (
    BILL,
    CUSTOMER,
    INVOICE,
    ITEM,
    PAYMENT,
)
from tests.unit.packages.quickbooks_desktop.company_books import filled_books

pytestmark = pytest.mark.unit


@pytest.fixture
def ledger() -> Ledger:
    return filled_books()


@pytest.mark.requirement("F8")
def test_two_old_documents_alike_are_both_found(ledger: Ledger) -> None:
    """So that somebody is asked which one is meant."""
    line = {"AccountRef": "Office Supplies", "Amount": "200.35"}
    twin = {"VendorRef": "Norton Lumber", "TxnDate": "2026-05-02", "RefNumber": "OLD-1", "ExpenseLine": [line]}
    ids = {ledger.company_file.create("Bill", twin)["TxnID"] for _ in range(2)}
    operation = ledger.operation("bill", "x", {**BILL, "number": "OLD-1"})
    found = ledger.books.find([operation, replace(operation, key=f"{operation.key}*")], EPOCH)
    assert {each.package_id for each in found.values()} == ids
    (first,) = ledger.books.find([operation], EPOCH).values()
    (other,) = ledger.books.find([operation], EPOCH, {first.package_id}).values()
    assert {first.package_id, other.package_id} == ids


@pytest.mark.requirement("A1")
def test_what_somebody_has_open_there_is_tried_again(ledger: Ledger) -> None:
    ledger.company_file.edit(ledger.references["customer", "c-1"])
    _, refused = ledger.refuse("customer", "c-1", {**CUSTOMER, "phone": "1"}, Verb.UPDATE)
    assert (refused.code, refused.retriable) == ("3175", True)


@pytest.mark.requirement("A1")
def test_a_number_is_free_again_when_its_bill_was_voided(ledger: Ledger) -> None:
    line = {"AccountRef": "Office Supplies", "Amount": BILL["total"]}
    twin = {"VendorRef": "Norton Lumber", "TxnDate": BILL["date"], "RefNumber": "n-1", "ExpenseLine": [line]}
    there = ledger.company_file.create("Bill", twin)["TxnID"]
    operation = ledger.operation("bill", "x", {**BILL, "number": "N-1"})
    assert [clash.key for clash in ledger.session.screen([operation])] == [operation.key]
    ledger.company_file.void("Bill", there)
    assert ledger.session.screen([operation]) == ()


@pytest.mark.requirement("F1")
@pytest.mark.parametrize("remembered", [True, False], ids=["remembered", "forgotten"])
def test_a_break_in_the_middle_of_a_message_loses_and_doubles_nothing(ledger: Ledger, *, remembered: bool) -> None:
    first, second = (ledger.operation("customer", each, {"name": each}) for each in ("Alder", "Birch"))
    sent_at = ledger.served.now
    ledger.company_file.crash_next(1, remembered=remembered)
    with pytest.raises(PackageUnavailable, match="server"):
        ledger.push(first, second, dispatch_id="bb-1")
    ledger.reopen()
    recalled = ledger.session.recall("bb-1", [first, second])
    if remembered:
        assert recalled is not None
        assert [each.key for each in recalled] == [first.key]
        (done,) = (each.result for each in recalled)
    else:
        assert recalled == ()
        done = ledger.books.find([first, second], sent_at)[first.key]
    assert isinstance(done, Written)
    assert done.package_id in {row["ListID"] for row in ledger.company_file.rows("Customer") if row["Name"] == "Alder"}
    repeated = ledger.push(first, second, dispatch_id="bb-1")
    refused = repeated[second.key]
    assert isinstance(refused, Refused)
    assert refused.retriable
    assert len(ledger.company_file.rows("Customer")) == 2


@pytest.mark.requirement("E3", "F6")
def test_a_payment_cannot_settle_what_another_party_owes(ledger: Ledger) -> None:
    ledger.write("customer", "c-2", {"name": "Birch"})
    operation, refused = ledger.refuse("payment", "p-1", {**PAYMENT, "customer": "c-2"})
    problem = ledger.books.explain(operation, refused)
    assert (problem.code, problem.field) == ("application_refused", "applications[0].invoice")
    assert problem.watch == waiting_on_package("invoice", ledger.references["invoice", "i-1"])


@pytest.mark.requirement("F6")
def test_an_item_that_is_gone_is_named_with_its_line(ledger: Ledger) -> None:
    ledger.write("item", "s-2", {**ITEM, "name": "Training"})
    gone = ledger.references["item", "s-2"]
    ledger.served.delete("item", gone)
    line = {"item": "s-2", "quantity": "1", "unit_price": "5.00", "amount": "5.00"}
    invoice = {**INVOICE, "number": "N-1", "lines": [*INVOICE["lines"], line], "total": "188.26"}
    operation, refused = ledger.refuse("invoice", "x", invoice)
    problem = ledger.books.explain(operation, refused)
    assert (problem.code, problem.field) == ("reference_not_found", "lines[2].item")
    assert problem.watch == waiting_on_package("item", gone)
