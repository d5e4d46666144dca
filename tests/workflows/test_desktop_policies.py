"""What goes which way between the application and QuickBooks Desktop, and what never does (B9-B13)."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import DAY, bill, vendor
from tests.fakes.desktop_world import DesktopWorld

from .desktop_stories import COMPANY, connected, entered_bill, numbers, record_of, send_bill, send_customer
from .drifting import opened

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]


@pytest.fixture
def acme() -> DesktopWorld:
    """A company that is paired and idle, with one vendor, Oak Paper."""
    return connected()


def _failure_code(world: DesktopWorld, entity_type: Any, record_id: str) -> str:
    failure = world.view(COMPANY, entity_type, record_id).failure
    assert failure
    return failure.problem.code


@pytest.mark.requirement("B9")
def test_vendors_are_made_in_quickbooks_only(acme: DesktopWorld) -> None:
    acme.put(COMPANY, "vendor", "v-1", vendor("Elm Office"))
    acme.run()
    assert numbers(acme, "Vendor", "Name") == {"Oak Paper": 1}
    view = acme.view(COMPANY, "vendor", "v-1")
    assert view.sync_state is SyncState.FAILED
    assert view.failure
    assert {remedy.actor.value for remedy in view.failure.problem.remedies} >= {"user_in_package"}


@pytest.mark.requirement("B9")
def test_an_address_goes_to_quickbooks_and_bank_details_never_do(acme: DesktopWorld) -> None:
    record_id = record_of(acme, "vendor", "Oak Paper")
    secret = {"ach": {"routing_number": "111000025", "account_number": "000123456789"}, "default_payment_type": "ach"}
    address = {"line1": "1 Main St", "city": "Austin", "region": "TX", "postal_code": "78701"}
    acme.put(COMPANY, "vendor", record_id, vendor("Oak Paper", phone="555-0100", billing_address=address, **secret))
    log = acme.update(COMPANY)

    (row,) = acme.company_file(COMPANY).rows("Vendor")
    assert (row["Phone"], row["VendorAddress"]["City"]) == ("555-0100", "Austin")
    said = "".join(str(step.result) for step in log.all("sendRequestXML"))
    assert "111000025" not in said
    assert "000123456789" not in said
    body = acme.view(COMPANY, "vendor", record_id).record.body
    assert body["default_payment_type"] == "ach"  # and stays in the application


@pytest.mark.requirement("B10")
def test_a_draft_stays_in_the_application_until_it_is_posted(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1", status="draft")
    acme.run()
    assert numbers(acme, "Bill") == {}
    assert acme.view(COMPANY, "bill", "B-1").sync_state is SyncState.DRAFT
    send_bill(acme, "B-1")
    acme.run()
    (row,) = acme.company_file(COMPANY).rows("Bill")
    assert (row["RefNumber"], row["IsPaid"]) == ("B-1", "false")


@pytest.mark.requirement("B10")
def test_expense_and_item_lines_and_terms_go_both_ways(acme: DesktopWorld) -> None:
    lines = [
        {"account": "6000", "amount": "25.00", "description": "Paper", "class": "Overhead"},
        {
            "item": record_of(acme, "item", "Installation"),
            "quantity": "2",
            "unit_cost": "50.00",
            "amount": "100.00",
            "description": "Help",
        },
    ]
    send_bill(acme, "B-1", lines=lines, total="125.00", terms=record_of(acme, "term", "2% 10 Net 30"))
    entered_bill(acme, "QB-1")
    acme.run()

    ours = next(row for row in acme.company_file(COMPANY).rows("Bill") if row["RefNumber"] == "B-1")
    assert (ours["AmountDue"], ours["TermsRef"]["FullName"]) == ("125.00", "2% 10 Net 30")
    assert ours["ExpenseLineRet"][0]["ClassRef"]["FullName"] == "Overhead"
    assert ours["ItemLineRet"][0]["Quantity"] == "2"
    theirs = acme.view(COMPANY, "bill", record_of(acme, "bill", "QB-1")).record.body
    assert (theirs["total"], theirs["lines"][0]["amount"], theirs["date"]) == ("40.00", "40.00", DAY)


@pytest.mark.requirement("B11")
def test_nothing_is_posted_into_a_closed_period_and_the_date_can_be_changed(acme: DesktopWorld) -> None:
    acme.company_file(COMPANY).closing_date = "2030-04-30"
    send_bill(acme, "B-1")
    acme.run()
    assert numbers(acme, "Bill") == {}
    view = acme.view(COMPANY, "bill", "B-1")
    assert view.failure
    assert (view.failure.problem.code, view.failure.problem.field) == ("closed_period", "date")
    assert "2030-05-01" in view.failure.problem.message
    send_bill(acme, "B-1", date="2030-05-02", due_date="2030-06-01")
    acme.run()
    assert numbers(acme, "Bill") == {"B-1": 1}
    closed = acme.failures.get(COMPANY, view.failure.failure_id)
    assert closed
    assert closed.status is FailureStatus.RESOLVED


@pytest.mark.requirement("B11")
def test_what_was_posted_before_is_changed_only_when_the_period_is_opened_again(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    acme.run()
    file = acme.company_file(COMPANY)
    file.closing_date = "2030-04-30"
    send_bill(acme, "B-1", amount="55.00")
    acme.run()
    assert _failure_code(acme, "bill", "B-1") == "closed_period"
    assert file.rows("Bill")[0]["AmountDue"] == "40.00"
    file.closing_date = None
    send_bill(acme, "B-1", amount="56.00")
    acme.run()
    assert file.rows("Bill")[0]["AmountDue"] == "56.00"


@pytest.mark.requirement("B11")
def test_a_connection_can_move_dates_into_the_open_period() -> None:
    world = connected(closing_date_policy="move_to_open_period")
    world.company_file(COMPANY).closing_date = "2030-04-30"
    send_bill(world, "B-1")
    world.run()
    assert world.company_file(COMPANY).rows("Bill")[0]["TxnDate"] == "2030-05-01"
    assert opened(world) == []


@pytest.mark.requirement("B12", "A4")
def test_documents_stay_in_the_application_and_that_is_no_failure(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    document = {
        "record": {"entity_type": "bill", "record_id": "B-1"},
        "file_name": "bill.pdf",
        "content_type": "application/pdf",
        "url": "https://files.test/bill.pdf",
    }
    acme.put(COMPANY, "document", "d-1", document)
    acme.run()
    view = acme.view(COMPANY, "document", "d-1")
    assert (view.sync_state, view.failure, view.warning) == (SyncState.SKIPPED, None, False)
    assert acme.failures.count_live(COMPANY) == {}


@pytest.mark.requirement("B13")
def test_all_that_a_bill_lacks_is_told_at_once(acme: DesktopWorld) -> None:
    with pytest.raises(InvalidInput) as refused:
        acme.put(COMPANY, "bill", "b-1", {"status": "posted", "lines": [{"description": "Paper"}]})
    missing = {fault.field for fault in refused.value.faults}
    assert missing >= {"vendor", "date", "due_date", "ap_account", "base_currency", "currency"}

    wanted = bill("B-2", "nobody", account="9999", ap_account="6000", currency="EUR")
    acme.put(COMPANY, "bill", "b-2", wanted)
    acme.run()
    failure = acme.view(COMPANY, "bill", "b-2").failure
    blocked = acme.view(COMPANY, "bill", "b-2").sync_state is SyncState.BLOCKED
    assert failure or blocked
    told = failure.problem.message if failure else ""
    assert numbers(acme, "Bill") == {}
    assert [word for word in ("vendor", "9999", "EUR") if word not in told] == []


@pytest.mark.requirement("F7")
def test_an_edit_of_our_bill_in_quickbooks_is_shown_with_both_values(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    send_customer(acme, "c-1", "Alder Ltd")
    acme.run()
    acme.clock.advance(3600)
    (row,) = acme.company_file(COMPANY).rows("Bill")
    acme.company_file(COMPANY).update("Bill", row["TxnID"], {"RefNumber": "B-1 corrected"})
    acme.run()
    (discrepancy,) = opened(acme)
    assert [(each.field, each.ours, each.theirs) for each in discrepancy.differences] == [
        ("number", "B-1", "B-1 corrected")
    ]
