"""A world for each test."""

from __future__ import annotations

import pytest

from tests.fakes.world import World


@pytest.fixture
def world() -> World:
    """A stack without companies."""
    return World()


@pytest.fixture
def acme(world: World) -> World:
    """A stack with one company, acme, connected to realm 1001 and idle."""
    world.connect("acme", "1001")
    world.run()
    world.simulator.counters.reset()
    world.http.sent.clear()
    return world
