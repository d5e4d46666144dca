"""A limit that lasts for hours parks the company: nothing fails or is lost, and the work drains afterwards (F4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookbridge.domain.errors import ConnectionInactive
from bookbridge.domain.sessions import SessionResult
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer
from tests.fakes.world import World

pytestmark = pytest.mark.workflows


@pytest.fixture
def acme() -> World:
    """A company connected to Xero and idle."""
    world = World("xero")
    world.connect("acme", world.simulation.organisation_id)
    world.run()
    return world


def _limited_for_two_hours(world: World) -> None:
    fault = {"kind": "day_limit", "times": 1, "retry_after_seconds": 7200}
    world.by_hand("POST", "/faults", fault)


@pytest.mark.requirement("F4", "F10")
def test_a_two_hour_stop_parks_the_company_and_its_work_drains_afterwards(acme: World) -> None:
    _limited_for_two_hours(acme)
    for number in range(120):
        acme.put("acme", "customer", f"c-{number}", customer(f"Customer {number}"))
    acme.run()

    parked = acme.connections.get("acme")
    assert parked is not None
    assert parked.parked_until is not None
    left = parked.parked_until - acme.clock.now()
    assert timedelta(minutes=115) < left <= timedelta(hours=2)
    assert acme.session("acme").result is SessionResult.PARKED
    assert not acme.leases.get("acme").active_at(acme.clock.now())
    assert not acme.store.failures

    calls = acme.simulator.counters.summary()["total"]
    for _ in range(7):
        acme.tick(minutes=15)
        acme.run()
    assert acme.simulator.counters.summary()["total"] == calls

    acme.tick(minutes=20)
    acme.run()
    records = acme.store.records.values()
    assert {record.sync_state for record in records} == {SyncState.SYNCED}
    assert {record.attempts for record in records} == {0}
    assert len(acme.in_package(acme.simulation.organisation_id, "Contacts")) >= 120


@pytest.mark.requirement("F4")
def test_nobody_starts_a_session_of_a_parked_company_and_is_told_until_when(acme: World) -> None:
    _limited_for_two_hours(acme)
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()

    with pytest.raises(ConnectionInactive, match="parked until 2026-"):
        acme.start_session("acme", "sync now")


@pytest.mark.requirement("F4")
def test_a_poll_that_meets_the_days_limit_parks_the_company_too(acme: World) -> None:
    _limited_for_two_hours(acme)
    acme.tick()
    acme.run()

    parked = acme.connections.get("acme")
    assert parked is not None
    assert parked.parked_until is not None
    assert parked.parked_until == parked.next_poll_at


@pytest.mark.requirement("F4", "F10")
def test_a_minutes_limit_that_a_session_meets_at_its_first_call_is_no_failed_run(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.by_hand("POST", "/faults", {"kind": "rate_limited", "times": 1, "retry_after_seconds": 60})
    acme.run()
    assert acme.session("acme").result is SessionResult.PARKED

    acme.tick()
    acme.run()
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED
