"""What holds for every implementation of `TakeTurn`: writing between a company's sessions, without the lease."""

from __future__ import annotations

import pytest

from bookbridge.domain.changes import feed_position
from bookbridge.domain.leases import Lease
from bookbridge.ports.transactions import AppendToFeed, Outdated, TakeTurn

from .conftest import Ports
from .examples import LEASE, MINUTE, NOON, entry, hold

pytestmark = [pytest.mark.contract, pytest.mark.requirement("F11")]


def append(ports: Ports, lease: Lease, name: str) -> str:
    """Add an entry at the lease's turn; returns its position."""
    position = feed_position(lease.fence, lease.turn, f"~{name}")
    ports.transactions.commit_unleased([AppendToFeed((entry(position=position),)), TakeTurn(lease)])
    return position


def told(ports: Ports) -> list[str]:
    return [each.position for each in ports.feed.page("c-1", None, 99)[0]]


def test_turns_follow_each_other(ports: Ports) -> None:
    hold(ports.leases)
    positions = [append(ports, ports.leases.get("c-1"), name) for name in ("b", "a", "c")]

    assert told(ports) == positions == sorted(positions)


def test_a_turn_lies_between_what_a_session_wrote_and_what_it_writes_next(ports: Ports) -> None:
    mine = hold(ports.leases)
    before = feed_position(mine.fence, NOON, "000001")
    ports.transactions.commit(mine, [AppendToFeed((entry(position=before),))], now=NOON + MINUTE, lease_for=LEASE)
    turn = append(ports, ports.leases.get("c-1"), "a")
    after = feed_position(mine.fence, NOON + MINUTE + MINUTE, "000001")
    ports.transactions.commit(mine, [AppendToFeed((entry(position=after),))], now=NOON + 3 * MINUTE, lease_for=LEASE)

    assert told(ports) == [before, turn, after] == sorted(told(ports))


def test_a_turn_is_refused_when_a_session_wrote_meanwhile(ports: Ports) -> None:
    mine = hold(ports.leases)
    read = ports.leases.get("c-1")
    ports.transactions.commit(mine, [], now=NOON + MINUTE, lease_for=LEASE)

    with pytest.raises(Outdated) as refused:
        append(ports, read, "a")

    assert TakeTurn(read) in refused.value.effects
    assert told(ports) == []


def test_a_turn_is_refused_when_another_session_began_or_another_turn_was_taken(ports: Ports) -> None:
    mine = hold(ports.leases)
    read = ports.leases.get("c-1")
    append(ports, read, "a")
    with pytest.raises(Outdated):
        append(ports, read, "b")

    read = ports.leases.get("c-1")
    ports.leases.abandon(mine)
    ports.leases.acquire("c-1", "ses-2", "cloud session", NOON + MINUTE, LEASE)
    with pytest.raises(Outdated):
        append(ports, read, "c")


def test_a_company_without_any_session_has_turns_too(ports: Ports) -> None:
    append(ports, ports.leases.get("c-1"), "a")
    append(ports, ports.leases.get("c-1"), "b")

    assert len(told(ports)) == 2
