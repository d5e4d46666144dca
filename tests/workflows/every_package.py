"""A world for each package that is shipped, those that are called and the one that calls in."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tests.fakes import desktop_world
from tests.fakes.books import customer, invoice, item
from tests.fakes.desktop_world import DesktopWorld
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World
from tests.proof.charts import CHARTS

PACKAGES: Final = (desktop_world.PACKAGE, *sorted(SIMULATIONS))


def world_of(package: str) -> World:
    """A stack without companies, and one organisation in the package that has no customers and no product yet."""
    if package != desktop_world.PACKAGE:
        return World(package)
    world = DesktopWorld()
    file = world.simulator.add_organisation(world.simulation.organisation_id, "acme Inc.")
    for row in file.rows("ItemService"):
        file.delete("ItemService", row["ListID"])
    world.clock.advance(timedelta(days=1))
    return world


def with_an_invoice(package: str) -> World:
    """A company of this package, with an invoice `i-1` that is there."""
    world = world_of(package)
    chart = CHARTS[package]
    world.connect("acme", world.simulation.organisation_id, **chart.settings)
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "item", "s-1", item("Consulting", income_account=chart.income))
    world.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    world.run()
    return world
