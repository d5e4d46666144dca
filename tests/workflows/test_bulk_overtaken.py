"""Actions on many failures, while what they are about changes and while they are asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.errors import StoreThrottled
from bookbridge.domain.failures import FailureStatus
from bookbridge.use_cases import apply_failure_action
from tests.fakes.world import World

from .failing_records import COMPANY, failure_of, store_failures
from .test_bulk_actions import MANY, ask, carry_out

pytestmark = pytest.mark.workflows


@pytest.fixture
def failed(world: World) -> World:
    """A company with many failures."""
    store_failures(world.fakes.transactions, MANY, world.clock.now() - timedelta(hours=1))
    return world


@pytest.mark.requirement("E2")
@pytest.mark.parametrize("changed", [{"last_failed_at": timedelta(minutes=1)}, {"code": "duplicate_name"}])
def test_what_no_longer_fits_when_its_turn_comes_is_left_alone(failed: World, changed: dict[str, Any]) -> None:
    """It was read when it still did: its failure is another one by then, which nobody has seen yet."""
    action = ask(failed, "clear", filter={"code": "closed_period"})

    def change(operation: str) -> None:
        before = failure_of(failed, "invoice", "invoice-00004")
        if operation == "transactions.commit_unleased" and before.row_version == 1:
            now = before.last_failed_at if "code" in changed else failed.clock.now() + changed["last_failed_at"]
            other = replace(before.problem, code=changed.get("code", before.problem.code))
            again = replace(before, problem=other, last_failed_at=now, row_version=9)
            failed.store.failures[COMPANY, again.failure_id] = again

    failed.store.before_each_write = change
    done = carry_out(failed, action)
    assert (done.done, done.refusals) == (64, 1)
    assert done.refused[0].reason == apply_failure_action.CHANGED
    assert failure_of(failed, "invoice", "invoice-00004").status is FailureStatus.OPEN


@pytest.mark.requirement("F10")
def test_one_that_is_under_way_goes_on_though_asking_again_could_not_start_it(
    failed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = ask(failed)

    def throttle(*_given: str) -> None:
        raise StoreThrottled("try again")

    with monkeypatch.context() as patched:
        patched.setattr(type(failed.workflows), "start_failure_action", throttle)
        with pytest.raises(StoreThrottled):
            ask(failed)
    assert carry_out(failed, action).done == MANY
