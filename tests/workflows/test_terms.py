"""Terms where the package keeps none (Xero): they decide about due dates and stay in the application (B10)."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer, invoice
from tests.fakes.world import World
from tests.proof.charts import CHARTS

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("B10")]

NET_30: dict[str, Any] = {"name": "Net 30", "due_days": 30}


@pytest.fixture
def acme() -> World:
    """A company with Xero and a customer."""
    world = World("xero")
    world.connect("acme", world.simulation.organisation_id, **CHARTS["xero"].settings)
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.run()
    return world


def _sale(**more: Any) -> dict[str, Any]:
    sale = {**invoice("A-1", "c-1"), "date": "2030-04-01", "terms": "net30", **more}
    return {field: value for field, value in sale.items() if value is not None}


def _due(world: World) -> str:
    (twin,) = world.in_package(world.simulation.organisation_id, "Invoices")
    return str(twin["DueDateString"])[:10]


def test_the_due_date_follows_from_terms_that_xero_never_sees(acme: World) -> None:
    acme.put("acme", "term", "net30", NET_30)
    acme.put("acme", "invoice", "i-1", _sale(due_date=None))
    acme.run()

    assert _due(acme) == "2030-05-01"
    assert acme.view("acme", "term", "net30").sync_state is SyncState.SKIPPED
    assert acme.view("acme", "invoice", "i-1").sync_state is SyncState.SYNCED


def test_terms_that_nobody_knows_are_a_failure_that_mends_itself_when_they_are_sent(acme: World) -> None:
    acme.put("acme", "invoice", "i-1", _sale(due_date=None))
    acme.run()
    failure = acme.view("acme", "invoice", "i-1").failure
    assert failure
    assert (failure.problem.code, failure.problem.field) == ("record_unknown", "terms")

    acme.put("acme", "term", "net30", NET_30)
    acme.run()
    assert acme.view("acme", "invoice", "i-1").sync_state is SyncState.SYNCED
    assert _due(acme) == "2030-05-01"
    assert sum(acme.failures.count_live("acme").values()) == 0


def test_a_due_date_of_its_own_needs_no_terms(acme: World) -> None:
    acme.put("acme", "invoice", "i-1", _sale(due_date="2030-04-11"))
    acme.run()
    assert _due(acme) == "2030-04-11"


def test_terms_sent_before_the_company_is_connected_are_set_aside_when_it_is() -> None:
    world = World("xero")
    world.put("acme", "term", "net30", NET_30)
    world.connect("acme", world.simulation.organisation_id, **CHARTS["xero"].settings)
    world.run()
    view = world.view("acme", "term", "net30")
    assert (view.sync_state, view.failure) == (SyncState.SKIPPED, None)
