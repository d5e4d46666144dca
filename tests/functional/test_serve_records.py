from __future__ import annotations

from secrets import token_urlsafe
from typing import Any
from urllib.parse import quote

import pytest

from bookbridge.domain.stored_records import PackageLink, StoredRecord, SyncState
from bookbridge.domain.timestamps import EPOCH
from bookbridge.entrypoints.api import records
from bookbridge.ports.transactions import BindMapping, SaveRecord

from .company_sync import begun, run_session
from .examples import CUSTOMER, ITEM, add_customer, announce, connected, invoice, new_company
from .http_api import HttpApi
from .stack import Stack

pytestmark = pytest.mark.functional


def record_path(company_id: str, entity_type: str, record_id: str) -> str:
    """Where a record is."""
    return f"/v1/companies/{company_id}/records/{entity_type}/{record_id}"


def test_a_record_is_accepted_before_the_company_is_connected(api: HttpApi) -> None:
    path = record_path(new_company(), "customer", "cust-1")
    reply = api.put(path, CUSTOMER)
    assert (reply.status, reply.json["sync_state"], reply.json["revision"]) == (202, "pending", 1)
    shown = api.get(path).json
    assert (shown["record"], shown["exported"], shown["warning"], shown["failure"]) == (CUSTOMER, False, False, None)


def test_the_same_record_again_changes_nothing(api: HttpApi) -> None:
    path = record_path(new_company(), "customer", "cust-1")
    assert api.put(path, CUSTOMER).json == api.put(path, CUSTOMER).json


def test_five_faults_get_one_answer_that_names_all_five(api: HttpApi) -> None:
    lines = [{"item": "item-1", "quantity": "two", "unit_price": "120.00", "amount": "240.005"}]
    faulty = {**invoice("INV-1", lines=lines, date="2026-02-30", colour="red")}
    del faulty["customer"]
    reply = api.put(record_path(new_company(), "invoice", "inv-1"), faulty)
    assert reply.status == 422
    assert sorted(reply.fields) == ["colour", "customer", "date", "lines[0].amount", "lines[0].quantity"]
    assert all(error["message"] for error in reply.json["errors"])


@pytest.mark.parametrize(
    ("path", "fields"),
    [("spaceship/x-1", ["entity_type"]), ("customer/a%23b", ["record_id"]), (f"customer/{'a' * 129}", ["record_id"])],
)
def test_a_record_that_can_be_none_is_refused_by_name(api: HttpApi, path: str, fields: list[str]) -> None:
    reply = api.put(f"/v1/companies/{new_company()}/records/{path}", CUSTOMER)
    assert (reply.status, reply.fields) == (422, fields)


@pytest.mark.parametrize("record_id", ["a b", 'say "x"', "50%", "ü\u2013№", "a+b&c=d", "(1)*[2]{3}~"])
def test_an_id_may_have_any_printable_characters(api: HttpApi, record_id: str) -> None:
    path = record_path(new_company(), "customer", quote(record_id, safe=""))
    assert api.put(path, CUSTOMER).json["record_id"] == record_id
    assert api.get(path).json["record_id"] == record_id


def test_what_is_not_there_is_not_found(api: HttpApi) -> None:
    company_id = new_company()
    for path in (record_path(company_id, "customer", "nobody"), record_path(company_id, "spaceship", "x-1")):
        assert api.get(path).status == 404
        assert api.post(f"{path}/void").status == 404


def test_one_bad_record_of_a_batch_harms_no_other(api: HttpApi) -> None:
    company_id = new_company()
    entries: list[Any] = [
        {"entity_type": "customer", "record_id": "cust-1", "record": CUSTOMER},
        {"entity_type": "customer", "record_id": "cust-2", "record": {"email": 7}},
        {"entity_type": "spaceship", "record_id": "x-1", "record": {}},
        "nonsense",
        {"entity_type": "customer", "record_id": 5, "rekord": {}},
        {"entity_type": "item", "record_id": "item-1", "record": ITEM},
    ]
    reply = api.post(f"/v1/companies/{company_id}/records", {"records": entries})
    assert reply.status == 200
    results = reply.json["results"]
    assert [result["status"] for result in results] == [
        "accepted",
        "refused",
        "refused",
        "refused",
        "refused",
        "accepted",
    ]
    assert [(result["entity_type"], result["record_id"]) for result in results[:2]] == [
        ("customer", "cust-1"),
        ("customer", "cust-2"),
    ]
    assert sorted(error["field"] for error in results[1]["errors"]) == ["email", "name"]
    assert sorted(error["field"] for error in results[4]["errors"]) == ["record", "record_id", "rekord"]
    assert api.get(record_path(company_id, "item", "item-1")).status == 200
    assert api.get(record_path(company_id, "customer", "cust-2")).status == 404


def test_a_record_that_is_too_large_to_be_kept_is_refused_alone(api: HttpApi) -> None:
    lines = [
        {"quantity": "1", "unit_price": "1.00", "amount": "1.00", "description": token_urlsafe(14_000)}
        for _ in range(40)
    ]
    entries = [
        {"entity_type": "invoice", "record_id": "inv-1", "record": invoice("INV-1", lines=lines)},
        {"entity_type": "customer", "record_id": "cust-1", "record": CUSTOMER},
    ]
    reply = api.post(f"/v1/companies/{new_company()}/records", {"records": entries})
    assert [result["status"] for result in reply.json["results"]] == ["refused", "accepted"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["records"]),
        ({"records": {}}, ["records"]),
        ({"records": [], "more": 1}, ["more"]),
        ({"records": [{"entity_type": "customer", "record_id": "c", "record": CUSTOMER}] * 101}, ["records"]),
    ],
    ids=["none", "an object", "something else", "too many"],
)
def test_a_batch_that_is_none_is_refused_as_a_whole(api: HttpApi, body: object, fields: list[str]) -> None:
    reply = api.post(f"/v1/companies/{new_company()}/records", body)
    assert (reply.status, reply.fields) == (422, fields)


@pytest.mark.requirement("A2", "F6")
def test_a_record_in_failure_carries_its_warning_and_the_whole_failure(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    path = record_path(company_id, "invoice", "inv-1")
    api.put(path, invoice("INV-1", customer="nobody"))
    run_session(stack, company_id)
    shown = api.get(path).json
    assert (shown["sync_state"], shown["warning"], shown["exported"]) == ("failed", True, False)
    assert shown["failure"]["status"] == "open"
    assert shown["failure"]["remedies"] != []
    listed = api.get(f"/v1/companies/{company_id}/failures").json["failures"]
    assert listed == [shown["failure"]]


@pytest.mark.requirement("F5")
def test_a_blocked_record_names_what_it_waits_for(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    api.put(record_path(company_id, "customer", "cust-1"), {**CUSTOMER, "terms": "nowhere"})
    api.put(record_path(company_id, "invoice", "inv-1"), invoice("INV-1"))
    run_session(stack, company_id)
    shown = api.get(record_path(company_id, "invoice", "inv-1")).json
    assert (shown["sync_state"], shown["warning"]) == ("blocked", False)
    assert shown["blocked_by"] == {"entity_type": "customer", "record_id": "cust-1"}


@pytest.mark.requirement("B15")
def test_only_what_the_package_can_void_and_the_application_made_is_voided(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    api.put(record_path(company_id, "customer", "cust-1"), CUSTOMER)
    api.put(record_path(company_id, "item", "item-1"), ITEM)
    path = record_path(company_id, "invoice", "inv-1")
    api.put(path, invoice("INV-1"))
    assert api.post(f"{record_path(company_id, 'customer', 'cust-1')}/void").status == 409
    reply = api.post(f"{path}/void")
    assert (reply.status, reply.json["sync_state"]) == (202, "pending")
    package_id = add_customer(stack, realm_id, "Theirs")
    announce(stack, realm_id, package_id)
    begun(stack, company_id).task("pull_changes")
    assert (
        api.post(f"{record_path(company_id, 'customer', f'quickbooks-online-{realm_id}-{package_id}')}/void").status
        == 409
    )


def test_the_feed_is_read_on_from_where_one_stopped(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    path = f"/v1/companies/{company_id}/changes"
    assert api.get(path).json == {"changes": [], "next_cursor": None}
    ids = [add_customer(stack, realm_id, f"Customer {number}") for number in range(3)]
    for package_id in ids:
        announce(stack, realm_id, package_id)
    begun(stack, company_id).task("pull_changes")
    first = api.get(path, limit=2).json
    second = api.get(path, limit=2, cursor=first["next_cursor"]).json
    assert sorted(each["package_id"] for each in first["changes"] + second["changes"]) == sorted(ids)
    assert second["next_cursor"] is not None, "one can come back for what is new"
    assert api.get(path, cursor=second["next_cursor"]).json == {"changes": [], "next_cursor": None}


def test_a_page_ends_where_the_answer_would_grow_too_large(
    stack: Stack, api: HttpApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MAX_CHARACTERS", 500)
    company_id, realm_id = connected(api)
    for number in range(5):
        announce(stack, realm_id, add_customer(stack, realm_id, f"Customer {number}"))
    begun(stack, company_id).task("pull_changes")
    path, seen, cursor = f"/v1/companies/{company_id}/changes", list[str](), ""
    for _ in range(5):
        page = api.get(path, cursor=cursor).json
        assert len(page["changes"]) == 1
        seen.append(page["changes"][0]["package_id"])
        cursor = page["next_cursor"]
    assert len(set(seen)) == 5


def test_a_cursor_of_another_company_or_of_nothing_is_refused(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    announce(stack, realm_id, add_customer(stack, realm_id, "One"))
    announce(stack, realm_id, add_customer(stack, realm_id, "Two"))
    begun(stack, company_id).task("pull_changes")
    other, _realm = connected(api)
    for name in ("changes", "mappings"):
        cursor = api.get(f"/v1/companies/{company_id}/{name}", limit=1).json["next_cursor"]
        assert cursor
        for stranger in (cursor, "nonsense", "é", "W10"):
            reply = api.get(f"/v1/companies/{other}/{name}", cursor=stranger)
            assert (reply.status, reply.fields) == (422, ["cursor"]), name


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1.5", "many", "", "٣", "9" * 5000])
@pytest.mark.parametrize("name", ["changes", "mappings"])
def test_a_limit_that_is_none_is_refused_by_name(api: HttpApi, name: str, limit: str) -> None:
    reply = api.get(f"/v1/companies/{new_company()}/{name}", limit=limit)
    assert (reply.status, reply.fields) == (422, ["limit"])


def test_parameters_that_a_call_does_not_know_are_named_instead_of_passed_over(api: HttpApi) -> None:
    reply = api.get(f"/v1/companies/{new_company()}/mappings", entity_typ="invoice", limit="2", colour="red")
    assert (reply.status, reply.fields) == (400, ["entity_typ", "colour"])
    assert "entity_type, cursor, limit" in reply.json["detail"]
    assert api.get(f"/v1/companies/{new_company()}/connection", colour="red").fields == ["colour"]
    assert api.get("/docs", utm_source="mail").status == 200, "a page for everybody's browser"


def test_an_object_with_a_key_twice_is_refused_by_name_and_nothing_is_kept(api: HttpApi) -> None:
    company_id, _realm_id = connected(api)
    path = f"/v1/companies/{company_id}/records/customer/c-1"
    twice = b'{"name": "Birch Bakery", "billing_address": {"city": "Oslo", "city": "Bergen"}}'
    reply = api.send("PUT", path, raw=twice)
    assert (reply.status, reply.json["type"], reply.fields) == (400, "urn:bookbridge:problem:repeated-keys", ["city"])
    assert api.get(path).status == 404


def test_a_link_by_hand_makes_the_next_save_an_update(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    package_id = add_customer(stack, realm_id, "Known there")
    path = f"/v1/companies/{company_id}/mappings/customer/cust-1"
    reply = api.put(path, {"package_id": package_id})
    assert (reply.status, reply.json["package_id"], reply.json["organisation_id"]) == (200, package_id, realm_id)
    (listed,) = api.get(f"/v1/companies/{company_id}/mappings", entity_type="customer").json["mappings"]
    assert (listed["record_id"], listed["package_id"]) == ("cust-1", package_id)
    assert api.put(f"/v1/companies/{company_id}/mappings/customer/cust-2", {"package_id": package_id}).status == 409
    assert api.delete(path).status == 204
    assert api.delete(path).status == 404


@pytest.mark.parametrize("body", [{}, {"package_id": 58}, {"package_id": " "}, {"package_id": "5#8"}])
def test_a_link_to_nothing_is_refused(api: HttpApi, body: object) -> None:
    company_id, _realm = connected(api)
    reply = api.put(f"/v1/companies/{company_id}/mappings/customer/cust-1", body)
    assert (reply.status, reply.fields) == (422, ["package_id"])


def test_mappings_of_a_type_that_is_none_are_refused(api: HttpApi) -> None:
    reply = api.get(f"/v1/companies/{new_company()}/mappings", entity_type="spaceship")
    assert (reply.status, reply.fields) == (422, ["entity_type"])


def test_a_link_to_what_is_not_there_is_refused_and_one_to_what_arrived_merges_both(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    path = f"/v1/companies/{company_id}"
    refused = api.put(f"{path}/mappings/customer/c-1", {"package_id": "999"})
    assert (refused.status, refused.fields) == (422, ["package_id"])
    package_id = add_customer(stack, realm_id, "Came from there")
    arrived = f"quickbooks-online-{realm_id}-{package_id}"
    twin = PackageLink(realm_id, package_id, "0", EPOCH, EPOCH)
    body = {"name": "Came from there"}
    record = StoredRecord(company_id, "customer", arrived, body, 0, SyncState.SYNCED, link=twin, origin="package")
    bound = BindMapping(company_id, realm_id, "customer", package_id, arrived)
    stack.application.adapters.transactions.commit_unleased([SaveRecord(record), bound])
    linked = api.put(f"{path}/mappings/customer/c-1", {"package_id": package_id})
    assert (linked.status, linked.json["package_version"]) == (200, "0")
    assert api.get(f"{path}/records/customer/{arrived}").json["merged_into"] == "c-1"
    (told,) = api.get(f"{path}/changes").json["changes"]
    assert (told["kind"], told["record_id"], told["merged_into"]) == ("merged", arrived, "c-1")
    assert api.put(f"{path}/records/customer/{arrived}", {"name": "Again"}).fields == ["record_id"]
