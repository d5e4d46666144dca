"""One action on many failures: whatever their number, wherever it is cut off, nothing is done twice or left out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from typing_extensions import override

from bookbridge.domain.errors import NotFound
from bookbridge.domain.failure_actions import ActionStatus, FailureAction
from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.stored_records import StoredRecord, SyncState
from bookbridge.ports.transactions import SaveRecord
from bookbridge.use_cases import apply_failure_action
from bookbridge.use_cases.progress import Deadline
from tests.fakes.world import Crash, World

from .failing_records import COMPANY, events, failed_pair, failure_of, store_failures

pytestmark = pytest.mark.workflows

MANY = 130
"""Three transactions."""

CHILD = StoredRecord(
    COMPANY, "payment", "p-1", {"customer": "c-1"}, 1, SyncState.BLOCKED, waiting_on="record#invoice#invoice-00100"
)


@dataclass(frozen=True, slots=True)
class After(Deadline):
    """Passes when it was asked about so often: after so many groups."""

    looks: list[None] = field(default_factory=list)

    @override
    def passed(self, now: float) -> bool:
        self.looks.append(None)
        return len(self.looks) >= self.at


@pytest.fixture
def failed() -> World:
    """A company with many failures, and a payment that waits for one of the invoices."""
    return _failed()


def _failed() -> World:
    world = World()
    store_failures(world.fakes.transactions, MANY, world.clock.now() - timedelta(hours=1))
    world.fakes.transactions.commit_unleased([SaveRecord(CHILD)])
    return world


def ask(world: World, action: str = "resync", **more: Any) -> FailureAction:
    """Carla asks for an action on all."""
    asked = {"action": action, **({} if "ids" in more else {"filter": {}}), **more}
    return world.request_failure_action(COMPANY, asked, "carla")


def carry_out(world: World, action: FailureAction) -> FailureAction:
    """The state machine: calls the task until it is done."""
    for _ in range(100):
        done = world.apply_failure_action(COMPANY, action.action_id, world.deadline())
        if done.status is not ActionStatus.RUNNING:
            return done
    raise AssertionError("goes on for ever")


@pytest.mark.requirement("E2", "C2")
def test_all_that_are_open_are_tried_again_each_once_with_who_when_and_why(failed: World) -> None:
    action = ask(failed, reason="the year was opened again")
    assert failed.workflows.failure_actions == {action.action_id: COMPANY}
    assert (action.status, action.done, action.total) == (ActionStatus.RUNNING, 0, None)

    done = carry_out(failed, action)

    assert (done.status, done.total, done.done, done.refusals) == (ActionStatus.DONE, MANY, MANY, 0)
    for failure in failed.store.failures.values():
        assert events(failure) == ["opened", "resync"]
        assert (failure.history[-1].by, failure.history[-1].detail) == ("carla", "the year was opened again")
    invoices = [each for each in failed.store.records.values() if each.entity_type == "invoice"]
    assert {(each.sync_state, each.row_version) for each in invoices} == {(SyncState.PENDING, 2)}
    assert failed.store.records[COMPANY, "payment#p-1"].sync_state is SyncState.PENDING, "it goes behind its invoice"
    assert failed.messages.wakes == [(COMPANY, 2)]


@pytest.mark.requirement("E2", "F10")
def test_progress_rises_from_call_to_call_and_the_time_budget_is_kept(failed: World) -> None:
    action = ask(failed)
    seen: list[tuple[int | None, int]] = []
    while action.status is ActionStatus.RUNNING:
        action = failed.apply_failure_action(COMPANY, action.action_id, After(1))
        shown = failed.read_failure_actions.one(COMPANY, action.action_id)
        seen.append((shown.total, shown.done))
    assert seen == [(MANY, 45), (MANY, 90), (MANY, MANY), (MANY, MANY)]
    assert {tuple(events(each)) for each in failed.store.failures.values()} == {("opened", "resync")}


@pytest.mark.requirement("E2", "F1", "F10")
@pytest.mark.parametrize("when", ["before", "after"])
def test_cut_off_at_any_write_and_called_again_the_end_is_the_same(when: str) -> None:
    whole = _failed()
    writes: list[str] = []
    whole.store.before_each_write = writes.append
    carry_out(whole, ask(whole))
    assert writes.count("transactions.commit_unleased") == 4

    for number in range(len(writes) - 2):  # the first two are those of the request
        _cut_off(when, number)


def _cut_off(when: str, number: int) -> None:
    world = _failed()
    action = ask(world)
    passed: list[str] = []

    def die(operation: str) -> None:
        passed.append(operation)
        if len(passed) == number + 1:
            raise Crash(operation)

    setattr(world.store, f"{when}_each_write", die)
    with pytest.raises(Crash):
        carry_out(world, action)
    setattr(world.store, f"{when}_each_write", None)
    done = carry_out(world, action)

    where = f"{when} write {number}, {passed[-1]}"
    assert (done.status, done.total, done.done, done.refusals) == (ActionStatus.DONE, MANY, MANY, 0), where
    assert {tuple(events(each)) for each in world.store.failures.values()} == {("opened", "resync")}, where
    invoices = [each for each in world.store.records.values() if each.entity_type == "invoice"]
    assert {(each.sync_state, each.row_version) for each in invoices} == {(SyncState.PENDING, 2)}, where
    assert world.store.records[COMPANY, "payment#p-1"].sync_state is SyncState.PENDING, where
    assert world.store.leases[COMPANY].lease.wanted > 0, where


@pytest.mark.requirement("E2")
def test_what_fails_again_meanwhile_is_not_taken_again(failed: World) -> None:
    action = failed.apply_failure_action(COMPANY, ask(failed).action_id, After(1))
    failed.clock.advance(60)
    (_record, failure) = failed_pair(0, failed.clock.now())
    newest = failed.failures.get(COMPANY, failure.failure.failure_id)  # type: ignore[union-attr]
    assert newest
    again = replace(newest, status=FailureStatus.OPEN, last_failed_at=failed.clock.now())
    failed.store.failures[COMPANY, again.failure_id] = again

    done = carry_out(failed, action)

    assert done.done == MANY
    assert events(failed.store.failures[COMPANY, again.failure_id]) == ["opened", "resync"]


@pytest.mark.requirement("E2")
def test_records_that_change_while_a_group_is_written_are_decided_about_again(failed: World) -> None:
    changed: list[str] = []

    def change(operation: str) -> None:
        if operation == "transactions.commit_unleased" and not changed:
            changed.append(operation)
            key = (COMPANY, "invoice#invoice-00003")
            failed.store.records[key] = replace(failed.store.records[key], row_version=9, body={"number": "NEW"})
            gone = failure_of(failed, "invoice", "invoice-00004")
            failed.store.failures[COMPANY, gone.failure_id] = replace(
                gone, status=FailureStatus.RESOLVED, row_version=9
            )

    failed.store.before_each_write = change
    done = carry_out(failed, ask(failed))
    assert (done.done, done.refusals) == (MANY - 1, 1)
    assert "is resolved" in done.refused[0].reason
    assert failed.store.records[COMPANY, "invoice#invoice-00003"].body == {"number": "NEW"}


@pytest.mark.requirement("E2", "F10")
def test_two_runs_of_the_same_action_share_the_work_and_do_nothing_twice(failed: World) -> None:
    action = ask(failed)
    inside: list[str] = []

    def overtake(operation: str) -> None:
        if operation == "transactions.commit_unleased" and not inside:
            inside.append(operation)
            failed.apply_failure_action(COMPANY, action.action_id, After(1))

    failed.store.before_each_write = overtake
    assert failed.apply_failure_action(COMPANY, action.action_id, failed.deadline()).done == 45
    assert carry_out(failed, action).done == MANY
    assert {tuple(events(each)) for each in failed.store.failures.values()} == {("opened", "resync")}


@pytest.mark.requirement("E2", "F10")
def test_the_same_request_is_the_same_action_until_it_is_done(failed: World) -> None:
    first = ask(failed)
    assert ask(failed).action_id == first.action_id
    assert ask(failed, "clear").action_id != first.action_id
    carry_out(failed, first)
    assert ask(failed).action_id != first.action_id


@pytest.mark.requirement("F10")
def test_an_action_that_was_never_begun_is_begun_by_asking_again(failed: World) -> None:
    def die(operation: str) -> None:
        if operation == "workflows.start_failure_action":
            raise Crash(operation)

    failed.store.before_each_write = die
    with pytest.raises(Crash):
        ask(failed)
    failed.store.before_each_write = None
    assert failed.workflows.failure_actions == {}
    action = ask(failed)
    assert failed.workflows.failure_actions == {action.action_id: COMPANY}


@pytest.mark.requirement("F10")
def test_an_action_that_nobody_carries_out_any_more_is_shown_as_failed_and_can_be_asked_for_anew(failed: World) -> None:
    first = ask(failed)
    failed.clock.advance(timedelta(hours=4))
    shown = failed.read_failure_actions.one(COMPANY, first.action_id)
    assert (shown.status, shown.cause) == (ActionStatus.FAILED, "It was begun and never finished: ask for it again.")
    assert ask(failed).action_id != first.action_id


@pytest.mark.requirement("E2")
@pytest.mark.parametrize(
    ("narrow", "count"),
    [
        ({"code": "closed_period"}, 65),
        ({"code": ["closed_period", "duplicate_number"], "category": "invoices,payments"}, MANY),
        ({"entity_type": ["bill", "payment"]}, 0),
        ({"status": "skipped"}, 0),
        ({"status": ["open"], "entity_type": "invoice"}, MANY),
    ],
)
def test_a_filter_narrows_what_the_action_is_about(failed: World, narrow: dict[str, Any], count: int) -> None:
    done = carry_out(failed, ask(failed, "skip", filter=narrow))
    assert (done.total, done.done) == (count, count)
    skipped = [each for each in failed.store.failures.values() if each.status is FailureStatus.SKIPPED]
    assert len(skipped) == count
    assert not failed.messages.wakes, "there is nothing to be tried"


@pytest.mark.requirement("E2")
def test_ids_are_taken_as_they_are_and_what_cannot_be_done_is_told_with_the_reason(failed: World) -> None:
    ids = [failure_of(failed, "invoice", f"invoice-{number:05d}").failure_id for number in range(60)]
    done = carry_out(failed, ask(failed, "delete", ids=[*ids, "fail-unknown", *ids]))
    assert (done.total, done.done, done.refusals, len(done.refused)) == (61, 0, 61, 20)
    assert "only failures of services can be deleted" in done.refused[0].reason
    told = carry_out(failed, ask(failed, "clear", ids=["fail-unknown", ids[0]]))
    assert [(each.failure_id, each.reason) for each in told.refused] == [
        ("fail-unknown", "there is no failure fail-unknown")
    ]
    assert (told.done, events(failure_of(failed, "invoice", "invoice-00000"))) == (1, ["opened", "cleared"])


@pytest.mark.requirement("E2")
def test_records_that_are_too_large_for_one_transaction_go_in_several(
    failed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply_failure_action, "LARGEST", 200)
    writes: list[str] = []
    action = ask(failed)
    failed.store.before_each_write = writes.append
    assert carry_out(failed, action).done == MANY
    assert writes.count("transactions.commit_unleased") > 30
    assert {tuple(events(each)) for each in failed.store.failures.values()} == {("opened", "resync")}


@pytest.mark.requirement("E2")
def test_services_are_deleted_by_the_thousand_too_and_their_children_are_let_go() -> None:
    world = World()
    store_failures(world.fakes.transactions, 70, world.clock.now() - timedelta(hours=1), "item")
    child = replace(CHILD, waiting_on="record#item#item-00069")
    world.fakes.transactions.commit_unleased([SaveRecord(child)])
    done = carry_out(world, ask(world, "delete", filter={"category": ["services"]}))
    assert done.done == 70
    items = [each for each in world.store.records.values() if each.entity_type == "item"]
    assert all(each.deleted for each in items)
    assert world.store.records[COMPANY, "payment#p-1"].sync_state is SyncState.PENDING


def test_an_action_of_another_company_is_not_found(failed: World) -> None:
    action = ask(failed)
    with pytest.raises(NotFound):
        failed.read_failure_actions.one("beta", action.action_id)
    with pytest.raises(NotFound):
        failed.apply_failure_action("beta", action.action_id, failed.deadline())
