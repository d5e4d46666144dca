"""Tokens are refreshed once, however many workers find them expired at the same moment (F3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from typing_extensions import override

from bookbridge.domain.connections import Credentials
from bookbridge.use_cases.cloud_packages import cloud
from bookbridge.use_cases.keep_tokens import KeepTokens
from tests.fakes.clock import FakeClock
from tests.fakes.world import World

pytestmark = pytest.mark.workflows

WORKERS = 20


class Patience(FakeClock):
    """A clock that stands still while others work."""

    @override
    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        Event().wait(0.001)


@pytest.mark.requirement("F3")
@pytest.mark.parametrize("package", ["quickbooks-online", "xero"])
def test_twenty_workers_at_once_refresh_a_token_once(package: str) -> None:
    world = World(package)
    world.connect("acme", world.simulation.organisation_id)
    world.run()
    world.simulator.counters.reset()
    clock = Patience(world.clock.now() + timedelta(hours=2))
    use = world.fakes
    keep = KeepTokens(use.credentials, cloud(use.package(package)).oauth, world.http, use.app_of(package), clock)
    together = Barrier(WORKERS)

    def work(_number: int) -> Credentials:
        together.wait()
        return keep.current("acme")

    with ThreadPoolExecutor(WORKERS) as pool:
        tokens = {credentials.access_token for credentials in pool.map(work, range(WORKERS))}

    assert len(tokens) == 1
    assert world.simulator.counters.summary()["by_kind"] == {"POST token": 1}
