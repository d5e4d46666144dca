"""Documents that were sent with a later date than their own, because the period of theirs is closed (B11)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer, invoice, item
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World
from tests.proof.charts import CHARTS

from .drifting import opened

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("B11")]

CLOSED = {"quickbooks-online": "book_close_date", "xero": "period_lock_date"}


@pytest.fixture(params=sorted(SIMULATIONS))
def acme(request: pytest.FixtureRequest) -> World:
    """A company with books closed until the end of June, and an invoice of April in the package."""
    world = World(request.param)
    chart = CHARTS[request.param]
    settings = {**chart.settings, "closing_date_policy": "move_to_open_period"}
    world.connect("acme", world.simulation.organisation_id, **settings)
    world.by_hand("PUT", f"/organisations/{world.simulation.organisation_id}", {CLOSED[request.param]: "2030-06-30"})
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "item", "s-1", item("Consulting", income_account=chart.income))
    world.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    world.run()
    return world


def _date(world: World) -> str:
    name = "Invoices" if world.simulation.package == "xero" else "Invoice"
    (twin,) = world.in_package(world.simulation.organisation_id, name)
    return str(twin.get("DateString") or twin.get("TxnDate"))[:10]


def test_it_can_be_changed_and_voided_and_keeps_the_day_that_it_was_given(acme: World) -> None:
    assert _date(acme) == "2030-07-01"
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1", memo="changed"))
    acme.run()
    view = acme.view("acme", "invoice", "i-1")
    assert (view.sync_state, view.failure, _date(acme)) == (SyncState.SYNCED, None, "2030-07-01")
    assert opened(acme) == []

    acme.accept_records.void("acme", "invoice", "i-1")
    acme.run()
    view = acme.view("acme", "invoice", "i-1")
    assert (view.sync_state, view.record.voided, view.failure) == (SyncState.SYNCED, True, None)


def test_a_period_that_is_closed_between_our_look_and_the_call_moves_the_date_all_the_same(acme: World) -> None:
    path = f"/control/organisations/{acme.simulation.organisation_id}"
    closing = json.dumps({CLOSED[acme.simulation.package]: "2030-08-31"}).encode()
    served, closed = acme.simulator.handle, list[str]()

    def handle(method: str, path_asked: str, query: str = "", headers: Any = None, body: bytes = b"") -> Any:
        if b"A-2" in body and not closed:
            closed.append("once")
            served("PUT", path, "", {"content-type": "application/json"}, closing)
        return served(method, path_asked, query, headers or {}, body)

    acme.simulator.handle = handle
    acme.put("acme", "invoice", "i-2", {**invoice("A-2", "c-1", item="s-1"), "date": "2030-08-02"})
    acme.run()

    view = acme.view("acme", "invoice", "i-2")
    assert (closed, view.sync_state, view.failure) == (["once"], SyncState.SYNCED, None)
    assert view.record.link
    assert view.record.link.date == "2030-09-01"


def test_what_is_closed_there_by_now_is_refused_before_it_is_asked_for(acme: World) -> None:
    organisation_id = acme.simulation.organisation_id
    acme.by_hand("PUT", f"/organisations/{organisation_id}", {CLOSED[acme.simulation.package]: "2030-07-31"})
    written = acme.simulator.counters.summary()["objects_written"]
    acme.put("acme", "invoice", "i-1", {**invoice("A-1", "c-1", item="s-1"), "date": "2030-08-02", "due_date": None})
    acme.run()

    failure = acme.view("acme", "invoice", "i-1").failure
    assert failure
    assert (failure.problem.code, failure.problem.field) == ("closed_period", "date")
    assert acme.simulator.counters.summary()["objects_written"] == written
