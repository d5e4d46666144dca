"""Records that the application sends again: what the package need not know is not sent, and raises no failure."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import payment
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World

from .every_package import PACKAGES, with_an_invoice

pytestmark = pytest.mark.workflows


@pytest.fixture(params=PACKAGES)
def acme(request: pytest.FixtureRequest) -> World:
    """A company with an invoice in the package, for each package."""
    return with_an_invoice(request.param)


def _written(world: World) -> int:
    return int(world.simulator.counters.summary()["objects_written"])


def _order(**changes: Any) -> dict[str, Any]:
    line = {"item": "s-1", "quantity": "1", "unit_price": "12.00", "amount": "12.00", "description": "Pick"}
    dates = {"date": "2026-04-02", "due_date": "2026-05-02"}
    return {"number": "SO-1", "customer": "c-1", **dates, "total": "12.00", "lines": [line], **changes}


@pytest.mark.requirement("A3", "C2")
def test_delivery_evidence_that_comes_later_is_kept_and_not_sent(acme: World) -> None:
    acme.put("acme", "payment", "p-1", payment("c-1", {"i-1": "125.00"}))
    acme.run()
    written = _written(acme)
    evidence = {"kind": "check", "check_number": "1077"}
    acme.put("acme", "payment", "p-1", payment("c-1", {"i-1": "125.00"}, delivery=evidence))
    acme.run()

    view = acme.view("acme", "payment", "p-1")
    assert (view.sync_state, view.failure, _written(acme)) == (SyncState.SYNCED, None, written)
    assert view.record.body["delivery"]["check_number"] == "1077"


@pytest.mark.requirement("C2", "C3")
@pytest.mark.parametrize("status", ["Invoiced", "Archived"])
def test_an_exported_order_goes_on_to_its_next_status_without_a_failure(acme: World, status: str) -> None:
    acme.put("acme", "order", "o-1", _order(status="Despatched"))
    acme.run()
    written = _written(acme)
    acme.put("acme", "order", "o-1", _order(status=status))
    acme.run()

    view = acme.view("acme", "order", "o-1")
    assert (view.sync_state, view.failure, _written(acme)) == (SyncState.SYNCED, None, written)
    assert view.record.body["status"] == status


@pytest.mark.requirement("A4")
@pytest.mark.parametrize("acme", sorted(SIMULATIONS), indirect=True)  # elsewhere files stay in the application
def test_a_file_that_was_attached_may_be_had_at_another_address_by_now(acme: World) -> None:
    about = {"record": {"entity_type": "invoice", "record_id": "i-1"}, "file_name": "a.pdf"}
    document: dict[str, Any] = {**about, "content_type": "application/pdf", "url": "https://files.test/a?signed=1"}
    acme.fakes.files.contents[document["url"]] = b"%PDF-1.4"
    acme.put("acme", "document", "d-1", document)
    acme.run()
    written = _written(acme)
    acme.put("acme", "document", "d-1", {**document, "url": "https://files.test/a?signed=2"})
    acme.run()

    view = acme.view("acme", "document", "d-1")
    assert (view.sync_state, view.failure, _written(acme)) == (SyncState.SYNCED, None, written)


@pytest.mark.requirement("C2")
def test_an_exported_order_that_says_something_else_is_refused_as_exported_already(acme: World) -> None:
    acme.put("acme", "order", "o-1", _order(status="Despatched"))
    acme.run()
    written = _written(acme)
    acme.put("acme", "order", "o-1", _order(status="Invoiced", memo="other"))
    acme.run()

    failure = acme.view("acme", "order", "o-1").failure
    assert failure
    assert (failure.problem.code, _written(acme)) == ("already_exported", written)
