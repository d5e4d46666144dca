"""A world for each test."""

from __future__ import annotations

import pytest

from bookbridge.domain import connector_keys
from tests.fakes.books import customer, item, vendor
from tests.fakes.world import World

from .messages_to_people import OWNER


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


@pytest.fixture
def shop(acme: World) -> World:
    """Acme with a customer, a product and a vendor in the package."""
    acme.put("acme", "customer", "c-1", customer("Birch Bakery"))
    acme.put("acme", "item", "s-1", item("Advice"))
    acme.put("acme", "vendor", "v-1", vendor("Norton Lumber"))
    acme.run()
    acme.simulator.counters.reset()
    acme.http.sent.clear()
    return acme


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day has thousands of sign-ins: their password is hashed with the least effort there is."""
    monkeypatch.setattr(connector_keys, "COST", 2)


@pytest.fixture
def told(world: World) -> World:
    """Acme, whose owner is to be told each hour at most."""
    world.connect("acme", "1001", notify={"owner": OWNER, "every_minutes": 60})
    world.run()
    world.fakes.event_bus.events.clear()
    return world
