"""Drift as each package shows it: nothing drifts by itself, and what somebody changes is found and can be decided."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.discrepancies import DiscrepancyKind
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import bill, customer, invoice, item, vendor
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World
from tests.proof.charts import CHARTS
from tests.proof.stories import STORIES

from .drifting import again, only, opened, send_ours, stored, take_theirs

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("F7")]

EVERYTHING = [story for story in STORIES if story.title == "everything"]
PATHS = {
    "quickbooks-online": {"invoice": "Invoice", "bill": "Bill"},
    "xero": {"invoice": "Invoices", "bill": "Invoices"},
}
NUMBERS = {"quickbooks-online": "DocNumber", "xero": "InvoiceNumber"}


@pytest.fixture(params=sorted(SIMULATIONS))
def world(request: pytest.FixtureRequest) -> World:
    """Acme with an invoice and a bill in the package."""
    world = World(request.param)
    chart = CHARTS[request.param]
    world.connect("acme", world.simulation.organisation_id, **chart.settings)
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "vendor", "v-1", vendor("Birch Paper"))
    world.put("acme", "item", "s-1", item("Consulting", income_account=chart.income))
    world.put("acme", "invoice", "inv-1", invoice("A-1", "c-1", item="s-1"))
    world.put("acme", "bill", "bill-1", bill("B-1", "v-1", account=chart.expense, ap_account=chart.payable))
    world.run()
    assert {record.sync_state for record in world.store.records.values()} == {SyncState.SYNCED}
    return world


def by_hand(world: World, method: str, entity_type: Any, record_id: str, after: str = "", **body: Any) -> None:
    """A user of the package does something to a record, and a poll and webhooks tell of it."""
    link = stored(world, entity_type, record_id).link
    assert link
    name = PATHS[world.simulation.package][entity_type]
    world.clock.advance(60)
    world.by_hand(method, f"/organisations/{world.simulation.organisation_id}/{name}/{link.package_id}{after}", body)
    world.run()
    world.tick(minutes=24 * 60)
    world.run()


@pytest.mark.parametrize("story", EVERYTHING, ids=lambda story: story.package)
def test_nothing_that_was_sent_drifts_by_itself(story: Any) -> None:
    world = story.begin(retries=4)
    world.run()
    world.tick(minutes=24 * 60)
    world.run()

    assert {record.sync_state for record in world.store.records.values()} >= {SyncState.SYNCED}
    assert [(each.record_id, each.differences) for each in opened(world)] == []


def test_a_number_changed_in_the_package_is_found_and_ours_sent_again(world: World) -> None:
    number = NUMBERS[world.simulation.package]
    by_hand(world, "PATCH", "invoice", "inv-1", **{number: "X-1"})

    discrepancy = only(world)
    assert [(each.field, each.ours, each.theirs) for each in discrepancy.differences] == [("number", "A-1", "X-1")]
    send_ours(world, discrepancy)
    world.run()

    assert stored(world, "invoice", "inv-1").sync_state is SyncState.SYNCED
    path = f"{world.simulation.organisation_id}", PATHS[world.simulation.package]["invoice"]
    assert "A-1" in [each.get(number) for each in world.in_package(*path)]
    assert opened(world) == []


def test_theirs_is_taken_and_nothing_is_written(world: World) -> None:
    by_hand(world, "PATCH", "bill", "bill-1", **{NUMBERS[world.simulation.package]: "X-2"})
    written = world.simulator.counters.summary()["objects_written"]
    take_theirs(world, only(world))
    world.tick(minutes=24 * 60)
    world.run()

    assert stored(world, "bill", "bill-1").body["number"] == "X-2"
    assert world.simulator.counters.summary()["objects_written"] == written
    assert opened(world) == []


@pytest.mark.requirement("A1", "B15")
def test_an_invoice_voided_in_the_package_is_shown_and_stays_as_it_is_here(world: World) -> None:
    by_hand(world, "POST", "invoice", "inv-1", "/void")

    discrepancy = only(world)
    assert discrepancy.kind is DiscrepancyKind.VOIDED
    assert (stored(world, "invoice", "inv-1").voided, stored(world, "invoice", "inv-1").body["total"]) == (
        False,
        "125.00",
    )
    take_theirs(world, discrepancy)
    assert stored(world, "invoice", "inv-1").voided
    assert not again(world, discrepancy).is_open
