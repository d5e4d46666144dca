"""What is bound to what: a company, its connection, its organisation and their records, also when that changes."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.errors import Conflict, InvalidInput
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer, invoice, payment
from tests.fakes.world import PACKAGE, World

pytestmark = pytest.mark.workflows


def _move(world: World, realm_id: str) -> None:
    world.connect_company.disconnect("acme")
    world.connect("acme", realm_id)
    world.run()


def _names(world: World, realm_id: str, entity: str) -> list[str]:
    return [each.get("DocNumber") or each["DisplayName"] for each in world.in_package(realm_id, entity)]


@pytest.mark.requirement("F8", "C8")
def test_an_invoice_for_another_organisation_takes_its_customer_along(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    _move(acme, "2002")
    assert _names(acme, "2002", "Customer") == []
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    acme.run()
    assert (_names(acme, "2002", "Customer"), _names(acme, "2002", "Invoice")) == (["Alder Ltd"], ["A-1"])
    assert _names(acme, "1001", "Customer") == ["Alder Ltd"]
    assert acme.view("acme", "invoice", "i-1").sync_state is SyncState.SYNCED


@pytest.mark.requirement("F5")
def test_an_unlinked_customer_is_sent_again_when_it_is_needed_and_holds_up_nobody_else(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "customer", "c-2", customer("Birch Ltd"))
    acme.run()
    acme.link_records.unlink("acme", "customer", "c-1")
    for number in range(130):
        acme.put("acme", "invoice", f"i-{number}", invoice(f"A-{number}", "c-1"))
    acme.put("acme", "invoice", "good", invoice("B-1", "c-2"))
    acme.run()
    assert acme.view("acme", "invoice", "good").sync_state is SyncState.SYNCED
    parent = acme.view("acme", "customer", "c-1")
    assert parent.failure  # its name is taken, by what it was linked to
    assert parent.failure.problem.code == "duplicate_name"
    assert acme.view("acme", "invoice", "i-0").sync_state is SyncState.BLOCKED
    assert sum(acme.failures.count_live("acme").values()) == 1

    acme.put("acme", "customer", "c-1", customer("Alder Ltd (new)"))
    acme.run()
    assert {acme.view("acme", "invoice", f"i-{number}").sync_state for number in range(130)} == {SyncState.SYNCED}


@pytest.mark.requirement("F2", "C8")
def test_the_same_number_in_another_organisation_is_another_record(acme: World) -> None:
    acme.by_hand("POST", "/organisations/1001/Customer", {"DisplayName": "Theirs in the first"})
    acme.run()
    _move(acme, "2002")
    acme.by_hand("POST", "/organisations/2002/Customer", {"DisplayName": "Theirs in the second"})
    acme.run()
    for realm_id, name in (("1001", "Theirs in the first"), ("2002", "Theirs in the second")):
        (twin,) = acme.in_package(realm_id, "Customer")
        record = acme.view("acme", "customer", f"quickbooks-online-{realm_id}-{twin['Id']}").record
        assert record.body["name"] == name
    entries, _cursor = acme.feed.page("acme", None, 10)
    assert [entry.kind for entry in entries] == [ChangeKind.CREATED, ChangeKind.CREATED]


@pytest.mark.requirement("B2")
def test_a_new_consent_for_another_organisation_is_refused(acme: World) -> None:
    acme.simulator.add_organisation("2002", "The wrong company")
    address = acme.connect_company.authorize_url("acme", "http://api.test/callback", "state")
    wrong = f"{urlsplit(address).query}&realm_id=2002"
    _status, headers, _body = acme.simulator.handle("GET", urlsplit(address).path, wrong)
    location = next(value for name, value in headers.items() if name.lower() == "location")
    callback = dict(parse_qsl(urlsplit(location).query))
    with pytest.raises(Conflict, match="bound to organisation 1001"):
        acme.connect_company.complete("acme", PACKAGE, callback, "http://api.test/callback")
    assert acme.read_connection("acme").connection.organisation_id == "1001"
    assert acme.read_connection("acme").status is ConnectionStatus.CONNECTED


@pytest.mark.requirement("F2", "F3")
def test_what_changed_while_access_was_revoked_is_caught_up_after_the_new_consent(acme: World) -> None:
    acme.simulator.webhooks.settings.enabled = False
    acme.by_hand("DELETE", "/tokens/1001", {})
    acme.tick()
    acme.run()
    assert acme.read_connection("acme").status is ConnectionStatus.REAUTHORIZATION_REQUIRED
    made = acme.by_hand("POST", "/organisations/1001/Customer", {"DisplayName": "Made meanwhile"})
    acme.clock.advance(3600)
    acme.connect("acme", "1001")
    acme.run()
    acme.tick()
    acme.run()
    package_id = (made.get("Customer") or made)["Id"]
    record = acme.view("acme", "customer", f"quickbooks-online-1001-{package_id}").record
    assert record.body["name"] == "Made meanwhile"


@pytest.mark.requirement("D2", "F5")
def test_what_is_not_synced_is_set_aside_both_ways_until_it_is_included(acme: World) -> None:
    acme.put("acme", "customer", "c-0", customer("Accepted before"))
    acme.connect_company.change("acme", {"settings": {"entities_to_sync": ["invoice"]}})
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    acme.by_hand("POST", "/organisations/1001/Vendor", {"DisplayName": "Unasked for"})
    acme.run()
    assert acme.view("acme", "customer", "c-0").sync_state is SyncState.SKIPPED
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SKIPPED
    assert acme.view("acme", "invoice", "i-1").sync_state is SyncState.BLOCKED
    assert acme.feed.page("acme", None, 10)[0] == ()

    acme.connect_company.change("acme", {"settings": {"entities_to_sync": ["invoice", "customer"]}})
    acme.run()
    for entity_type, record_id in (("customer", "c-0"), ("customer", "c-1"), ("invoice", "i-1")):
        assert acme.view("acme", entity_type, record_id).sync_state is SyncState.SYNCED, record_id


@pytest.mark.requirement("D4")
def test_the_invoices_of_an_excluded_client_are_blocked(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    acme.put("acme", "customer", "c-1", customer("Alder Ltd", excluded=True))
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    acme.run()
    assert acme.view("acme", "invoice", "i-1").sync_state is SyncState.BLOCKED
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    assert acme.view("acme", "invoice", "i-1").sync_state is SyncState.SYNCED


@pytest.mark.requirement("B15")
def test_a_payment_voided_saved_and_voided_again_ends_voided(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "payment", "p-1", payment("c-1", {}, amount="5.00"))
    acme.run()
    acme.accept_records.void("acme", "payment", "p-1")
    acme.run()
    acme.put("acme", "payment", "p-1", payment("c-1", {}, amount="9.00"))
    acme.run()
    assert not acme.view("acme", "payment", "p-1").record.voided
    acme.accept_records.void("acme", "payment", "p-1")
    acme.run()
    (twin,) = acme.in_package("1001", "Payment")
    assert twin["TotalAmt"] == 0


@pytest.mark.parametrize("record_id", ["quickbooks-online-1001-7", "a/b", "a#b"])
def test_ids_that_could_be_mistaken_are_refused(acme: World, record_id: str) -> None:
    with pytest.raises(InvalidInput, match="record_id"):
        acme.put("acme", "customer", record_id, customer("Alder Ltd"))
