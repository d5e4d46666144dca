"""The lease: who holds it, for how long, and when a round should begin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bookbridge.domain.leases import PATIENCE, QUIET, Lease

pytestmark = pytest.mark.unit

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("seconds_left", "minutes"), [(1800, 30), (1741, 30), (1740, 29), (61, 2), (60, 1), (1, 1), (0, 0), (-5, 0)]
)
def test_the_minutes_left_are_rounded_up_and_end_at_zero(seconds_left: int, minutes: int) -> None:
    lease = Lease("acme", session_id="s-1", holder="one", expires_at=NOON + timedelta(seconds=seconds_left))
    assert lease.minutes_left(NOON) == minutes
    assert lease.active_at(NOON) is (minutes > 0)


def test_a_lease_without_a_session_is_free() -> None:
    assert not Lease("acme", expires_at=NOON + timedelta(minutes=5)).active_at(NOON)


def test_a_round_begins_once_notices_have_been_quiet() -> None:
    lease = Lease("acme", first_wanted_at=NOON, last_wanted_at=NOON)
    assert lease.settle_seconds(NOON) == QUIET.total_seconds()
    assert lease.settle_seconds(NOON + QUIET) == 0.0


def test_a_round_begins_at_the_latest_when_patience_ends_however_many_notices_follow() -> None:
    busy = Lease("acme", first_wanted_at=NOON, last_wanted_at=NOON + PATIENCE)
    assert busy.settle_seconds(NOON + PATIENCE - timedelta(seconds=1)) == 1.0
    assert busy.settle_seconds(NOON + PATIENCE) == 0.0


def test_without_notices_there_is_nothing_to_wait_for() -> None:
    assert Lease("acme").settle_seconds(NOON) == 0.0
    assert not Lease("acme", wanted=3, served=3).has_unserved
    assert Lease("acme", wanted=4, served=3).has_unserved
