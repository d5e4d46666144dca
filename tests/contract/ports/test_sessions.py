"""What holds for every implementation of `Sessions`, `Dispatches` and `Budgets`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookbridge.domain.budgets import Budget, RateLimit, reserve
from bookbridge.domain.dispatches import DispatchState
from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.sessions import Counts, SessionResult
from bookbridge.ports.transactions import AddCounts, StoreDispatch

from .conftest import Ports
from .examples import MINUTE, NOON, dispatch, session

pytestmark = [pytest.mark.contract, pytest.mark.requirement("F10")]


def test_a_run_is_read_back_as_it_was(ports: Ports) -> None:
    ports.sessions.start(session())

    assert ports.sessions.get("c-1", "ses-1") == session()
    assert ports.sessions.get("c-1", "ses-2") is None


def test_starting_a_run_again_changes_nothing(ports: Ports) -> None:
    ports.sessions.start(session())
    ports.transactions.commit_unleased([AddCounts("c-1", "ses-1", Counts(fetched=2))])
    ports.sessions.finish(session(result=SessionResult.FAILED, ended_at=NOON, cause="stopped"))

    ports.sessions.start(session(trigger="again", counts=Counts(fetched=9)))

    ended = session(result=SessionResult.FAILED, ended_at=NOON, cause="stopped", counts=Counts(fetched=2))
    assert ports.sessions.get("c-1", "ses-1") == ended


def test_a_run_may_start_with_counts(ports: Ports) -> None:
    begun = session(counts=Counts(calls=2))

    ports.sessions.start(begun)

    assert ports.sessions.get("c-1", "ses-1") == begun


def test_finishing_states_the_result_and_leaves_the_counts(ports: Ports) -> None:
    ports.sessions.start(session())
    ports.transactions.commit_unleased([AddCounts("c-1", "ses-1", Counts(pushed=3, failed=1))])

    ports.sessions.finish(
        session(result=SessionResult.PARKED, ended_at=NOON + MINUTE, cause="connect again", counts=Counts(pushed=99))
    )

    assert ports.sessions.get("c-1", "ses-1") == session(
        result=SessionResult.PARKED,
        ended_at=NOON + MINUTE,
        cause="connect again",
        counts=Counts(pushed=3, failed=1),
    )


def test_a_stated_result_is_final(ports: Ports) -> None:
    ports.sessions.start(session())
    succeeded = session(result=SessionResult.SUCCEEDED, ended_at=NOON)
    ports.sessions.finish(succeeded)

    ports.sessions.finish(session(result=SessionResult.FAILED, ended_at=NOON + MINUTE, cause="late"))

    assert ports.sessions.get("c-1", "ses-1") == succeeded


def test_a_run_that_was_never_recorded_can_still_end(ports: Ports) -> None:
    failed = session(result=SessionResult.FAILED, ended_at=NOON, cause="died at once")

    ports.sessions.finish(failed)

    assert ports.sessions.get("c-1", "ses-1") == failed


def test_runs_are_listed_newest_first(ports: Ports) -> None:
    for number in range(5):
        ports.sessions.start(session(session_id=f"ses-{number}"))
    ports.sessions.start(session("c-2", "ses-9"))

    first, cursor = ports.sessions.page("c-1", None, 3)
    rest, end = ports.sessions.page("c-1", cursor, 3)

    assert [each.session_id for each in (*first, *rest)] == ["ses-4", "ses-3", "ses-2", "ses-1", "ses-0"]
    assert end is None
    with pytest.raises(InvalidInput):
        ports.sessions.page("c-2", cursor, 3)


def test_a_company_sees_no_run_of_another(ports: Ports) -> None:
    ports.sessions.start(session("c-2"))

    assert ports.sessions.get("c-1", "ses-1") is None
    assert ports.sessions.page("c-1", None, 9) == ((), None)


@pytest.mark.requirement("F1")
def test_unfinished_dispatches_come_oldest_first_with_exact_payloads(ports: Ports) -> None:
    later = dispatch(dispatch_id="dis-1", created_at=NOON + MINUTE, state=DispatchState.UNKNOWN)
    earlier = dispatch(dispatch_id="dis-2")
    ports.transactions.commit_unleased([StoreDispatch(each) for each in (later, earlier)])

    unfinished = ports.dispatches.unfinished("c-1")

    assert unfinished == (earlier, later)
    amount = unfinished[0].operations[0].payload["Line"][0]["UnitPrice"]
    assert str(amount) == "62.7500"
    assert ports.dispatches.unfinished("c-2") == ()


def test_a_large_dispatch_is_kept_whole(ports: Ports) -> None:
    operation = dispatch().operations[0]
    lines = [{"Description": f"Line {number} of a long invoice", "Amount": "12.50"} for number in range(200)]
    many = tuple(replace(operation, key=str(number), payload={"Line": lines}) for number in range(30))
    large = dispatch(operations=many)

    ports.transactions.commit_unleased([StoreDispatch(large)])

    assert ports.dispatches.unfinished("c-1") == (large,)


@pytest.mark.requirement("F4")
def test_a_budget_is_read_back_as_it_was(ports: Ports) -> None:
    limits = (RateLimit("a minute", 500, 60), RateLimit("batches", 40, 60, frozenset({"batch"})))
    spent, wait = reserve(Budget("quickbooks-online#1"), limits, "batch", 1_777_636_800.125)
    spent = replace(spent, blocked_until=1_777_636_830.5)

    assert wait == 0
    assert ports.budgets.load("quickbooks-online#1") == Budget("quickbooks-online#1")
    assert ports.budgets.store(spent)
    assert ports.budgets.load("quickbooks-online#1") == replace(spent, version=1)
    assert ports.budgets.load("quickbooks-online#2") == Budget("quickbooks-online#2")


@pytest.mark.requirement("F4")
def test_of_two_reservations_at_once_one_must_look_again(ports: Ports) -> None:
    budget = ports.budgets.load("quickbooks-online#1")
    assert ports.budgets.store(budget)

    assert not ports.budgets.store(budget)
    assert ports.budgets.store(ports.budgets.load("quickbooks-online#1"))
    assert not ports.budgets.store(replace(budget, version=1))
