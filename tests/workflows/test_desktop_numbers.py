"""Numbers that QuickBooks Desktop would take twice without a word: told as a failure, and mended by itself."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import bill

from .desktop_stories import COMPANY, connected, entered_bill, numbers, record_of, send_bill

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]


@pytest.mark.requirement("A1", "A2", "F1", "F6")
def test_a_bill_with_a_number_that_is_taken_waits_until_the_number_is_free() -> None:
    world = connected()
    there = entered_bill(world, "X-1", amount="12.00")
    send_bill(world, "X-1")
    send_bill(world, "X-2")
    world.run()
    assert numbers(world, "Bill") == {"X-1": 1, "X-2": 1}
    failed = world.view(COMPANY, "bill", "X-1")
    assert failed.sync_state is SyncState.FAILED
    (failure,) = world.store.failures.values()
    assert failure.problem.code == "duplicate_number"
    assert failure.problem.field == "number"
    assert "Oak Paper" in failure.problem.message
    assert failure.problem.watch == f"package#bill#{there['TxnID']}"

    world.company_file(COMPANY).void("Bill", there["TxnID"])
    world.tick()
    world.run()
    assert world.view(COMPANY, "bill", "X-1").sync_state is SyncState.SYNCED
    assert numbers(world, "Bill") == {"X-1": 2, "X-2": 1}
    (failure,) = world.store.failures.values()
    assert failure.status is FailureStatus.RESOLVED


@pytest.mark.requirement("F1")
def test_two_bills_of_one_number_do_not_both_go_out() -> None:
    world = connected()
    send_bill(world, "X-1")
    vendor = record_of(world, "vendor", "Oak Paper")
    world.put(COMPANY, "bill", "other", bill("X-1", vendor))
    world.run()
    assert numbers(world, "Bill") == {"X-1": 1}
    states = {each: world.view(COMPANY, "bill", each).sync_state for each in ("X-1", "other")}
    assert sorted(states.values()) == [SyncState.FAILED, SyncState.SYNCED]
