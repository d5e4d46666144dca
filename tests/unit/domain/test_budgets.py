"""The request budget: never more than the package allows in any window, and hardly less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.domain.budgets import SLOTS, Budget, RateLimit, reserve, reserve_all

pytestmark = pytest.mark.unit

LIMITS = (
    RateLimit("per minute", 500, 60),
    RateLimit("per second", 10, 1),
    RateLimit("batches per minute", 40, 60, frozenset({"batch"})),
)


def _spend(kinds: list[str], pauses: list[float]) -> list[tuple[float, str]]:
    """When each request goes out, if every wait that is asked for is waited and callers pause as they like."""
    budget, now, sent = Budget("quickbooks-online#1"), 1_780_000_000.0, []
    for kind, pause in zip(kinds, pauses, strict=True):
        now += pause
        while True:
            budget, wait = reserve(budget, LIMITS, kind, now)
            if not wait:
                break
            now += wait
        sent.append((now, kind))
    return sent


def _most_in_any(window: float, times: list[float]) -> int:
    return max((sum(start <= each < start + window for each in times) for start in times), default=0)


@pytest.mark.requirement("F4")
@given(
    st.lists(st.sampled_from(["batch", "query"]), min_size=1, max_size=120).flatmap(
        lambda kinds: st.tuples(
            st.just(kinds),
            st.lists(st.floats(0, 3), min_size=len(kinds), max_size=len(kinds)),
        )
    )
)
def test_no_window_ever_holds_more_than_its_limit(plan: tuple[list[str], list[float]]) -> None:
    sent = _spend(*plan)
    assert _most_in_any(1.0, [at for at, _ in sent]) <= 10
    assert _most_in_any(60.0, [at for at, _ in sent]) <= 500
    assert _most_in_any(60.0, [at for at, kind in sent if kind == "batch"]) <= 40


@pytest.mark.requirement("F4")
def test_a_worker_that_never_rests_uses_nearly_all_of_the_batches_it_may_send() -> None:
    batches = 400
    sent = _spend(["batch"] * batches, [0.0] * batches)
    minutes = (sent[-1][0] - sent[0][0]) / 60
    assert batches / (minutes * 40) > 0.95


def test_a_block_after_a_429_is_waited_out() -> None:
    budget = Budget("quickbooks-online#1", blocked_until=1060.0)
    assert reserve(budget, LIMITS, "query", 1000.0) == (budget, 60.0)
    _, wait = reserve(budget, LIMITS, "query", 1060.0)
    assert wait == 0.0


def test_a_refused_reservation_spends_nothing() -> None:
    budget = Budget("quickbooks-online#1")
    for _ in range(10):
        budget, wait = reserve(budget, LIMITS, "query", 1000.0)
        assert wait == 0.0
    again, wait = reserve(budget, LIMITS, "query", 1000.0)
    assert (again, wait > 0) == (budget, True)


def test_requests_that_go_together_are_reserved_together_or_not_at_all() -> None:
    budget = Budget("quickbooks-online#1")
    spent, wait = reserve_all(budget, LIMITS, ["query"] * 6, 1000.0)
    assert (spent, wait) != (budget, 0.0)
    assert sum(count for _slot, count in spent.windows["per second"].slots) == 6
    again, wait = reserve_all(spent, LIMITS, ["query"] * 5, 1000.0)
    assert (again, wait > 0) == (spent, True)
    _, wait = reserve_all(spent, LIMITS, ["query"] * 4, 1000.0)
    assert wait == 0.0


def test_the_state_stays_small_however_many_requests_are_made() -> None:
    budget, now = Budget("quickbooks-online#1"), 1000.0
    for _ in range(3000):
        budget, wait = reserve(budget, LIMITS, "query", now)
        now += wait or 0.13
    assert all(len(window.slots) <= SLOTS + 1 for window in budget.windows.values())
