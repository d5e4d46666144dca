"""A run may be cut off anywhere: nothing is lost, nothing doubled. All points are tried by `make prove`, some here."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest

from bookbridge.domain.stored_records import SyncState
from bookbridge.ports.http import Request
from tests.fakes.books import customer, invoice, item
from tests.fakes.world import Crash, World
from tests.proof.desktop_stories import DESKTOP_STORIES, DesktopStory
from tests.proof.desktop_trials import desktop_trials_of
from tests.proof.stories import STORIES, Story
from tests.proof.trials import trials_of

pytestmark = pytest.mark.workflows

REALM = "1001"
STRIDE = 23
"""Every so many points are tried: a prime, so that deaths of both kinds and all faults have their turn."""


@pytest.mark.requirement("F1", "F2", "F5", "F10")
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_wherever_a_run_is_cut_off_nothing_is_lost_and_nothing_doubled(story: Story) -> None:
    trials = [*trials_of(story)]
    assert len(trials) > 200

    broken = [told for trial in trials[::STRIDE] if (told := trial.run())]

    assert not broken, "\n".join(broken)


DESKTOP_STRIDE = 127
"""The same with QuickBooks Desktop, where there are more points, and more happens in each trial."""


@pytest.mark.requirement("B3", "B7", "F1", "F2", "F5", "F10")
@pytest.mark.parametrize("story", DESKTOP_STORIES, ids=lambda story: story.name)
def test_wherever_a_connector_or_its_session_is_cut_off_nothing_is_lost_and_nothing_doubled(
    story: DesktopStory,
) -> None:
    trials = [*desktop_trials_of(story)]
    assert len(trials) > 500

    broken = [told for trial in trials[::DESKTOP_STRIDE] if (told := trial.run())]

    assert not broken, "\n".join(broken)


BATCHES = 14
"""Calls that write 300 invoices, 100 customers and 10 items."""


def _three_hundred(retries: int) -> World:
    world = World(retries=retries)
    for number in range(300):
        wanted = invoice(f"A-{number}", f"c-{number % 100}", item=f"s-{number % 10}")
        world.put("acme", "invoice", f"i-{number}", wanted)
    for number in range(100):
        world.put("acme", "customer", f"c-{number}", customer(f"Customer {number}"))
    for number in range(10):
        world.put("acme", "item", f"s-{number}", item(f"Service {number}"))
    world.connect("acme", REALM)
    return world


@pytest.mark.requirement("F1")
@pytest.mark.parametrize("retries", [pytest.param(4, id="the step dies"), pytest.param(1, id="the run dies")])
@pytest.mark.parametrize("fatal", range(1, BATCHES + 1))
def test_dying_between_the_packages_commit_and_our_own_leaves_three_hundred_invoices(fatal: int, retries: int) -> None:
    world = _three_hundred(retries)
    seen = Counter[str]()

    def die_after_the_commit(request: Request) -> None:
        seen[request.kind] += 1
        if request.kind == "batch" and seen["batch"] == fatal:
            raise Crash(f"after batch {fatal}")

    world.http.after_each_request = die_after_the_commit
    with suppress(Crash):
        world.run()
    assert seen["batch"] >= fatal
    world.http.after_each_request = None
    world.retries = 4
    world.run()
    world.tick(minutes=35)
    world.run()
    numbers = sorted(each["DocNumber"] for each in world.in_package(REALM, "Invoice"))
    assert numbers == sorted(f"A-{number}" for number in range(300))
    assert len(world.in_package(REALM, "Customer")) == 100
    assert {record.sync_state for record in world.store.records.values()} == {SyncState.SYNCED}
    assert "429" not in world.simulator.counters.summary()["by_status"]
