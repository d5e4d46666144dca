from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bookbridge.domain.errors import SessionActive
from bookbridge.domain.leases import Lease
from bookbridge.domain.sessions import Counts, SessionResult
from bookbridge.entrypoints import tasks
from bookbridge.use_cases.acquire_lease import Acquired, Transport
from bookbridge.use_cases.finish_session import Ending
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.unit


class Remaining:
    """A Lambda context that has so much time left."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self._seconds * 1000)


def test_a_task_begins_nothing_that_might_not_end_in_time() -> None:
    clock = FakeClock()
    deadline = tasks.deadline(Remaining(120), clock)  # type: ignore[arg-type]  # as much of a context as it needs
    assert not deadline.passed(clock.now().timestamp())
    clock.advance(120 - tasks.SAFETY_SECONDS)
    assert deadline.passed(clock.now().timestamp())


def test_the_lease_is_told_with_its_minutes() -> None:
    now = FakeClock().now()
    lease = Lease("acme", "ses-1", "cloud session ses-1", fence=3, expires_at=now + timedelta(minutes=12, seconds=1))
    told = tasks.lease_output(Acquired(lease, timedelta(minutes=30), Transport.CONNECTOR), now)
    assert told == {
        "status": "acquired",
        "fence": 3,
        "holder": "cloud session ses-1",
        "minutes_left": 13,
        "transport": "connector",
        "lease_seconds": 1800,
    }


def test_a_lease_that_another_holds_is_told_with_its_holder() -> None:
    told = tasks.lease_output(SessionActive("cloud session ses-1", 12, "ses-1"), FakeClock().now())
    assert told == {"status": "busy", "fence": 0, "holder": "cloud session ses-1", "minutes_left": 12}


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (json.dumps({"errorMessage": "it broke", "errorType": "KeyError"}), "it broke"),
        (json.dumps({"other": 1}), json.dumps({"other": 1})),
        ("plain words", "plain words"),
        ("[1]", "[1]"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_cause_is_told_in_words(cause: str | None, told: str) -> None:
    assert tasks.cause_of({"cause": cause}) == told


def test_the_end_of_a_session_is_counted_once() -> None:
    counts = Counts(pushed=3, failed=1, calls=7)
    assert tasks.numbers_of(Ending(again=True, counts=counts)) == {}
    numbers = tasks.numbers_of(Ending(again=False, result=SessionResult.SUCCEEDED, counts=counts))
    assert (numbers["RecordsPushed"], numbers["RecordsFailed"], numbers["PackageCalls"]) == (3, 1, 7)
    assert numbers["SessionsEnded"] == 1
