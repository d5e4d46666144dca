"""Failures that are mended in the application itself: what waited for the repair goes by itself, its failure closes."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.discrepancies import Choice
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer, invoice, item, payment
from tests.fakes.world import World
from tests.proof.charts import CHARTS

from .drifting import opened
from .every_package import PACKAGES, world_of

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("A2")]


@pytest.fixture(params=PACKAGES)
def acme(request: pytest.FixtureRequest) -> World:
    """A company with two customers and a product in the package, for each package."""
    world = world_of(request.param)
    chart = CHARTS[request.param]
    world.connect("acme", world.simulation.organisation_id, **chart.settings)
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "customer", "c-2", customer("Birch Ltd"))
    world.put("acme", "item", "s-1", item("Consulting", income_account=chart.income))
    world.run()
    return world


ARCHIVED: dict[str, tuple[str, dict[str, Any]]] = {
    "quickbooks-online": ("Customer", {"Active": False}),
    "xero": ("Contacts", {"ContactStatus": "ARCHIVED"}),
}
"""How somebody archives a customer in the package."""


def _by_hand(world: World, name: str, record: tuple[Any, str], **changes: Any) -> None:
    link = world.view("acme", *record).record.link
    assert link
    world.clock.advance(60)
    world.by_hand("PATCH", f"/organisations/{world.simulation.organisation_id}/{name}/{link.package_id}", changes)
    world.run()


def _state(world: World, entity_type: Any, record_id: str) -> SyncState:
    return world.view("acme", entity_type, record_id).sync_state


@pytest.mark.parametrize("acme", sorted(ARCHIVED), indirect=True)  # the others take invoices of inactive customers
def test_an_invoice_for_a_customer_that_is_active_again_goes(acme: World) -> None:
    name, archived = ARCHIVED[acme.simulation.package]
    _by_hand(acme, name, ("customer", "c-2"), **archived)
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-2", item="s-1"))
    acme.run()
    assert _state(acme, "invoice", "i-1") is SyncState.FAILED

    acme.put("acme", "customer", "c-2", customer("Birch Ltd", active=True))
    acme.run()
    assert _state(acme, "invoice", "i-1") is SyncState.SYNCED
    assert sum(acme.failures.count_live("acme").values()) == 0


def test_a_name_that_another_customer_gives_up_is_free_for_the_one_that_failed(acme: World) -> None:
    acme.put("acme", "customer", "c-2", customer("Alder Ltd"))
    acme.run()
    assert _state(acme, "customer", "c-2") is SyncState.FAILED

    acme.put("acme", "customer", "c-1", customer("Alder & Sons"))
    acme.run()
    assert _state(acme, "customer", "c-2") is SyncState.SYNCED
    assert sum(acme.failures.count_live("acme").values()) == 0


def test_two_customers_exchange_names_through_a_third_name_in_one_call(acme: World) -> None:
    acme.put("acme", "customer", "c-2", customer("Alder Ltd"))
    acme.put("acme", "customer", "c-1", customer("Cedar Ltd"))
    acme.run()
    acme.put("acme", "customer", "c-1", customer("Birch Ltd"))
    acme.run()

    assert {_state(acme, "customer", each) for each in ("c-1", "c-2")} == {SyncState.SYNCED}
    assert sum(acme.failures.count_live("acme").values()) == 0


@pytest.mark.parametrize("acme", sorted({*PACKAGES} - {"xero"}), indirect=True)  # which deletes no approved invoice
def test_a_payment_of_an_invoice_that_was_deleted_goes_when_the_invoice_is_made_anew(acme: World) -> None:
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    acme.run()
    link = acme.view("acme", "invoice", "i-1").record.link
    assert link
    acme.clock.advance(60)
    acme.by_hand("DELETE", f"/organisations/{acme.simulation.organisation_id}/Invoice/{link.package_id}", {})
    acme.run()
    acme.put("acme", "payment", "p-1", payment("c-1", {"i-1": "125.00"}))
    acme.run()
    assert _state(acme, "payment", "p-1") is SyncState.FAILED

    (discrepancy,) = opened(acme)
    acme.settle_discrepancies("acme", discrepancy.discrepancy_id, Choice.SEND_OURS, "carla")
    acme.run()
    assert _state(acme, "payment", "p-1") is SyncState.SYNCED
    assert sum(acme.failures.count_live("acme").values()) == 0
