"""What went wrong in a review of sessions: two turns at once, late holders, files that are swapped or restored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.stored_records import SyncState
from bookbridge.ports.transactions import StoreDispatch
from tests.fakes.desktop_world import DesktopWorld
from tests.simulators.quickbooks_desktop.web_connector_log import QUICKBOOKS

from .desktop_stories import COMPANY, arrived, connected, entered_bill, numbers, record_of, send_bill, send_customer

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]

DAY = 24 * 3600


@pytest.fixture
def acme() -> DesktopWorld:
    return connected()


def _during(monkeypatch: pytest.MonkeyPatch, world: DesktopWorld, operation: str, act: Any) -> None:
    """Before each call of an operation by a connector: `act(carry_out, given)` returns what is given instead."""
    turns = type(world.take_connector_turn)
    carry_out = getattr(turns, operation)

    def called(self: Any, *given: Any) -> Any:
        return carry_out(self, *act(lambda *other: carry_out(self, *other), given))

    monkeypatch.setattr(turns, operation, called)


@pytest.mark.requirement("F1")
def test_two_turns_of_one_session_at_once_write_everything_once(
    acme: DesktopWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connector gave its call up and made it again while the first one was still being worked on."""
    send_bill(acme, "B-1")
    latest: list[Any] = []
    begun: list[int] = []
    commit = type(acme.fakes.transactions).commit

    def remember(carry_out: Any, given: Any) -> Any:
        latest[:] = [lambda: carry_out(*given)]
        return given

    def with_another_turn(self: Any, hold: Any, effects: Any, **more: Any) -> Any:
        if not begun and any(isinstance(effect, StoreDispatch) for effect in effects):
            begun.append(1)
            latest[0]()
        return commit(self, hold, effects, **more)

    _during(monkeypatch, acme, "receive_response", remember)
    monkeypatch.setattr(type(acme.fakes.transactions), "commit", with_another_turn)
    acme.update(COMPANY)
    assert len(acme.store.dispatches) <= 1  # the call that was repeated meanwhile was refused

    acme.run()

    assert numbers(acme, "Bill") == {"B-1": 1}
    assert acme.view(COMPANY, "bill", "B-1").sync_state is SyncState.SYNCED
    assert not acme.store.dispatches


@pytest.mark.requirement("F1")
def test_after_a_spoilt_answer_the_first_question_is_what_became_of_the_message(
    acme: DesktopWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when that was asked before the message went out, and answered."""
    send_bill(acme, "B-1")
    lost = acme.desk().connector.start(acme.desk().installed[COMPANY])
    while (step := lost.step()) and "newMessageSetID" not in str(step.result):
        pass
    lost.kill()
    acme.clock.advance(timedelta(minutes=31))
    asked: list[str] = []
    spoilt: list[str] = []

    def spoil(_carry_out: Any, given: Any) -> Any:
        ticket, response, *rest = given
        is_first = "BillAddRs" in response and not spoilt
        spoilt.extend([response] * is_first)
        return ticket, response[: len(response) // 2] if is_first else response, *rest

    _during(monkeypatch, acme, "receive_response", spoil)
    answer = type(acme.take_connector_turn).send_request

    def listen(self: Any, *given: Any) -> str:
        asked.append(answer(self, *given))
        return asked[-1]

    monkeypatch.setattr(type(acme.take_connector_turn), "send_request", listen)
    assert acme.update(COMPANY).outcome == "done"

    assert numbers(acme, "Bill") == {"B-1": 1}
    about = [message for message in asked if "MessageSetID" in message]
    assert ["oldMessageSetID" in message for message in about][-3:] == [True, False, True]


@pytest.mark.requirement("B2", "B3")
def test_the_first_turn_of_a_late_holder_changes_nothing(acme: DesktopWorld) -> None:
    """It signed in, went to sleep, and wakes up with another company file open while PC-2 works."""
    desk, other = acme.desk(), acme.desk("PC-2")
    acme.install(COMPANY, other)
    late = desk.connector.start(desk.installed[COMPANY])
    while not late.log.all("authenticate"):
        late.step()
    acme.clock.advance(timedelta(minutes=31))
    second = other.connector.start(other.installed[COMPANY])
    while not second.log.all(QUICKBOOKS):
        second.step()
    file = acme.company_file(COMPANY)
    file.company_name = file.legal_name = "Another Inc."
    late.run()
    file.company_name = file.legal_name = "acme Inc."

    assert acme.read_connection(COMPANY).status is ConnectionStatus.SYNCHRONIZING
    second.run()
    assert second.log.outcome == "done"


@pytest.mark.requirement("B2")
def test_a_company_file_that_is_swapped_in_the_middle_of_a_session_is_not_written_to(
    acme: DesktopWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_bill(acme, "B-1")
    turns: list[str] = []

    def swap(_carry_out: Any, given: Any) -> Any:
        turns.append(given[0])
        ticket, hello, path, *rest = given
        return ticket, hello, path if len(turns) == 1 else r"C:\Company Files\other.qbw", *rest

    _during(monkeypatch, acme, "send_request", swap)
    log = acme.update(COMPANY)

    assert (log.outcome, numbers(acme, "Bill")) == ("error", {})
    assert "Another company file" in log.status


@pytest.mark.requirement("F2")
@pytest.mark.parametrize("turn", [2, 3, 4, 5])
def test_an_answer_to_another_question_loses_nothing(
    acme: DesktopWorld, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    """An answer that comes once more after the next question went out is not taken for that one's."""
    file = acme.company_file(COMPANY)
    for number in range(220):
        acme.clock.advance(timedelta(hours=3))
        entered_bill(acme, f"QB-{number}")
    send_bill(acme, "B-1")
    answers: list[str] = []

    def late_again(carry_out: Any, given: Any) -> Any:
        answers.append(given[1])
        if len(answers) == turn:
            carry_out(given[0], answers[-2], "", "")
        return given

    _during(monkeypatch, acme, "receive_response", late_again)
    acme.update(COMPANY)
    acme.clock.advance(timedelta(hours=3))
    acme.run()

    assert arrived(acme, "bill") == numbers(acme, "Bill")
    assert len(file.rows("Bill")) == 221


@pytest.mark.requirement("B7", "B9")
def test_history_leaves_out_no_entry_of_a_list() -> None:
    world = DesktopWorld()
    world.begin_pairing(COMPANY)
    world.company_file(COMPANY).create("Vendor", {"Name": "Oak Paper"})
    world.clock.advance(400 * DAY)
    world.confirm(COMPANY, history_from=(world.clock.now().date() - timedelta(days=30)).isoformat())
    world.run()
    assert arrived(world, "vendor", "name") == {"Oak Paper": 1}
    assert arrived(world, "account", "name") == numbers(world, "Account", "Name")


@pytest.mark.requirement("B2")
def test_an_older_copy_is_known_by_the_newest_objects_of_all_kinds(acme: DesktopWorld) -> None:
    """Payments are listed last; those of here are old, and in the backup too."""
    file = acme.company_file(COMPANY)
    party = file.create("Customer", {"Name": "Alder Ltd"})["ListID"]
    for number in range(6):
        payment = {"TxnDate": "2026-01-01", "RefNumber": f"P-{number}", "TotalAmount": "10.00", "IsAutoApply": "false"}
        file.create("ReceivePayment", {"CustomerRef": {"ListID": party}, **payment})
    acme.run()
    acme.clock.advance(10 * DAY)
    backup = file.backup()
    for number in range(3):
        acme.clock.advance(DAY)
        entered_bill(acme, f"QB-{number}")
        acme.run()
    file.restore(backup)
    acme.clock.advance(60)

    assert acme.update(COMPANY).outcome == "error"
    assert acme.read_connection(COMPANY).status is ConnectionStatus.WRONG_COMPANY


@pytest.mark.requirement("B8")
def test_an_account_that_was_made_in_this_session_is_known_by_its_type(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    acme.run()
    send_bill(acme, "B-2")  # the short lists are read for it, before the account is there
    acme.put(COMPANY, "account", "card", {"name": "New Card", "type": "CreditCard"})
    payment = {
        "vendor": record_of(acme, "vendor", "Oak Paper"),
        "date": "2030-04-02",
        "pay_from_account": "card",
        "amount": "10.00",
        "method": "credit_card",
        "applications": [{"bill": "B-1", "amount": "10.00"}],
    }
    acme.put(COMPANY, "bill_payment", "p-1", payment)
    acme.update(COMPANY)
    assert acme.view(COMPANY, "bill_payment", "p-1").sync_state is SyncState.SYNCED
    assert len(acme.company_file(COMPANY).rows("BillPaymentCreditCard")) == 1


@pytest.mark.requirement("B3")
def test_a_run_that_could_not_be_told_of_the_end_is_told_when_the_connector_hangs_up(
    acme: DesktopWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_customer(acme, "c-1", "Alder Ltd")
    complete = acme.workflows.complete
    failed: list[str] = []

    def once_throttled(token: str) -> None:
        if not failed:
            failed.append(token)
            raise RuntimeError("the service is throttled")
        complete(token)

    monkeypatch.setattr(acme.workflows, "complete", once_throttled)
    acme.update(COMPANY)
    assert failed
    acme.clock.advance(timedelta(minutes=5))
    assert acme.update(COMPANY).outcome == "done"


@pytest.mark.parametrize("length", [300, 5000])
def test_names_and_tickets_that_are_too_long_are_not_looked_up(
    acme: DesktopWorld, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    """No database takes keys of any length."""
    for port, method in ((acme.fakes.connector_sessions, "get"), (acme.fakes.connector_keys, "login")):
        monkeypatch.setattr(port, method, lambda _key: pytest.fail("it was looked up"))
    assert acme.call("authenticate", strUserName="x" * length, strPassword="y").endswith("nvu")
    assert acme.call("sendRequestXML", ticket="x" * length, qbXMLMajorVers="13", qbXMLMinorVers="0") == ""
    assert acme.call("closeConnection", ticket="x" * length)
