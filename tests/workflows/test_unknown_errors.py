"""Errors that the catalogue does not know are counted once a record, whatever is repeated, for the operator (A6)."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures import FailureStatus
from bookbridge.use_cases import read_unknown_errors
from bookbridge.use_cases.read_unknown_errors import UnknownErrorsPage
from tests.fakes.books import customer
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("A6")]


@pytest.fixture(params=sorted(SIMULATIONS))
def world(request: pytest.FixtureRequest) -> World:
    """Two companies whose package says something unheard of about every record."""
    made = World(request.param)
    made.connect("acme", made.simulation.organisation_id)
    words = "Something went astray with object {}"
    fault = {
        "kind": "refused_record",
        "times": None,
        "code": "",
        "detail": words.format(1),
        "messages": [words.format(1)],
    }
    made.by_hand("POST", "/faults", fault)
    return made


def unknown(world: World, package: str = "", limit: int = 50, after: str | None = None) -> UnknownErrorsPage:
    return world.read_unknown_errors(package, after, limit)


def resync(world: World, record_id: str) -> None:
    world.put("acme", "customer", record_id, customer(f"Customer {record_id}"))
    world.run()


def test_each_failure_counts_once_and_each_try_too(world: World) -> None:
    for record_id in ("c-1", "c-2", "c-2"):
        resync(world, record_id)
    (known,) = unknown(world).errors
    assert (known.error.package, known.error.failures, known.error.attempts) == (world.simulation.package, 2, 3)
    assert known.error.example.failure_id in {failure for _company, failure in world.store.failures}
    assert "Something went astray" in known.text
    assert unknown(world, world.simulation.package).errors == (known,)
    others = [each for each in SIMULATIONS if each != world.simulation.package]
    assert unknown(world, others[0]).errors == ()


def test_what_is_mended_is_still_told_but_no_longer_unresolved(world: World) -> None:
    resync(world, "c-1")
    world.by_hand("DELETE", "/faults", {})
    resync(world, "c-1")
    (known,) = unknown(world).errors
    assert (known.error.failures, known.error.unresolved) == (1, 0)
    assert known.error.example.status is FailureStatus.RESOLVED


def test_what_turns_out_to_be_a_known_error_is_counted_no_more(world: World) -> None:
    resync(world, "c-1")
    assert len(unknown(world).errors) == 1
    world.put("acme", "customer", "c-1", customer("x" * 600))
    world.run()
    assert unknown(world).errors == ()


def test_only_the_newest_are_looked_at_and_the_answer_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_unknown_errors, "LOOKED_AT", 2)
    for record_id in ("c-1", "c-2"):
        resync(world, record_id)
    page = unknown(world)
    assert (page.counted, page.complete) == (2, True)
    resync(world, "c-3")
    page = unknown(world)
    assert (page.counted, page.complete, page.errors[0].error.failures) == (2, False, 2)
