"""Online the company file that is open, offline each company in turn, under one user name (B6)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from bookbridge.domain.failures import CONNECTION_FAILURE_ID, FailureStatus
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer
from tests.fakes.desktop_world import Desk, DesktopWorld
from tests.simulators.quickbooks_desktop.web_connector_log import OPENING, QUICKBOOKS, UpdateLog

from .desktop_stories import numbers

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("B6"), pytest.mark.usefixtures("cheap_passwords")]

COMPANIES = ("alder", "birch", "cedar")


def _installed(mode: str) -> tuple[DesktopWorld, Desk]:
    """Three companies on one computer under one user name, each paired with its company file."""
    world = DesktopWorld()
    for company_id in COMPANIES:
        world.simulator.add_organisation(company_id, f"{company_id.title()} Inc.")
    world.clock.advance(timedelta(days=1))
    desk = world.desk()
    login: dict[str, object] = {}
    for company_id in COMPANIES:
        world.connect_company.change(company_id, {"package": "quickbooks-desktop"})
        application = world.install(company_id, desk, mode=mode, **login)
        login = {"user_name": application.user_name, "password": application.password}
        for _ in range(2):  # offline, it may be another company's turn
            world.clock.advance(timedelta(minutes=1))
            world.update(company_id)
        world.confirm(company_id)
    return world, desk


def _opened(log: UpdateLog) -> str:
    """The company file that was opened in an update."""
    return [step.parameters["path"] for step in log.all(OPENING)][-1].rpartition("\\")[2].removesuffix(".qbw")


def _cycle(world: DesktopWorld, desk: Desk, times: int) -> list[UpdateLog]:
    """One of the entries in the Web Connector is run by its schedule: all of them sign in under the same name."""
    logs = []
    for _ in range(times):
        world.clock.advance(timedelta(minutes=5))
        logs.append(desk.connector.update(desk.installed[COMPANIES[0]]))
        world.go_on()
    return logs


def test_offline_one_company_is_synced_in_each_interval_in_turn() -> None:
    world, desk = _installed("offline")
    desk.machine.close()
    for company_id in COMPANIES:
        world.put(company_id, "customer", "c-1", customer(f"Party of {company_id}"))

    logs = _cycle(world, desk, 9)

    assert {log.outcome for log in logs} == {"done"}
    assert Counter(map(_opened, logs)) == dict.fromkeys(COMPANIES, 3)
    assert all({*map(_opened, logs[start : start + 3])} == {*COMPANIES} for start in (0, 3, 6))
    for company_id in COMPANIES:
        assert numbers(world, "Customer", "Name", company_id) == {f"Party of {company_id}": 1}
        assert world.view(company_id, "customer", "c-1").sync_state is SyncState.SYNCED
    assert desk.machine.quickbooks is None  # QuickBooks was closed behind each


def test_offline_a_company_that_somebody_else_syncs_gives_its_turn_to_the_next() -> None:
    world, desk = _installed("offline")
    desk.machine.close()
    turn = _opened(_cycle(world, desk, 1)[0])
    following = [each for each in COMPANIES if each != turn]
    world.leases.acquire(following[0], "ses-other", "PC-9 (bb-other)", world.clock.now(), timedelta(minutes=30))
    world.leases.acquire(following[1], "ses-other", "PC-9 (bb-other)", world.clock.now(), timedelta(minutes=30))
    logs = _cycle(world, desk, 2)
    assert [_opened(log) for log in logs] == [turn, turn]


@pytest.mark.requirement("A6", "F12")
def test_offline_a_user_who_is_logged_in_elsewhere_is_a_failure_that_says_so() -> None:
    world, desk = _installed("offline")
    desk.machine.close()
    busy = world.desk("PC-9")
    for company_id in COMPANIES:
        busy.machine.put(world.company_file(company_id).path, world.company_file(company_id))
    busy.machine.open(world.company_file("birch").path, "Admin")

    logs = {_opened(log): log for log in _cycle(world, desk, 3)}

    told = logs.pop("birch")
    assert {log.outcome for log in logs.values()} == {"done"}
    assert (told.outcome, told.all("connectionError")[-1].result) == ("stopped", "done")
    assert "already logged in" in told.status
    assert "already logged in" in world.call("getLastError", ticket=told.ticket)
    assert not told.all(QUICKBOOKS)
    failure = world.failures.get("birch", CONNECTION_FAILURE_ID)
    assert failure
    assert (failure.status, failure.problem.code) == (FailureStatus.OPEN, "company_file_in_use")
    actors = {remedy.actor.value for remedy in failure.problem.remedies}
    assert actors >= {"user_in_package"}
    assert not world.failures.count_live("alder")

    busy.machine.close()
    _cycle(world, desk, 3)
    closed = world.failures.get("birch", CONNECTION_FAILURE_ID)
    assert closed
    assert closed.status is FailureStatus.RESOLVED


def test_online_only_the_company_file_that_is_open_is_synced() -> None:
    world, desk = _installed("online")
    for company_id in COMPANIES:
        world.put(company_id, "customer", "c-1", customer(f"Party of {company_id}"))
    desk.machine.open(world.company_file("birch").path)

    logs = _cycle(world, desk, 4)

    assert {log.outcome for log in logs} == {"done"}
    assert [step.parameters["path"] for log in logs for step in log.all(OPENING)] == [""] * 4
    states = {company_id: world.view(company_id, "customer", "c-1").sync_state for company_id in COMPANIES}
    assert states == {"alder": SyncState.PENDING, "birch": SyncState.SYNCED, "cedar": SyncState.PENDING}

    desk.machine.open(world.company_file("cedar").path)
    _cycle(world, desk, 1)
    assert world.view("cedar", "customer", "c-1").sync_state is SyncState.SYNCED


def test_online_a_company_file_that_belongs_to_none_of_them_is_not_touched() -> None:
    world, desk = _installed("online")
    world.put("alder", "customer", "c-1", customer("Party"))
    stranger = world.simulator.add_organisation("dogwood", "Dogwood Inc.")
    desk.machine.put(stranger.path, stranger)
    desk.machine.network.allow(stranger, desk.installed["alder"].file.owner_id)
    desk.machine.open(stranger.path)

    (log,) = _cycle(world, desk, 1)

    assert (log.outcome, log.turns) == ("error", 0)
    assert "Dogwood Inc." in log.status
    assert stranger.rows("Customer") == []


@pytest.mark.parametrize("mode", ["online", "offline"])
def test_of_several_new_companies_the_one_is_paired_whose_file_is_open(mode: str) -> None:
    world, desk = _installed(mode)
    paired = {company_id: world.connect_company.get(company_id).pairing for company_id in COMPANIES}
    names = [each.confirmed.company_name for each in paired.values() if each and each.confirmed]
    assert names == ["Alder Inc.", "Birch Inc.", "Cedar Inc."]
    assert desk.machine.quickbooks
    assert desk.machine.quickbooks.company_file is world.company_file("cedar")


@pytest.mark.requirement("B1")
def test_a_key_that_was_revoked_lets_nobody_in_and_the_other_companies_go_on() -> None:
    world, desk = _installed("offline")
    desk.machine.close()
    (key,) = world.issue_connector_keys.all("birch")
    world.issue_connector_keys.revoke("birch", key.key_id)
    assert {_opened(log) for log in _cycle(world, desk, 4)} == {"alder", "cedar"}


@pytest.mark.requirement("B1")
def test_a_wrong_password_opens_nothing() -> None:
    world, desk = _installed("online")
    desk.installed["alder"].password = "wrong"
    assert world.update("alder").outcome == "invalid_user"
