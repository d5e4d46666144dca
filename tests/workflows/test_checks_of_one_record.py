"""What is looked up only where somebody looks at one record: balances, and changes that bring in what is inactive."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer, invoice, payment
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World
from tests.workflows.checklists import check, diagnosis, red
from tests.workflows.flawed_records import sound_record
from tests.workflows.tried_books import COMPANY, TriedBooks

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("D9")]


@pytest.fixture(params=SIMULATIONS)
def books(request: pytest.FixtureRequest) -> TriedBooks:
    """A company with open invoices of 100.00, and an inactive customer and supplier."""
    return TriedBooks(request.param, {}, closes=False)


def code_of(world: World, entity_type: EntityType, record_id: str) -> str:
    failure = world.view(COMPANY, entity_type, record_id).failure
    return failure.problem.code if failure else ""


def sound(books: TriedBooks, entity_type: EntityType, **more: Any) -> dict[str, Any]:
    return {**sound_record(books.package, entity_type, 9), **more}


@pytest.mark.requirement("C1")
def test_a_payment_of_more_than_is_open_is_red_and_fails_for_the_same_reason(books: TriedBooks) -> None:
    bank = sound(books, "payment")["deposit_account"]
    part = {**payment("c-good", {"open-1": "60.00"}), "deposit_account": bank}
    books.put("payment", "p-1", part)
    assert diagnosis(books.world, "payment", "p-1").passed
    books.world.run()
    books.put("payment", "p-2", part)
    told = diagnosis(books.world, "payment", "p-2")
    books.world.run()
    assert red(told) == ["totals"]
    assert [each.code for each in check(told, "totals").faults] == ["payment_exceeds_balance"]
    assert "40.00" in check(told, "totals").faults[0].message
    assert code_of(books.world, "payment", "p-2") == "payment_exceeds_balance"
    assert books.world.view(COMPANY, "payment", "p-1").sync_state is SyncState.SYNCED


@pytest.mark.requirement("D4", "A2")
def test_an_inactive_customer_is_red_and_what_waited_goes_when_it_is_active_again(books: TriedBooks) -> None:
    books.put("invoice", "i-1", invoice("A-1", "c-inactive", item="s-good"))
    told = diagnosis(books.world, "invoice", "i-1")
    assert red(told) == ["client_linked"]
    assert [each.code for each in check(told, "client_linked").faults] == ["customer_deleted"]
    books.world.run()
    assert code_of(books.world, "invoice", "i-1") == "customer_deleted"
    link = books.world.view(COMPANY, "customer", "c-inactive").record.link
    assert link
    books.world.clock.advance(60)
    entity, active = books.words.entities["customer"], {"Active": True, "ContactStatus": "ACTIVE"}
    path = f"/organisations/{books.world.simulation.organisation_id}/{entity}/{link.package_id}"
    name = next(name for name in active if name in books.words.inactive)
    books.world.by_hand("PATCH", path, {"Active": True} if name == "Active" else {"ContactStatus": "ACTIVE"})
    books.world.run()
    assert books.world.view(COMPANY, "invoice", "i-1").sync_state is SyncState.SYNCED


def test_quickbooks_online_keeps_an_inactive_party_where_it_is_and_takes_none_in() -> None:
    books = TriedBooks("quickbooks-online", {}, closes=False)
    books.put("customer", "c-1", customer("Leaves Later"))
    books.put("invoice", "i-1", invoice("A-1", "c-1", item="s-good"))
    books.put("invoice", "i-2", invoice("A-2", "c-good", item="s-good"))
    books.world.run()
    books.put("invoice", "i-2", invoice("A-2", "c-inactive", item="s-good"))
    assert red(diagnosis(books.world, "invoice", "i-2")) == ["client_linked"]
    books.world.run()
    assert code_of(books.world, "invoice", "i-2") == "customer_deleted"


def test_quickbooks_online_keeps_the_way_in_which_an_expense_was_paid() -> None:
    books = TriedBooks("quickbooks-online", {}, closes=False)
    books.put("expense", "e-1", sound(books, "expense"))
    books.world.run()
    books.put("expense", "e-1", sound(books, "expense", method="Cash"))
    told = diagnosis(books.world, "expense", "e-1")
    assert [(each.field, each.code) for each in check(told, "anything_else").faults] == [("method", "business_rule")]
    books.world.run()
    assert code_of(books.world, "expense", "e-1") == "business_rule"


@pytest.mark.requirement("D8", "A2")
def test_an_account_of_the_wrong_type_is_told_before_anything_is_sent(books: TriedBooks) -> None:
    income = sound(books, "item")["income_account"]
    books.put("payment", "p-1", sound(books, "payment", deposit_account=income) | {"applications": []})
    books.put("expense", "e-1", sound(books, "expense", account=income))
    told = diagnosis(books.world, "expense", "e-1")
    assert red(told) == ["account_codes"]
    assert [each.field for each in check(told, "account_codes").faults] == ["account"]
    assert "account_codes" in red(diagnosis(books.world, "payment", "p-1"))


@pytest.mark.requirement("B13")
def test_a_currency_that_is_not_kept_is_told_before_anything_is_sent(books: TriedBooks) -> None:
    books.put("bill", "b-1", sound(books, "bill", currency="SEK"))
    told = diagnosis(books.world, "bill", "b-1")
    assert red(told) == ["currency"]
    books.world.run()
    assert code_of(books.world, "bill", "b-1") == "currency_invalid"
