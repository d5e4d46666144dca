"""The checklist where the connection, the settings or the package itself are in the way, and its languages."""

from __future__ import annotations

import copy
from datetime import timedelta

import pytest

from bookbridge.domain.checklist import CHECKS
from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.failures import Actor
from bookbridge.domain.languages import language
from tests.fakes.books import customer, invoice, item
from tests.fakes.world import World
from tests.workflows.checklists import check, diagnosis, red, steps

pytestmark = pytest.mark.workflows


@pytest.mark.requirement("D9")
def test_asking_changes_nothing(shop: World) -> None:
    shop.put("acme", "invoice", "i-1", invoice("A-1", "nobody", item="s-1"))
    before = copy.deepcopy((shop.store.records, shop.store.failures, shop.messages.wakes))
    diagnosis(shop, "invoice", "i-1")
    assert (shop.store.records, shop.store.failures, shop.messages.wakes) == before


@pytest.mark.requirement("D1")
def test_a_disabled_integration_blocks_everything_and_the_rest_is_checked_all_the_same(shop: World) -> None:
    shop.put("acme", "invoice", "i-1", invoice("N" * 30, "c-1", item="s-1"))
    shop.connect_company.change("acme", {"settings": {"enabled": False}})
    shop.http.sent.clear()
    told = diagnosis(shop, "invoice", "i-1")
    assert (told.passed, told.would) == (False, "nothing")
    assert red(told) == ["integration_enabled", "number_and_names"]
    disabled = check(told, "integration_enabled")
    assert disabled.blocks[0].text == "Every record of the company"
    assert "Enable the integration" in steps(disabled, Actor.ADMINISTRATOR)
    assert check(told, "account_codes").passed is None, "nobody may ask the package"
    assert shop.http.sent == []


@pytest.mark.requirement("D1")
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (ConnectionStatus.PENDING, "not_connected"),
        (ConnectionStatus.NOT_CONNECTED, "not_connected"),
        (ConnectionStatus.REAUTHORIZATION_REQUIRED, "reauthorization_required"),
        (ConnectionStatus.WRONG_COMPANY, "wrong_company"),
    ],
)
def test_a_connection_that_cannot_sync_is_told_with_its_status(
    shop: World, status: ConnectionStatus, code: str
) -> None:
    shop.connections.save(shop.connect_company.get("acme").with_status(status))
    connected = check(diagnosis(shop, "customer", "c-1"), "connected")
    assert [fault.code for fault in connected.faults] == [code]
    assert steps(connected, Actor.ADMINISTRATOR)


@pytest.mark.requirement("D1")
def test_a_company_without_a_connection_gets_an_answer_too(world: World) -> None:
    world.put("acme", "customer", "c-1", customer("Birch Bakery"))
    told = diagnosis(world, "customer", "c-1")
    assert red(told) == ["connected"]
    assert check(told, "number_and_names").passed is None


@pytest.mark.requirement("D1", "F4")
def test_a_parked_company_is_told_until_when(shop: World) -> None:
    shop.connections.park("acme", shop.clock.now() + timedelta(hours=3))
    shop.http.sent.clear()
    told = diagnosis(shop, "customer", "c-1")
    assert red(told) == ["connected"]
    assert check(told, "connected").faults[0].code == "rate_limited"
    assert shop.http.sent == []


@pytest.mark.requirement("D1")
@pytest.mark.parametrize("fault", ["unavailable", "server_error"])
def test_a_package_that_does_not_answer_leaves_open_what_only_it_can_tell(shop: World, fault: str) -> None:
    shop.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1", discount_amount="5000.00"))
    shop.by_hand("POST", "/faults", {"kind": fault, "times": 50})
    line = {"account": "4100", "quantity": "1", "unit_price": "125.00", "amount": "125.00"}
    shop.put("acme", "invoice", "i-2", invoice("A-2", "c-1", lines=[line]))
    told = diagnosis(shop, "invoice", "i-2")
    assert red(told) == ["connected"]
    assert check(told, "connected").faults[0].code == "package_unavailable"
    assert check(told, "account_codes").passed is None
    assert check(told, "client_linked").passed is True
    assert red(diagnosis(shop, "invoice", "i-1")) == ["connected", "totals"]


@pytest.mark.requirement("D2")
def test_a_type_that_is_not_synced_is_told_together_with_whatever_else_is_wrong(shop: World) -> None:
    shop.connect_company.change("acme", {"settings": {"entities_to_sync": ["customer", "item"]}})
    shop.put("acme", "invoice", "i-1", invoice("A-1", "nobody", item="s-1"))
    told = diagnosis(shop, "invoice", "i-1")
    assert red(told) == ["entity_in_sync", "client_linked"]
    assert check(told, "entity_in_sync").blocks[0].text == "Every record of this type (invoice)"


@pytest.mark.requirement("D9", "F6")
def test_a_refusal_that_only_the_package_could_know_keeps_the_record_red(shop: World) -> None:
    shop.by_hand("POST", "/organisations/1001/Customer", {"DisplayName": "Taken"})
    shop.put("acme", "customer", "c-2", customer("Taken"))
    shop.run()
    told = diagnosis(shop, "customer", "c-2")
    assert (told.passed, told.would, red(told)) == (False, "nothing", ["last_attempt"])
    assert "Duplicate" in check(told, "last_attempt").detail
    assert steps(check(told, "last_attempt"), Actor.USER_IN_PACKAGE)


@pytest.mark.requirement("D9")
def test_a_failure_whose_cause_is_gone_asks_for_another_try(shop: World) -> None:
    shop.put("acme", "item", "s-2", item("Wood", income_account=None))
    shop.run()
    assert red(diagnosis(shop, "item", "s-2")) == ["account_codes"]
    shop.connect_company.change("acme", {"settings": {"default_accounts": {"income": "4000"}}})
    told = diagnosis(shop, "item", "s-2")
    assert red(told) == ["last_attempt"]
    assert "Resync" in steps(check(told, "last_attempt"), Actor.USER_IN_APP)


@pytest.mark.requirement("D9", "F13")
def test_the_whole_checklist_is_told_in_french(shop: World) -> None:
    shop.put("acme", "invoice", "i-1", invoice("N" * 30, "nobody", item="s-1"))
    told = diagnosis(shop, "invoice", "i-1", "fr")
    assert check(told, "client_linked").title == "Le client est-il relié ?"
    assert "numéro" in check(told, "number_and_names").detail
    assert "Raccourcissez" in steps(check(told, "number_and_names"), Actor.USER_IN_APP)
    shop.connect_company.change("acme", {"settings": {"language": "fr"}})
    assert [each.title for each in diagnosis(shop, "invoice", "i-1").checks] == [each.title for each in told.checks]


@pytest.mark.requirement("F13")
def test_both_languages_have_words_for_the_same_answers() -> None:
    english, french = language("en").checklist, language("fr").checklist
    assert english.keys() == french.keys()
    assert {each.id for each in CHECKS} < english.keys()
