"""The checklist of a record: each question of the guide, answered by the exporter's own checks."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.errors import NotFound
from bookbridge.domain.failures import Actor
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import bill, customer, invoice, item
from tests.fakes.world import World
from tests.workflows.checklists import check, diagnosis, red, steps

pytestmark = pytest.mark.workflows


def order(**more: Any) -> dict[str, Any]:
    return {**invoice("ORD-1", "c-1", item="s-1"), **more}


@pytest.mark.requirement("D9")
def test_a_good_record_is_green_and_is_then_taken(shop: World) -> None:
    shop.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    told = diagnosis(shop, "invoice", "i-1")
    assert (told.passed, told.would, red(told)) == (True, "create", [])
    assert all(each.passed and each.title and each.detail and not each.fix for each in told.checks)
    assert "POST batch" not in shop.simulator.counters.summary()["by_kind"]
    shop.run()
    assert shop.view("acme", "invoice", "i-1").sync_state is SyncState.SYNCED
    assert diagnosis(shop, "invoice", "i-1").would == "update"


def test_what_is_not_there_is_not_diagnosed(shop: World) -> None:
    with pytest.raises(NotFound):
        diagnosis(shop, "invoice", "i-1")


@pytest.mark.requirement("C3")
def test_an_order_waits_for_a_status_on_the_list_and_a_bill_until_it_is_posted(shop: World) -> None:
    shop.put("acme", "order", "o-1", order(status="Picking"))
    told = diagnosis(shop, "order", "o-1")
    assert red(told) == ["status_listed"]
    assert "Picking" in check(told, "status_listed").detail
    assert "Picking" in steps(check(told, "status_listed"), Actor.ADMINISTRATOR)
    shop.put("acme", "order", "o-1", order(status="Invoiced"))
    assert diagnosis(shop, "order", "o-1").passed
    shop.put("acme", "bill", "b-1", bill("B-1", "v-1", status="draft"))
    assert red(diagnosis(shop, "bill", "b-1")) == ["status_listed"]
    shop.put("acme", "bill", "b-1", bill("B-1", "v-1"))
    assert diagnosis(shop, "bill", "b-1").passed


@pytest.mark.requirement("D4")
def test_an_excluded_client_blocks_its_invoices_and_says_which(shop: World) -> None:
    shop.put("acme", "customer", "c-1", customer("Birch Bakery", excluded=True))
    for number in range(7):
        shop.put("acme", "invoice", f"i-{number}", invoice(f"A-{number}", "c-1", item="s-1"))
    shop.run()
    of_client = diagnosis(shop, "customer", "c-1")
    assert red(of_client) == ["not_excluded"]
    (_, waiting) = check(of_client, "not_excluded").blocks
    assert "invoice" in waiting.text
    assert "order" in waiting.text
    assert (waiting.count, len(waiting.records)) == (7, 5)
    of_invoice = diagnosis(shop, "invoice", "i-0")
    assert red(of_invoice) == ["client_linked"]
    assert "Birch Bakery" in steps(check(of_invoice, "client_linked"), Actor.USER_IN_APP)
    assert check(of_invoice, "client_linked").blocks[1].count == 6, "the others"


@pytest.mark.requirement("D4", "D5", "D6")
@pytest.mark.parametrize(
    ("check_id", "entity_type", "record", "field"),
    [
        ("client_linked", "invoice", invoice("A-1", "nobody", item="s-1"), "customer"),
        ("products_linked", "invoice", invoice("A-1", "c-1", item="nothing"), "lines[0].item"),
        ("supplier_linked", "bill", bill("B-1", "nobody"), "vendor"),
    ],
)
def test_a_parent_that_was_never_sent_is_named_by_its_own_question(
    shop: World, check_id: str, entity_type: EntityType, record: dict[str, Any], field: str
) -> None:
    shop.put("acme", entity_type, "x-1", record)
    told = diagnosis(shop, entity_type, "x-1")
    assert red(told) == [check_id]
    assert [(fault.field, fault.code) for fault in check(told, check_id).faults] == [(field, "record_unknown")]
    assert "save what it refers to" in steps(check(told, check_id), Actor.USER_IN_APP)


@pytest.mark.requirement("D4", "D5", "F5")
def test_every_parent_that_holds_a_record_up_is_told_at_once(shop: World) -> None:
    shop.put("acme", "customer", "c-2", customer("Q" * 600))
    shop.put("acme", "item", "s-2", item("Wood", excluded=True))
    shop.put("acme", "invoice", "i-1", invoice("N" * 30, "c-2", item="s-2"))
    shop.run()
    assert shop.view("acme", "invoice", "i-1").sync_state is SyncState.BLOCKED
    told = diagnosis(shop, "invoice", "i-1")
    assert red(told) == ["client_linked", "products_linked", "number_and_names"]
    assert "has a failure of its own" in check(told, "client_linked").detail


@pytest.mark.requirement("D4", "F5")
def test_a_parent_on_its_way_needs_nobody(shop: World) -> None:
    shop.put("acme", "customer", "c-2", customer("Cedar Cafe"))
    shop.put("acme", "invoice", "i-1", invoice("A-1", "c-2", item="s-1"))
    told = diagnosis(shop, "invoice", "i-1")
    assert red(told) == ["client_linked"]
    assert [fault.code for fault in check(told, "client_linked").faults] == ["parent_pending"]
    assert "Nothing needs to be done" in steps(check(told, "client_linked"), Actor.USER_IN_APP)
    shop.run()
    assert diagnosis(shop, "invoice", "i-1").passed


@pytest.mark.requirement("D4", "D5", "D6")
def test_what_is_linked_is_shown_with_its_id_in_the_package(shop: World) -> None:
    shop.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    told = diagnosis(shop, "invoice", "i-1")
    link = shop.view("acme", "customer", "c-1").record.link
    assert link is not None
    assert check(told, "client_linked").detail == f"c-1 “Birch Bakery” is {link.package_id} in QuickBooks Online"
    assert "s-1 “Advice”" in check(told, "products_linked").detail
    assert "supplier_linked" not in {each.id for each in told.checks}, "an invoice names none"


@pytest.mark.requirement("D7")
def test_a_tax_rate_is_shown_with_where_it_comes_from(shop: World) -> None:
    tax = {"default": "NON", "by_item": {"s-1": "TAX"}, "by_item_group": {"wood": "NON"}, "by_customer": {"c-2": "TAX"}}
    shop.connect_company.change("acme", {"settings": {"tax": tax}})
    shop.put("acme", "item", "s-2", item("Wood", item_group="wood", use_item_group_tax=True))
    shop.run()
    lines = [{"item": each, "quantity": "1", "unit_price": "5.00", "amount": "5.00"} for each in ("s-1", "s-2")]
    lines += [{"quantity": "1", "unit_price": "5.00", "amount": "5.00", "tax_rate": "NON"}, {**lines[0], "item": ""}]
    lines[3].pop("item")
    shop.put("acme", "invoice", "i-1", invoice("A-1", "c-1", lines=lines, total="20.00"))
    told = check(diagnosis(shop, "invoice", "i-1"), "tax_rate_resolved")
    assert told.detail == (
        "line 1: TAX, set on the product or service; line 2: NON, set on the item group; "
        "line 3: NON, named on the line; line 4: NON, the default of the connection"
    )
    assert told.passed
    shop.connect_company.change("acme", {"settings": {"tax": {**tax, "by_item": {"s-1": "NOWHERE"}}}})
    told = check(diagnosis(shop, "invoice", "i-1"), "tax_rate_resolved")
    assert [(fault.field, fault.code) for fault in told.faults] == [("lines[0].tax_rate", "tax_code_invalid")]


@pytest.mark.requirement("D8")
def test_an_account_code_must_be_one_of_the_package(shop: World) -> None:
    shop.put("acme", "item", "s-2", item("Wood", income_account="4000", expense_account="8888"))
    told = diagnosis(shop, "item", "s-2")
    assert red(told) == ["account_codes"]
    assert [fault.field for fault in check(told, "account_codes").faults] == ["expense_account"]
    assert steps(check(told, "account_codes"), Actor.ADMINISTRATOR)
    assert any("invoice" in blocked.text for blocked in check(told, "account_codes").blocks)
    shop.put("acme", "item", "s-2", item("Wood", income_account="4000"))
    assert "4000" in check(diagnosis(shop, "item", "s-2"), "account_codes").detail


@pytest.mark.requirement("C4")
def test_a_cost_centre_without_an_account_is_told(shop: World) -> None:
    line = {"quantity": "1", "unit_price": "5.00", "amount": "5.00", "cost_centre": "north", "item": "s-1"}
    shop.put("acme", "order", "o-1", order(status="Invoiced", lines=[line], total="5.00"))
    assert red(diagnosis(shop, "order", "o-1")) == ["cost_centres"]
    shop.connect_company.change("acme", {"settings": {"cost_centres": {"north": "4000"}}})
    assert diagnosis(shop, "order", "o-1").passed


@pytest.mark.requirement("B13", "D9")
def test_an_unknown_parent_and_a_fault_of_its_own_are_one_failure_that_names_both(shop: World) -> None:
    lines = [{"item": each, "quantity": "1", "unit_price": "5.00", "amount": "5.00"} for each in ("s-1", "x", "y")]
    shop.put("acme", "invoice", "i-1", invoice("N" * 30, "nobody", lines=lines, total="15.00"))
    shop.run()
    failure = shop.view("acme", "invoice", "i-1").failure
    assert failure is not None
    assert failure.problem.code == "several_faults"
    for field in ("customer: ", "product or service, line 2: ", "product or service, line 3: ", "number: "):
        assert field in failure.problem.message


@pytest.mark.requirement("B11", "D9")
def test_a_date_in_a_closed_period_is_found_before_it_is_sent_and_moved_if_that_is_wanted(shop: World) -> None:
    shop.simulator.organisations["1001"].book_close_date = "2026-04-30"
    shop.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1", date="2026-04-01"))
    told = diagnosis(shop, "invoice", "i-1")
    assert red(told) == ["dates_in_open_period"]
    assert "2026-05-01" in check(told, "dates_in_open_period").detail
    shop.run()
    assert "POST batch" not in shop.simulator.counters.summary()["by_kind"]
    failure = shop.view("acme", "invoice", "i-1").failure
    assert failure is not None
    assert failure.problem.code == "closed_period"
    shop.connect_company.change("acme", {"settings": {"closing_date_policy": "move_to_open_period"}})
    shop.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1", date="2026-04-02"))
    assert diagnosis(shop, "invoice", "i-1").passed
    shop.run()
    (sent,) = shop.in_package("1001", "Invoice")
    assert sent["TxnDate"] == "2026-05-01"


@pytest.mark.requirement("C2", "D9")
def test_an_exported_order_is_done_and_a_change_of_it_is_red(shop: World) -> None:
    shop.put("acme", "order", "o-1", order(status="Invoiced"))
    shop.run()
    told = diagnosis(shop, "order", "o-1")
    assert (told.passed, told.would) == (True, "nothing")
    shop.put("acme", "order", "o-1", order(status="Invoiced", memo="Changed"))
    changed = diagnosis(shop, "order", "o-1")
    assert (changed.passed, red(changed)) == (False, ["change_allowed"])
    assert check(changed, "number_and_names").passed is None, "nothing else is looked at"
    assert check(changed, "client_linked").passed is True
