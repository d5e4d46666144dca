from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from bookbridge.adapters.system_clock import SystemClock, TimeSortedIds

pytestmark = pytest.mark.unit


def test_the_present_is_aware_and_in_utc() -> None:
    now = SystemClock().now()

    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_sleeping_takes_no_negative_time(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)

    SystemClock().sleep(0.5)
    SystemClock().sleep(-1)

    assert slept == [0.5, 0.0]


def test_ids_sort_by_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for milliseconds in (1, 31, 32, 1_777_636_800_000, 1_777_636_800_001, 2**44):
        monkeypatch.setattr(time, "time_ns", lambda value=milliseconds: value * 1_000_000)
        made.append(TimeSortedIds().new("ses"))

    assert made == sorted(made)


def test_ids_are_unique_and_fit_a_request_id_of_the_package() -> None:
    ids = {TimeSortedIds().new("dispatch") for _ in range(2000)}

    assert len(ids) == 2000
    assert {len(each) for each in ids} == {len("dispatch-") + 26}
    assert max(map(len, ids)) <= 36
