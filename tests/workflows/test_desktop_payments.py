"""Bills that are paid, credited, voided and deleted, in the application or in QuickBooks Desktop (B8, B15)."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.discrepancies import Choice, DiscrepancyKind
from bookbridge.domain.errors import Conflict, InvalidInput
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import DAY, PAID, bill
from tests.fakes.desktop_world import DesktopWorld

from .desktop_stories import COMPANY, arrived, connected, entered_bill, numbers, record_of, send_bill
from .drifting import opened

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]


@pytest.fixture
def acme() -> DesktopWorld:
    """A company that is paired and idle, with one vendor, Oak Paper."""
    return connected()


def _pay(world: DesktopWorld, record_id: str = "bp-1", **more: Any) -> None:
    """The application pays bill B-1, which it has sent before."""
    body = {
        "vendor": record_of(world, "vendor", "Oak Paper"),
        "date": PAID,
        "amount": "40.00",
        "method": "check",
        "pay_from_account": "1000",
        "applications": [{"bill": "B-1", "amount": "40.00"}],
    }
    world.put(COMPANY, "bill_payment", record_id, {**body, **more})


def _failure_code(world: DesktopWorld, entity_type: Any, record_id: str) -> str:
    failure = world.view(COMPANY, entity_type, record_id).failure
    assert failure
    return failure.problem.code


@pytest.mark.requirement("B8")
def test_accounts_of_the_types_bank_and_credit_card_arrive_and_bills_can_be_paid_from_them(acme: DesktopWorld) -> None:
    accounts = {
        record.body["name"]: record.body for record in acme.store.records.values() if record.entity_type == "account"
    }
    assert (accounts["Checking"]["type"], accounts["Visa"]["type"]) == ("Bank", "CreditCard")
    send_bill(acme, "B-1")
    send_bill(acme, "B-2")
    _pay(acme)
    _pay(acme, "bp-2", pay_from_account="2100", applications=[{"bill": "B-2", "amount": "40.00"}])
    acme.run()

    file = acme.company_file(COMPANY)
    (check,), (charge,) = file.rows("BillPaymentCheck"), file.rows("BillPaymentCreditCard")
    assert check["BankAccountRef"]["FullName"] == "Checking"
    assert charge["CreditCardAccountRef"]["FullName"] == "Visa"
    assert {row["IsPaid"] for row in file.rows("Bill")} == {"true"}


@pytest.mark.requirement("B8")
def test_money_cannot_come_from_an_account_of_another_type(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    _pay(acme, pay_from_account="6000")
    acme.run()
    assert _failure_code(acme, "bill_payment", "bp-1") == "account_type_invalid"
    assert acme.company_file(COMPANY).rows("BillPaymentCheck") == []


@pytest.mark.requirement("B15")
def test_a_bill_that_was_deleted_in_quickbooks_is_shown_and_stays(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    entered_bill(acme, "QB-1")
    acme.run()
    acme.clock.advance(3600)
    for row in acme.company_file(COMPANY).rows("Bill"):
        acme.company_file(COMPANY).delete("Bill", row["TxnID"])
    acme.run()

    found = opened(acme)
    assert sorted((each.record_number, each.kind) for each in found) == [
        ("B-1", DiscrepancyKind.DELETED),
        ("QB-1", DiscrepancyKind.DELETED),
    ]
    assert arrived(acme, "bill") == {"B-1": 1, "QB-1": 1}
    acme.run()
    assert numbers(acme, "Bill") == {}  # and it is not made anew unasked


@pytest.mark.requirement("B15", "F7")
def test_a_deleted_bill_is_made_anew_when_somebody_asks_for_it(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    acme.run()
    acme.clock.advance(3600)
    (row,) = acme.company_file(COMPANY).rows("Bill")
    acme.company_file(COMPANY).delete("Bill", row["TxnID"])
    acme.run()
    (discrepancy,) = opened(acme)
    acme.settle_discrepancies(COMPANY, discrepancy.discrepancy_id, Choice.SEND_OURS, "carla")
    acme.run()
    assert numbers(acme, "Bill") == {"B-1": 1}
    assert opened(acme) == []


@pytest.mark.requirement("B15")
def test_the_application_cannot_delete_or_void_a_bill_there(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    acme.run()
    with pytest.raises(Conflict):
        acme.accept_records.void(COMPANY, "bill", "B-1")
    assert numbers(acme, "Bill") == {"B-1": 1}


@pytest.mark.requirement("B15")
def test_a_payment_of_the_application_is_voided_in_quickbooks(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    _pay(acme)
    acme.run()
    acme.accept_records.void(COMPANY, "bill_payment", "bp-1")
    acme.run()

    (row,) = acme.company_file(COMPANY).rows("BillPaymentCheck")
    assert row["Amount"] == "0.00"
    assert row["Memo"].startswith("VOID:")
    assert acme.company_file(COMPANY).rows("Bill")[0]["IsPaid"] == "false"
    view = acme.view(COMPANY, "bill_payment", "bp-1")
    assert (view.sync_state, view.record.voided, view.failure) == (SyncState.SYNCED, True, None)
    assert opened(acme) == []


@pytest.mark.requirement("B15")
def test_a_payment_that_was_voided_in_quickbooks_is_shown_and_not_voided_here(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    _pay(acme)
    acme.run()
    acme.clock.advance(3600)
    (row,) = acme.company_file(COMPANY).rows("BillPaymentCheck")
    acme.company_file(COMPANY).void("BillPaymentCheck", row["TxnID"])
    acme.run()

    record = acme.view(COMPANY, "bill_payment", "bp-1").record
    assert not record.voided
    assert record.body["amount"] == "40.00"
    assert DiscrepancyKind.VOIDED in {each.kind for each in opened(acme) if each.record_id == "bp-1"}


@pytest.mark.requirement("B15")
def test_a_payment_that_came_from_quickbooks_cannot_be_voided_from_here(acme: DesktopWorld) -> None:
    made = entered_bill(acme, "QB-1")
    payment = {
        "PayeeEntityRef": "Oak Paper",
        "TxnDate": PAID,
        "BankAccountRef": "Checking",
        "RefNumber": "101",
        "AppliedToTxn": [{"TxnID": made["TxnID"], "PaymentAmount": "40.00"}],
    }
    acme.company_file(COMPANY).create("BillPaymentCheck", payment)
    acme.run()
    (record_id,) = [each.record_id for each in acme.store.records.values() if each.entity_type == "bill_payment"]
    with pytest.raises(Conflict):
        acme.accept_records.void(COMPANY, "bill_payment", record_id)


@pytest.mark.requirement("B15")
def test_a_credit_that_is_applied_in_quickbooks_arrives_as_a_payment_of_the_bill(acme: DesktopWorld) -> None:
    made, file = entered_bill(acme, "QB-1"), acme.company_file(COMPANY)
    line = {"AccountRef": "Office Supplies", "Amount": "15.00"}
    credit = {"VendorRef": "Oak Paper", "TxnDate": DAY, "RefNumber": "CR-1", "ExpenseLine": [line]}
    given = file.create("VendorCredit", credit)
    applied = {
        "TxnID": made["TxnID"],
        "PaymentAmount": "0.00",
        "SetCredit": [{"CreditTxnID": given["TxnID"], "AppliedAmount": "15.00"}],
    }
    file.create(
        "BillPaymentCheck",
        {
            "PayeeEntityRef": "Oak Paper",
            "TxnDate": PAID,
            "BankAccountRef": "Checking",
            "RefNumber": "102",
            "AppliedToTxn": [applied],
        },
    )
    acme.run()
    assert arrived(acme, "vendor_credit") == {"CR-1": 1}
    (credited,) = [
        record.body
        for record in acme.store.records.values()
        if record.entity_type == "bill_payment" and record.body["method"] == "Credit"
    ]
    applied_to = [(each["bill"], each["amount"]) for each in credited["applications"]]
    assert applied_to == [(record_of(acme, "bill", "QB-1"), "15.00")]
    assert credited["amount"] == "0.00"  # no money moved


@pytest.mark.requirement("B15")
def test_a_credit_is_not_made_from_here(acme: DesktopWorld) -> None:
    party = record_of(acme, "vendor", "Oak Paper")
    line = {"account": "6000", "amount": "15.00"}
    body = {**bill("CR-9", party), "lines": [line], "total": "15.00"}
    with pytest.raises(InvalidInput) as refused:
        acme.put(COMPANY, "vendor_credit", "cr-9", body)
    assert [fault.field for fault in refused.value.faults] == ["entity_type"]
