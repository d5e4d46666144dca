"""Records of the application that were deleted or voided in the package: shown, and followed only when asked (B15)."""

from __future__ import annotations

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.discrepancies import DiscrepancyKind, DiscrepancyStatus
from bookbridge.domain.errors import Conflict
from bookbridge.domain.stored_records import SyncState
from tests.fakes.world import World

from .drifting import again, delete, feed, fill, in_package, only, opened, send_ours, stored, take_theirs, twin

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("F7")]


@pytest.fixture
def books(acme: World) -> World:
    """Acme with an invoice, its payment and a bill in the package."""
    fill(acme)
    return acme


@pytest.mark.requirement("B15", "A1")
def test_a_bill_deleted_in_the_package_is_a_discrepancy_and_the_applications_copy_stays(books: World) -> None:
    delete(books, "bill", "bill-1")

    discrepancy = only(books)
    assert (discrepancy.kind, discrepancy.theirs) == (DiscrepancyKind.DELETED, {})
    assert [(each.field, each.ours, each.theirs) for each in discrepancy.differences] == [
        ("status", "posted", "deleted")
    ]
    record = stored(books, "bill", "bill-1")
    assert (record.body["number"], record.deleted_in_package) == ("B-1", True)

    take_theirs(books, discrepancy)
    assert stored(books, "bill", "bill-1").body["number"] == "B-1"
    assert feed(books)[-1] == (ChangeKind.DELETED, "bill-1")
    books.tick(minutes=24 * 60)
    books.run()
    assert opened(books) == []
    assert books.in_package("1001", "Bill") == []


@pytest.mark.requirement("B15")
def test_a_bill_that_came_from_the_package_is_not_deleted_unasked_either(books: World) -> None:
    party = stored(books, "vendor", "v-1").link
    assert party
    detail = {"AccountRef": {"value": "7"}}
    line = {"Amount": 10, "DetailType": "AccountBasedExpenseLineDetail", "AccountBasedExpenseLineDetail": detail}
    body = {"VendorRef": {"value": party.package_id}, "DocNumber": "QB-7", "Line": [line]}
    made = books.by_hand("POST", "/organisations/1001/Bill", body)
    package_id = (made.get("Bill") or made)["Id"]
    books.run()
    books.clock.advance(60)
    books.by_hand("DELETE", f"/organisations/1001/Bill/{package_id}", {})
    books.run()

    assert (only(books).kind, only(books).record_number) == (DiscrepancyKind.DELETED, "QB-7")


@pytest.mark.requirement("F1")
def test_what_was_deleted_is_made_anew_once_and_only_when_asked(books: World) -> None:
    delete(books, "bill", "bill-1")
    discrepancy = only(books)
    books.run()
    assert books.in_package("1001", "Bill") == []

    send_ours(books, discrepancy)
    send_ours(books, discrepancy)
    books.run()

    made = in_package(books, "Bill", "B-1")
    record = stored(books, "bill", "bill-1")
    assert record.link
    assert record.link.package_id == made["Id"] != discrepancy.package_id
    assert (record.sync_state, record.deleted_in_package) == (SyncState.SYNCED, False)
    assert opened(books) == []
    # The old one is announced once more: it is no longer this record's twin.
    books.tick(minutes=24 * 60)
    books.run()
    assert not stored(books, "bill", "bill-1").deleted_in_package


@pytest.mark.requirement("B15", "A1")
def test_a_payment_voided_in_the_package_is_not_voided_here_unasked(books: World) -> None:
    books.clock.advance(60)
    books.by_hand("POST", f"{twin(books, 'payment', 'pay-1')}/void", {})
    books.run()

    discrepancy = only(books)
    assert discrepancy.kind is DiscrepancyKind.VOIDED
    assert not stored(books, "payment", "pay-1").voided
    assert stored(books, "payment", "pay-1").body["amount"] == "100.00"
    with pytest.raises(Conflict, match="cannot be brought back"):
        send_ours(books, discrepancy)

    take_theirs(books, discrepancy)
    assert stored(books, "payment", "pay-1").voided
    assert feed(books)[-1] == (ChangeKind.VOIDED, "pay-1")


def test_voiding_it_here_too_closes_it(books: World) -> None:
    books.clock.advance(60)
    books.by_hand("POST", f"{twin(books, 'payment', 'pay-1')}/void", {})
    books.run()
    discrepancy = only(books)
    books.accept_records.void("acme", "payment", "pay-1")
    books.run()

    assert opened(books) == []
    assert again(books, discrepancy).status is DiscrepancyStatus.RESOLVED
