"""Several connectors on one company for a day, breaking every now and then: one at a time, nothing doubled or lost."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from bookbridge.domain.sessions import SessionResult
from bookbridge.domain.stored_records import SyncState
from tests.fakes.desktop_world import Desk, DesktopWorld

from .desktop_day import LATE_WRITE, Day
from .desktop_stories import (
    COMPANY,
    arrived,
    connected,
    entered_bill,
    numbers,
    send_bill,
    send_customer,
    send_invoice,
)

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]

SKEWS = (0.0, 780.0, -900.0, 45.0, -1500.0)
"""By how many seconds the clocks of the computers are fast."""


def _desks(world: DesktopWorld, count: int) -> list[Desk]:
    desks = [world.desk()]
    for number in range(1, count):
        desk = world.desk(f"PC-{number + 1}", skew=SKEWS[number])
        world.install(COMPANY, desk)
        desks.append(desk)
    return desks


def _work(world: DesktopWorld, part: int) -> None:
    """What the application's users and the bookkeepers do within twenty minutes."""
    file = world.company_file(COMPANY)
    send_customer(world, f"c-{part}", f"Customer {part}")
    send_customer(world, f"c-{part // 2}", f"Customer {part // 2}", phone=f"555-01{part:02}")
    send_invoice(world, f"A-{part}", f"c-{max(0, part - 1)}")
    send_bill(world, f"B-{part}")
    file.create("Vendor", {"Name": f"Vendor {part}"})
    entered_bill(world, f"QB-{part}")
    for row in file.rows("Bill")[-3:-1]:
        file.update("Bill", row["TxnID"], {"Memo": f"seen at {part}"})
    for row in file.rows("Customer")[:2]:
        file.update("Customer", row["ListID"], {"Notes": f"called at {part}"})


@pytest.mark.requirement("B3", "F1", "F10")
@pytest.mark.parametrize(("computers", "seed"), [(2, 1), (5, 2)])
def test_a_day_of_crashes_leaves_one_session_at_a_time_and_everything_once(computers: int, seed: int) -> None:
    world = connected()
    day = Day(world, COMPANY, _desks(world, computers), seed, minutes=5)
    parts = range(24 * 3)
    for part in parts:
        _work(world, part)
        if part % 12 == 5:  # whoever is the next to write falls asleep over it
            world.simulator.faults.add(dict(LATE_WRITE))
        day.go_on_until(world.clock.now() + timedelta(minutes=20), breaking=0.2)
    assert min(day.broken, day.watch.turned_away, day.watch.late_writes) > 0, "a day without anything to prove"
    day.go_on_until(world.clock.now() + timedelta(hours=3))

    states = Counter(record.sync_state for record in world.store.records.values())
    assert states == {SyncState.SYNCED: len(world.store.records)}
    assert numbers(world, "Invoice") == Counter(f"A-{part}" for part in parts)
    assert numbers(world, "Customer", "Name") == Counter(f"Customer {part}" for part in parts)
    assert numbers(world, "Bill") == Counter(f"{whose}-{part}" for whose in ("B", "QB") for part in parts)
    assert arrived(world, "bill") == numbers(world, "Bill")
    assert arrived(world, "vendor", "name") == numbers(world, "Vendor", "Name")
    phones = {row["Name"]: row.get("Phone") for row in world.company_file(COMPANY).rows("Customer")}
    assert phones["Customer 35"] == "555-0171"
    assert not world.store.dispatches
    running = [each.session_id for each in world.store.sessions.values() if each.result is SessionResult.RUNNING]
    assert running in ([], [world.leases.get(COMPANY).session_id])
