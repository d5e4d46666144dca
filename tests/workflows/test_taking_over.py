"""Linking a record to what had merely arrived from the package: the two become one, whichever of them is named."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.errors import Conflict, InvalidInput
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import bill, customer, invoice, vendor
from tests.fakes.desktop_world import DesktopWorld
from tests.fakes.world import World

from .desktop_stories import connected, entered_bill, numbers, record_of

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]


def arrived_customer(world: World, name: str = "Birch Bakery") -> tuple[str, str]:
    """A customer that somebody adds in QuickBooks: its record id, and its id there."""
    world.by_hand("POST", "/organisations/1001/Customer", {"DisplayName": name})
    world.run()
    record_id = record_of(world, "customer", name)  # type: ignore[arg-type]
    return record_id, twin_of(world, "customer", record_id)


def twin_of(world: World, entity_type: EntityType, record_id: str) -> str:
    link = world.view("acme", entity_type, record_id).record.link
    assert link
    return link.package_id


def link(world: World, record_id: str, package_id: str, entity_type: EntityType = "customer") -> None:
    world.link_records.link("acme", entity_type, record_id, package_id)
    world.run()


def by_hand(world: World, method: str, path: str, **body: Any) -> None:
    world.clock.advance(60)
    world.by_hand(method, f"/organisations/1001/{path}", body)
    world.run()


@pytest.mark.requirement("A2", "B9")
def test_the_remedy_of_a_vendor_that_is_made_there_only_can_be_followed_in_one_step() -> None:
    acme: DesktopWorld = connected()
    arrived = record_of(acme, "vendor", "Oak Paper")
    acme.put("acme", "vendor", "v-1", vendor("Oak Paper", phone="555-0100"))
    acme.put("acme", "bill", "b-1", bill("B-1", "v-1"))
    acme.run()
    assert acme.view("acme", "vendor", "v-1").sync_state is SyncState.FAILED
    assert acme.view("acme", "bill", "b-1").sync_state is SyncState.BLOCKED
    link(acme, "v-1", twin_of(acme, "vendor", arrived), "vendor")
    assert acme.view("acme", "vendor", "v-1").sync_state is SyncState.SYNCED
    assert acme.view("acme", "bill", "b-1").sync_state is SyncState.SYNCED
    (row,) = acme.company_file("acme").rows("Vendor")
    assert (row["Name"], row["Phone"], numbers(acme, "Bill")) == ("Oak Paper", "555-0100", {"B-1": 1})
    entered_bill(acme, "B-2")
    acme.run()
    assert acme.view("acme", "bill", record_of(acme, "bill", "B-2")).record.body["vendor"] == "v-1"


@pytest.mark.requirement("F11")
def test_the_arrived_record_and_the_feed_say_where_it_went(acme: World) -> None:
    arrived, package_id = arrived_customer(acme)
    acme.put("acme", "customer", "c-1", customer("Birch Bakery"))
    link(acme, "c-1", package_id)
    old = acme.view("acme", "customer", arrived).record
    assert (old.merged_into, old.link, old.body["name"]) == ("c-1", None, "Birch Bakery")
    assert twin_of(acme, "customer", "c-1") == package_id
    told = [(each.kind, each.record_id, each.merged_into) for each in acme.feed.page("acme", None, 50)[0]]
    assert told.count((ChangeKind.MERGED, arrived, "c-1")) == 1
    mapped, _cursor = acme.read_records.mappings("acme", "customer", None, 50)
    assert [each.record_id for each in mapped] == ["c-1"]


@pytest.mark.requirement("F1")
def test_what_names_the_arrived_record_reaches_the_same_customer_and_is_no_discrepancy(acme: World) -> None:
    arrived, package_id = arrived_customer(acme)
    acme.put("acme", "invoice", "i-1", invoice("A-1", arrived))
    acme.run()
    acme.put("acme", "customer", "c-1", customer("Birch Bakery"))
    link(acme, "c-1", package_id)
    acme.put("acme", "invoice", "i-2", invoice("A-2", arrived))
    acme.run()
    sent = {row["DocNumber"]: row["CustomerRef"]["value"] for row in acme.in_package("1001", "Invoice")}
    assert sent == {"A-1": package_id, "A-2": package_id}
    by_hand(acme, "PATCH", f"Invoice/{twin_of(acme, 'invoice', 'i-1')}", PrivateNote="Checked")
    view = acme.view("acme", "invoice", "i-1")
    assert (view.record.body["customer"], view.record.discrepancy_id) == (arrived, "")
    by_hand(acme, "PATCH", f"Customer/{package_id}", CompanyName="Birch Ltd")
    assert acme.view("acme", "customer", "c-1").record.body["company_name"] == "Birch Ltd"
    assert "company_name" not in acme.view("acme", "customer", arrived).record.body


def test_a_record_that_was_merged_is_neither_sent_nor_linked_nor_voided_again(acme: World) -> None:
    arrived, package_id = arrived_customer(acme)
    acme.put("acme", "customer", "c-1", customer("Birch Bakery"))
    link(acme, "c-1", package_id)
    with pytest.raises(InvalidInput, match="c-1"):
        acme.put("acme", "customer", arrived, customer("Birch Bakery"))
    with pytest.raises(Conflict, match="c-1"):
        acme.link_records.link("acme", "customer", arrived, package_id)
    with pytest.raises(Conflict, match="c-1"):
        acme.accept_records.void("acme", "customer", arrived)


def test_after_the_link_is_taken_away_the_arrived_record_comes_to_life_again(acme: World) -> None:
    arrived, package_id = arrived_customer(acme)
    acme.put("acme", "customer", "c-1", customer("Birch Bakery"))
    link(acme, "c-1", package_id)
    acme.link_records.unlink("acme", "customer", "c-1")
    by_hand(acme, "PATCH", f"Customer/{package_id}", CompanyName="Birch Ltd")
    record = acme.view("acme", "customer", arrived).record
    assert (record.merged_into, record.body["company_name"]) == ("", "Birch Ltd")


def test_a_record_that_the_application_has_changed_or_made_keeps_its_twin(acme: World) -> None:
    arrived, package_id = arrived_customer(acme)
    acme.put("acme", "customer", arrived, customer("Birch Bakery", phone="555-0100"))
    acme.put("acme", "customer", "c-1", customer("Other"))
    acme.run()
    before = dict(acme.store.records)
    for taken in (package_id, twin_of(acme, "customer", "c-1")):
        with pytest.raises(Conflict, match="DELETE"):
            acme.link_records.link("acme", "customer", "c-2", taken)
    assert acme.store.records == before


def test_a_link_that_a_session_overtakes_changes_nothing(acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived, package_id = arrived_customer(acme)
    read = acme.records.get
    seen = acme.view("acme", "customer", arrived).record

    def outdated(company_id: str, entity_type: EntityType, record_id: str) -> Any:
        if record_id == arrived:
            return seen
        return read(company_id, entity_type, record_id)

    by_hand(acme, "PATCH", f"Customer/{package_id}", CompanyName="Birch Ltd")
    monkeypatch.setattr(acme.records, "get", outdated)
    with pytest.raises(Conflict, match="look again"):
        acme.link_records.link("acme", "customer", "c-1", package_id)
    assert read("acme", "customer", "c-1") is None
    assert read("acme", "customer", arrived).merged_into == ""  # type: ignore[union-attr]


@pytest.mark.requirement("F1")
def test_a_record_that_is_being_sent_is_not_linked_to_something_else_meanwhile(acme: World) -> None:
    _arrived, twin = arrived_customer(acme)
    acme.put("acme", "customer", "c-9", customer("Oak"))
    refused: list[str] = []

    def meanwhile(_request: object) -> None:
        if not refused and acme.view("acme", "customer", "c-9").sync_state is SyncState.SYNCING:
            refused.append("")
            with pytest.raises(Conflict, match="is being sent"):
                acme.link_records.link("acme", "customer", "c-9", twin)

    acme.http.after_each_request = meanwhile
    acme.run()
    assert refused
    assert twin_of(acme, "customer", "c-9") != twin


def test_what_the_package_does_not_have_is_not_linked(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Birch Bakery"))
    acme.run()
    before = dict(acme.store.records)
    with pytest.raises(InvalidInput, match="QuickBooks Online has no customer with the id 999"):
        acme.link_records.link("acme", "customer", "c-2", "999")
    assert acme.store.records == before


def test_what_cannot_be_asked_now_is_linked_as_it_is_told(acme: World) -> None:
    acme.by_hand("POST", "/faults", {"kind": "unavailable", "times": 50})
    linked = acme.link_records.link("acme", "customer", "c-1", "999")
    assert linked.link
    desktop = connected()
    desktop.link_records.link("acme", "customer", "c-1", "80000001-1")
    assert twin_of(desktop, "customer", "c-1") == "80000001-1"
