"""What a poll costs, and that saving loses nothing."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest

from tests.fakes.world import Crash, World

pytestmark = pytest.mark.workflows

LISTS = ("GET Payments", "GET BankTransactions", "GET Items", "GET Accounts")


def written(world: World) -> Counter[str]:
    """What is written from now on, by operation."""
    writes: Counter[str] = Counter()
    world.store.before_each_write = lambda operation: writes.update([operation])
    return writes


@pytest.fixture
def idle() -> World:
    """A company with Xero, just polled."""
    world = World("xero")
    world.connect("acme", world.simulation.organisation_id)
    world.tick()
    world.run()
    world.simulator.counters.reset()
    return world


@pytest.mark.requirement("F4")
def test_all_lists_of_a_poll_are_one_look_at_the_budget(idle: World) -> None:
    writes = written(idle)
    idle.tick()
    idle.run()
    assert idle.simulator.counters.summary()["by_kind"].keys() >= set(LISTS)
    assert writes["budgets.store"] == 1
    budget = idle.fakes.budgets.load(f"xero#{idle.simulation.organisation_id}")
    spent = sum(count for _slot, count in budget.windows["requests per day"].slots)
    assert spent >= len(LISTS)


@pytest.mark.requirement("F3")
def test_a_token_that_ends_in_the_midst_of_a_poll_is_renewed_once_and_the_poll_goes_on(idle: World) -> None:
    idle.simulator.expire_tokens(idle.simulation.organisation_id)
    idle.by_hand("POST", f"/organisations/{idle.simulation.organisation_id}/Items", {"Code": "new", "Name": "New"})
    idle.tick()
    idle.run()
    assert idle.simulator.counters.summary()["by_kind"]["POST token"] == 1
    entries, _cursor = idle.feed.page("acme", None, 100)
    assert [entry.record["name"] for entry in entries if entry.entity_type == "item"] == ["New"]


@pytest.mark.requirement("F4")
def test_a_429_of_one_list_puts_the_whole_poll_off_and_loses_no_change(idle: World) -> None:
    idle.by_hand("POST", f"/organisations/{idle.simulation.organisation_id}/Items", {"Code": "new", "Name": "New"})
    idle.by_hand("POST", "/faults", {"kind": "rate_limited", "times": 1, "match": {"path": "Accounts"}})
    for _ in range(2):
        idle.tick()
        idle.run()
    entries, _cursor = idle.feed.page("acme", None, 100)
    assert [entry.record["name"] for entry in entries if entry.entity_type == "item"] == ["New"]


@pytest.mark.parametrize("package", ["quickbooks-online", "xero"])
def test_while_nothing_changes_the_cursors_are_moved_once_an_hour(package: str) -> None:
    world = World(package)
    world.connect("acme", world.simulation.organisation_id)
    world.run()
    world.tick(minutes=80)  # twenty past: behind the overlap with the hour before
    world.run()
    writes = written(world)
    for _ in range(12):
        world.tick()
        world.run()
    of_its_own = world.fakes.package(package).manifest.thorough_every > timedelta(0)  # thorough polls have another one
    assert writes["connections.advance_cursor"] == (6 if of_its_own else 3)
    assert writes["connections.claim_poll"] == 12


def test_each_tick_asks_for_every_poll_that_is_due_once_and_touches_no_other_company(world: World) -> None:
    for number in range(60):
        connected = f"c-{number}"
        world.connect(connected, f"{3000 + number}", sync_interval_minutes=15 if number % 2 else 600)
    world.run()
    world.tick(minutes=600)
    world.messages.polls.clear()
    writes = written(world)

    world.tick(minutes=15)

    assert sorted(world.messages.polls) == sorted(f"c-{number}" for number in range(60) if number % 2)
    assert writes["connections.claim_poll"] == 30
    later = world.clock.now() + timedelta(minutes=15)
    assert {world.store.connections[company_id].next_poll_at for company_id in world.messages.polls} == {later}


@pytest.mark.requirement("F1", "F2")
def test_a_change_that_was_applied_but_never_taken_out_of_the_inbox_is_not_told_twice() -> None:
    acme = World(retries=1)
    acme.connect("acme", "1001")
    acme.run()

    def die(operation: str) -> None:
        if operation == "inbox.remove":
            raise Crash(operation)

    acme.by_hand("POST", "/organisations/1001/Customer", {"DisplayName": "Cedar Cafe"})
    acme.store.before_each_write = die
    with suppress(Crash):
        acme.run()
    assert acme.store.inbox
    acme.store.before_each_write = None
    for _ in range(3):
        acme.tick(minutes=35)
        acme.run()

    assert not acme.store.inbox
    assert [entry.record["name"] for entry in acme.feed.page("acme", None, 10)[0]] == ["Cedar Cafe"]
