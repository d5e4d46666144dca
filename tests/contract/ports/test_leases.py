"""What holds for every implementation of `Leases`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from bookbridge.domain.errors import LeaseLost, SessionActive
from bookbridge.domain.leases import Hold, Lease

from .conftest import Ports
from .examples import LEASE, MINUTE, NOON, SECOND, hold

pytestmark = [pytest.mark.contract, pytest.mark.requirement("B3")]


def test_a_lease_nobody_took_is_free(ports: Ports) -> None:
    assert ports.leases.get("c-1") == Lease("c-1")


def test_the_taken_lease_names_its_holder_and_end(ports: Ports) -> None:
    lease = ports.leases.acquire("c-1", "ses-1", "cloud session", NOON, LEASE)

    assert lease == Lease(
        "c-1",
        session_id="ses-1",
        holder="cloud session",
        fence=1,
        acquired_at=NOON,
        last_attempt_at=NOON,
        expires_at=NOON + LEASE,
    )
    assert ports.leases.get("c-1") == lease
    assert ports.leases.get("c-2") == Lease("c-2")


def test_a_held_lease_refuses_with_the_holder_and_the_minutes_left(ports: Ports) -> None:
    hold(ports.leases)

    with pytest.raises(SessionActive) as refused:
        ports.leases.acquire("c-1", "ses-2", "another", NOON + 10 * MINUTE, LEASE)

    assert (refused.value.holder, refused.value.minutes_left, refused.value.session_id) == (
        "cloud session",
        20,
        "ses-1",
    )


def test_of_twenty_at_once_one_wins(ports: Ports) -> None:
    begin = Barrier(20)

    def acquire(number: int) -> str:
        begin.wait()
        try:
            return ports.leases.acquire("c-1", f"ses-{number}", f"holder {number}", NOON, LEASE).holder
        except SessionActive as refused:
            return f"refused by {refused.holder}"

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(acquire, range(20)))

    winner = ports.leases.get("c-1")
    assert answers.count(winner.holder) == 1
    assert answers.count(f"refused by {winner.holder}") == 19
    assert winner.fence == 1


def test_an_expired_lease_passes_on_with_a_higher_fence(ports: Ports) -> None:
    hold(ports.leases)

    taken = ports.leases.acquire("c-1", "ses-2", "another", NOON + LEASE, LEASE)

    assert (taken.session_id, taken.fence, taken.acquired_at) == ("ses-2", 2, NOON + LEASE)


def test_the_same_session_only_extends_its_lease(ports: Ports) -> None:
    before = ports.leases.acquire("c-1", "ses-1", "starting", NOON, 2 * MINUTE)

    extended = ports.leases.acquire("c-1", "ses-1", "cloud session", NOON + MINUTE, LEASE)

    assert extended == replace(before, last_attempt_at=NOON + MINUTE, expires_at=NOON + MINUTE + LEASE)


def test_the_same_session_keeps_its_fence_even_when_it_is_late(ports: Ports) -> None:
    hold(ports.leases)

    assert ports.leases.acquire("c-1", "ses-1", "cloud session", NOON + 2 * LEASE, LEASE).fence == 1


def test_renewing_counts_from_the_last_attempt(ports: Ports) -> None:
    mine = hold(ports.leases)

    lease = ports.leases.renew(mine, NOON + MINUTE, LEASE)

    assert (lease.last_attempt_at, lease.expires_at) == (NOON + MINUTE, NOON + MINUTE + LEASE)
    assert lease.acquired_at == NOON


@pytest.mark.requirement("F1")
def test_an_overtaken_holder_can_do_nothing(ports: Ports) -> None:
    late = hold(ports.leases)
    ports.leases.acquire("c-1", "ses-2", "another", NOON + LEASE, LEASE)
    held = ports.leases.get("c-1")

    with pytest.raises(LeaseLost):
        ports.leases.renew(late, NOON + LEASE, LEASE)
    with pytest.raises(LeaseLost):
        ports.leases.begin_round(late, NOON + LEASE, LEASE)
    with pytest.raises(LeaseLost):
        ports.leases.release(late)
    with pytest.raises(LeaseLost):
        ports.leases.name_holder(late, "somebody who is gone")
    ports.leases.abandon(late)

    assert ports.leases.get("c-1") == held


def test_a_fence_of_the_past_is_refused_even_with_the_right_session(ports: Ports) -> None:
    mine = hold(ports.leases)

    with pytest.raises(LeaseLost):
        ports.leases.renew(replace(mine, fence=mine.fence + 1), NOON, LEASE)
    with pytest.raises(LeaseLost):
        ports.leases.release(replace(mine, fence=mine.fence - 1))


def test_a_hold_on_a_lease_that_never_was_is_lost(ports: Ports) -> None:
    nothing = Hold("c-1", "ses-1", 1)

    with pytest.raises(LeaseLost):
        ports.leases.renew(nothing, NOON, LEASE)
    with pytest.raises(LeaseLost):
        ports.leases.release(nothing)
    ports.leases.abandon(nothing)


def test_notices_are_counted_and_framed(ports: Ports) -> None:
    ports.leases.want("c-1", NOON)

    lease = ports.leases.want("c-1", NOON + SECOND)

    assert (lease.wanted, lease.first_wanted_at, lease.last_wanted_at) == (2, NOON, NOON + SECOND)
    assert lease.has_unserved
    assert ports.leases.get("c-1") == lease


def test_a_released_lease_has_served_what_its_round_saw(ports: Ports) -> None:
    ports.leases.want("c-1", NOON)
    mine = hold(ports.leases)
    ports.leases.begin_round(mine, NOON, LEASE)

    assert ports.leases.release(mine)

    lease = ports.leases.get("c-1")
    assert (lease.session_id, lease.holder, lease.expires_at, lease.acquired_at) == ("", "", None, None)
    assert (lease.fence, lease.wanted, lease.served) == (1, 1, 1)
    assert not lease.active_at(NOON)
    assert not lease.has_unserved


@pytest.mark.requirement("F2")
def test_a_notice_that_comes_during_the_last_step_is_not_lost(ports: Ports) -> None:
    ports.leases.want("c-1", NOON)
    mine = hold(ports.leases)
    ports.leases.begin_round(mine, NOON, LEASE)
    ports.leases.want("c-1", NOON + MINUTE)

    assert not ports.leases.release(mine)
    assert ports.leases.get("c-1").session_id == "ses-1"

    ports.leases.begin_round(mine, NOON + MINUTE, LEASE)
    assert ports.leases.release(mine)
    assert not ports.leases.get("c-1").has_unserved


def test_a_round_forgets_when_the_notices_it_serves_came(ports: Ports) -> None:
    ports.leases.want("c-1", NOON)
    mine = hold(ports.leases)

    begun = ports.leases.begin_round(mine, NOON + MINUTE, LEASE)

    assert (begun.first_wanted_at, begun.last_wanted_at) == (None, None)
    assert begun.expires_at == NOON + MINUTE + LEASE
    later = ports.leases.want("c-1", NOON + 2 * MINUTE)
    assert later.first_wanted_at == NOON + 2 * MINUTE


def test_a_session_nobody_asked_for_can_release(ports: Ports) -> None:
    mine = hold(ports.leases)
    ports.leases.begin_round(mine, NOON, LEASE)

    assert ports.leases.release(mine)


def test_a_session_that_began_no_round_has_served_nothing(ports: Ports) -> None:
    ports.leases.want("c-1", NOON)
    mine = hold(ports.leases)

    assert not ports.leases.release(mine)


def test_what_an_earlier_round_saw_says_nothing_about_the_next_session(ports: Ports) -> None:
    ports.leases.want("c-1", NOON)
    first = hold(ports.leases)
    ports.leases.begin_round(first, NOON, LEASE)
    ports.leases.abandon(first)

    second = hold(ports.leases, session_id="ses-2")

    assert not ports.leases.release(second)


def test_releasing_again_after_a_lost_answer_succeeds(ports: Ports) -> None:
    mine = hold(ports.leases)
    ports.leases.begin_round(mine, NOON, LEASE)
    ports.leases.release(mine)

    assert ports.leases.release(mine)


def test_an_abandoned_lease_is_free_and_its_notices_stay(ports: Ports) -> None:
    ports.leases.want("c-1", NOON)
    mine = hold(ports.leases)
    ports.leases.begin_round(mine, NOON, LEASE)

    ports.leases.abandon(mine)
    ports.leases.abandon(mine)

    lease = ports.leases.get("c-1")
    assert not lease.active_at(NOON)
    assert lease.has_unserved
    assert ports.leases.acquire("c-1", "ses-2", "another", NOON, LEASE).fence == 2


def test_one_wake_is_on_its_way_at_a_time(ports: Ports) -> None:
    assert ports.leases.schedule_wake("c-1", NOON, NOON + 2 * SECOND)
    assert not ports.leases.schedule_wake("c-1", NOON + SECOND, NOON + 3 * SECOND)
    assert ports.leases.schedule_wake("c-1", NOON + 2 * SECOND, NOON + 4 * SECOND)
    assert ports.leases.schedule_wake("c-2", NOON, NOON + 2 * SECOND)


def test_whoever_takes_the_lease_forgets_the_scheduled_wake(ports: Ports) -> None:
    ports.leases.schedule_wake("c-1", NOON, NOON + MINUTE)
    hold(ports.leases)

    assert ports.leases.schedule_wake("c-1", NOON, NOON + MINUTE)


def test_wanting_while_a_session_runs_leaves_the_lease_alone(ports: Ports) -> None:
    mine = hold(ports.leases)
    before = ports.leases.get("c-1")

    ports.leases.want("c-1", NOON + SECOND)

    after = ports.leases.get("c-1")
    moment = NOON + SECOND
    assert after == replace(before, wanted=1, first_wanted_at=moment, last_wanted_at=moment)
    ports.leases.renew(mine, NOON, LEASE)
