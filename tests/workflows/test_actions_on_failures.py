"""What people do about a failure besides skipping it: clear, delete; and what they are told when they cannot."""

from __future__ import annotations

import pytest

from bookbridge.domain.errors import Conflict, NotFound
from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.failures.actions import ActionName
from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases.decide_action import Ordered
from tests.fakes.books import bill, customer, invoice, item
from tests.fakes.world import Crash, World

from .failing_records import COMPANY, TAKEN, act, events, fail_customer, fail_update, failure_of, state_of, written_to

pytestmark = pytest.mark.workflows


@pytest.mark.requirement("E2")
def test_clearing_touches_neither_link_nor_mapping_nor_what_the_record_wants(shop: World) -> None:
    fail_update(shop)
    before = shop.view(COMPANY, "customer", "c-1").record
    mappings = dict(shop.store.mappings)
    written = written_to(shop)

    cleared = act(shop, failure_of(shop, "customer", "c-1"), "clear", "known")

    assert (cleared.status, events(cleared)) == (FailureStatus.CLEARED, ["opened", "cleared"])
    view = shop.view(COMPANY, "customer", "c-1")
    after = view.record
    assert (after.body, after.link, after.revision, after.waiting_on) == (
        before.body,
        before.link,
        before.revision,
        before.waiting_on,
    )
    assert (after.sync_state, view.warning, after.failure_id) == (SyncState.FAILED, False, "")
    assert shop.store.mappings == mappings
    shop.tick(60)
    shop.run()
    assert written_to(shop) == written, "nothing is tried because of it"


@pytest.mark.requirement("E2")
def test_a_cleared_failure_opens_anew_with_its_history_when_the_record_fails_again(acme: World) -> None:
    act(acme, fail_customer(acme), "clear")

    acme.put(COMPANY, "customer", "c-1", customer(TAKEN))
    acme.run()

    again = failure_of(acme, "customer", "c-1")
    assert (again.status, again.attempts, events(again)) == (FailureStatus.OPEN, 1, ["opened", "cleared", "opened"])
    assert acme.view(COMPANY, "customer", "c-1").warning


@pytest.mark.requirement("E2")
def test_a_cleared_failure_stays_cleared_when_the_record_succeeds(acme: World) -> None:
    act(acme, fail_customer(acme), "clear")
    acme.put(COMPANY, "customer", "c-1", customer("Elm Retail"))
    acme.run()
    assert (failure_of(acme, "customer", "c-1").status, state_of(acme)) == (FailureStatus.CLEARED, SyncState.SYNCED)


@pytest.mark.requirement("E2")
def test_a_skipped_failure_that_is_cleared_leaves_a_failed_record(acme: World) -> None:
    failure = fail_customer(acme)
    act(acme, failure, "skip")
    act(acme, failure, "clear")
    record = acme.view(COMPANY, "customer", "c-1").record
    assert (record.sync_state, record.set_aside) == (SyncState.FAILED, False)


@pytest.mark.requirement("E2")
def test_only_services_can_be_deleted_and_the_answer_names_the_rule(acme: World) -> None:
    with pytest.raises(Conflict, match="only failures of services can be deleted, and this one is of the category"):
        act(acme, fail_customer(acme), "delete")
    assert state_of(acme) is SyncState.FAILED


def fail_item(acme: World) -> None:
    """A product whose account nobody knows, and an invoice for it."""
    acme.put(COMPANY, "customer", "c-1", customer("Alder Ltd"))
    acme.put(COMPANY, "item", "s-1", item("Advice", income_account="nowhere"))
    acme.put(COMPANY, "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    acme.run()
    assert state_of(acme, "item", "s-1") is SyncState.FAILED
    assert state_of(acme, "invoice", "i-1") is SyncState.BLOCKED


@pytest.mark.requirement("E2")
def test_a_failing_service_is_deleted_and_what_needs_it_fails_for_itself(acme: World) -> None:
    fail_item(acme)
    gone = act(acme, failure_of(acme, "item", "s-1"), "delete", "entered twice")
    assert (gone.status, events(gone)) == (FailureStatus.DELETED, ["opened", "deleted"])
    acme.run()
    record = acme.view(COMPANY, "item", "s-1").record
    assert (record.deleted, record.failure_id) == (True, "")
    child = failure_of(acme, "invoice", "i-1")
    assert (child.status, child.problem.values.get("reference_id") or "s-1") == (FailureStatus.OPEN, "s-1")

    acme.put(COMPANY, "item", "s-1", item("Advice"))
    acme.run()
    assert state_of(acme, "item", "s-1") is SyncState.SYNCED
    assert state_of(acme, "invoice", "i-1") is SyncState.SYNCED
    assert acme.failures.count_live(COMPANY) == {}


def test_whoever_was_cut_off_while_deleting_asks_again_and_the_children_are_let_go(acme: World) -> None:
    fail_item(acme)
    failure = failure_of(acme, "item", "s-1")

    def die(operation: str) -> None:
        if operation == "transactions.commit_unleased":
            raise Crash(operation)

    acme.store.after_each_write = die
    with pytest.raises(Crash):
        act(acme, failure, "delete")
    acme.store.after_each_write = None
    with pytest.raises(Conflict, match="is deleted since"):
        act(acme, failure, "delete")
    assert state_of(acme, "invoice", "i-1") is SyncState.PENDING


@pytest.mark.requirement("E2")
@pytest.mark.parametrize("action", ["resync", "skip", "clear"])
def test_an_action_on_a_closed_failure_says_since_when_and_what_to_do_instead(acme: World, action: ActionName) -> None:
    failure = fail_customer(acme)
    act(acme, failure, "clear")
    since = failure_of(acme, "customer", "c-1").history[-1].at.isoformat()[:19]
    with pytest.raises(Conflict, match=rf"is cleared since {since}.*, by carla: send the record again to try it"):
        act(acme, failure, action)


@pytest.mark.requirement("E2")
def test_a_skipped_failure_cannot_be_skipped_again_but_everything_else_goes(acme: World) -> None:
    failure = fail_customer(acme)
    act(acme, failure, "skip")
    with pytest.raises(Conflict, match=r"is skipped since .*, by carla: it is tried no more as it is"):
        act(acme, failure, "skip")
    assert act(acme, failure, "resync").status is FailureStatus.RESYNCING


def test_a_failure_that_there_is_not_is_not_found(acme: World) -> None:
    with pytest.raises(NotFound, match="there is no failure fail-0"):
        acme.act_on_failures(COMPANY, "fail-0", Ordered("skip", "carla"))


@pytest.mark.requirement("E2")
def test_a_draft_is_not_sent_by_a_resync(shop: World) -> None:
    shop.put(COMPANY, "bill", "b-1", bill("B-1", "nobody"))
    shop.run()
    failure = failure_of(shop, "bill", "b-1")
    shop.put(COMPANY, "bill", "b-1", bill("B-1", "nobody", status="draft"))
    with pytest.raises(Conflict, match="is a draft by now"):
        act(shop, failure, "resync")
