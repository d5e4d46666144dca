"""Things done in an order that nobody planned: each ends in a stated state, and nothing waits for ever."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.leases import Hold
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer, invoice, payment
from tests.fakes.world import World

pytestmark = pytest.mark.workflows


@pytest.mark.requirement("F5")
def test_a_payment_of_an_invoice_that_was_voided_before_it_was_sent_fails_by_name(world: World) -> None:
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    world.accept_records.void("acme", "invoice", "i-1")
    world.put("acme", "payment", "p-1", payment("c-1", {"i-1": "125.00"}))
    world.connect("acme", "1001")
    world.run()
    assert world.view("acme", "invoice", "i-1").record.voided
    failure = world.view("acme", "payment", "p-1").failure
    assert failure
    assert "i-1" in failure.problem.message
    world.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    world.run()
    assert world.view("acme", "payment", "p-1").sync_state is SyncState.SYNCED


@pytest.mark.requirement("F5")
def test_a_payment_of_something_linked_by_hand_and_unlinked_again_fails_and_stops_nobody(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "invoice", "i-0", invoice("A-0", "c-1"))
    acme.run()
    link = acme.view("acme", "invoice", "i-0").record.link
    assert link
    acme.link_records.unlink("acme", "invoice", "i-0")
    acme.link_records.link("acme", "invoice", "i-9", link.package_id)
    acme.link_records.unlink("acme", "invoice", "i-9")
    acme.put("acme", "payment", "p-1", payment("c-1", {"i-9": "1.00"}))
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    acme.run()
    assert acme.view("acme", "payment", "p-1").sync_state is SyncState.FAILED
    assert acme.view("acme", "invoice", "i-1").sync_state is SyncState.SYNCED


@pytest.mark.requirement("B15", "D2")
def test_a_void_of_a_type_that_is_not_synced_waits_until_it_is(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "payment", "p-1", payment("c-1", {}, amount="5.00"))
    acme.run()
    acme.connect_company.change("acme", {"settings": {"entities_to_sync": ["customer"]}})
    acme.accept_records.void("acme", "payment", "p-1")
    acme.run()
    view = acme.view("acme", "payment", "p-1")
    assert (view.sync_state, view.record.voided) == (SyncState.SKIPPED, False)
    acme.connect_company.change("acme", {"settings": {"entities_to_sync": ["customer", "payment"]}})
    acme.run()
    (twin,) = acme.in_package("1001", "Payment")
    assert twin["TotalAmt"] == 0


@pytest.mark.requirement("A2", "F6")
def test_voiding_what_never_could_be_sent_closes_its_failure(acme: World) -> None:
    acme.put("acme", "invoice", "i-1", invoice("A-1", "nobody"))
    acme.run()
    failure = acme.view("acme", "invoice", "i-1").failure
    assert failure
    acme.accept_records.void("acme", "invoice", "i-1")
    acme.run()
    closed = acme.failures.get("acme", failure.failure_id)
    assert closed
    assert closed.status is FailureStatus.RESOLVED
    assert acme.view("acme", "invoice", "i-1").record.voided


def test_saving_a_record_that_was_linked_by_hand_changes_its_twin(acme: World) -> None:
    made = acme.by_hand("POST", "/organisations/1001/Customer", {"DisplayName": "By hand"})
    acme.run()
    package_id = (made.get("Customer") or made)["Id"]
    acme.link_records.unlink("acme", "customer", f"quickbooks-online-1001-{package_id}")
    acme.link_records.link("acme", "customer", "c-9", package_id)
    acme.put("acme", "customer", "c-9", customer("By the application"))
    acme.run()
    (twin,) = acme.in_package("1001", "Customer")
    assert twin["DisplayName"] == "By the application"


@pytest.mark.requirement("F8")
def test_what_one_organisation_announced_is_never_read_from_the_next(acme: World) -> None:
    acme.by_hand("POST", "/organisations/1001/Customer", {"DisplayName": "Announced by the first"})
    (post,) = acme.simulator.webhooks.take_due(at_once=True)
    acme.receive_webhook("quickbooks-online", post.body, post.headers)
    acme.take_in_changes(acme.messages.deliveries)
    acme.messages.deliveries = []
    acme.connect_company.disconnect("acme")
    acme.simulator.add_organisation("2002", "The second")
    acme.simulator.webhooks.settings.enabled = False
    acme.by_hand("POST", "/organisations/2002/Customer", {"DisplayName": "Was there before"})
    acme.clock.advance(3600)
    acme.connect("acme", "2002")
    acme.run()
    assert acme.feed.page("acme", None, 10)[0] == ()
    assert not acme.store.inbox


@pytest.mark.requirement("F10")
def test_a_session_that_is_always_asked_for_more_ends_after_an_hour_and_the_next_goes_on(acme: World) -> None:
    session_id = acme.start_session("acme", "sync now")
    lease = acme.acquire_lease("acme", session_id, "sync now")
    hold = Hold("acme", session_id, lease.fence)  # type: ignore[union-attr]
    for minutes in range(0, 60, 5):
        acme.pull_changes(hold, acme.deadline())
        acme.leases.want("acme", acme.clock.now())
        assert acme.finish_session(hold).again, minutes
        acme.clock.advance(300)
    acme.pull_changes(hold, acme.deadline())
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    assert not acme.finish_session(hold).again
    assert not acme.leases.get("acme").active_at(acme.clock.now())
    acme.workflows.company_syncs.pop(session_id)
    acme.tick()
    acme.run()
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED
