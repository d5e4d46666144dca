"""A world for each package that is shipped, those that are called and the one that calls in."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tests.fakes import desktop_world
from tests.fakes.desktop_world import DesktopWorld
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World

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
