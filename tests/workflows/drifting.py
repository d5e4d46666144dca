"""A company whose records are changed in the package after they were sent, and what comes of it."""

from __future__ import annotations

from typing import Any

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.discrepancies import Choice, Discrepancy
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import StoredRecord, SyncState
from tests.fakes.books import bill, customer, invoice, payment, vendor
from tests.fakes.world import PACKAGE, World


def fill(world: World) -> None:
    """Give acme an invoice with a payment of it, and a bill; all of them reach the package."""
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "vendor", "v-1", vendor("Birch Paper"))
    world.put("acme", "invoice", "inv-1", {**invoice("A-1", "c-1"), "memo": "ours"})
    world.put("acme", "bill", "bill-1", {**bill("B-1", "v-1"), "notes": "call first"})
    world.put("acme", "payment", "pay-1", payment("c-1", {"inv-1": "100.00"}))
    world.run()
    assert all(record.sync_state is SyncState.SYNCED for record in world.store.records.values())


def stored(world: World, entity_type: EntityType, record_id: str) -> StoredRecord:
    return world.view("acme", entity_type, record_id).record


def twin(world: World, entity_type: EntityType, record_id: str) -> str:
    """The path of a record's twin, for a user of the package."""
    link = stored(world, entity_type, record_id).link
    assert link
    name = {"invoice": "Invoice", "bill": "Bill", "payment": "Payment"}[entity_type]
    return f"/organisations/1001/{name}/{link.package_id}"


def edit(world: World, entity_type: EntityType, record_id: str, **changes: Any) -> None:
    """A user of the package changes a record, and the change arrives."""
    world.clock.advance(60)
    world.by_hand("PATCH", twin(world, entity_type, record_id), changes)
    world.run()


def delete(world: World, entity_type: EntityType, record_id: str) -> None:
    """A user of the package deletes a record, and the deletion arrives."""
    world.clock.advance(60)
    world.by_hand("DELETE", twin(world, entity_type, record_id), {})
    world.run()


def opened(world: World) -> list[Discrepancy]:
    return list(world.read_discrepancies.page("acme", {}, None, 50)[0])


def only(world: World) -> Discrepancy:
    (discrepancy,) = opened(world)
    return discrepancy


def again(world: World, discrepancy: Discrepancy) -> Discrepancy:
    found = world.fakes.discrepancies.get("acme", discrepancy.discrepancy_id)
    assert found
    return found


def feed(world: World) -> list[tuple[ChangeKind, str]]:
    """What the feed tells about the application's own records."""
    entries, _cursor = world.feed.page("acme", None, 1000)
    return [(entry.kind, entry.record_id) for entry in entries if not entry.record_id.startswith(PACKAGE)]


def take_theirs(world: World, discrepancy: Discrepancy) -> Discrepancy:
    return world.settle_discrepancies("acme", discrepancy.discrepancy_id, Choice.TAKE_THEIRS, "carla")


def send_ours(world: World, discrepancy: Discrepancy) -> Discrepancy:
    return world.settle_discrepancies("acme", discrepancy.discrepancy_id, Choice.SEND_OURS, "carla")


def in_package(world: World, entity: str, number: str) -> dict[str, Any]:
    (found,) = [each for each in world.in_package("1001", entity) if each.get("DocNumber") == number]
    return found
