"""The right company file or none: pairing, mix-ups, renamed and restored files (B2)."""

from __future__ import annotations

from collections import Counter

import pytest

from bookbridge.domain.announcements import announcements_of
from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.errors import Conflict, InvalidInput
from bookbridge.domain.failures import CONNECTION_FAILURE_ID, Failure, FailureStatus
from bookbridge.domain.pairing_states import PairingState
from bookbridge.domain.sessions import SessionResult
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer
from tests.fakes.desktop_world import DesktopWorld
from tests.simulators.quickbooks_desktop.company_file import CompanyFile
from tests.simulators.quickbooks_desktop.web_connector_log import QUICKBOOKS, UpdateLog

from .desktop_stories import COMPANY, arrived, connected, entered_bill, numbers, record_of, send_bill, send_customer

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("B2"), pytest.mark.usefixtures("cheap_passwords")]


@pytest.fixture
def acme() -> DesktopWorld:
    """A company that is paired and idle."""
    return connected()


def _failure(world: DesktopWorld, company_id: str = COMPANY) -> Failure:
    failure = world.failures.get(company_id, CONNECTION_FAILURE_ID)
    assert failure is not None
    return failure


def _asked_nothing(log: UpdateLog) -> bool:
    """QuickBooks was given no request of ours in this update."""
    return not log.all(QUICKBOOKS)


def test_the_first_session_moves_nothing_and_shows_the_company_file() -> None:
    world = DesktopWorld()
    world.put(COMPANY, "customer", "c-1", customer("Alder Ltd"))
    desk = world.begin_pairing(COMPANY)

    view = world.read_connection(COMPANY)
    assert view.status is ConnectionStatus.PENDING
    assert view.pairing
    assert view.pairing.state is PairingState.FOUND
    found = view.pairing.pairing.found
    assert found
    assert (found.company_name, found.path) == ("acme Inc.", r"C:\Company Files\acme.qbw")
    assert found.file_id == view.connection.organisation_id
    assert world.simulator.counters.summary()["objects_read"] == 0
    assert numbers(world, "Customer", "Name") == {}
    assert world.session(COMPANY).result is SessionResult.PARKED
    log = world.update(COMPANY, desk)
    assert _asked_nothing(log)
    assert log.status.startswith("The company file acme Inc. (C:\\Company Files\\acme.qbw) waits to be confirmed")

    world.confirm(COMPANY)
    world.run()
    assert world.read_connection(COMPANY).status is ConnectionStatus.CONNECTED
    assert numbers(world, "Customer", "Name") == {"Alder Ltd": 1}
    assert arrived(world, "account", "name")["Checking"] == 1


def test_nobody_confirms_another_company_file_than_the_one_that_was_shown() -> None:
    world = DesktopWorld()
    world.begin_pairing(COMPANY)
    with pytest.raises(InvalidInput):
        world.confirm_pairing(COMPANY, {"company_name": "Another Inc."})
    assert world.read_connection(COMPANY).status is ConnectionStatus.PENDING


def _swapped(world: DesktopWorld) -> None:
    """Another company's file lies at the same path, and our .qwc file was installed in it too."""
    ours = world.company_file(COMPANY)
    other = CompanyFile(ours.path, "Other Inc.", world.simulator.clock)
    world.simulator.organisations["other"] = other
    _open_instead(world, other, ours.path)


def _renamed(world: DesktopWorld) -> None:
    """Somebody has given the company another name."""
    world.company_file(COMPANY).company_name = "Acme and Sons Inc."


def _another_file_id(world: DesktopWorld) -> None:
    """Another .qwc file of ours was installed in it, as for a copy of the file."""
    application = world.desk().installed[COMPANY]
    world.company_file(COMPANY).stamp(application.file.owner_id, "FileID", "{11111111-2222-3333-4444-555555555555}")


def _other_path(world: DesktopWorld) -> None:
    """QuickBooks has another company's file open, which lies elsewhere."""
    other = CompanyFile(r"C:\Company Files\other.qbw", "Other Inc.", world.simulator.clock)
    world.simulator.organisations["other"] = other
    _open_instead(world, other, other.path)


def _open_instead(world: DesktopWorld, other: CompanyFile, path: str) -> None:
    machine, application = world.desk().machine, world.desk().installed[COMPANY]
    machine.close()
    machine.put(path, other)
    machine.network.allow(other, application.file.owner_id)
    other.stamp(application.file.owner_id, "FileID", application.file.file_id)
    machine.open(path)


SWAPS = [_swapped, _renamed, _another_file_id, _other_path]


@pytest.mark.requirement("F11", "F12")
@pytest.mark.parametrize("swap", SWAPS, ids=lambda swap: swap.__name__.strip("_"))
def test_another_company_file_is_not_asked_anything_and_becomes_a_failure(acme: DesktopWorld, swap: object) -> None:
    send_bill(acme, "B-1")
    entered_bill(acme, "QB-1")
    acme.simulator.counters.reset()
    changes = len(acme.store.changes)
    swap(acme)  # type: ignore[operator]

    logs = [acme.update(COMPANY) for _ in range(3)]

    assert all(_asked_nothing(log) for log in logs)
    kinds = acme.simulator.counters.summary()["by_kind"]
    assert not [kind for kind in kinds if kind.endswith("Rq")], kinds
    assert len(acme.store.changes) == changes
    assert acme.view(COMPANY, "bill", "B-1").sync_state is SyncState.PENDING
    assert acme.read_connection(COMPANY).status is ConnectionStatus.WRONG_COMPANY
    assert {log.outcome for log in logs} == {"error"}
    assert "but this company is paired with acme Inc." in logs[-1].status
    failure = _failure(acme)
    assert (failure.status, failure.problem.code, failure.attempts) == (FailureStatus.OPEN, "wrong_company_file", 3)
    assert {remedy.actor.value for remedy in failure.problem.remedies} == {"user_in_package", "administrator"}
    image = {"company_id": COMPANY, "entity_type": "connection", "code": failure.problem.code, "status": "open"}
    assert [kind for kind, _company, _detail in announcements_of("sync_failures", {}, image)] == ["failure.opened"]
    assert acme.session(COMPANY).result is SessionResult.FAILED


def test_when_the_right_company_file_is_back_the_sync_goes_on_and_the_failure_closes(acme: DesktopWorld) -> None:
    send_bill(acme, "B-1")
    _swapped(acme)
    acme.update(COMPANY)
    ours = acme.company_file(COMPANY)
    acme.desk().machine.put(ours.path, ours)
    acme.desk().machine.open(ours.path)
    acme.run()

    assert acme.read_connection(COMPANY).status is ConnectionStatus.CONNECTED
    assert _failure(acme).status is FailureStatus.RESOLVED
    assert numbers(acme, "Bill") == {"B-1": 1}
    assert acme.simulator.organisations["other"].rows("Bill") == []


def test_a_company_file_that_was_renamed_goes_on_when_somebody_has_said_that_it_is_the_same(
    acme: DesktopWorld,
) -> None:
    send_customer(acme, "c-1", "Alder Ltd")
    acme.run()
    _renamed(acme)
    acme.update(COMPANY)
    with pytest.raises(InvalidInput):
        acme.confirm(COMPANY)  # the same books, or another company's?
    acme.confirm(COMPANY, same_books=True)
    send_customer(acme, "c-1", "Alder and Sons Ltd")
    acme.run()

    assert numbers(acme, "Customer", "Name") == {"Alder and Sons Ltd": 1}
    assert acme.read_connection(COMPANY).connection.organisation_name == "Acme and Sons Inc."
    assert _failure(acme).status is FailureStatus.RESOLVED


def test_a_file_that_was_moved_is_still_the_same(acme: DesktopWorld) -> None:
    ours, moved = acme.company_file(COMPANY), r"\\server\books\acme.qbw"
    acme.desk().machine.close()
    acme.desk().machine.put(moved, ours)
    acme.desk().machine.open(moved)
    assert acme.update(COMPANY).outcome == "done"
    pairing = acme.connect_company.get(COMPANY).pairing
    assert pairing
    assert pairing.confirmed


def _restored(world: DesktopWorld) -> None:
    """Last week's backup is back: without a vendor and a bill of since then, another one is as it was."""
    file = world.company_file(COMPANY)
    entered_bill(world, "OLD-1")
    world.run()
    backup = file.backup()
    world.clock.advance(7 * 24 * 3600)
    (old,) = file.rows("Bill")
    file.update("Bill", old["TxnID"], {"Memo": "changed since"})
    file.create("Vendor", {"Name": "Cedar Cafe"})
    send_bill(world, "B-1")
    world.run()
    assert numbers(world, "Bill") == {"OLD-1": 1, "B-1": 1}
    file.restore(backup)
    world.clock.advance(60)


@pytest.mark.requirement("B7")
def test_a_restored_backup_stops_the_sync_until_somebody_has_said_what_it_is(acme: DesktopWorld) -> None:
    _restored(acme)
    send_bill(acme, "B-2")
    logs = [acme.update(COMPANY), acme.update(COMPANY)]

    assert [len(log.all(QUICKBOOKS)) for log in logs] == [2, 0]  # are they there, were they deleted; nothing after
    assert numbers(acme, "Bill") == {"OLD-1": 1}
    assert _failure(acme).problem.code == "company_file_restored"
    view = acme.read_connection(COMPANY)
    assert view.status is ConnectionStatus.WRONG_COMPANY
    assert view.pairing
    assert view.pairing.state.asks
    assert {log.outcome for log in logs} == {"error"}
    assert "older copy" in logs[-1].status


@pytest.mark.requirement("B7", "B15")
def test_the_same_books_go_on_from_the_backup_and_what_differs_is_fetched(acme: DesktopWorld) -> None:
    _restored(acme)
    acme.update(COMPANY)
    acme.confirm(COMPANY, same_books=True)
    entered_bill(acme, "QB-9")
    send_bill(acme, "B-2")
    acme.run()

    assert acme.read_connection(COMPANY).status is ConnectionStatus.CONNECTED
    assert _failure(acme).status is FailureStatus.RESOLVED
    assert numbers(acme, "Bill") == {"OLD-1": 1, "QB-9": 1, "B-2": 1}  # what was lost is not sent again unasked
    assert arrived(acme, "bill")["QB-9"] == 1
    old = acme.view(COMPANY, "bill", record_of(acme, "bill", "OLD-1"))
    assert "memo" not in old.record.body


def test_a_qwc_file_of_another_company_does_not_let_its_file_be_confirmed_for_this_one() -> None:
    world = connected()
    world.connect_company.change("other", {"package": "quickbooks-desktop"})
    made = world.issue_connector_keys.create("other", {})
    # Somebody adds the second company's .qwc to the connector without opening its own company file.
    qwc = world.issue_connector_keys.qwc("other", made.key.key_id, "https://sync.example.com")
    desk = world.desk()
    ours = world.company_file(COMPANY)
    parsed = desk.connector.install(qwc, made.password, world.post)
    desk.installed["other"] = parsed
    ours.stamp(parsed.file.owner_id, "FileID", desk.installed[COMPANY].file.file_id)

    log = world.update("other")

    assert (log.outcome, _asked_nothing(log)) == ("error", True)
    assert "belongs to another company" in log.status
    assert world.read_connection("other").status is ConnectionStatus.WRONG_COMPANY
    assert _failure(world, "other").problem.code == "wrong_company_file"
    with pytest.raises(Conflict):
        world.confirm_pairing("other", {"company_name": "acme Inc."})
    assert world.update(COMPANY).outcome == "done"


def test_installing_another_companys_qwc_over_ours_stops_both(acme: DesktopWorld) -> None:
    acme.connect_company.change("other", {"package": "quickbooks-desktop"})
    made = acme.issue_connector_keys.create("other", {})
    qwc = acme.issue_connector_keys.qwc("other", made.key.key_id, "https://sync.example.com")
    acme.desk().installed["other"] = acme.desk().connector.install(qwc, made.password, acme.post)

    theirs, ours = acme.update("other"), acme.update(COMPANY)

    assert Counter(log.outcome for log in (theirs, ours)) == {"error": 2}
    assert _asked_nothing(theirs)
    assert _asked_nothing(ours)
    assert acme.read_connection(COMPANY).status is ConnectionStatus.WRONG_COMPANY
