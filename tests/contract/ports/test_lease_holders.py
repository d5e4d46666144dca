"""Who holds a lease, who was turned away from it, and the turns of its holder."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookbridge.domain.errors import LeaseLost
from bookbridge.domain.leases import Lease
from bookbridge.ports.transactions import Outdated

from .conftest import Ports
from .examples import LEASE, MINUTE, NOON, SECOND, hold

pytestmark = [pytest.mark.contract, pytest.mark.requirement("B3")]


def test_whoever_was_turned_away_last_is_remembered(ports: Ports) -> None:
    hold(ports.leases)

    ports.leases.turn_away("c-1", "Front desk", NOON + SECOND)
    ports.leases.turn_away("c-1", "Back office", NOON + MINUTE)

    lease = ports.leases.get("c-1")
    assert (lease.turned_away, lease.turned_away_at) == ("Back office", NOON + MINUTE)
    assert (lease.session_id, lease.last_attempt_at, lease.expires_at) == ("ses-1", NOON, NOON + LEASE)


def test_who_was_turned_away_is_forgotten_by_who_takes_the_lease_next(ports: Ports) -> None:
    mine = hold(ports.leases)
    ports.leases.turn_away("c-1", "Back office", NOON + MINUTE)
    assert ports.leases.acquire("c-1", "ses-1", "again", NOON + MINUTE, LEASE).turned_away == "Back office"
    ports.leases.abandon(mine)

    taken = hold(ports.leases, session_id="ses-2")

    lease = ports.leases.get("c-1")
    assert (lease.fence, lease.turned_away, lease.turned_away_at) == (taken.fence, "", None)


def test_nobody_is_turned_away_from_a_free_lease(ports: Ports) -> None:
    ports.leases.turn_away("c-1", "Back office", NOON)

    assert ports.leases.get("c-1") == Lease("c-1")


def test_a_holder_may_say_more_exactly_who_it_is(ports: Ports) -> None:
    mine = hold(ports.leases)
    before = ports.leases.get("c-1")

    ports.leases.name_holder(mine, "QuickBooks on FRONT-DESK")

    assert ports.leases.get("c-1") == replace(before, holder="QuickBooks on FRONT-DESK")


@pytest.mark.requirement("F1")
def test_a_turn_is_begun_once(ports: Ports) -> None:
    mine = hold(ports.leases)
    ports.leases.begin_turn(mine, 3, NOON + MINUTE, LEASE)
    assert ports.leases.get("c-1").expires_at == NOON + MINUTE + LEASE

    for turn in (3, 2):
        with pytest.raises(Outdated):
            ports.leases.begin_turn(mine, turn, NOON + 2 * MINUTE, LEASE)
    assert ports.leases.get("c-1").expires_at == NOON + MINUTE + LEASE

    ports.leases.begin_turn(mine, 4, NOON + 3 * MINUTE, LEASE)
    assert ports.leases.get("c-1").last_attempt_at == NOON + 3 * MINUTE


@pytest.mark.requirement("B3")
def test_the_turns_of_the_next_holder_begin_anew_and_those_of_the_last_are_over(ports: Ports) -> None:
    mine = hold(ports.leases)
    ports.leases.begin_turn(mine, 7, NOON, LEASE)
    ports.leases.abandon(mine)
    with pytest.raises(LeaseLost):
        ports.leases.begin_turn(mine, 8, NOON, LEASE)

    following = hold(ports.leases, session_id="ses-2")
    ports.leases.begin_turn(following, 1, NOON, LEASE)
    with pytest.raises(LeaseLost):
        ports.leases.begin_turn(mine, 9, NOON, LEASE)
