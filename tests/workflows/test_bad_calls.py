"""Calls that fail as a whole because of one of their records: the others go, that one becomes a failure (F5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from bookbridge.domain.leases import Hold
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer, invoice, item, payment
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World
from tests.proof.charts import CHARTS

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("F5", "F1")]

BAD = "BAD-7"
PATHS = {"quickbooks-online": "/batch", "xero": "/Payments"}
Answer = tuple[int, dict[str, str], bytes]

REFUSALS = {
    "quickbooks-online": b'{"Fault": {"Error": [{"Message": "Request has invalid property", "code": "2010"}]}}',
    "xero": b'{"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": "not valid JSON"}',
}


@pytest.fixture(params=sorted(SIMULATIONS))
def acme(request: pytest.FixtureRequest) -> World:
    """A company with a customer and a product in the package, for each package."""
    world = World(request.param)
    chart = CHARTS[request.param]
    world.connect("acme", world.simulation.organisation_id, **chart.settings)
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "item", "s-1", item("Consulting", income_account=chart.income))
    world.run()
    return world


def _spoil(world: World, answer: Callable[[], Answer]) -> None:
    """From now on the package answers so to every call that writes the bad record, and does nothing."""
    served = world.simulator.handle

    def handle(method: str, path: str, query: str = "", headers: Any = None, body: bytes = b"") -> Answer:
        spoilt = method != "GET" and BAD.encode() in body and not path.startswith("/control")
        return answer() if spoilt else served(method, path, query, headers or {}, body)

    world.simulator.handle = handle


def _send_twelve(world: World) -> None:
    for number in range(12):
        wanted = invoice(BAD if number == 7 else f"A-{number}", "c-1", item="s-1")
        world.put("acme", "invoice", f"i-{number}", wanted)
    world.run(hours=12)


def _states(world: World) -> Counter[SyncState]:
    return Counter(record.sync_state for record in world.store.records.values() if record.entity_type == "invoice")


def test_a_record_whose_call_is_never_answered_fails_alone(acme: World) -> None:
    _spoil(acme, lambda: (504, {}, b""))
    _send_twelve(acme)

    assert _states(acme) == {SyncState.SYNCED: 11, SyncState.FAILED: 1}
    failure = acme.view("acme", "invoice", "i-7").failure
    assert failure
    assert failure.problem.code == "outcome_unknown"
    assert not acme.store.dispatches


def test_a_record_for_which_a_whole_call_is_refused_fails_alone(acme: World) -> None:
    answer = REFUSALS[acme.simulation.package]
    _spoil(acme, lambda: (400, {"content-type": "application/json"}, answer))
    _send_twelve(acme)

    assert _states(acme) == {SyncState.SYNCED: 11, SyncState.FAILED: 1}
    assert acme.view("acme", "invoice", "i-7").sync_state is SyncState.FAILED


@pytest.mark.parametrize("lost", ["timeout_before_commit", "timeout_after_commit"])
@pytest.mark.parametrize("minutes", [1, 20])
def test_an_equal_payment_of_another_record_is_never_taken_for_the_one_whose_answer_was_lost(
    acme: World, lost: str, minutes: int
) -> None:
    half = payment("c-1", {"i-1": "50.00"}, reference="CHQ")
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    acme.put("acme", "payment", "p-1", half)
    acme.run()
    acme.put("acme", "payment", "p-2", half)
    acme.by_hand("POST", "/faults", {"kind": lost, "times": 1, "match": {"path": PATHS[acme.simulation.package]}})
    session_id = acme.start_session("acme", "test")
    lease = acme.acquire_lease("acme", session_id, "test")
    hold = Hold("acme", session_id, lease.fence)  # type: ignore[union-attr]
    acme.push_records(hold, acme.deadline())
    acme.clock.advance(60 * minutes)
    acme.run()

    assert {acme.view("acme", "payment", each).sync_state for each in ("p-1", "p-2")} == {SyncState.SYNCED}
    name = "Payments" if acme.simulation.package == "xero" else "Payment"
    assert len(acme.in_package(acme.simulation.organisation_id, name)) == 2
    twins = {acme.view("acme", "payment", each).record.link.package_id for each in ("p-1", "p-2")}  # type: ignore[union-attr]
    assert len(twins) == 2
