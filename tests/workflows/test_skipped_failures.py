"""Failures that people skip: no more tries and no more notices, until the record changes."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer, invoice
from tests.fakes.world import World

from .failing_records import (
    COMPANY,
    TAKEN,
    act,
    events,
    fail_customer,
    fail_update,
    failure_of,
    free_the_name,
    state_of,
    written_to,
)

pytestmark = pytest.mark.workflows


def _skip_while_it_is_on_its_way(world: World) -> None:
    def skip(_request: object) -> None:
        if state_of(world) is SyncState.SYNCING:
            act(world, failure_of(world, "customer", "c-1"), "skip")

    world.http.after_each_request = skip


@pytest.mark.requirement("E2")
def test_a_skipped_record_is_tried_no_more_and_carries_no_warning(acme: World) -> None:
    failure = fail_customer(acme)
    written = written_to(acme)

    skipped = act(acme, failure, "skip", "we will merge the two")

    assert (skipped.status, events(skipped)) == (FailureStatus.SKIPPED, ["opened", "skipped"])
    assert (skipped.history[-1].by, skipped.history[-1].detail) == ("carla", "we will merge the two")
    view = acme.view(COMPANY, "customer", "c-1")
    assert (view.sync_state, view.warning) == (SyncState.SKIPPED, False)
    assert acme.failures.count_live(COMPANY) == {}
    acme.tick(60)
    acme.run()
    assert written_to(acme) == written
    assert failure_of(acme, "customer", "c-1").attempts == 1


@pytest.mark.requirement("E2")
def test_the_same_record_again_leaves_it_skipped_and_another_one_opens_the_failure_again(acme: World) -> None:
    act(acme, fail_customer(acme), "skip")

    acme.put(COMPANY, "customer", "c-1", customer(TAKEN))
    acme.run()
    assert failure_of(acme, "customer", "c-1").status is FailureStatus.SKIPPED

    acme.put(COMPANY, "customer", "c-1", customer(TAKEN, phone="555"))
    reopened = failure_of(acme, "customer", "c-1")
    assert (reopened.status, events(reopened)[-1]) == (FailureStatus.OPEN, "reopened")
    acme.run()
    again = failure_of(acme, "customer", "c-1")
    assert (again.status, again.attempts, state_of(acme)) == (FailureStatus.OPEN, 2, SyncState.FAILED)


@pytest.mark.requirement("E2")
def test_a_skipped_record_is_tried_again_when_what_it_clashed_with_is_mended_in_the_package(acme: World) -> None:
    act(acme, fail_customer(acme), "skip")

    free_the_name(acme)

    closed = failure_of(acme, "customer", "c-1")
    assert events(closed) == ["opened", "skipped", "reopened", "resolved"]
    assert state_of(acme) is SyncState.SYNCED


@pytest.mark.requirement("E2")
def test_a_skipped_record_is_tried_again_when_its_own_twin_changes_in_the_package(shop: World) -> None:
    fail_update(shop)
    act(shop, failure_of(shop, "customer", "c-1"), "skip")
    twin = shop.view(COMPANY, "customer", "c-1").record.link
    assert twin

    shop.clock.advance(60)
    shop.by_hand("PATCH", f"/organisations/1001/Customer/{twin.package_id}", {"Notes": "called"})
    shop.run()

    assert events(failure_of(shop, "customer", "c-1"))[:3] == ["opened", "skipped", "reopened"]
    record = shop.view(COMPANY, "customer", "c-1").record
    assert (record.sync_state, record.set_aside) == (SyncState.FAILED, False)
    assert record.body["name"] == TAKEN, "what the application wants is kept"


@pytest.mark.requirement("E2")
def test_with_the_setting_off_a_new_body_and_a_repair_there_change_nothing(shop: World) -> None:
    shop.connect_company.change(COMPANY, {"settings": {"reopen_skipped": False}})
    fail_update(shop)
    act(shop, failure_of(shop, "customer", "c-1"), "skip")

    shop.put(COMPANY, "customer", "c-1", customer("Birch & Sons"))
    free_the_name(shop)
    twin = shop.view(COMPANY, "customer", "c-1").record.link
    assert twin
    shop.clock.advance(60)
    shop.by_hand("PATCH", f"/organisations/1001/Customer/{twin.package_id}", {"Notes": "called"})
    shop.run()

    assert failure_of(shop, "customer", "c-1").status is FailureStatus.SKIPPED
    record = shop.view(COMPANY, "customer", "c-1").record
    assert (record.sync_state, record.body["name"]) == (SyncState.SKIPPED, "Birch & Sons")

    act(shop, failure_of(shop, "customer", "c-1"), "resync")
    shop.run()
    assert failure_of(shop, "customer", "c-1").status is FailureStatus.RESOLVED
    assert [each["DisplayName"] for each in shop.in_package("1001", "Customer")] == ["Birch & Sons"]


@pytest.mark.requirement("E2")
def test_changed_settings_do_not_bring_back_what_somebody_skipped(acme: World) -> None:
    act(acme, fail_customer(acme), "skip")
    for types in (["invoice"], ["invoice", "customer"]):
        acme.connect_company.change(COMPANY, {"settings": {"entities_to_sync": types}})
        acme.run()
    assert state_of(acme) is SyncState.SKIPPED
    assert failure_of(acme, "customer", "c-1").status is FailureStatus.SKIPPED


@pytest.mark.requirement("E2", "F5")
def test_children_of_a_skipped_record_stay_blocked_and_say_by_what(acme: World) -> None:
    failure = fail_customer(acme)
    acme.put(COMPANY, "invoice", "i-1", invoice("A-1", "c-1"))
    acme.run()
    act(acme, failure, "skip")
    acme.put(COMPANY, "invoice", "i-2", invoice("A-2", "c-1"))
    acme.run()
    for each in ("i-1", "i-2"):
        record = acme.view(COMPANY, "invoice", each).record
        assert (record.sync_state, record.waiting_on) == (SyncState.BLOCKED, "record#customer#c-1")

    free_the_name(acme)
    assert {state_of(acme, "invoice", each) for each in ("i-1", "i-2")} == {SyncState.SYNCED}


@pytest.mark.requirement("E2")
def test_a_record_that_is_skipped_while_its_call_is_under_way_and_refused_stays_skipped(acme: World) -> None:
    failure = fail_customer(acme)
    act(acme, failure, "resync")

    _skip_while_it_is_on_its_way(acme)
    acme.run()
    assert events(failure_of(acme, "customer", "c-1")) == ["opened", "resync", "skipped"]
    assert state_of(acme) is SyncState.SKIPPED


@pytest.mark.requirement("E2", "A2")
def test_a_record_that_is_skipped_while_its_call_is_under_way_and_goes_well_is_synced(acme: World) -> None:
    failure = fail_customer(acme)
    acme.by_hand("PUT", "/webhooks", {"enabled": False})
    (theirs,) = acme.in_package("1001", "Vendor")
    acme.by_hand("PATCH", f"/organisations/1001/Vendor/{theirs['Id']}", {"DisplayName": "Elm Ltd"})
    act(acme, failure, "resync")

    _skip_while_it_is_on_its_way(acme)
    acme.run()
    assert events(failure_of(acme, "customer", "c-1")) == ["opened", "resync", "skipped", "resolved"]
    assert state_of(acme) is SyncState.SYNCED
