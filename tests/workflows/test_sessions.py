"""One session works on a company at a time, and none that is needed fails to start."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookbridge.domain.errors import LeaseLost, SessionActive
from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import SessionResult
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer
from tests.fakes.world import World

pytestmark = pytest.mark.workflows


@pytest.mark.requirement("B3")
def test_of_twenty_requests_one_starts_a_session_and_the_others_learn_who_holds_it(acme: World) -> None:
    session_id = acme.start_session("acme", "sync now")
    refusals = []
    for _ in range(19):
        with pytest.raises(SessionActive) as refused:
            acme.start_session("acme", "sync now")
        refusals.append((refused.value.session_id, refused.value.minutes_left >= 1, session_id in refused.value.holder))
    assert set(refusals) == {(session_id, True, True)}
    assert list(acme.workflows.company_syncs)[-1] == session_id


@pytest.mark.requirement("F2")
def test_a_notice_that_arrives_in_the_last_step_makes_the_session_go_round_again(acme: World) -> None:
    session_id = acme.start_session("acme", "sync now")
    lease = acme.acquire_lease("acme", session_id, "sync now")
    assert not isinstance(lease, SessionActive)
    hold = Hold("acme", session_id, lease.fence)
    deadline = acme.deadline()
    acme.pull_changes(hold, deadline)
    acme.push_records(hold, deadline)
    acme.put("acme", "customer", "c-1", customer("Just in time"))
    assert acme.finish_session(hold).again
    assert acme.messages.wakes == []
    acme.pull_changes(hold, deadline)
    acme.push_records(hold, deadline)
    ending = acme.finish_session(hold)
    assert (ending.again, ending.result) == (False, SessionResult.SUCCEEDED)
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED


@pytest.mark.requirement("B3", "F10")
def test_a_holder_that_lost_its_lease_writes_nothing_more(acme: World) -> None:
    late_id = acme.start_session("acme", "sync now")
    late = acme.acquire_lease("acme", late_id, "sync now")
    assert not isinstance(late, SessionActive)
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.clock.advance(timedelta(minutes=31))
    next_id = acme.start_session("acme", "sync now")
    assert not isinstance(acme.acquire_lease("acme", next_id, "sync now"), SessionActive)
    written = acme.simulator.counters.summary()["objects_written"]
    with pytest.raises(LeaseLost):
        acme.push_records(Hold("acme", late_id, late.fence), acme.deadline())
    assert acme.simulator.counters.summary()["objects_written"] == written
    stale = acme.sessions.get("acme", late_id)
    assert stale
    assert stale.result is SessionResult.FAILED
    assert "lease ran out" in stale.cause


@pytest.mark.requirement("F10")
def test_a_run_that_vanished_is_stated_as_failed_and_its_work_is_done_by_the_next(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    vanished = acme.start_session("acme", "sync now")
    acme.acquire_lease("acme", vanished, "sync now")
    del acme.workflows.company_syncs[vanished]
    acme.messages.wakes.clear()
    acme.tick(minutes=40)
    acme.run()
    stale = acme.sessions.get("acme", vanished)
    assert stale
    assert stale.result is SessionResult.FAILED
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED


@pytest.mark.requirement("F10")
def test_a_lost_wake_message_delays_the_work_to_the_next_poll_and_no_longer(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.messages.wakes.clear()
    acme.tick()
    acme.run()
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED
