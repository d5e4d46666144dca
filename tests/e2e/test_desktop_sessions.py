"""Sessions of QuickBooks Web Connectors on the deployed stack: the right company file or none, and one at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from infra.local.demo.application import StoryError, until
from infra.local.demo.books import QuickBooksDesktopBooks
from infra.local.demo.computers import Computer, confirm, released
from infra.local.stack import LocalStack
from tests.fakes.books import DAY, bill, customer, invoice, item, payment
from tests.proof.charts import CHARTS

from .conftest import DESKTOP, Company
from .connectors import asked, asked_of, let_the_lease_pass, sessions

pytestmark = pytest.mark.e2e

HEARTBEAT = 4
"""Seconds of silence after which the state machine gives a connector up, in the one test that waits for it."""


@pytest.fixture
def workshop(connect: Callable[..., Company]) -> Company:
    """A company whose computer has called once and is paired."""
    return connect(DESKTOP, **CHARTS[DESKTOP].settings)


@pytest.fixture
def books(workshop: Company) -> QuickBooksDesktopBooks:
    """Its company file."""
    assert isinstance(workshop.books, QuickBooksDesktopBooks)
    return workshop.books


@pytest.fixture
def computer(workshop: Company) -> Computer:
    """Its computer."""
    assert workshop.computer is not None
    return workshop.computer


def _paid(vendor: str, bill_id: str, amount: str) -> dict[str, Any]:
    """A check that settles one bill."""
    applied = [{"bill": bill_id, "amount": amount}]
    return {
        "vendor": vendor,
        "date": DAY,
        "amount": amount,
        "pay_from_account": "1000",
        "method": "check",
        "applications": applied,
    }


@pytest.mark.requirement("B2")
def test_the_first_session_shows_its_company_file_and_moves_nothing_until_it_is_confirmed(
    connect: Callable[..., Company], api: httpx.Client
) -> None:
    company = connect(DESKTOP, paired=False)
    app, books, computer = company.app, company.books, company.computer
    assert isinstance(books, QuickBooksDesktopBooks)
    assert computer is not None
    books.found("First Ltd")
    vendor_id = books.add_vendor("Birch Paper")
    company.send({("customer", "c-1"): customer("Alder Ltd")})
    computer.install(app, books.organisation_id)
    with pytest.raises(StoryError):
        confirm(app)
    for _ in range(2):
        log = computer.update()
        assert (log["outcome"], "First Ltd" in log["status"]) == ("error", True)
        released(app)
    connection = app.call("GET", "/connection")
    assert (connection["status"], connection["pairing"]["state"]) == ("pending", "found")
    assert (connection["pairing"]["found"]["company_name"], asked(company)) == ("First Ltd", {})
    assert app.call("GET", "/changes")["changes"] == []
    refused = api.post(f"/v1/companies/{app.company}/connection/pairing", json={"company_name": "Second Ltd"})
    assert refused.status_code == 422

    confirm(app)
    app.reaches("customer", "c-1", "synced")
    assert app.arrives("vendor", vendor_id)["record"]["name"] == "Birch Paper"
    connection = app.call("GET", "/connection")
    assert (connection["pairing"]["state"], connection["organisation_name"]) == ("confirmed", "First Ltd")


@pytest.mark.requirement("B8", "B9", "B10", "B15", "F1")
def test_records_go_both_ways_and_later_sessions_repeat_nothing(
    workshop: Company, books: QuickBooksDesktopBooks, computer: Computer
) -> None:
    vendors = [books.add_vendor(name) for name in ("Birch Paper", "Cedar Tools")]
    bills = {books.add_bill(f"PB-{number}", vendors[number % 2], "80.00"): f"PB-{number}" for number in range(3)}
    vendor_id = workshop.app.arrives("vendor", vendors[0])["record_id"]
    for package_id, number in bills.items():
        assert workshop.app.arrives("bill", package_id)["record"]["number"] == number
    records = {
        ("payment", "p-1"): payment("c-1", {"i-1": "125.00"}),
        ("bill_payment", "bp-1"): _paid(vendor_id, "b-1", "40.00"),
        ("bill_payment", "bp-2"): _paid(vendor_id, "b-2", "40.00"),
        ("invoice", "i-1"): invoice("A-1", "c-1", item="s-1"),
        ("bill", "b-1"): bill("B-1", vendor_id),
        ("bill", "b-2"): bill("B-2", vendor_id),
        ("bill", "draft"): bill("B-3", vendor_id, status="draft"),
        ("customer", "c-1"): customer("Alder Ltd"),
        ("item", "s-1"): item("Advice"),
    }
    workshop.send(records)
    for key in records.keys() - {("bill", "draft")}:
        workshop.app.reaches(*key, "synced")
    assert workshop.app.record("bill", "draft")["sync_state"] == "draft"
    workshop.app.call("POST", "/records/bill_payment/bp-2/void")
    workshop.app.until("the check is void", lambda: len(_checks(books)) == 1 or None)

    assert (books.numbers("bill"), books.numbers("invoice")) == (["PB-0", "PB-1", "PB-2", "B-1", "B-2"], ["A-1"])
    assert (_checks(books), books.payments()) == (["40.00"], [125.0])
    written = books.calls()["objects_written"]
    assert written == len(records)  # all but the draft, and the void
    feed = workshop.app.call("GET", "/changes", params={"limit": "200"})["changes"]
    for _ in range(2):
        released(workshop.app)
        assert computer.update()["outcome"] == "done"
    assert books.calls()["objects_written"] == written
    assert workshop.app.call("GET", "/changes", params={"limit": "200"})["changes"] == feed
    assert sessions(workshop)[0]["counts"]["pushed"] == 0


def _checks(books: QuickBooksDesktopBooks) -> list[str]:
    return [each["Amount"] for each in books.all("BillPaymentCheck") if float(each["Amount"])]


@pytest.mark.requirement("B3")
def test_a_second_connector_is_told_who_holds_the_company_and_works_when_the_first_is_done(
    workshop: Company, books: QuickBooksDesktopBooks, computer: Computer
) -> None:
    second = Computer(workshop.control, f"{computer.name}-second")
    second.install(workshop.app, books.organisation_id)
    slow = {"kind": "late_execution", "seconds": 6, "match": {"machine": computer.name}}
    workshop.control.post("/faults", json=slow).raise_for_status()
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(computer.update)
        held = until("the first holds the company", lambda: workshop.app.call("GET", "/connection")["session"])
        refused = second.update()
        connection = workshop.app.call("GET", "/connection")
        ended = working.result()
    assert (refused["outcome"], refused["turns"], ended["outcome"]) == ("no_work", 0, "done")
    assert connection["status"] == "waiting_for_active_session"
    assert (connection["session"]["session_id"], connection["session"]["minutes_left"]) == (held["session_id"], 30)
    assert computer.name in connection["session"]["holder"]
    told = sessions(workshop)
    assert [each["result"] for each in told[:2]] == ["superseded", "succeeded"]
    assert "Waiting for active session to expire" in told[0]["cause"]
    assert computer.name in told[0]["cause"]
    released(workshop.app)
    assert second.update()["outcome"] == "done"


@pytest.mark.requirement("B2", "A7")
def test_a_swapped_company_file_is_refused_before_a_single_read_or_write(
    workshop: Company, books: QuickBooksDesktopBooks, computer: Computer
) -> None:
    workshop.send({("customer", "c-1"): customer("Alder Ltd")})
    other = QuickBooksDesktopBooks(workshop.control, f"{books.organisation_id}-other")
    other.found("Other Ltd")
    path = books.path
    computer.put(paths={path: other.organisation_id}, company_file=path, allowed_in=[other.organisation_id])
    for _ in range(2):
        log = computer.update()
        assert (log["outcome"], "Other Ltd" in log["status"]) == ("error", True)
        released(workshop.app)
    assert asked_of(workshop, other.organisation_id) == {}
    assert other.all("Customer") == []
    connection = workshop.app.call("GET", "/connection")
    assert (connection["status"], connection["pairing"]["state"]) == ("wrong_company", "other_file")
    (failure,) = workshop.app.call("GET", "/failures", params={"status": "open"})["failures"]
    assert (failure["code"], "Other Ltd" in failure["message"]) == ("wrong_company_file", True)
    assert workshop.app.record("customer", "c-1")["sync_state"] == "pending"

    computer.put(paths={path: books.organisation_id}, company_file=path)
    workshop.app.reaches("customer", "c-1", "synced")
    assert workshop.app.call("GET", "/connection")["status"] != "wrong_company"
    assert workshop.app.call("GET", "/failures/summary")["open"] == 0
    assert other.all("Customer") == []


BROKEN: dict[str, tuple[str, str]] = {
    # QuickBooks is asked again within the session.
    "xml_bomb": ("QuickBooks", "done"),
    "half_answer": ("QuickBooks", "done"),
    # The call itself cannot be read, so the session ends, and says why.
    "huge_answer": ("QuickBooks", "error"),
    "half_call": ("receiveResponseXML", "error"),
    # A comment that is not UTF-8 stands where nobody reads it.
    "wrong_encoding": ("receiveResponseXML", "done"),
    "repeated_call": ("receiveResponseXML", "done"),
    "out_of_order": ("sendRequestXML", "done"),
}
"""What goes wrong, at which operation, and how the update ends."""

TOO_LARGE = 7_000_000
"""Bytes; Lambda takes six megabytes at most."""


def test_what_comes_broken_or_out_of_order_is_survived_and_nothing_is_written_twice(
    workshop: Company, books: QuickBooksDesktopBooks, computer: Computer
) -> None:
    vendor_id, _ = workshop.vendor("v-1", "Birch Paper")
    for kind, (operation, outcome) in BROKEN.items():
        released(workshop.app)
        workshop.send({("bill", kind): bill(kind, vendor_id)})
        match = {"machine": computer.name, "operation": operation}
        workshop.control.post("/faults", json={"kind": kind, "match": match, "bytes": TOO_LARGE}).raise_for_status()
        log = computer.update()
        assert workshop.control.get("/faults").json()["faults"] == [], "it did not strike"
        assert (kind, log["outcome"]) == (kind, outcome)
        if outcome == "error":
            assert "could not be read" in log["status"]
            assert _stated(workshop)["cause"] == log["status"]
        workshop.app.reaches("bill", kind, "synced")
    assert books.numbers("bill") == list(BROKEN)


@pytest.mark.requirement("B3", "F1")
def test_a_computer_that_dies_with_an_answer_in_its_hands_doubles_nothing(
    workshop: Company,
    books: QuickBooksDesktopBooks,
    computer: Computer,
    stack: LocalStack,
    aws_clients: Callable[[str], Any],
) -> None:
    vendor_id, _ = workshop.vendor("v-1", "Birch Paper")
    workshop.send({("bill", f"b-{number}"): bill(f"B-{number}", vendor_id) for number in range(3)})
    released(workshop.app)
    dies = {"kind": "crash_after_quickbooks", "match": {"machine": computer.name, "body": "BillAddRq"}}
    workshop.control.post("/faults", json=dies).raise_for_status()
    assert computer.update()["outcome"] == "crashed"
    assert computer.update()["outcome"] == "no_work"
    assert workshop.app.record("bill", "b-1")["sync_state"] == "syncing"

    let_the_lease_pass(stack, aws_clients("dynamodb"), workshop)
    for number in range(3):
        workshop.app.reaches("bill", f"b-{number}", "synced")
    assert books.numbers("bill") == ["B-0", "B-1", "B-2"]
    results = [each["result"] for each in sessions(workshop)]
    assert "running" not in results[1:]


@pytest.mark.requirement("B3", "F10")
def test_a_run_whose_connector_falls_silent_is_stated_and_gives_the_company_free(
    workshop: Company, computer: Computer, stack: LocalStack, aws_clients: Callable[[str], Any]
) -> None:
    states, arn = aws_clients("stepfunctions"), stack.outputs["CompanySyncArn"]
    definition = states.describe_state_machine(stateMachineArn=arn)["definition"]
    hasty = json.loads(definition)
    hasty["States"]["AwaitConnector"]["HeartbeatSeconds"] = HEARTBEAT
    states.update_state_machine(stateMachineArn=arn, definition=json.dumps(hasty))
    try:
        dies = {"kind": "crash_before_quickbooks", "match": {"machine": computer.name}}
        workshop.control.post("/faults", json=dies).raise_for_status()
        assert computer.update()["outcome"] == "crashed"
        session = _stated(workshop)
    finally:
        states.update_state_machine(stateMachineArn=arn, definition=definition)
    assert (session["result"], "has not been heard of" in session["cause"]) == ("failed", True)
    released(workshop.app)
    assert computer.update()["outcome"] == "done"


def _stated(company: Company) -> Any:
    """The newest run, once it has a result."""

    def look() -> Any | None:
        newest = sessions(company)[0]
        return newest if newest["result"] != "running" else None

    return until("the run is stated", look)
