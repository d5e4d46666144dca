"""A void that meets what somebody in the package did meanwhile: both wanted the same, so it is done."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer, invoice, item, payment
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World
from tests.proof.charts import CHARTS

from .drifting import opened

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("B15")]


@pytest.fixture(params=sorted(SIMULATIONS))
def acme(request: pytest.FixtureRequest) -> World:
    """A company with a paid invoice in the package, for each package; nothing announces what happens there."""
    world = World(request.param)
    chart = CHARTS[request.param]
    world.connect("acme", world.simulation.organisation_id, **chart.settings)
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "item", "s-1", item("Consulting", income_account=chart.income))
    world.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    world.put("acme", "payment", "p-1", payment("c-1", {"i-1": "125.00"}))
    world.run()
    world.by_hand("PUT", "/webhooks", {"enabled": False})
    return world


def _by_hand(world: World, deed: str) -> None:
    link = world.view("acme", "payment", "p-1").record.link
    assert link
    xero = world.simulation.package == "xero"
    name = "Payments" if xero else "Payment"
    path = f"/organisations/{world.simulation.organisation_id}/{name}/{link.package_id}"
    calls: dict[str, tuple[str, str, dict[str, Any]]] = {
        "delete": ("PATCH", path, {"Status": "DELETED"}) if xero else ("DELETE", path, {}),
        "void": ("PATCH", path, {"Status": "DELETED"}) if xero else ("POST", f"{path}/void", {}),
    }
    world.clock.advance(60)
    world.by_hand(*calls[deed])


@pytest.mark.parametrize("deed", ["delete", "void"])
@pytest.mark.parametrize("told", [False, True])
def test_a_payment_that_was_voided_or_deleted_there_meanwhile_is_voided_here_without_a_failure(
    acme: World, deed: str, told: bool
) -> None:
    _by_hand(acme, deed)
    if told:
        acme.tick(minutes=24 * 60)
        acme.run()
    acme.accept_records.void("acme", "payment", "p-1")
    for _ in range(2):
        acme.run()
        acme.tick(minutes=24 * 60)

    view = acme.view("acme", "payment", "p-1")
    assert (view.sync_state, view.record.voided, view.failure) == (SyncState.SYNCED, True, None)
    assert opened(acme) == []
    assert sum(acme.failures.count_live("acme").values()) == 0


@pytest.mark.requirement("F7")
@pytest.mark.parametrize("approved", [True, False])
def test_a_draft_that_somebody_may_have_approved_there_can_still_be_changed_and_voided(approved: bool) -> None:
    world = World("xero")
    chart = CHARTS["xero"]
    organisation_id = world.simulation.organisation_id
    world.connect("acme", organisation_id, **chart.settings)
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "item", "s-1", item("Consulting", income_account=chart.income))
    world.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1", status="draft"))
    world.run()
    link = world.view("acme", "invoice", "i-1").record.link
    assert link
    if approved:
        world.clock.advance(60)
        world.by_hand("PATCH", f"/organisations/{organisation_id}/Invoices/{link.package_id}", {"Status": "AUTHORISED"})
        world.run()

    world.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1", status="draft", memo="changed"))
    world.run()
    (twin,) = world.in_package(organisation_id, "Invoices")
    assert (twin["Status"], twin["Reference"]) == ("AUTHORISED" if approved else "DRAFT", "changed")

    world.accept_records.void("acme", "invoice", "i-1")
    world.run()
    view = world.view("acme", "invoice", "i-1")
    assert (view.sync_state, view.record.voided, view.failure) == (SyncState.SYNCED, True, None)
    (twin,) = world.in_package(organisation_id, "Invoices")
    assert twin["Status"] == ("VOIDED" if approved else "DELETED")
