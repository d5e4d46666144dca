"""The first reading of a company file, its breaks and its progress, and what it costs afterwards (B7, F2)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from lxml import etree

from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases import list_changes
from tests.fakes.desktop_world import DesktopWorld
from tests.simulators.quickbooks_desktop.web_connector_log import QUICKBOOKS, UpdateLog

from .desktop_stories import COMPANY, SETTINGS, arrived, connected, entered_bill, numbers, record_of

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]

VENDORS, BILLS = 1_200, 300


def _filled(**settings: Any) -> DesktopWorld:
    """A company file with some thousand objects, entered over two hours, that waits to be confirmed."""
    world = DesktopWorld()
    world.begin_pairing(COMPANY, **{**SETTINGS, **settings})
    file = world.company_file(COMPANY)
    for number in range(VENDORS):
        file.create("Vendor", {"Name": f"Vendor {number}"})
        if number % 4 == 0:
            line = {"AccountRef": "Office Supplies", "Amount": "10.00"}
            file.create("Bill", {"VendorRef": f"Vendor {number}", "RefNumber": f"QB-{number}", "ExpenseLine": [line]})
        world.clock.advance(5)
    world.clock.advance(timedelta(hours=3))
    world.simulator.counters.reset()
    world.confirm(COMPANY)
    return world


def _everything_arrived(world: DesktopWorld) -> None:
    assert arrived(world, "vendor", "name") == numbers(world, "Vendor", "Name")
    assert arrived(world, "bill") == numbers(world, "Bill")
    assert arrived(world, "account", "name") == numbers(world, "Account", "Name")
    assert not world.store.inbox


def _percents(log: UpdateLog) -> list[int]:
    return [int(str(step.result)) for step in log.all("receiveResponseXML") if not step.problem]


def _honest(log: UpdateLog) -> bool:
    """Progress never falls, and says 100 when all is done and not before."""
    told = _percents(log)
    return told == sorted(told) and told.index(100) == len(told) - 1 if 100 in told else told == sorted(told)


@pytest.mark.requirement("B7", "F2")
def test_some_thousand_objects_arrive_in_one_session_with_honest_progress() -> None:
    world = _filled()
    log = world.update(COMPANY)

    assert log.outcome == "done"
    _everything_arrived(world)
    assert _honest(log)
    told = _percents(log)
    assert told[-1] == 100
    assert len({percent // 10 for percent in told}) >= 9, told
    # A glance, two listings of a thousand each, and a page for each hundred.
    assert log.turns <= 6 + (VENDORS + BILLS) // 100 + 3
    assert world.simulator.counters.summary()["objects_written"] == 0


@pytest.mark.requirement("B5")
def test_the_api_shows_how_far_a_session_is() -> None:
    world = _filled()
    update = world.desk().connector.start(world.desk().installed[COMPANY])
    seen = []
    while update.step():
        view = world.read_connection(COMPANY)
        if view.percent is not None:
            assert view.status.value == "synchronizing"
            seen.append(view.percent)
    assert seen == sorted(seen)
    assert {percent // 25 for percent in seen} == {0, 1, 2, 3}
    assert world.read_connection(COMPANY).percent is None


@pytest.mark.requirement("B7", "F2")
@pytest.mark.parametrize(
    ("kind", "every"), [("crash_after_quickbooks", 10), ("crash_before_call", 12), ("lost_answer", 16)]
)
def test_a_first_sync_that_breaks_every_few_turns_gets_through(kind: str, every: int) -> None:
    world = _filled()
    operation = "receiveResponseXML" if kind == "crash_before_call" else QUICKBOOKS
    turns, sessions = 0, 0
    while True:
        world.simulator.faults.add({"kind": kind, "match": {"operation": operation, "turn": every}})
        log = world.update(COMPANY)
        turns, sessions = turns + log.turns, sessions + 1
        assert _honest(log)
        world.simulator.faults.rules.clear()
        if log.outcome == "done":
            break
        assert log.outcome in {"crashed", "failed"}
        assert sessions < 80, "it never gets through"
        world.tick(minutes=33)

    _everything_arrived(world)
    assert sessions > 1
    assert turns < 30 + 8 * sessions  # what it takes without a break, and a few more for each


@pytest.mark.requirement("B7", "F2")
@pytest.mark.parametrize("kind", ["crash_after_call", "crash_after_quickbooks"])
def test_a_listing_that_takes_longer_than_any_session_lasts_gets_through(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_changes, "PAGE", 100)
    world = _filled()
    operation = "receiveResponseXML" if kind == "crash_after_call" else QUICKBOOKS
    for _ in range(20):
        # What falls silent after its answer was taken in has lost its iterator too.
        world.simulator.faults.add({"kind": kind, "match": {"operation": operation, "turn": 14}})
        log = world.update(COMPANY)
        world.simulator.faults.rules.clear()
        world.tick(minutes=33)
        if log.outcome == "done":
            break
    _everything_arrived(world)


@pytest.mark.requirement("B7", "F2")
def test_a_listing_that_is_broken_off_is_cut_in_two_and_a_page_that_is_lost_is_halved() -> None:
    world = _filled()
    world.simulator.faults.add({"kind": "crash_after_quickbooks", "match": {"body": 'iterator="Continue"'}})
    assert world.update(COMPANY).outcome == "crashed"
    world.tick(minutes=33)
    world.simulator.faults.add({"kind": "crash_after_quickbooks", "match": {"body": "IncludeLineItems"}})
    log = world.update(COMPANY)
    asked = [step.parameters["request"] for step in log.all(QUICKBOOKS)]
    assert any("ToModifiedDate" in each for each in asked)
    assert log.outcome == "crashed"
    world.tick(minutes=33)
    log = world.update(COMPANY)
    assert log.outcome == "done"
    sizes = [_ids_in(step.parameters["request"]) for step in log.all(QUICKBOOKS)][1:]
    assert [size for size in sizes if size][:6] == [50, 62, 77, 96, 100, 100]  # and grows again
    _everything_arrived(world)


def _ids_in(request: str) -> int:
    root = etree.fromstring(request.encode())
    return len(root.findall(".//TxnID")) + len(root.findall(".//ListID"))


@pytest.mark.requirement("B7", "F8")
def test_history_can_be_left_out() -> None:
    world = DesktopWorld()
    world.begin_pairing(COMPANY, **SETTINGS)
    file = world.company_file(COMPANY)
    file.create("Vendor", {"Name": "Oak Paper"})
    entered_bill(world, "OLD-1")
    world.clock.advance(timedelta(days=400))
    entered_bill(world, "NEW-1")
    world.confirm(COMPANY, history_from=(world.clock.now().date() - timedelta(days=30)).isoformat())
    world.run()
    assert arrived(world, "bill") == {"NEW-1": 1}


@pytest.mark.requirement("B7")
def test_a_large_or_restored_file_is_given_advice() -> None:
    world = DesktopWorld()
    world.begin_pairing(COMPANY)
    world.confirm(COMPANY, file_size_mb=900, restored_on=date(2026, 4, 1).isoformat())
    view = world.read_connection(COMPANY)
    assert view.pairing
    assert {advice.code for advice in view.pairing.advice} == {
        "single_user_mode",
        "first_sync_takes_time",
        "large_company_file",
        "restored_company_file",
    }
    world.run()
    view = world.read_connection(COMPANY)
    assert view.pairing
    assert not view.pairing.advice


@pytest.mark.requirement("F2")
def test_a_session_without_anything_new_costs_two_questions() -> None:
    world = connected()
    world.clock.advance(timedelta(hours=2))
    world.simulator.counters.reset()
    log = world.update(COMPANY)
    assert (log.outcome, log.turns) == ("done", 2)
    assert world.session(COMPANY).counts.calls == 2


@pytest.mark.requirement("F2", "B9")
def test_changes_deletions_and_inactivations_arrive() -> None:
    world = connected()
    file = world.company_file(COMPANY)
    made = {name: file.create("Vendor", {"Name": name}) for name in ("Cedar Cafe", "Birch Bakery", "Dogwood Dairy")}
    bills = {number: entered_bill(world, number) for number in ("QB-1", "QB-2")}
    world.run()
    ids = {name: record_of(world, "vendor", name) for name in made}
    world.clock.advance(timedelta(hours=5))
    file.update("Vendor", made["Cedar Cafe"]["ListID"], {"Phone": "555-0100"})
    file.update("Vendor", made["Birch Bakery"]["ListID"], {"IsActive": False})
    file.delete("Vendor", made["Dogwood Dairy"]["ListID"])
    file.update("Bill", bills["QB-1"]["TxnID"], {"Memo": "seen"})
    world.run()

    assert world.view(COMPANY, "vendor", ids["Cedar Cafe"]).record.body["phone"] == "555-0100"
    assert world.view(COMPANY, "vendor", ids["Birch Bakery"]).record.body["active"] is False  # viewable still
    assert world.view(COMPANY, "bill", record_of(world, "bill", "QB-1")).record.body["memo"] == "seen"
    entries, _cursor = world.feed.page(COMPANY, None, 2000)
    kinds = Counter(entry.kind.value for entry in entries if entry.record_id == ids["Dogwood Dairy"])
    assert kinds == {"created": 1, "deleted": 1}


@pytest.mark.requirement("F2")
@pytest.mark.parametrize("minutes", [-55, -10, 10, 55])
def test_a_computer_whose_clock_is_wrong_hides_no_change(minutes: int) -> None:
    world = connected()
    other = world.desk("PC-2", skew=60.0 * minutes)
    world.install(COMPANY, other)
    for round_ in range(4):
        for desk in (world.desk(), other):
            # What a program on that computer changes is dated by its clock.
            name = f"{desk.machine.name} {round_}"
            file = world.company_file(COMPANY)
            file.machine_skews[""] = desk.machine.clock_skew_seconds
            file.create("Vendor", {"Name": name})
            world.update(COMPANY, desk)
            world.clock.advance(timedelta(minutes=20))
    world.run()
    assert arrived(world, "vendor", "name") == numbers(world, "Vendor", "Name")


@pytest.mark.requirement("F2", "D2")
def test_a_type_that_is_synced_from_now_on_is_fetched_from_the_beginning() -> None:
    world = connected(entities_to_sync=["vendor", "account"])
    entered_bill(world, "QB-1")
    world.run()
    assert arrived(world, "bill") == {}
    world.clock.advance(timedelta(days=3))
    world.connect_company.change(COMPANY, {"settings": {"entities_to_sync": ["vendor", "account", "bill"]}})
    world.run()
    assert arrived(world, "bill") == {"QB-1": 1}
    assert {record.sync_state for record in world.store.records.values()} == {SyncState.SYNCED}


@pytest.mark.requirement("F2")
def test_what_we_wrote_never_comes_back_as_a_change() -> None:
    world = connected()
    world.put(COMPANY, "customer", "c-1", {"name": "Alder Ltd"})
    world.run()
    for _ in range(3):
        world.clock.advance(timedelta(minutes=20))
        world.run()
    entries, _cursor = world.feed.page(COMPANY, None, 2000)
    assert not [entry for entry in entries if entry.record_id == "c-1"]
