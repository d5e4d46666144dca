"""Dry runs and checklists over HTTP."""

from __future__ import annotations

import pytest

from .examples import CUSTOMER, ITEM, connected, invoice, new_company
from .http_api import HttpApi, company_token
from .stack import Stack

pytestmark = pytest.mark.functional


def preview(company_id: str, entity_type: str, record_id: str) -> str:
    return f"/v1/companies/{company_id}/records/{entity_type}/{record_id}/preview"


def diagnosis(company_id: str, entity_type: str, record_id: str) -> str:
    return f"/v1/companies/{company_id}/diagnosis/{entity_type}/{record_id}"


def put(api: HttpApi, company_id: str, entity_type: str, record_id: str, record: object) -> None:
    assert api.put(f"/v1/companies/{company_id}/records/{entity_type}/{record_id}", record).status == 202


@pytest.mark.requirement("D9")
def test_a_good_record_is_green_with_the_companys_own_token(api: HttpApi) -> None:
    company_id, _realm = connected(api)
    put(api, company_id, "customer", "cust-1", CUSTOMER)
    reply = api.get(diagnosis(company_id, "customer", "cust-1"), company_token(company_id))
    assert (reply.status, reply.json["passed"], reply.json["would"]) == (200, True, "create")
    assert (reply.json["entity_type"], reply.json["record_id"], reply.json["sync_state"]) == (
        "customer",
        "cust-1",
        "pending",
    )
    assert [check["id"] for check in reply.json["checks"]][:3] == ["integration_enabled", "connected", "entity_in_sync"]
    assert all(check["passed"] and check["blocks"] == check["fix"] == [] for check in reply.json["checks"])


@pytest.mark.requirement("D4", "D9")
def test_a_red_answer_tells_the_faults_what_they_block_and_who_can_mend_them(api: HttpApi) -> None:
    company_id, _realm = connected(api)
    put(api, company_id, "invoice", "inv-1", invoice("N" * 30, customer="nobody"))
    told = api.get(diagnosis(company_id, "invoice", "inv-1")).json
    by_id = {check["id"]: check for check in told["checks"]}
    assert (told["passed"], told["would"]) == (False, "nothing")
    client = by_id["client_linked"]
    assert (client["passed"], client["faults"][0]["field"]) == (False, "customer")
    assert client["blocks"][0]["text"] == "This record"
    assert {remedy["actor"] for remedy in client["fix"]} == {"user_in_app", "developer"}
    assert by_id["number_and_names"]["passed"] is False
    assert by_id["account_codes"]["passed"] is None


@pytest.mark.requirement("F13")
def test_the_language_is_the_one_asked_for_and_must_be_spoken_here(api: HttpApi) -> None:
    company_id, _realm = connected(api)
    put(api, company_id, "customer", "cust-1", CUSTOMER)
    path = diagnosis(company_id, "customer", "cust-1")
    assert api.get(path, language="fr").json["checks"][1]["title"] == "La société est-elle connectée ?"
    reply = api.get(path, language="xx")
    assert (reply.status, reply.fields) == (422, ["language"])


@pytest.mark.requirement("D1")
def test_the_checklist_is_answered_for_a_company_that_is_not_connected(api: HttpApi) -> None:
    company_id = new_company()
    put(api, company_id, "customer", "cust-1", CUSTOMER)
    told = api.get(diagnosis(company_id, "customer", "cust-1")).json
    assert [check["id"] for check in told["checks"] if check["passed"] is False] == ["connected"]
    assert api.post(preview(company_id, "customer", "cust-1")).json["reason"] == "The company is not connected"


@pytest.mark.requirement("F9")
def test_a_stored_record_is_previewed_with_or_without_an_empty_body(api: HttpApi) -> None:
    company_id, _realm = connected(api)
    put(api, company_id, "customer", "cust-1", CUSTOMER)
    reply = api.post(preview(company_id, "customer", "cust-1"))
    assert (reply.status, reply.json["would"], reply.json["would_refuse"]) == (200, "create", [])
    assert reply.json["operation"]["DisplayName"] == CUSTOMER["name"]
    assert (reply.json["blocked_by"], reply.json["reason"]) == (None, None)
    assert api.post(preview(company_id, "customer", "cust-1"), {}).json == reply.json


@pytest.mark.requirement("F9")
def test_a_record_in_the_body_is_tried_without_being_stored(api: HttpApi) -> None:
    company_id, _realm = connected(api)
    path = preview(company_id, "item", "item-1")
    reply = api.post(path, {**ITEM, "name": "x" * 200})
    assert (reply.status, reply.json["would"], reply.json["operation"]) == (200, "nothing", None)
    assert {fault["code"] for fault in reply.json["would_refuse"]} == {"string_too_long", "income_account_missing"}
    assert api.post(path, {"nonsense": 1}).json["sync_state"] is None
    assert api.get(f"/v1/companies/{company_id}/records/item/item-1").status == 404


@pytest.mark.requirement("F9", "F5")
def test_a_parent_on_its_way_is_named(api: HttpApi) -> None:
    company_id, _realm = connected(api)
    put(api, company_id, "customer", "cust-1", CUSTOMER)
    put(api, company_id, "invoice", "inv-1", invoice("A-1"))
    told = api.post(preview(company_id, "invoice", "inv-1")).json
    assert told["blocked_by"] == {
        "entity_type": "customer",
        "record_id": "cust-1",
        "field": "customer",
        "sync_state": "pending",
    }


@pytest.mark.requirement("D1", "F9")
def test_a_package_that_is_down_leaves_the_checklist_open_and_the_dry_run_for_later(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    put(api, company_id, "item", "item-1", {**ITEM, "income_account": "4000"})
    stack.simulator.handle(
        "POST", "/control/faults", "", {"content-type": "application/json"}, b'{"kind": "unavailable", "times": 99}'
    )
    try:
        told = api.get(diagnosis(company_id, "item", "item-1"))
        tried = api.post(preview(company_id, "item", "item-1"))
    finally:
        stack.simulator.handle("DELETE", "/control/faults")
    by_id = {check["id"]: check for check in told.json["checks"]}
    assert (told.status, by_id["connected"]["passed"], by_id["account_codes"]["passed"]) == (200, False, None)
    assert (tried.status, tried.json["title"]) == (503, "Try again in a moment")
    assert int(tried.headers["retry-after"]) > 0


def test_what_is_not_there_or_anothers_is_not_found(api: HttpApi) -> None:
    company_id, _realm = connected(api)
    other = new_company()
    put(api, company_id, "customer", "cust-1", CUSTOMER)
    for path, entity_type, record_id in (
        (company_id, "customer", "nobody"),
        (company_id, "spaceship", "cust-1"),
        (other, "customer", "cust-1"),
    ):
        assert api.get(diagnosis(path, entity_type, record_id)).status == 404
        assert api.post(preview(path, entity_type, record_id)).status == 404
    assert api.get(diagnosis(company_id, "customer", "cust-1"), company_token(other)).status == 404
