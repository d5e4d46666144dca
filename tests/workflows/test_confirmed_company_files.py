"""What the application's word about a company file leads to, with a Web Connector that calls in."""

from __future__ import annotations

import pytest

from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.failures import CONNECTION_FAILURE_ID, FailureStatus
from bookbridge.domain.pairing_states import PairingState
from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer
from tests.fakes.desktop_world import DesktopWorld

pytestmark = pytest.mark.workflows


@pytest.fixture
def desktop() -> DesktopWorld:
    """A company with QuickBooks Desktop and one customer, synced."""
    world = DesktopWorld()
    world.connect("acme")
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.run()
    assert world.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED
    return world


def renamed(world: DesktopWorld, name: str) -> None:
    """Somebody renames the company in QuickBooks, and the connector calls."""
    world.company_file("acme").company_name = name
    world.update("acme")


@pytest.mark.requirement("B2", "B7")
def test_nothing_is_read_before_the_company_file_is_confirmed() -> None:
    world = DesktopWorld()
    world.begin_pairing("acme")
    seen = world.read_connection("acme")
    assert seen.pairing
    assert (seen.status, seen.pairing.state) == (ConnectionStatus.PENDING, PairingState.FOUND)
    assert [each.code for each in seen.pairing.advice] == ["single_user_mode", "first_sync_takes_time"]
    assert world.read_records.changes("acme", None, 10)[0] == ()
    world.confirm("acme")
    world.run()
    synced = world.read_connection("acme")
    assert synced.pairing
    assert (synced.status, synced.pairing.state) == (ConnectionStatus.CONNECTED, PairingState.CONFIRMED)
    assert synced.pairing.advice == ()
    assert synced.next_sync_at is not None


@pytest.mark.requirement("B2", "A8")
def test_the_same_books_under_another_name_keep_their_links_once_that_is_confirmed(desktop: DesktopWorld) -> None:
    linked = desktop.view("acme", "customer", "c-1").record.link
    renamed(desktop, "Acme & Sons")
    refused = desktop.read_connection("acme")
    assert refused.pairing
    assert (refused.status, refused.pairing.state) == (ConnectionStatus.WRONG_COMPANY, PairingState.OTHER_FILE)
    assert refused.open_failures == {"connection": 1}
    desktop.confirm("acme", same_books=True)
    desktop.run()
    settled = desktop.read_connection("acme")
    assert (settled.status, settled.open_failures) == (ConnectionStatus.CONNECTED, {})
    failure = desktop.failures.get("acme", CONNECTION_FAILURE_ID)
    assert failure is not None
    assert failure.status is FailureStatus.RESOLVED
    assert linked is not None
    again = desktop.view("acme", "customer", "c-1").record.link
    assert again is not None
    assert again.package_id == linked.package_id


@pytest.mark.requirement("B2")
def test_of_other_books_nothing_is_taken_for_what_was_linked_before(desktop: DesktopWorld) -> None:
    former = desktop.connect_company.get("acme").organisation_id
    renamed(desktop, "Borealis Ltd")
    desktop.confirm("acme", same_books=False)
    desktop.run()
    connection = desktop.connect_company.get("acme")
    assert connection.organisation_id != former
    desktop.put("acme", "customer", "c-2", customer("Cedar Ltd"))
    desktop.run()
    link = desktop.view("acme", "customer", "c-2").record.link
    assert link is not None
    assert link.organisation_id == connection.organisation_id


@pytest.mark.requirement("B1")
def test_a_revoked_key_lets_nobody_in_any_more(desktop: DesktopWorld) -> None:
    (key,) = desktop.issue_connector_keys.all("acme")
    desktop.issue_connector_keys.revoke("acme", key.key_id)
    before = len(desktop.sessions.page("acme", None, 50)[0])
    log = desktop.update("acme")
    assert [step.result[1] for step in log.all("authenticate")] == ["nvu"]
    assert len(desktop.sessions.page("acme", None, 50)[0]) == before
