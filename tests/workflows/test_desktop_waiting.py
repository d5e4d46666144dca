"""One connector works on a company; the others are told who does, until the lease passes on (B3)."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest

from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.sessions import SessionResult
from bookbridge.domain.stored_records import SyncState
from tests.fakes.desktop_world import Desk, DesktopWorld
from tests.simulators.quickbooks_desktop.web_connector_log import QUICKBOOKS, Step
from tests.simulators.quickbooks_desktop.web_connector_update import Update

from .desktop_stories import COMPANY, connected, numbers, send_bill

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("B3"), pytest.mark.usefixtures("cheap_passwords")]


@pytest.fixture
def acme() -> DesktopWorld:
    """A company on two computers, PC-1 and PC-2, whose connectors say goodbye even when there is no work."""
    world = connected()
    second = world.desk("PC-2")
    second.connector.habits.closes_after_none = True
    world.install(COMPANY, second)
    return world


def _begin(desk: Desk) -> Update:
    return desk.connector.start(desk.installed[COMPANY])


def _until(update: Update, operation: str, body: str = "") -> Step:
    """Take steps up to the first of this kind, whose answer, or whose request, contains `body`."""
    while step := update.step():
        if step.operation == operation and (body in str(step.result) or body in step.parameters.get("request", "")):
            return step
    raise AssertionError(f"the update ended ({update.log.outcome}) without {operation} {body}")


def test_the_next_connector_is_told_who_works_and_for_how_long(acme: DesktopWorld) -> None:
    first = _begin(acme.desk())
    _until(first, "sendRequestXML")
    acme.clock.advance(timedelta(minutes=12))

    log = acme.update(COMPANY, acme.desk("PC-2"))

    assert log.outcome == "no_work"
    (signed_in,) = log.all("authenticate")
    assert signed_in.result[1:] == ["none", "300"]  # to come back in five minutes
    user_name = acme.desk().installed[COMPANY].user_name
    told = f"Waiting for active session to expire: PC-1 ({user_name}) holds it, 18 minutes left at most."
    assert acme.call("getLastError", ticket=log.ticket) == told
    assert log.all("closeConnection")[0].result == told
    session = acme.session(COMPANY)
    assert (session.result, session.cause) == (SessionResult.SUPERSEDED, told)


def test_the_api_says_waiting_while_somebody_waits_and_synchronizing_when_the_holder_goes_on(
    acme: DesktopWorld,
) -> None:
    first = _begin(acme.desk())
    _until(first, "sendRequestXML")
    acme.clock.advance(timedelta(minutes=1))
    acme.update(COMPANY, acme.desk("PC-2"))

    view = acme.read_connection(COMPANY)
    assert (view.status, view.status_label) == (ConnectionStatus.WAITING_FOR_ACTIVE_SESSION, "Not Connected")
    assert view.lease
    assert (view.lease.holder.startswith("PC-1 "), view.lease.minutes_left(acme.clock.now())) == (True, 29)
    acme.clock.advance(timedelta(minutes=1))
    _until(first, "receiveResponseXML")
    assert acme.read_connection(COMPANY).status is ConnectionStatus.SYNCHRONIZING
    first.run()
    view = acme.read_connection(COMPANY)
    assert (view.status, view.status_label) == (ConnectionStatus.CONNECTED, "Connected")


def test_a_connector_that_hung_up_makes_room_at_once(acme: DesktopWorld) -> None:
    assert acme.update(COMPANY, acme.desk()).outcome == "done"
    assert acme.update(COMPANY, acme.desk("PC-2")).outcome == "done"


def test_the_lease_passes_on_thirty_minutes_after_the_last_attempt_of_the_holder(acme: DesktopWorld) -> None:
    first = _begin(acme.desk())
    _until(first, "sendRequestXML")
    acme.clock.advance(timedelta(minutes=20))
    _until(first, "receiveResponseXML")  # its last sign of life
    acme.clock.advance(timedelta(minutes=29))
    assert acme.update(COMPANY, acme.desk("PC-2")).outcome == "no_work"
    acme.clock.advance(timedelta(minutes=1))
    assert acme.update(COMPANY, acme.desk("PC-2")).outcome == "done"


def test_a_run_whose_connector_is_gone_is_given_a_result(acme: DesktopWorld) -> None:
    first = _begin(acme.desk())
    _until(first, QUICKBOOKS)
    first.kill()
    acme.tick(minutes=33)
    session = acme.session(COMPANY)
    assert session.result is SessionResult.FAILED
    assert session.cause


def test_the_late_holders_next_turn_ends_quietly_and_changes_nothing(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    first = _begin(acme.desk())
    _until(first, QUICKBOOKS)
    acme.clock.advance(timedelta(minutes=31))
    assert acme.update(COMPANY, acme.desk("PC-2")).outcome == "done"
    before = deepcopy((acme.store.records, acme.store.changes, acme.store.dispatches, acme.store.readings))

    log = first.run()

    assert (log.outcome, log.all("receiveResponseXML")[-1].result) == ("error", "-1")
    assert "not known, or it has ended" in log.status or "no longer holds the lease" in log.status
    assert (acme.store.records, acme.store.changes, acme.store.dispatches, acme.store.readings) == before
    assert numbers(acme, "Bill") == {"B-1": 1}
    result = acme.store.sessions[COMPANY, log.ticket.partition(".")[0]].result
    assert result in {SessionResult.FAILED, SessionResult.SUPERSEDED}
    assert acme.update(COMPANY).outcome == "done"


def _asleep_with_a_write(world: DesktopWorld) -> Update:
    """PC-1 was given a message that writes, and went to sleep before QuickBooks got it."""
    send_bill(world, "B-1")
    update = _begin(world.desk())
    _until(update, "sendRequestXML", "newMessageSetID")
    world.clock.advance(timedelta(minutes=31))
    return update


@pytest.mark.requirement("F1")
@pytest.mark.parametrize("moment", ["oldMessageSetID", "B-1", "newMessageSetID", ""])
def test_a_message_that_is_carried_out_by_a_computer_that_wakes_up_is_carried_out_once(
    acme: DesktopWorld, moment: str
) -> None:
    """PC-2 has asked what became of it, has looked for it, has sent it again, or is done when PC-1 wakes up."""
    late = _asleep_with_a_write(acme)
    second = _begin(acme.desk("PC-2"))
    if moment:
        _until(second, QUICKBOOKS, moment)
        _until(late, QUICKBOOKS, "newMessageSetID")
    second.run()
    log = late.run()
    acme.run()

    assert numbers(acme, "Bill") == {"B-1": 1}
    assert acme.view(COMPANY, "bill", "B-1").sync_state is SyncState.SYNCED
    assert (second.log.outcome, log.outcome) == ("done", "error")
    assert not acme.store.dispatches


@pytest.mark.requirement("F1")
def test_the_record_may_change_while_nobody_knows_what_became_of_it(acme: DesktopWorld) -> None:
    late = _asleep_with_a_write(acme)
    send_bill(acme, "B-1", amount="55.00")
    assert acme.update(COMPANY, acme.desk("PC-2")).outcome == "done"
    late.run()
    acme.run()

    (row,) = acme.company_file(COMPANY).rows("Bill")
    assert row["AmountDue"] == "55.00"
    assert acme.view(COMPANY, "bill", "B-1").sync_state is SyncState.SYNCED
