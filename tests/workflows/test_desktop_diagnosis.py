"""The checklist of a company whose books are asked in turns: what is known is answered, what is not known says so."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures import Actor
from bookbridge.domain.stored_records import SyncState
from tests.fakes.desktop_world import DesktopWorld
from tests.workflows.checklists import check, diagnosis, red, steps

from .desktop_stories import COMPANY, connected, send_bill, send_invoice

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords"), pytest.mark.requirement("D9")]

ASKED_LATER = {
    "en": "Not checked yet: QuickBooks Desktop is asked when its connector calls next.",
    "fr": "Pas encore vérifié : QuickBooks Desktop est interrogé au prochain appel de son connecteur.",
}


@pytest.mark.parametrize("code", ["en", "fr"])
def test_without_a_connector_nothing_is_green_that_only_quickbooks_knows(code: str) -> None:
    acme = connected()
    send_bill(acme, "B-1")
    told = diagnosis(acme, "bill", "B-1", code)
    assert (told.passed, told.would, red(told)) == (False, "nothing", [])
    unsure = {each.id: each.detail for each in told.checks if each.passed is None}
    assert set(unsure) >= {"account_codes", "dates_in_open_period", "other_references", "anything_else"}
    assert set(unsure.values()) == {ASKED_LATER[code]}
    known = {each.id for each in told.checks if each.passed}
    assert known >= {"connected", "entity_in_sync", "supplier_linked", "number_and_names", "required_fields"}
    acme.run()
    assert acme.view(COMPANY, "bill", "B-1").sync_state is SyncState.SYNCED


def test_what_is_wrong_without_asking_is_red_at_once() -> None:
    acme = connected()
    send_bill(acme, "N" * 30, currency="EUR")
    told = diagnosis(acme, "bill", "N" * 30)
    assert red(told) == ["number_and_names", "currency"]
    assert check(told, "currency").blocks[0].text == "This record"
    assert steps(check(told, "currency"), Actor.USER_IN_PACKAGE)
    assert check(told, "account_codes").passed is None


def test_what_quickbooks_said_in_the_last_session_is_told_until_the_next() -> None:
    acme = connected()
    acme.company_file(COMPANY).closing_date = "2031-01-01"
    send_bill(acme, "B-1")
    acme.run()
    failure = acme.view(COMPANY, "bill", "B-1").failure
    assert failure
    assert failure.problem.code == "closed_period"
    told = diagnosis(acme, "bill", "B-1")
    assert (told.passed, red(told)) == (False, ["last_attempt"])
    assert check(told, "dates_in_open_period").passed is None
    assert "2031-01-01" in check(told, "last_attempt").detail
    assert steps(check(told, "last_attempt"), Actor.USER_IN_PACKAGE)


def test_before_the_company_file_is_confirmed_the_rest_is_checked_all_the_same() -> None:
    world = DesktopWorld()
    world.begin_pairing(COMPANY)
    send = {"name": "N" * 60}
    world.put(COMPANY, "customer", "c-1", send)
    told = diagnosis(world, "customer", "c-1")
    assert red(told) == ["connected", "number_and_names"]
    assert steps(check(told, "connected"), Actor.ADMINISTRATOR)


def test_a_green_looking_record_whose_parent_waits_too_names_the_parent() -> None:
    acme = connected()
    acme.put(COMPANY, "customer", "c-1", {"name": "Birch Bakery"})
    send_invoice(acme, "A-1")
    told = diagnosis(acme, "invoice", "A-1")
    assert red(told) == ["client_linked"]
    assert [each.code for each in check(told, "client_linked").faults] == ["parent_pending"]
