"""The company file's own currency: learned from the first turn of a session, and the only one that is sent."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures import Actor, FailureStatus
from bookbridge.domain.stored_records import SyncState
from tests.fakes.desktop_world import DesktopWorld
from tests.simulators.quickbooks_desktop.host import Host
from tests.workflows.checklists import check, diagnosis, steps

from .desktop_stories import COMPANY, numbers, record_of, send_bill

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]


def connected(country: str = "US", home: str = "") -> DesktopWorld:
    """A company whose company file is of a country's edition, kept in one currency or at home in a named one."""
    world = DesktopWorld()
    file = world.simulator.add_organisation(COMPANY, "Acme Inc.")
    file.host = Host(country=country)
    if home:
        file.preferences.multicurrency, file.preferences.home_currency = True, home
    world.connect(COMPANY)
    file.create("Vendor", {"Name": "Oak Paper"})
    world.run()
    return world


def own_currency(world: DesktopWorld) -> tuple[str, str]:
    """Country and currency as the application reads them."""
    pairing = world.read_connection(COMPANY).pairing
    assert pairing
    assert pairing.pairing.confirmed
    return pairing.pairing.confirmed.country, pairing.pairing.confirmed.home_currency


def advice(world: DesktopWorld) -> list[str]:
    """What is told about the company file."""
    pairing = world.read_connection(COMPANY).pairing
    return [each.code for each in pairing.advice] if pairing else []


@pytest.mark.requirement("B13")
@pytest.mark.parametrize(
    ("country", "home", "own"),
    [("US", "", "USD"), ("CA", "", "CAD"), ("US", "Euro", "EUR"), ("US", "Florin", "Florin")],
)
def test_a_bill_in_the_files_own_currency_goes_and_any_other_is_told_before_it_is_sent(
    country: str, home: str, own: str
) -> None:
    world = connected(country, home)
    assert own_currency(world) == (country, own)
    code = own if len(own) == 3 else "XFL"
    send_bill(world, "B-1", currency=code, base_currency=code)
    send_bill(world, "B-2", currency="SEK", base_currency="SEK")
    world.run()
    assert numbers(world, "Bill") == ({"B-1": 1} if code == own else {})
    told = check(diagnosis(world, "bill", "B-2"), "currency")
    assert [(each.field, each.code) for each in told.faults] == [
        ("base_currency", "foreign_currency"),
        ("currency", "foreign_currency"),
    ]
    assert own in told.faults[0].message
    failure = world.view(COMPANY, "bill", "B-2").failure
    assert failure
    assert failure.problem.code == "foreign_currency"
    assert "by hand" in steps(told, Actor.USER_IN_PACKAGE)


@pytest.mark.requirement("B13", "A2")
def test_following_the_remedy_sends_the_bill_and_closes_its_failure() -> None:
    world = connected()
    send_bill(world, "B-1", currency="EUR", base_currency="EUR")
    world.run()
    send_bill(world, "B-1")
    world.run()
    view = world.view(COMPANY, "bill", "B-1")
    assert (view.sync_state, numbers(world, "Bill")) == (SyncState.SYNCED, {"B-1": 1})
    assert [each.status for each in world.store.failures.values()] == [FailureStatus.RESOLVED]


@pytest.mark.requirement("B7")
def test_another_countrys_edition_is_told_as_advice_and_keeps_being_told() -> None:
    assert "other_countrys_edition" not in advice(connected())
    assert advice(connected("CA")) == ["other_countrys_edition"]


@pytest.mark.requirement("B13")
def test_a_file_that_was_confirmed_before_learns_its_currency_with_the_next_session() -> None:
    world = connected()
    record_of(world, "vendor", "Oak Paper")
    file = world.company_file(COMPANY)
    file.preferences.multicurrency, file.preferences.home_currency = True, "Canadian Dollar"
    world.update(COMPANY)
    assert own_currency(world) == ("US", "CAD")
