"""Records that the application deleted: nothing more is sent, and what is in the package stays and stays known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookbridge.domain.discrepancies import Choice, Difference, DiscrepancyKind
from bookbridge.domain.errors import Conflict, NotFound
from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases.delete_records import Deleted
from tests.fakes.books import bill, customer, invoice, payment
from tests.fakes.world import Crash, World

from .drifting import only, opened
from .failing_records import COMPANY, events, fail_customer, failure_of

pytestmark = pytest.mark.workflows


def _delete(world: World, entity_type: EntityType, record_id: str) -> Deleted:
    return world.delete_records(COMPANY, entity_type, record_id, "carla")


def _feed(world: World) -> int:
    entries, _cursor = world.feed.page(COMPANY, None, 1000)
    return len(entries)


@pytest.mark.requirement("E2", "A2")
def test_the_failure_of_a_deleted_record_closes_and_says_why(acme: World) -> None:
    fail_customer(acme)
    gone = _delete(acme, "customer", "c-1")
    assert (gone.is_in_package, gone.package_link) == (False, "")
    closed = failure_of(acme, "customer", "c-1")
    assert (closed.status, events(closed)) == (FailureStatus.RESOLVED, ["opened", "resolved"])
    assert closed.history[-1].detail == "The record was deleted in the application."
    view = acme.view(COMPANY, "customer", "c-1")
    assert (view.record.deleted, view.warning, view.failure) == (True, False, None)


def test_a_record_that_was_to_be_sent_leaves_the_outbox(acme: World) -> None:
    acme.put(COMPANY, "customer", "c-1", customer("Alder Ltd"))
    _delete(acme, "customer", "c-1")
    acme.run()
    assert acme.in_package("1001", "Customer") == []
    assert not acme.records.has_pending(COMPANY)


def test_what_waited_for_it_is_tried_and_fails_for_itself(acme: World) -> None:
    fail_customer(acme)
    acme.put(COMPANY, "invoice", "i-1", invoice("A-1", "c-1"))
    acme.run()
    assert acme.view(COMPANY, "invoice", "i-1").sync_state is SyncState.BLOCKED
    _delete(acme, "customer", "c-1")
    acme.run()
    assert failure_of(acme, "invoice", "i-1").status is FailureStatus.OPEN

    acme.put(COMPANY, "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    assert acme.view(COMPANY, "invoice", "i-1").sync_state is SyncState.SYNCED


def test_its_children_are_let_go_even_if_the_first_request_was_cut_off(acme: World) -> None:
    fail_customer(acme)
    acme.put(COMPANY, "invoice", "i-1", invoice("A-1", "c-1"))
    acme.run()

    def die(operation: str) -> None:
        if operation == "transactions.commit_unleased":
            raise Crash(operation)

    acme.store.after_each_write = die
    with pytest.raises(Crash):
        _delete(acme, "customer", "c-1")
    acme.store.after_each_write = None
    _delete(acme, "customer", "c-1")
    assert acme.view(COMPANY, "invoice", "i-1").sync_state is SyncState.PENDING


@pytest.mark.requirement("B15", "F1")
def test_a_twin_stays_untouched_is_told_and_never_comes_back_as_a_stranger(shop: World) -> None:
    shop.put(COMPANY, "bill", "b-1", bill("B-1", "v-1"))
    shop.run()
    (twin,) = shop.in_package("1001", "Bill")
    before, mappings = _feed(shop), dict(shop.store.mappings)

    gone = _delete(shop, "bill", "b-1")
    assert gone.is_in_package
    assert gone.package_link.endswith(f"txnId={twin['Id']}")
    assert shop.store.mappings == mappings

    shop.clock.advance(60)
    shop.by_hand("PATCH", f"/organisations/1001/Bill/{twin['Id']}", {"PrivateNote": "changed there"})
    shop.run()
    assert [each["DocNumber"] for each in shop.in_package("1001", "Bill")] == ["B-1"]
    assert [key for key in shop.store.records if key[1].startswith("bill#")] == [(COMPANY, "bill#b-1")]
    assert _feed(shop) == before
    record = shop.view(COMPANY, "bill", "b-1").record
    assert (record.deleted, record.sync_state) == (True, SyncState.SKIPPED)
    assert only(shop).theirs["memo"] == "changed there"

    shop.put(COMPANY, "bill", "b-1", bill("B-1", "v-1", memo="wanted after all"))
    shop.run()
    (again,) = shop.in_package("1001", "Bill")
    assert (again["Id"], again["PrivateNote"]) == (twin["Id"], "wanted after all")
    assert shop.view(COMPANY, "bill", "b-1").sync_state is SyncState.SYNCED
    assert opened(shop) == []


@pytest.mark.requirement("B15", "F7")
def test_a_bill_that_is_left_in_the_package_is_a_discrepancy_and_theirs_brings_it_back(shop: World) -> None:
    shop.put(COMPANY, "bill", "b-1", bill("B-1", "v-1", memo="Paper"))
    shop.run()
    gone = _delete(shop, "bill", "b-1")
    found = only(shop)
    assert gone.record.discrepancy_id == found.discrepancy_id
    assert (found.kind, found.differences) == (DiscrepancyKind.STATUS, (Difference("status", "deleted", "posted"),))
    assert (found.party, found.record_number, found.choices) == ("Norton Lumber", "B-1", (Choice.TAKE_THEIRS,))

    with pytest.raises(Conflict, match="deletions do not sync: delete it there too"):
        shop.settle_discrepancies(COMPANY, found.discrepancy_id, Choice.SEND_OURS, "carla")
    before = _feed(shop)
    shop.settle_discrepancies(COMPANY, found.discrepancy_id, Choice.TAKE_THEIRS, "carla")
    shop.run()
    view = shop.view(COMPANY, "bill", "b-1")
    assert (view.record.deleted, view.sync_state, view.record.body["memo"]) == (False, SyncState.SYNCED, "Paper")
    assert (opened(shop), _feed(shop)) == ([], before + 1)
    assert len(shop.in_package("1001", "Bill")) == 1


@pytest.mark.requirement("B15")
def test_it_is_over_when_the_bill_is_deleted_in_the_package_too(shop: World) -> None:
    shop.put(COMPANY, "bill", "b-1", bill("B-1", "v-1"))
    shop.run()
    _delete(shop, "bill", "b-1")
    (twin,) = shop.in_package("1001", "Bill")
    shop.clock.advance(60)
    shop.by_hand("DELETE", f"/organisations/1001/Bill/{twin['Id']}", {})
    shop.run()
    assert opened(shop) == []


def test_what_is_there_is_not_guessed_while_a_change_is_on_its_way(shop: World) -> None:
    shop.put(COMPANY, "bill", "b-1", bill("B-1", "v-1"))
    shop.run()
    shop.put(COMPANY, "bill", "b-1", bill("B-1", "v-1", memo="never sent"))
    _delete(shop, "bill", "b-1")
    assert (only(shop).choices, only(shop).theirs) == ((), {})


@pytest.mark.requirement("F7")
def test_what_was_to_be_decided_about_it_becomes_what_is_left_there(shop: World) -> None:
    shop.put(COMPANY, "invoice", "i-1", invoice("A-1", "c-1"))
    shop.run()
    (twin,) = shop.in_package("1001", "Invoice")
    shop.clock.advance(60)
    shop.by_hand("PATCH", f"/organisations/1001/Invoice/{twin['Id']}", {"DocNumber": "OTHER"})
    shop.run()
    assert only(shop).kind is DiscrepancyKind.CHANGED
    _delete(shop, "invoice", "i-1")
    left = only(shop)
    assert (left.kind, left.theirs["number"]) == (DiscrepancyKind.STATUS, "OTHER")


def test_what_was_to_be_decided_about_a_list_entry_is_decided(shop: World) -> None:
    record = shop.view(COMPANY, "customer", "c-1").record
    shop.store.records[COMPANY, record.key] = replace(record, discrepancy_id="disc-gone")
    _delete(shop, "customer", "c-1")
    assert not shop.view(COMPANY, "customer", "c-1").warning
    assert opened(shop) == []


def test_deleted_in_the_package_too_there_is_nothing_left_of_it(shop: World) -> None:
    shop.put(COMPANY, "invoice", "i-1", invoice("A-1", "c-1"))
    shop.run()
    (twin,) = shop.in_package("1001", "Invoice")
    _delete(shop, "invoice", "i-1")
    before = _feed(shop)
    shop.clock.advance(60)
    shop.by_hand("DELETE", f"/organisations/1001/Invoice/{twin['Id']}", {})
    shop.run()
    assert (_feed(shop), opened(shop)) == (before, [])
    assert not _delete(shop, "invoice", "i-1").is_in_package


@pytest.mark.requirement("F1")
def test_a_record_that_is_deleted_while_its_call_is_under_way_keeps_its_twin_and_raises_no_failure(acme: World) -> None:
    acme.put(COMPANY, "customer", "c-1", customer("Alder Ltd"))

    def delete(_request: object) -> None:
        if acme.view(COMPANY, "customer", "c-1").sync_state is SyncState.SYNCING:
            _delete(acme, "customer", "c-1")

    acme.http.after_each_request = delete
    acme.run()
    acme.http.after_each_request = None
    record = acme.view(COMPANY, "customer", "c-1").record
    assert (record.deleted, record.link is not None) == (True, True)
    acme.put(COMPANY, "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    assert len(acme.in_package("1001", "Customer")) == 1
    assert acme.store.failures == {}


@pytest.mark.requirement("B15", "F1")
def test_an_invoice_that_is_deleted_while_its_call_is_under_way_is_told_to_be_left_there(shop: World) -> None:
    shop.put(COMPANY, "invoice", "i-1", invoice("A-1", "c-1"))

    def delete(_request: object) -> None:
        if shop.view(COMPANY, "invoice", "i-1").sync_state is SyncState.SYNCING:
            _delete(shop, "invoice", "i-1")

    shop.http.after_each_request = delete
    shop.run()
    (twin,) = shop.in_package("1001", "Invoice")
    left = only(shop)
    assert (left.kind, left.package_id, left.choices) == (DiscrepancyKind.STATUS, twin["Id"], ())
    assert shop.view(COMPANY, "invoice", "i-1").record.discrepancy_id == left.discrepancy_id


def test_a_record_that_is_deleted_while_its_call_is_refused_raises_no_failure(acme: World) -> None:
    failure = fail_customer(acme)
    acme.put(COMPANY, "customer", "c-1", customer("Elm Supplies", phone="555"))

    def delete(_request: object) -> None:
        if acme.view(COMPANY, "customer", "c-1").sync_state is SyncState.SYNCING:
            _delete(acme, "customer", "c-1")

    acme.http.after_each_request = delete
    acme.run()
    assert failure_of(acme, "customer", "c-1").status is FailureStatus.RESOLVED
    assert failure.status is FailureStatus.OPEN


def test_changed_settings_do_not_bring_a_deleted_record_back(acme: World) -> None:
    acme.put(COMPANY, "customer", "c-1", customer("Alder Ltd"))
    _delete(acme, "customer", "c-1")
    for types in (["invoice"], ["invoice", "customer"]):
        acme.connect_company.change(COMPANY, {"settings": {"entities_to_sync": types}})
        acme.run()
    assert acme.in_package("1001", "Customer") == []


def test_a_payment_of_an_invoice_that_is_in_the_package_goes_though_the_application_deleted_it(shop: World) -> None:
    shop.put(COMPANY, "invoice", "i-1", invoice("A-1", "c-1"))
    shop.run()
    _delete(shop, "invoice", "i-1")
    shop.put(COMPANY, "payment", "p-1", payment("c-1", {"i-1": "125.00"}))
    shop.run()
    assert shop.view(COMPANY, "payment", "p-1").sync_state is SyncState.SYNCED


def test_a_deleted_record_is_not_voided_and_an_unknown_one_not_deleted(shop: World) -> None:
    shop.put(COMPANY, "invoice", "i-1", invoice("A-1", "c-1"))
    shop.run()
    _delete(shop, "invoice", "i-1")
    with pytest.raises(Conflict, match="send it again first"):
        shop.accept_records.void(COMPANY, "invoice", "i-1")
    with pytest.raises(NotFound, match="there is no invoice i-2"):
        _delete(shop, "invoice", "i-2")
