"""Changes made in the package over the application's own records: shown with both values, and decided once (F7)."""

from __future__ import annotations

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.discrepancies import Choice, DiscrepancyKind, DiscrepancyStatus
from bookbridge.domain.errors import Conflict, NotFound
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import invoice
from tests.fakes.world import World

from .drifting import again, edit, feed, fill, in_package, only, opened, send_ours, stored, take_theirs, twin

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("F7")]


@pytest.fixture
def books(acme: World) -> World:
    """Acme with an invoice, its payment and a bill in the package."""
    fill(acme)
    return acme


@pytest.mark.requirement("A1", "E4")
def test_an_edit_in_the_package_is_shown_with_both_values_and_not_applied(books: World) -> None:
    before = feed(books)
    edit(books, "invoice", "inv-1", DocNumber="A-1-corrected", DueDate="2026-06-15")

    discrepancy = only(books)
    assert discrepancy.kind is DiscrepancyKind.CHANGED
    assert {each.field: (each.ours, each.theirs) for each in discrepancy.differences} == {
        "number": ("A-1", "A-1-corrected"),
        "due_date": ("2030-05-01", "2026-06-15"),
    }
    assert (discrepancy.record_id, discrepancy.record_number, discrepancy.party) == ("inv-1", "A-1", "Alder Ltd")
    assert discrepancy.theirs["customer"] == "c-1"
    assert discrepancy.package_link
    view = books.view("acme", "invoice", "inv-1")
    assert (view.record.body["number"], view.sync_state, view.warning) == ("A-1", SyncState.SYNCED, True)
    assert feed(books) == before


def test_theirs_becomes_the_record_and_the_feed_tells_it_once(books: World) -> None:
    edit(books, "bill", "bill-1", DocNumber="B-2")
    discrepancy = only(books)
    before = feed(books)

    taken = take_theirs(books, discrepancy)

    assert (taken.status, taken.resolution, taken.resolved_by) == (
        DiscrepancyStatus.RESOLVED,
        Choice.TAKE_THEIRS,
        "carla",
    )
    record = stored(books, "bill", "bill-1")
    assert (record.body["number"], record.body["notes"], record.sync_state) == ("B-2", "call first", SyncState.SYNCED)
    assert feed(books) == [*before, (ChangeKind.UPDATED, "bill-1")]
    assert not books.view("acme", "bill", "bill-1").warning
    written = books.simulator.counters.summary()["objects_written"]
    assert take_theirs(books, discrepancy).resolution is Choice.TAKE_THEIRS
    books.run()
    assert feed(books) == [*before, (ChangeKind.UPDATED, "bill-1")]
    assert books.simulator.counters.summary()["objects_written"] == written
    assert opened(books) == []


def test_ours_is_written_over_the_packages_newest_version(books: World) -> None:
    edit(books, "invoice", "inv-1", DocNumber="A-9")
    discrepancy = only(books)

    send_ours(books, discrepancy)
    assert stored(books, "invoice", "inv-1").sync_state is SyncState.PENDING
    send_ours(books, discrepancy)
    books.run()

    assert in_package(books, "Invoice", "A-1")["Id"] == discrepancy.package_id
    assert stored(books, "invoice", "inv-1").sync_state is SyncState.SYNCED
    assert opened(books) == []
    assert again(books, discrepancy).resolution is Choice.SEND_OURS


def test_the_other_choice_comes_too_late(books: World) -> None:
    edit(books, "invoice", "inv-1", DocNumber="A-9")
    discrepancy = only(books)
    take_theirs(books, discrepancy)
    with pytest.raises(Conflict, match="take-theirs"):
        send_ours(books, discrepancy)


def test_what_there_is_not_and_what_is_another_companys_is_not_found(books: World) -> None:
    edit(books, "invoice", "inv-1", DocNumber="A-9")
    for company_id, discrepancy_id in (("acme", "disc-unknown"), ("other", only(books).discrepancy_id)):
        with pytest.raises(NotFound):
            books.settle_discrepancies(company_id, discrepancy_id, Choice.SEND_OURS, "carla")


def test_one_discrepancy_a_record_is_kept_up_to_date(books: World) -> None:
    edit(books, "invoice", "inv-1", DocNumber="A-8")
    first = only(books)
    edit(books, "invoice", "inv-1", DocNumber="A-9")

    second = only(books)
    assert (second.discrepancy_id, second.found_at) == (first.discrepancy_id, first.found_at)
    assert second.last_seen_at > first.last_seen_at
    assert [each.theirs for each in second.differences] == ["A-9"]


def test_a_repair_in_the_package_closes_it(books: World) -> None:
    edit(books, "invoice", "inv-1", DocNumber="A-9")
    discrepancy = only(books)
    edit(books, "invoice", "inv-1", DocNumber="A-1")

    assert opened(books) == []
    assert again(books, discrepancy).resolution is None
    assert not books.view("acme", "invoice", "inv-1").warning


def test_a_repair_in_the_application_closes_it(books: World) -> None:
    edit(books, "invoice", "inv-1", DocNumber="A-9")
    discrepancy = only(books)
    books.put("acme", "invoice", "inv-1", invoice("A-9", "c-1"))
    books.run()

    assert opened(books) == []
    assert again(books, discrepancy).status is DiscrepancyStatus.RESOLVED
    assert not books.view("acme", "invoice", "inv-1").warning


def test_it_opens_anew_when_the_record_drifts_again(books: World) -> None:
    edit(books, "invoice", "inv-1", DocNumber="A-9")
    first = only(books)
    send_ours(books, first)
    books.run()
    edit(books, "invoice", "inv-1", DocNumber="A-10")

    assert (only(books).discrepancy_id, only(books).resolution) == (first.discrepancy_id, None)


def test_a_wish_of_the_application_that_is_on_its_way_wins(books: World) -> None:
    books.clock.advance(60)
    books.by_hand("PATCH", twin(books, "invoice", "inv-1"), {"DocNumber": "A-9"})
    books.put("acme", "invoice", "inv-1", invoice("A-2", "c-1"))
    books.run()

    assert opened(books) == []
    assert in_package(books, "Invoice", "A-2")


def test_theirs_cannot_be_taken_while_a_newer_wish_is_on_its_way(books: World) -> None:
    edit(books, "invoice", "inv-1", DocNumber="A-9")
    discrepancy = only(books)
    books.put("acme", "invoice", "inv-1", invoice("A-2", "c-1"))
    with pytest.raises(Conflict, match="on its way"):
        take_theirs(books, discrepancy)
    send_ours(books, discrepancy)
    books.run()
    assert in_package(books, "Invoice", "A-2")


def test_theirs_ends_a_wish_that_failed(books: World) -> None:
    edit(books, "invoice", "inv-1", DocNumber="A-9")
    discrepancy = only(books)
    books.put("acme", "invoice", "inv-1", invoice("A-2", "nobody"))
    books.run()
    failed = books.view("acme", "invoice", "inv-1")
    assert failed.sync_state is SyncState.FAILED
    assert failed.failure

    take_theirs(books, discrepancy)

    view = books.view("acme", "invoice", "inv-1")
    assert (view.sync_state, view.record.body["number"], view.warning) == (SyncState.SYNCED, "A-9", False)
    closed = books.failures.get("acme", failed.failure.failure_id)
    assert closed
    assert closed.status.value == "resolved"


def test_it_ends_with_the_link_that_it_was_about(books: World) -> None:
    edit(books, "invoice", "inv-1", DocNumber="A-9")
    discrepancy = only(books)
    books.link_records.unlink("acme", "invoice", "inv-1")

    assert send_ours(books, discrepancy).resolution is None
    assert stored(books, "invoice", "inv-1").discrepancy_id == ""
    assert opened(books) == []


def test_what_does_not_matter_is_no_discrepancy_and_changes_nothing(books: World) -> None:
    before = feed(books)
    edit(books, "invoice", "inv-1", PrivateNote="a word of theirs")

    assert opened(books) == []
    assert stored(books, "invoice", "inv-1").body["memo"] == "ours"
    assert feed(books) == before
    books.put("acme", "invoice", "inv-1", {**invoice("A-1", "c-1"), "memo": "newer"})
    books.run()
    assert in_package(books, "Invoice", "A-1")["PrivateNote"] == "newer"


def test_an_invoice_that_somebody_paid_in_the_package_is_no_discrepancy(books: World) -> None:
    link = stored(books, "invoice", "inv-1").link
    party = stored(books, "customer", "c-1").link
    assert link
    assert party
    settled = {"LinkedTxn": [{"TxnId": link.package_id, "TxnType": "Invoice"}], "Amount": 25}
    paid = {"CustomerRef": {"value": party.package_id}, "TotalAmt": 25, "Line": [settled]}
    books.clock.advance(60)
    books.by_hand("POST", "/organisations/1001/Payment", paid)
    books.run()

    assert opened(books) == []


def test_a_record_that_came_from_the_package_is_changed_there_unasked(books: World) -> None:
    party = stored(books, "customer", "c-1").link
    assert party
    line = {"Amount": 10, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"Qty": 2, "UnitPrice": 5}}
    body = {"CustomerRef": {"value": party.package_id}, "DocNumber": "QB-7", "Line": [line]}
    made = books.by_hand("POST", "/organisations/1001/Invoice", body)
    package_id = (made.get("Invoice") or made)["Id"]
    books.run()
    books.clock.advance(60)
    books.by_hand("PATCH", f"/organisations/1001/Invoice/{package_id}", {"DocNumber": "QB-8"})
    books.run()

    assert opened(books) == []
    assert stored(books, "invoice", f"quickbooks-online-1001-{package_id}").body["number"] == "QB-8"


def test_deliveries_that_come_twice_change_nothing(books: World) -> None:
    books.simulator.webhooks.settings.duplicate = True
    edit(books, "invoice", "inv-1", DocNumber="A-9")
    discrepancy = only(books)
    books.tick()
    books.run()

    assert only(books) == discrepancy


def test_theirs_is_taken_as_it_is_now_though_a_wish_of_ours_failed_in_between(books: World) -> None:
    edit(books, "invoice", "inv-1", DocNumber="X-1")
    books.put("acme", "invoice", "inv-1", {**invoice("A-1", "c-1"), "total": "1.00"})
    books.run()
    assert stored(books, "invoice", "inv-1").sync_state is SyncState.FAILED
    edit(books, "invoice", "inv-1", DocNumber="X-2")

    discrepancy = only(books)
    assert ("number", "A-1", "X-2") in [(each.field, each.ours, each.theirs) for each in discrepancy.differences]
    take_theirs(books, discrepancy)
    books.run()
    record = stored(books, "invoice", "inv-1")
    assert (record.body["number"], record.sync_state) == ("X-2", SyncState.SYNCED)
    assert in_package(books, "Invoice", "X-2")
    assert opened(books) == []
