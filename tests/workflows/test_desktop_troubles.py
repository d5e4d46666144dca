"""What QuickBooks says instead of working, by its HRESULTs: who is told what, and how it goes on (A6-A8, B6)."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.failures import CONNECTION_FAILURE_ID, Failure, FailureStatus
from bookbridge.domain.sessions import SessionResult
from bookbridge.domain.stored_records import SyncState
from tests.fakes.desktop_world import DesktopWorld
from tests.simulators.quickbooks_desktop.web_connector_log import OPENING, QUICKBOOKS

from .desktop_stories import COMPANY, arrived, connected, entered_bill, numbers, send_bill, send_customer

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]

PASSES: tuple[tuple[str, str], ...] = (
    ("0x80040401", "quickbooks_not_running"),
    ("0x80040402", "package_error"),
    ("0x8004040D", "connector_stopped"),
    ("0x80040421", "package_error"),
    ("0x80040422", "company_file_in_use"),
    ("0x80040424", "quickbooks_not_running"),
)
"""What may pass by itself, with the cause that is told if it does not."""

ACT: tuple[tuple[str, str], ...] = (
    ("0x80040403", "company_file_not_found"),
    ("0x80040308", "connector_broken"),
    ("0x80040408", "quickbooks_not_running"),
    ("0x8004040A", "wrong_company_file"),
    ("0x80040410", "company_file_in_use"),
    ("0x80040414", "modal_dialog_open"),
    ("0x80040416", "company_file_not_open"),
    ("0x80040418", "connector_not_authorised"),
    ("0x8004041A", "connector_not_authorised"),
    ("0x8004041D", "unattended_access_denied"),
    ("0x8004041F", "quickbooks_edition_unsupported"),
    ("0x80040420", "connector_not_authorised"),
    ("0x80040154", "connector_broken"),
    ("0x80010105", "quickbooks_stuck"),
)
"""What needs somebody at the computer."""


@pytest.fixture
def acme() -> DesktopWorld:
    """A company that is paired and idle, with a bill to be sent."""
    world = connected()
    send_bill(world, "B-1")
    return world


def _strike(world: DesktopWorld, kind: str, operation: str, **more: Any) -> None:
    world.simulator.faults.add({"kind": kind, "match": {"operation": operation}, "times": None, **more})


def _failure(world: DesktopWorld) -> Failure:
    failure = world.failures.get(COMPANY, CONNECTION_FAILURE_ID)
    assert failure
    return failure


@pytest.mark.requirement("A6", "A8", "F12")
@pytest.mark.parametrize(("hresult", "code"), [*PASSES, *ACT])
def test_a_company_file_that_cannot_be_opened_is_a_failure_until_it_can(
    acme: DesktopWorld, hresult: str, code: str
) -> None:
    _strike(acme, "quickbooks_error", "open", hresult=hresult, message=f"QuickBooks says {hresult}.")

    log = acme.update(COMPANY)

    tries = 3 if (hresult, code) in PASSES else 1
    assert [step.result for step in log.all("connectionError")] == [""] * (tries - 1) + ["done"]
    assert (log.outcome, log.turns) == ("stopped", 0)
    assert acme.call("getLastError", ticket=log.ticket) == f"QuickBooks says {hresult}."
    failure = _failure(acme)
    assert (failure.status, failure.problem.code, failure.category) == (FailureStatus.OPEN, code, "connection")
    assert failure.problem.package_code == hresult
    assert all(remedy.steps for remedy in failure.problem.remedies)
    session = acme.session(COMPANY)
    assert (session.result, session.cause) == (SessionResult.FAILED, f"QuickBooks says {hresult}.")
    assert acme.read_connection(COMPANY).status is ConnectionStatus.CONNECTED

    acme.simulator.faults.rules.clear()
    acme.run()
    assert _failure(acme).status is FailureStatus.RESOLVED
    assert numbers(acme, "Bill") == {"B-1": 1}


@pytest.mark.requirement("A6", "F1")
@pytest.mark.parametrize(("hresult", "code"), [*PASSES, *ACT])
def test_an_error_in_the_middle_ends_the_session_and_nothing_is_lost(
    acme: DesktopWorld, hresult: str, code: str
) -> None:
    _strike(acme, "quickbooks_error", "QuickBooks", hresult=hresult, times=1)
    acme.simulator.faults.rules[-1].body = "newMessageSetID"

    log = acme.update(COMPANY)

    assert (log.outcome, log.all("receiveResponseXML")[-1].result) == ("error", "-1")
    assert log.status
    live = sum(acme.failures.count_live(COMPANY).values())
    assert live == (0 if (hresult, code) in PASSES else 1)
    if live:
        assert _failure(acme).problem.code == code
    acme.run()
    assert acme.failures.count_live(COMPANY) == {}
    assert numbers(acme, "Bill") == {"B-1": 1}
    assert acme.view(COMPANY, "bill", "B-1").sync_state is SyncState.SYNCED


@pytest.mark.requirement("A6", "F12")
@pytest.mark.parametrize(
    ("kind", "code", "actors"),
    [
        ("modal_dialog", "modal_dialog_open", {"user_in_package"}),
        ("single_user_conflict", "company_file_in_use", {"user_in_package"}),
        ("no_permission", "connector_not_authorised", {"user_in_package", "administrator"}),
        ("administrator_elsewhere", "company_file_in_use", {"user_in_package"}),
        ("wrong_company_file", "wrong_company_file", {"user_in_package", "administrator"}),
    ],
)
def test_who_can_do_something_is_told_what(acme: DesktopWorld, kind: str, code: str, actors: set[str]) -> None:
    _strike(acme, kind, "open")
    acme.update(COMPANY)
    failure = _failure(acme)
    assert failure.problem.code == code
    assert {remedy.actor.value for remedy in failure.problem.remedies} >= actors
    assert failure.problem.message


@pytest.mark.requirement("B6")
def test_a_dialog_that_is_really_open_keeps_us_out_until_somebody_closes_it(acme: DesktopWorld) -> None:
    acme.company_file(COMPANY).modal_dialog = True
    acme.update(COMPANY)
    assert _failure(acme).problem.code == "modal_dialog_open"
    acme.company_file(COMPANY).modal_dialog = False
    acme.run()
    assert acme.failures.count_live(COMPANY) == {}
    assert numbers(acme, "Bill") == {"B-1": 1}


@pytest.mark.requirement("B6")
def test_without_an_open_company_file_online_mode_says_so(acme: DesktopWorld) -> None:
    acme.desk().machine.close()
    log = acme.update(COMPANY)
    assert [step.parameters["path"] for step in log.all(OPENING)] == [""]
    assert _failure(acme).problem.code == "company_file_not_open"


@pytest.mark.requirement("A6")
def test_another_trouble_takes_the_place_of_the_first_and_counts_anew(acme: DesktopWorld) -> None:
    for kind in ("modal_dialog", "modal_dialog", "no_permission"):
        acme.simulator.faults.rules.clear()
        _strike(acme, kind, "open")
        acme.update(COMPANY)
        acme.clock.advance(300)
    failure = _failure(acme)
    assert failure.problem.code == "connector_not_authorised"
    assert sum(acme.failures.count_live(COMPANY).values()) == 1


@pytest.mark.requirement("A7")
@pytest.mark.parametrize(("version", "outcome"), [("1.0.0.12", "refused_version"), ("2.1.0.30", "done")])
def test_an_old_connector_is_told_to_be_upgraded(acme: DesktopWorld, version: str, outcome: str) -> None:
    acme.desk().connector.habits.version = version
    log = acme.update(COMPANY)
    assert log.outcome == outcome
    told = log.all("clientVersion")[0].result
    assert version in told
    assert "install version 2.3 or newer" in told


@pytest.mark.requirement("F1", "F5")
def test_a_message_that_cannot_be_parsed_is_cut_in_smaller_ones_until_the_bad_record_stands_alone() -> None:
    world = connected()
    for number in range(20):
        send_customer(world, f"c-{number}", f"Customer {number}")
    _strike(world, "quickbooks_error", "QuickBooks", hresult="0x80040400", message="QuickBooks found an error.")
    world.simulator.faults.rules[-1].body = "<Name>Customer 13<"

    logs = []
    for _ in range(6):
        logs.append(world.update(COMPANY))
        assert logs[-1].outcome == "done"
        world.clock.advance(300)

    states = {number: world.view(COMPANY, "customer", f"c-{number}").sync_state for number in range(20)}
    assert {number for number, state in states.items() if state is not SyncState.SYNCED} == {13}
    assert states[13] is SyncState.FAILED
    failure = world.view(COMPANY, "customer", "c-13").failure
    assert failure
    assert failure.problem.code == "connector_message_refused"
    assert {remedy.actor.value for remedy in failure.problem.remedies} == {"support", "developer"}
    assert numbers(world, "Customer", "Name") == {f"Customer {number}": 1 for number in range(20) if number != 13}
    assert world.failures.get(COMPANY, CONNECTION_FAILURE_ID) is None
    assert not [step for step in logs[-1].all(QUICKBOOKS) if "Customer 13<" in step.parameters["request"]]


@pytest.mark.requirement("F1", "F2")
def test_a_message_that_nobody_survives_does_not_keep_us_from_reading(acme: DesktopWorld) -> None:
    _strike(acme, "crash_before_quickbooks", "QuickBooks")
    acme.simulator.faults.rules[-1].body = "<BillAddRq"
    for number in range(3):
        entered_bill(acme, f"QB-{number}")
        assert acme.update(COMPANY).outcome == "crashed"
        acme.tick(minutes=33)

    assert arrived(acme, "bill") == {"B-1": 1, "QB-0": 1, "QB-1": 1, "QB-2": 1}
    assert acme.view(COMPANY, "bill", "B-1").record.sync_state is SyncState.PENDING
    acme.simulator.faults.rules.clear()
    acme.run()
    assert acme.view(COMPANY, "bill", "B-1").sync_state is SyncState.SYNCED
    assert numbers(acme, "Bill") == arrived(acme, "bill")
