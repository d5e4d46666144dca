"""Customers and vendors are one list of contacts in Xero: what one object means for two records, or for none."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import bill, customer, invoice, vendor
from tests.fakes.world import World
from tests.proof.charts import CHARTS

pytestmark = pytest.mark.workflows

CHART = CHARTS["xero"]


@pytest.fixture
def acme() -> World:
    """A company with Xero, connected and idle."""
    world = World("xero")
    world.connect("acme", world.simulation.organisation_id, **CHART.settings)
    world.run()
    return world


def _by_hand(world: World, method: str, path: str, **body: Any) -> dict[str, Any]:
    world.clock.advance(60)
    answer = world.by_hand(method, f"/organisations/{world.simulation.organisation_id}/{path}", body)
    (found,) = next(each for each in answer.values() if isinstance(each, list))
    return dict(found)


def _later(world: World) -> None:
    world.run()
    world.tick(minutes=24 * 60)
    world.run()


def _feed(world: World) -> list[tuple[ChangeKind, str, str]]:
    entries, _cursor = world.feed.page("acme", None, 100)
    return [(entry.kind, entry.entity_type, entry.record_id) for entry in entries]


def _contact(world: World, entity_type: Any, record_id: str) -> str:
    link = world.view("acme", entity_type, record_id).record.link
    assert link
    return link.package_id


@pytest.mark.requirement("F1", "F8")
def test_a_contact_that_was_there_is_linked_and_then_says_what_was_sent(acme: World) -> None:
    theirs = _by_hand(acme, "POST", "Contacts", Name="Alder Ltd", EmailAddress="old@alder.test")
    acme.simulator.webhooks.forget()
    acme.put("acme", "customer", "c-1", customer("Alder Ltd", email="new@alder.test", phone="555"))
    _later(acme)

    (twin,) = acme.in_package(acme.simulation.organisation_id, "Contacts")
    assert (twin["ContactID"], twin["EmailAddress"]) == (theirs["ContactID"], "new@alder.test")
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED
    assert _feed(acme) == []


@pytest.mark.requirement("F1")
def test_a_customer_and_a_vendor_of_one_name_share_a_contact_which_says_what_was_sent_last(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Twin Ltd", email="sales@twin.test"))
    acme.run()
    acme.clock.advance(60)
    acme.put("acme", "vendor", "v-1", vendor("Twin Ltd", email="orders@twin.test"))
    _later(acme)

    (twin,) = acme.in_package(acme.simulation.organisation_id, "Contacts")
    assert _contact(acme, "customer", "c-1") == _contact(acme, "vendor", "v-1") == twin["ContactID"]
    bodies = [acme.view("acme", *each).record.body for each in (("customer", "c-1"), ("vendor", "v-1"))]
    assert {body["email"] for body in bodies} == {twin["EmailAddress"]}
    assert {record.sync_state for record in acme.store.records.values()} == {SyncState.SYNCED}


@pytest.mark.requirement("F2")
def test_a_merged_customer_is_told_of_once_and_of_a_vendor_nobody_knows_nothing_is(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "customer", "c-2", customer("Alder & Sons"))
    _later(acme)
    survivor = _contact(acme, "customer", "c-2")
    path = f"/organisations/{acme.simulation.organisation_id}/Contacts/{_contact(acme, 'customer', 'c-1')}/merge"
    acme.clock.advance(60)
    acme.by_hand("POST", path, {"into": survivor})
    _later(acme)

    assert [each for each in _feed(acme) if each[0] is ChangeKind.MERGED] == [(ChangeKind.MERGED, "customer", "c-1")]


@pytest.mark.requirement("F2")
def test_a_draft_that_came_and_went_unseen_is_not_told_of_as_something_it_never_was(acme: World) -> None:
    acme.put("acme", "vendor", "v-1", vendor("Oak Paper"))
    _later(acme)
    acme.by_hand("PUT", "/webhooks", {"enabled": False})
    line = {"Description": "Paper", "Quantity": 1, "UnitAmount": 5, "AccountCode": CHART.expense}
    head = {"Type": "ACCPAY", "Date": "2030-04-01", "DueDate": "2030-04-09", "Status": "DRAFT"}
    party = {"ContactID": _contact(acme, "vendor", "v-1")}
    draft = _by_hand(acme, "POST", "Invoices", **head, Contact=party, LineItems=[line])
    _by_hand(acme, "PATCH", f"Invoices/{draft['InvoiceID']}", Status="DELETED")
    _later(acme)

    assert _feed(acme) == []


@pytest.mark.requirement("F2")
def test_whoever_is_paid_without_a_bill_arrives_as_the_vendor_that_the_expense_names(acme: World) -> None:
    payee = _by_hand(acme, "POST", "Contacts", Name="Fuel Co")
    acme.run()
    line = {"Description": "Fuel", "Quantity": 1, "UnitAmount": 5, "AccountCode": CHART.expense}
    spent = {"Type": "SPEND", "Date": "2030-04-03", "BankAccount": {"Code": CHART.bank}, "LineItems": [line]}
    _by_hand(acme, "POST", "BankTransactions", **spent, Contact={"ContactID": payee["ContactID"]})
    _later(acme)

    entries, _cursor = acme.feed.page("acme", None, 100)
    (expense,) = [entry for entry in entries if entry.entity_type == "expense"]
    assert expense.kind is ChangeKind.CREATED
    told = {(entry.entity_type, entry.record_id) for entry in entries}
    assert ("vendor", expense.record["payee"]) in told


@pytest.mark.requirement("A1", "F2")
def test_archiving_a_shared_contact_deactivates_both_records(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Twin Ltd"))
    acme.put("acme", "vendor", "v-1", vendor("Twin Ltd"))
    _later(acme)
    _by_hand(acme, "PATCH", f"Contacts/{_contact(acme, 'customer', 'c-1')}", ContactStatus="ARCHIVED")
    _later(acme)

    gone = [each for each in _feed(acme) if each[0] is ChangeKind.DEACTIVATED]
    assert sorted(gone) == [(ChangeKind.DEACTIVATED, "customer", "c-1"), (ChangeKind.DEACTIVATED, "vendor", "v-1")]


@pytest.mark.requirement("F2")
@pytest.mark.parametrize("unlinked", ["customer", "vendor"])
def test_unlinking_one_of_two_leaves_the_other_as_it_is(acme: World, unlinked: Any) -> None:
    records = {"customer": "c-1", "vendor": "v-1"}
    acme.put("acme", "customer", "c-1", customer("Twin Ltd"))
    acme.put("acme", "vendor", "v-1", vendor("Twin Ltd"))
    _later(acme)
    contact = _contact(acme, "customer", "c-1")
    acme.link_records.unlink("acme", unlinked, records.pop(unlinked))
    _by_hand(acme, "PATCH", f"Contacts/{contact}", EmailAddress="new@twin.test")
    _later(acme)

    ((kind, record_id),) = records.items()
    assert acme.view("acme", kind, record_id).record.body["email"] == "new@twin.test"
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    acme.put("acme", "bill", "b-1", bill("B-1", "v-1", account=CHART.expense, ap_account=CHART.payable))
    _later(acme)
    assert {acme.view("acme", *each).sync_state for each in (("invoice", "i-1"), ("bill", "b-1"))} == {SyncState.SYNCED}
