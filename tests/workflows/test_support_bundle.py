"""A failure is handed over to support whichever package it is of, without asking the package anything."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bookbridge.domain.failures import Failure
from bookbridge.entrypoints.api.support import shown
from bookbridge.ports.failures import FailureFilter
from tests.fakes.books import customer, invoice, item, payment
from tests.fakes.world import World
from tests.proof.charts import CHARTS

from .every_package import PACKAGES, world_of

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("F12")]


@pytest.fixture(params=PACKAGES)
def acme(request: pytest.FixtureRequest) -> World:
    """A company with a payment that settles more than its invoice, for each package."""
    world = world_of(request.param)
    chart = CHARTS[request.param]
    world.connect("acme", world.simulation.organisation_id, **chart.settings)
    world.put("acme", "customer", "c-1", customer("Alder Ltd", email="mark@alder.example", phone="555 0100 4242"))
    world.put("acme", "item", "s-1", item("Consulting", income_account=chart.income))
    world.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    world.put("acme", "payment", "p-1", payment("c-1", {"i-1": "625.00"}, memo="to account 4040 5050 6060"))
    world.run()
    return world


def handed_over(world: World) -> dict[str, Any]:
    (failure,) = failures(world)
    return dict(shown(world.hand_over_failure("acme", failure.failure_id)))


def failures(world: World) -> tuple[Failure, ...]:
    return world.failures.page("acme", FailureFilter(), None, 9)[0]


def test_it_holds_the_failure_the_record_the_checklist_and_the_sessions(acme: World) -> None:
    found = handed_over(acme)
    assert found["connection"]["package"] == acme.simulation.package
    assert found["failure"]["code"] == "payment_exceeds_balance"
    assert found["record"]["record"]["amount"] == "625.00"
    assert found["sessions"][0]["session_id"] == acme.session("acme").session_id
    unasked = {each["detail"] for each in found["checklist"]["checks"] if each["passed"] is None}
    assert unasked == {"Not checked: only the package could tell, and it is not asked for this file."}
    assert True in {each["passed"] for each in found["checklist"]["checks"]}
    assert len(found["versions"]["catalogue"]) == 12


def test_nothing_is_asked_and_nothing_is_written_for_it(acme: World) -> None:
    calls = acme.simulator.counters.summary()["total"]

    def refuse(operation: str) -> None:
        raise AssertionError(f"{operation} was called")

    acme.store.before_each_write = refuse
    assert handed_over(acme)["failure"]["record_id"] == "p-1"
    assert acme.simulator.counters.summary()["total"] == calls


def test_no_secret_of_the_company_or_its_connector_is_in_it(acme: World) -> None:
    text = json.dumps(handed_over(acme))
    secrets = {"4040 5050 6060", "mark@alder.example", "555 0100 4242"}
    secrets |= {value for each in acme.store.credentials.values() for value in (each.access_token, each.refresh_token)}
    secrets |= {kept.ticket for kept in acme.store.connector_sessions.values() if kept.ticket}
    assert {secret for secret in secrets if secret in text} == set()


@pytest.mark.parametrize("acme", ["quickbooks-desktop"], indirect=True)
def test_of_quickbooks_desktop_it_tells_the_connectors_last_session(acme: World) -> None:
    connector = handed_over(acme)["connector"]
    assert (connector["read_once"], connector["halted"]) == (True, None)
    assert connector["session"]["ended"] is True
    assert connector["session"]["program"]["product"]
    assert not {"ticket", "user_name", "caller", "machine"} & connector["session"].keys()


def test_a_record_that_is_gone_leaves_its_failure_to_be_handed_over(acme: World) -> None:
    del acme.store.records["acme", "payment#p-1"]
    found = handed_over(acme)
    assert (found["record"], found["checklist"], found["in_package"]) == (None, None, None)
