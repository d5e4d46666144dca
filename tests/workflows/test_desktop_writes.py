"""What the application sends to a company file: in order, each once, whatever breaks on the way (F1, F5)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from lxml import etree

from bookbridge.domain.sessions import SessionResult
from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases.decide_action import Ordered
from tests.fakes.books import PAID, customer, item, payment
from tests.fakes.desktop_world import DesktopWorld
from tests.simulators.quickbooks_desktop.web_connector_log import QUICKBOOKS, UpdateLog

from .desktop_stories import COMPANY, connected, numbers, record_of, send_bill, send_customer, send_invoice

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]


@pytest.fixture
def acme() -> DesktopWorld:
    """A company that is paired and idle."""
    return connected()


def _written(log: UpdateLog) -> list[list[str]]:
    """The requests of each message that wrote."""
    messages = []
    for step in log.all(QUICKBOOKS):
        names = [str(each.tag) for each in etree.fromstring(step.parameters["request"].encode())[0]]
        if any(name.endswith(("AddRq", "ModRq", "VoidRq")) for name in names):
            messages.append([name for name in names if not name.endswith("QueryRq")])
    return messages


def _state(world: DesktopWorld, entity_type: Any, record_id: str) -> SyncState:
    return world.view(COMPANY, entity_type, record_id).sync_state


@pytest.mark.requirement("F5")
def test_everything_goes_in_the_order_of_its_references_within_one_session(acme: DesktopWorld) -> None:
    acme.put(COMPANY, "payment", "p-1", payment("c-1", {"A-1": "125.00"}))
    send_invoice(acme, "A-1")
    acme.put(COMPANY, "item", "s-1", item("Advice"))
    send_customer(acme, "c-1", "Alder Ltd")
    send_bill(acme, "B-1")
    log = acme.update(COMPANY)
    acme.run()

    assert _written(log) == [
        ["CustomerAddRq", "ItemServiceAddRq", "BillAddRq"],
        ["InvoiceAddRq"],
        ["ReceivePaymentAddRq"],
    ]
    (row,) = acme.company_file(COMPANY).rows("Invoice")
    assert (row["IsPaid"], row["BalanceRemaining"]) == ("true", "0.00")
    assert Counter(record.sync_state for record in acme.store.records.values()).keys() == {SyncState.SYNCED}


@pytest.mark.requirement("F1", "F5")
def test_one_bad_record_of_a_message_hurts_only_itself(acme: DesktopWorld) -> None:
    for number in range(9):
        send_customer(acme, f"c-{number}", f"Customer {number}")
    acme.company_file(COMPANY).create("Customer", {"Name": "Customer 4", "Notes": "Somebody else's"})
    log = acme.update(COMPANY)

    assert len(_written(log)[0]) == 9
    states = Counter(_state(acme, "customer", f"c-{number}") for number in range(9))
    assert states == {SyncState.SYNCED: 8, SyncState.FAILED: 1}
    failure = acme.view(COMPANY, "customer", "c-4").failure
    assert failure
    assert failure.problem.code.startswith("duplicate")
    assert acme.session(COMPANY).result is SessionResult.SUCCEEDED_WITH_FAILURES
    assert numbers(acme, "Customer", "Name") == {f"Customer {number}": 1 for number in range(9)}


@pytest.mark.requirement("F1")
def test_a_change_is_sent_with_the_edit_sequence_that_is_known(acme: DesktopWorld) -> None:
    send_customer(acme, "c-1", "Alder Ltd")
    acme.run()
    acme.clock.advance(3600)
    send_customer(acme, "c-1", "Alder and Sons Ltd", phone="555-0100")
    log = acme.update(COMPANY)
    assert _written(log) == [["CustomerModRq"]]
    (row,) = acme.company_file(COMPANY).rows("Customer")
    assert (row["Name"], row["Phone"]) == ("Alder and Sons Ltd", "555-0100")


@pytest.mark.requirement("A1", "F1")
def test_a_record_that_was_edited_there_since_it_was_read_is_read_again_and_merged_once(acme: DesktopWorld) -> None:
    send_customer(acme, "c-1", "Alder Ltd")
    acme.run()
    acme.clock.advance(3600)
    file = acme.company_file(COMPANY)
    (row,) = file.rows("Customer")
    send_customer(acme, "c-1", "Alder and Sons Ltd")
    update = acme.desk().connector.start(acme.desk().installed[COMPANY])
    while step := update.step():
        if step.operation == "sendRequestXML" and "CustomerModRq" in str(step.result):
            file.update("Customer", row["ListID"], {"Notes": "Pays late"})  # while our message is on its way
            break
    log = update.run()
    acme.run()

    assert log.outcome == "done"
    (row,) = file.rows("Customer")
    assert (row["Name"], row["Notes"]) == ("Alder and Sons Ltd", "Pays late")
    assert _state(acme, "customer", "c-1") is SyncState.SYNCED
    assert sum(acme.failures.count_live(COMPANY).values()) == 0


def _payable(world: DesktopWorld) -> None:
    send_bill(world, "B-1")
    world.run()
    body = {
        "vendor": record_of(world, "vendor", "Oak Paper"),
        "date": PAID,
        "amount": "40.00",
        "method": "check",
        "pay_from_account": "1000",
        "applications": [{"bill": "B-1", "amount": "40.00"}],
    }
    world.put(COMPANY, "bill_payment", "bp-1", body)


@pytest.mark.requirement("A6")
@pytest.mark.parametrize("status", [3175, 3176, 1000, 1010])
def test_a_locked_record_is_left_for_a_later_session(acme: DesktopWorld, status: int) -> None:
    send_bill(acme, "B-1")
    send_bill(acme, "B-2")
    acme.company_file(COMPANY).fail_next("BillAddRq", status)
    log = acme.update(COMPANY)

    assert log.outcome == "done"
    assert [len(message) for message in _written(log)] == [2]  # not tried again within this session
    assert sorted(numbers(acme, "Bill").values()) == [1]
    assert sum(acme.failures.count_live(COMPANY).values()) == 0
    acme.clock.advance(300)
    acme.update(COMPANY)
    assert numbers(acme, "Bill") == {"B-1": 1, "B-2": 1}
    assert _state(acme, "bill", "B-1") is _state(acme, "bill", "B-2") is SyncState.SYNCED


@pytest.mark.requirement("A6", "F12")
def test_a_record_that_stays_locked_becomes_a_failure_that_says_who_can_help(acme: DesktopWorld) -> None:
    _payable(acme)
    (row,) = acme.company_file(COMPANY).rows("Bill")
    acme.company_file(COMPANY).edit(row["TxnID"])
    for _ in range(8):
        acme.update(COMPANY)
        acme.clock.advance(300)
    view = acme.view(COMPANY, "bill_payment", "bp-1")
    assert view.sync_state is SyncState.FAILED
    assert view.failure
    assert view.failure.problem.remedies
    assert "resync" in view.failure.problem.actions
    acme.company_file(COMPANY).close(row["TxnID"])
    acme.act_on_failures(COMPANY, view.failure.failure_id, Ordered("resync", "ann"))
    acme.run()
    assert _state(acme, "bill_payment", "bp-1") is SyncState.SYNCED
    assert len(acme.company_file(COMPANY).rows("BillPaymentCheck")) == 1


BREAKS: tuple[dict[str, Any], ...] = (
    {"kind": "crash_before_quickbooks", "match": {"body": "newMessageSetID"}},
    {"kind": "timeout_before_commit", "match": {"body": "newMessageSetID"}},
    {"kind": "crash_after_quickbooks", "match": {"body": "newMessageSetID"}},
    {"kind": "lost_answer", "match": {"body": "newMessageSetID"}},
    {"kind": "half_answer", "match": {"body": "newMessageSetID"}},
    {"kind": "crash_before_call", "match": {"operation": "receiveResponseXML", "body": "AddRs"}},
    {"kind": "call_lost", "match": {"operation": "receiveResponseXML", "body": "AddRs"}},
    {"kind": "crash_after_call", "match": {"operation": "receiveResponseXML", "body": "AddRs"}},
    {"kind": "call_answer_lost", "match": {"operation": "receiveResponseXML", "body": "AddRs"}},
    {"kind": "half_call", "match": {"operation": "receiveResponseXML", "body": "AddRs"}},
    {"kind": "quickbooks_breaks_off", "match": {"body": "newMessageSetID"}, "after": 0},
    {"kind": "quickbooks_breaks_off", "match": {"body": "newMessageSetID"}, "after": 2},
    {"kind": "quickbooks_breaks_off", "match": {"body": "newMessageSetID"}, "after": 4},
    {"kind": "quickbooks_breaks_off", "match": {"body": "newMessageSetID"}, "after": 0, "remembered": False},
    {"kind": "quickbooks_breaks_off", "match": {"body": "newMessageSetID"}, "after": 2, "remembered": False},
    {"kind": "quickbooks_breaks_off", "match": {"body": "newMessageSetID"}, "after": 4, "remembered": False},
)


def _four(world: DesktopWorld) -> None:
    """One message of four requests: three things to be made, and one to be changed."""
    send_bill(world, "B-0")
    send_customer(world, "c-0", "Alder Ltd")
    send_invoice(world, "A-0", "c-0")
    world.run()
    world.clock.advance(3600)
    world.run()
    send_bill(world, "B-1")
    send_bill(world, "B-2")
    send_customer(world, "c-0", "Alder and Sons Ltd")
    world.put(COMPANY, "customer", "c-1", customer("Birch Bakery"))


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    "broken", BREAKS, ids=lambda each: "-".join(str(value) for value in each.values() if not isinstance(value, dict))
)
def test_wherever_a_message_breaks_off_each_record_is_written_once(acme: DesktopWorld, broken: dict[str, Any]) -> None:
    _four(acme)
    acme.simulator.faults.add(dict(broken))
    acme.update(COMPANY)
    assert not acme.simulator.faults.rules, "it never struck"
    acme.tick(minutes=33)
    log = acme.update(COMPANY)
    assert log.outcome in {"done", "error"}
    acme.run()

    assert numbers(acme, "Bill") == {"B-0": 1, "B-1": 1, "B-2": 1}
    assert numbers(acme, "Customer", "Name") == {"Alder and Sons Ltd": 1, "Birch Bakery": 1}
    assert Counter(record.sync_state for record in acme.store.records.values()).keys() == {SyncState.SYNCED}
    assert not acme.store.dispatches


@pytest.mark.requirement("F1")
def test_after_a_break_the_first_question_about_a_message_is_what_became_of_it(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    acme.simulator.faults.add({"kind": "crash_after_quickbooks", "match": {"body": "newMessageSetID"}})
    acme.update(COMPANY)
    acme.tick(minutes=33)
    log = acme.update(COMPANY)

    asked = [step.parameters["request"] for step in log.all(QUICKBOOKS)]
    assert not any("BillAddRq" in each for each in asked)
    assert sum("oldMessageSetID" in each for each in asked) == 1
    assert acme.session(COMPANY).counts.recovered == 1
    assert _state(acme, "bill", "B-1") is SyncState.SYNCED


@pytest.mark.requirement("F1", "F5")
def test_a_long_outbox_goes_in_messages_of_fifty(acme: DesktopWorld) -> None:
    for number in range(230):
        send_customer(acme, f"c-{number}", f"Customer {number}")
    log = acme.update(COMPANY)
    sizes = [len(message) for message in _written(log)]
    assert sizes == [50, 50, 50, 50, 30]
    assert numbers(acme, "Customer", "Name") == {f"Customer {number}": 1 for number in range(230)}
    told = [int(str(step.result)) for step in log.all("receiveResponseXML")]
    assert told == sorted(told)
    assert told[-1] == 100


@pytest.mark.requirement("F1")
def test_words_that_quickbooks_cannot_hold_are_written_so_that_they_are_found_again(acme: DesktopWorld) -> None:
    send_customer(acme, "c-1", "Łódź — Café “Żółw” & Sons <x>")
    acme.simulator.faults.add({"kind": "lost_answer", "match": {"body": "newMessageSetID"}})
    acme.update(COMPANY)
    acme.tick(minutes=33)
    acme.run()
    assert len(acme.company_file(COMPANY).rows("Customer")) == 1
    assert _state(acme, "customer", "c-1") is SyncState.SYNCED


@pytest.mark.requirement("F8")
def test_a_bill_from_before_the_connection_is_matched_and_not_written_again() -> None:
    world = connected()
    old = {"TxnDate": "2026-04-01", "DueDate": "2026-05-01", "RefNumber": "B-1"}
    line = {"AccountRef": "Office Supplies", "Amount": "40.00"}
    world.connect_company.change(COMPANY, {"settings": {"entities_to_sync": ["vendor", "account"]}})
    world.company_file(COMPANY).create("Bill", {"VendorRef": "Oak Paper", **old, "ExpenseLine": [line]})
    world.run()
    world.connect_company.change(COMPANY, {"settings": {"entities_to_sync": ["vendor", "account", "bill"]}})
    send_bill(world, "B-1", date="2026-04-01", due_date="2026-05-01")
    world.run()
    assert numbers(world, "Bill") == {"B-1": 1}
