"""The process dies before or after every single write and request of a run; then everything is as it should be.

Two ways to die: the step alone (the state machine repeats it), and the whole run (the lease runs out, the next poll
takes over). After either, every accepted record is in the package exactly once or has one open failure, mappings and
package agree, no lease is stuck, and nothing waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from bookbridge.domain.stored_records import SyncState
from bookbridge.ports.http import Request
from tests.fakes.books import customer, invoice, item, payment, vendor
from tests.fakes.world import Crash, World

pytestmark = pytest.mark.workflows

REALM = "1001"
MOMENTS = ("before", "after")


class Killer:
    """Counts the points at which a process can die, and dies at one of them."""

    def __init__(self, world: World, fatal: int | None) -> None:
        self.points: list[str] = []
        self._fatal = fatal
        world.store.before_each_write = lambda operation: self._reach(f"before {operation}")
        world.store.after_each_write = lambda operation: self._reach(f"after {operation}")
        world.http.before_each_request = lambda request: self._reach(f"before {request.method} {request.kind}")
        world.http.after_each_request = lambda request: self._reach(f"after {request.method} {request.kind}")
        self._world = world

    def _reach(self, point: str) -> None:
        self.points.append(point)
        if len(self.points) - 1 == self._fatal:
            raise Crash(point)

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """From here on nothing dies."""
        store, http = self._world.store, self._world.http
        store.before_each_write = store.after_each_write = None
        http.before_each_request = http.after_each_request = None
        yield


def _prepared(world: World) -> None:
    """A company with work both ways: good records, children before parents, a bad one, and a change in the package."""
    world.connect("acme", REALM)
    world.run()
    world.by_hand("POST", f"/organisations/{REALM}/Vendor", {"DisplayName": "Elm Supplies"})
    world.put("acme", "payment", "p-1", payment("c-1", {"i-1": "125.00"}))
    world.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    world.put("acme", "item", "s-1", item("Consulting"))
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "payment", "p-2", payment("c-1", {}, amount="7.00"))
    world.put("acme", "customer", "c-bad", customer("Elm Supplies"))
    world.put("acme", "vendor", "v-1", vendor("Oak Paper"))


def _survive(world: World, killer: Killer) -> None:
    with suppress(Crash):
        world.run()
    with killer.asleep():
        world.retries = 4
        for _ in range(4):
            world.run()
            world.tick(minutes=35)
        world.run()


def _check(world: World) -> None:
    twins = {
        "Customer": ["Alder Ltd"],
        "Vendor": ["Elm Supplies", "Oak Paper"],
        "Invoice": ["A-1"],
    }
    for entity, expected in twins.items():
        names = [each.get("DocNumber") or each["DisplayName"] for each in world.in_package(REALM, entity)]
        assert sorted(names) == expected, entity
    amounts = sorted(float(each["TotalAmt"]) for each in world.in_package(REALM, "Payment"))
    assert amounts == [7.0, 125.0]
    assert Counter(each["Name"] for each in world.in_package(REALM, "Item"))["Consulting"] == 1
    for record in world.store.records.values():
        assert record.sync_state is (SyncState.FAILED if record.record_id == "c-bad" else SyncState.SYNCED), record
        if record.link:
            mapped = world.records.mapped("acme", REALM, [(record.entity_type, record.link.package_id)])
            assert list(mapped.values()) == [record.record_id]
    assert world.failures.count_live("acme") == {"clients": 1}
    assert not world.leases.get("acme").active_at(world.clock.now())
    assert not world.store.dispatches
    assert not world.store.inbox
    assert all(session.result != "running" for session in world.store.sessions.values())


def _points() -> list[str]:
    world = World()
    _prepared(world)
    killer = Killer(world, None)
    world.run()
    with killer.asleep():
        _check(world)
    return killer.points


@pytest.mark.requirement("F1", "F2", "F10")
@pytest.mark.parametrize("retries", [pytest.param(4, id="the step dies"), pytest.param(1, id="the run dies")])
def test_dying_at_any_point_loses_and_doubles_nothing(retries: int) -> None:
    points = _points()
    assert len(points) > 60
    for fatal in range(len(points)):
        world = World(retries=retries)
        _prepared(world)
        killer = Killer(world, fatal)
        try:
            _survive(world, killer)
            _check(world)
        except AssertionError as error:
            raise AssertionError(f"died {points[fatal]} (point {fatal} of {len(points)})") from error


BATCHES = 14
"""Calls that write 300 invoices, 100 customers and 10 items."""


def _three_hundred(retries: int) -> World:
    world = World(retries=retries)
    for number in range(300):
        wanted = invoice(f"A-{number}", f"c-{number % 100}", item=f"s-{number % 10}")
        world.put("acme", "invoice", f"i-{number}", wanted)
    for number in range(100):
        world.put("acme", "customer", f"c-{number}", customer(f"Customer {number}"))
    for number in range(10):
        world.put("acme", "item", f"s-{number}", item(f"Service {number}"))
    world.connect("acme", REALM)
    return world


@pytest.mark.requirement("F1")
@pytest.mark.parametrize("retries", [pytest.param(4, id="the step dies"), pytest.param(1, id="the run dies")])
@pytest.mark.parametrize("fatal", range(1, BATCHES + 1))
def test_dying_between_the_packages_commit_and_our_own_leaves_three_hundred_invoices(fatal: int, retries: int) -> None:
    world = _three_hundred(retries)
    seen = Counter[str]()

    def die_after_the_commit(request: Request) -> None:
        seen[request.kind] += 1
        if request.kind == "batch" and seen["batch"] == fatal:
            raise Crash(f"after batch {fatal}")

    world.http.after_each_request = die_after_the_commit
    with suppress(Crash):
        world.run()
    assert seen["batch"] >= fatal
    world.http.after_each_request = None
    world.retries = 4
    world.run()
    world.tick(minutes=35)
    world.run()
    numbers = sorted(each["DocNumber"] for each in world.in_package(REALM, "Invoice"))
    assert numbers == sorted(f"A-{number}" for number in range(300))
    assert len(world.in_package(REALM, "Customer")) == 100
    assert {record.sync_state for record in world.store.records.values()} == {SyncState.SYNCED}
    assert "429" not in world.simulator.counters.summary()["by_status"]
