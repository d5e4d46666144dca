"""The dry run: what would be sent and what would be refused, and nothing is touched."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import NotFound, PackageUnavailable, RateLimited, ReauthorizationRequired
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.wire import write_json
from bookbridge.use_cases.preview_record import Preview
from tests.fakes.books import customer, invoice, payment
from tests.fakes.desktop_world import DesktopWorld
from tests.fakes.world import World

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("F9")]


def stored(world: World, entity_type: EntityType, record_id: str) -> Preview:
    return world.preview_record.stored("acme", entity_type, record_id)


def test_the_payload_is_the_one_that_is_sent_afterwards(shop: World) -> None:
    shop.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    previewed = stored(shop, "invoice", "i-1")
    assert (previewed.would, previewed.refusals, previewed.reason) == ("create", (), "")
    assert not any(b"A-1" in request.body for request in shop.http.sent)
    shop.run()
    (sent,) = [json.loads(request.body) for request in shop.http.sent if b"A-1" in request.body]
    assert previewed.operation is not None
    assert sent["BatchItemRequest"][0]["Invoice"] == json.loads(write_json(previewed.operation.payload))


def test_what_is_there_already_would_be_updated_and_a_void_voided(shop: World) -> None:
    shop.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    shop.run()
    assert stored(shop, "invoice", "i-1").would == "update"
    shop.accept_records.void("acme", "invoice", "i-1")
    voided = stored(shop, "invoice", "i-1")
    assert voided.would == "void"
    assert voided.operation is not None
    assert voided.operation.verb is Verb.VOID


def test_a_record_in_the_body_is_tried_and_forgotten(shop: World) -> None:
    before = copy.deepcopy((shop.store.records, shop.messages.wakes))
    tried = shop.preview_record.sent("acme", "invoice", "i-9", invoice("N" * 30, "c-1", item="nothing"))
    assert tried.would == "nothing"
    assert [fault.field for fault in tried.refusals] == ["lines[0].item", "number"]
    assert shop.preview_record.sent("acme", "invoice", "i-9", invoice("A-9", "c-1", item="s-1")).would == "create"
    assert shop.preview_record.sent("acme", "customer", "c-1", customer("Birch & Sons")).would == "update"
    assert (shop.store.records, shop.messages.wakes) == before
    assert shop.in_package("1001", "Invoice") == []


@pytest.mark.parametrize(
    ("record_id", "record", "fields"),
    [
        ("c-9", {"email": 7}, ["name", "email"]),
        ("a#b", customer("Birch"), ["record_id"]),
        ("quickbooks-online-1001-7", customer("Birch"), ["record_id"]),
        ("c-9", ["Birch"], ["(record)"]),
    ],
)
def test_what_would_not_even_be_accepted_is_told_with_its_faults(
    shop: World, record_id: str, record: Any, fields: list[str]
) -> None:
    tried = shop.preview_record.sent("acme", "customer", record_id, record)
    assert (tried.would, tried.record, tried.operation) == ("nothing", None, None)
    assert [fault.field for fault in tried.refusals] == fields
    assert tried.reason


@pytest.mark.parametrize(
    ("settings", "record", "reason"),
    [
        ({"enabled": False}, {}, "The integration is switched off"),
        ({"entities_to_sync": ["customer"]}, {}, "This kind of record is not set to sync"),
        ({}, {"customer": "nobody"}, "It refers to a record the app never sent"),
    ],
)
def test_why_nothing_would_be_sent_is_told_in_words(
    shop: World, settings: dict[str, Any], record: dict[str, Any], reason: str
) -> None:
    shop.connect_company.change("acme", {"settings": settings})
    shop.put("acme", "invoice", "i-1", {**invoice("A-1", "c-1", item="s-1"), **record})
    previewed = stored(shop, "invoice", "i-1")
    assert (previewed.would, previewed.operation, previewed.reason) == ("nothing", None, reason)


@pytest.mark.requirement("F5")
def test_a_parent_in_the_way_is_named_with_its_state(shop: World) -> None:
    shop.put("acme", "invoice", "i-1", invoice("A-1", "nobody"))
    shop.put("acme", "payment", "p-1", payment("c-1", {"i-1": "125.00"}))
    shop.run()
    blocked = stored(shop, "payment", "p-1").blocked_by
    assert blocked is not None
    assert (blocked.blocked.parent_id, blocked.blocked.place) == ("i-1", "applications[0].invoice")
    assert blocked.record.sync_state == "failed"


def test_what_is_to_be_voided_but_never_was_there_costs_nothing(shop: World) -> None:
    shop.put("acme", "invoice", "i-1", invoice("A-1", "nobody"))
    shop.accept_records.void("acme", "invoice", "i-1")
    previewed = stored(shop, "invoice", "i-1")
    assert (previewed.would, previewed.refusals) == ("nothing", ())
    assert "Nothing to do" in previewed.reason
    told = shop.diagnose_record("acme", "invoice", "i-1")
    assert (told.passed, told.would) == (True, "nothing")


def test_a_package_that_does_not_answer_is_no_answer(shop: World) -> None:
    line = {"account": "4000", "quantity": "1", "unit_price": "125.00", "amount": "125.00"}
    shop.put("acme", "invoice", "i-1", invoice("A-1", "c-1", lines=[line]))
    shop.by_hand("POST", "/faults", {"kind": "unavailable", "times": 9})
    with pytest.raises(PackageUnavailable):
        stored(shop, "invoice", "i-1")
    shop.by_hand("DELETE", "/faults", {})
    shop.by_hand("POST", "/faults", {"kind": "token_revoked", "times": 1})
    with pytest.raises(ReauthorizationRequired):
        stored(shop, "invoice", "i-1")
    shop.connections.park("acme", shop.clock.now() + timedelta(minutes=30))
    with pytest.raises(RateLimited) as limited:
        stored(shop, "invoice", "i-1")
    assert limited.value.wait_seconds == pytest.approx(1800)


def test_what_is_not_there_cannot_be_previewed(shop: World) -> None:
    with pytest.raises(NotFound):
        stored(shop, "invoice", "i-1")


def test_of_a_package_that_calls_in_what_is_known_here_is_told_and_that_it_is_asked_later() -> None:
    world = DesktopWorld()
    world.connect("acme")
    told = world.preview_record.sent("acme", "customer", "c-1", customer("Alder Ltd"))
    assert (told.would, told.operation, told.refusals) == ("create", None, ())
    assert told.reason == "Not checked yet: QuickBooks Desktop is asked when its connector calls next."
    refused = world.preview_record.sent("acme", "customer", "c-1", customer("A" * 42))
    assert (refused.would, [each.code for each in refused.refusals]) == ("nothing", ["string_too_long"])
