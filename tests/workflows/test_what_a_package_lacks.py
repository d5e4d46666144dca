"""Fields that a package has no place for stay as the application said them, whatever arrives from there."""

from __future__ import annotations

import pytest

from bookbridge.domain.stored_records import SyncState
from tests.fakes.world import World

pytestmark = pytest.mark.workflows

CUSTOMER = {"name": "Birch", "company_name": "Birch & Sons", "email": "old@birch.example"}
ITEM = {"name": "Desk", "kind": "product", "sku": "D-1", "unit_price": "9.00"}


@pytest.mark.requirement("A1")
def test_an_edit_in_the_package_changes_what_it_keeps_and_nothing_else() -> None:
    world = World("xero")
    tenant = world.simulation.organisation_id
    world.connect("acme", tenant)
    world.put("acme", "customer", "c-1", CUSTOMER)
    world.put("acme", "item", "s-1", ITEM)
    world.run()
    twins = {kind: world.view("acme", kind, each).record.link for kind, each in (("customer", "c-1"), ("item", "s-1"))}
    assert all(twins.values())
    world.clock.advance(60)
    for kind, path, body in (
        ("customer", "Contacts", {"EmailAddress": "new@birch.example"}),
        ("item", "Items", {"Name": "Standing desk"}),
    ):
        link = twins[kind]
        assert link is not None
        world.by_hand("PATCH", f"/organisations/{tenant}/{path}/{link.package_id}", body)
    for _ in range(6):  # nothing announces items: the next polls find them
        world.tick(15)
        world.run()
    customer, item = (world.view("acme", kind, each).record for kind, each in (("customer", "c-1"), ("item", "s-1")))
    assert customer.sync_state is SyncState.SYNCED
    assert (customer.body["email"], customer.body["company_name"]) == ("new@birch.example", "Birch & Sons")
    assert (item.body["name"], item.body["kind"]) == ("Standing desk", "product")
