"""What changes in the package arrives in the application: once, in order, and told apart."""

from __future__ import annotations

import json
import random

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases.receive_webhook import Receipt
from tests.fakes.books import customer
from tests.fakes.world import PACKAGE, World

pytestmark = pytest.mark.workflows


def _feed(world: World) -> list[tuple[ChangeKind, str, str]]:
    entries, _cursor = world.feed.page("acme", None, 1000)
    return [(entry.kind, entry.entity_type, entry.package_id) for entry in entries]


@pytest.mark.requirement("A1")
def test_a_customer_made_in_the_package_arrives_with_its_fields(acme: World) -> None:
    made = acme.by_hand(
        "POST",
        "/organisations/1001/Customer",
        {"DisplayName": "Birch Bakery", "PrimaryEmailAddr": {"Address": "hello@birch.example"}},
    )
    acme.run()
    package_id = (made.get("Customer") or made)["Id"]
    view = acme.view("acme", "customer", f"quickbooks-online-1001-{package_id}")
    assert view.record.body["name"] == "Birch Bakery"
    assert view.record.body["email"] == "hello@birch.example"
    assert view.sync_state is SyncState.SYNCED
    assert _feed(acme) == [(ChangeKind.CREATED, "customer", package_id)]


@pytest.mark.requirement("F2")
def test_our_own_writes_do_not_come_back_as_changes(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED
    assert _feed(acme) == []


@pytest.mark.requirement("F2")
def test_an_invoice_arrives_with_references_to_the_applications_own_records(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    link = acme.view("acme", "customer", "c-1").record.link
    assert link
    made = acme.by_hand(
        "POST",
        "/organisations/1001/Invoice",
        {
            "CustomerRef": {"value": link.package_id},
            "DocNumber": "QB-7",
            "Line": [
                {
                    "Amount": 10,
                    "DetailType": "SalesItemLineDetail",
                    "SalesItemLineDetail": {"Qty": 2, "UnitPrice": 5},
                }
            ],
        },
    )
    acme.run()
    invoice_id = (made.get("Invoice") or made)["Id"]
    body = acme.view("acme", "invoice", f"quickbooks-online-1001-{invoice_id}").record.body
    assert (body["number"], body["customer"], body["total"]) == ("QB-7", "c-1", "10.00")


@pytest.mark.requirement("F2")
def test_deleting_and_deactivating_are_different_events(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "customer", "c-2", customer("Birch Ltd"))
    acme.run()
    idle = acme.view("acme", "customer", "c-2").record.link
    assert idle
    link = acme.view("acme", "customer", "c-1").record.link
    assert link
    line = {"Amount": 10, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"Qty": 2, "UnitPrice": 5}}
    ids = []
    for number in ("QB-1", "QB-2"):
        body = {"CustomerRef": {"value": link.package_id}, "DocNumber": number, "Line": [line]}
        made = acme.by_hand("POST", "/organisations/1001/Invoice", body)
        ids.append((made.get("Invoice") or made)["Id"])
    acme.run()
    before = len(_feed(acme))
    acme.by_hand("DELETE", f"/organisations/1001/Invoice/{ids[0]}", {})
    acme.by_hand("PATCH", f"/organisations/1001/Customer/{idle.package_id}", {"Active": False})
    acme.run()
    kinds = {(kind, entity) for kind, entity, _id in _feed(acme)[before:]}
    assert kinds == {(ChangeKind.DELETED, "invoice"), (ChangeKind.DEACTIVATED, "customer")}
    assert acme.view("acme", "invoice", f"quickbooks-online-1001-{ids[0]}").record.deleted_in_package
    assert acme.view("acme", "customer", "c-2").record.body["active"] is False


@pytest.mark.requirement("F2")
def test_six_hundred_deliveries_about_forty_records_cost_ten_calls_at_most(acme: World) -> None:
    acme.simulator.webhooks.settings.enabled = False
    ids = []
    for number in range(40):
        made = acme.by_hand("POST", "/organisations/1001/Customer", {"DisplayName": f"Customer {number}"})
        ids.append((made.get("Customer") or made)["Id"])
    acme.simulator.counters.reset()
    posts = acme.simulator.webhooks
    posts.settings.enabled = True
    bodies = []
    for number in range(500):
        event = _event(acme, ids[number % 40], sequence=number)
        bodies.append(event)
    bodies += [bodies[0]] * 100
    random.Random(7).shuffle(bodies)  # noqa: S311 - order, not secrets
    for number, body in enumerate(bodies):
        post = posts.sign(body)
        assert acme.receive_webhook(PACKAGE, post.body, post.headers) is Receipt.STORED
        if number % 10 == 9:
            acme.take_in_changes(acme.messages.deliveries)
            acme.messages.deliveries = []
            acme.clock.advance(0.5)
    acme.run()
    calls = acme.simulator.counters.summary()["total"]
    assert calls <= 10
    feed = _feed(acme)
    assert sorted(package_id for _kind, _type, package_id in feed) == sorted(ids)
    session_counts = [session.counts for session in acme.sessions.page("acme", None, 50)[0]]
    assert sum(counts.fetched for counts in session_counts) <= 80


def _event(world: World, package_id: str, *, sequence: int) -> bytes:
    stamp = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.") + f"{sequence % 1000:03d}Z"
    entity = {"id": package_id, "operation": "Create", "name": "Customer", "lastUpdated": stamp}
    notification = {"realmId": "1001", "dataChangeEvent": {"entities": [entity]}}
    return json.dumps({"eventNotifications": [notification]}).encode()


@pytest.mark.requirement("F2")
def test_a_days_outage_of_webhooks_is_caught_up_by_the_poll(acme: World) -> None:
    acme.simulator.webhooks.settings.enabled = False
    made = acme.by_hand("POST", "/organisations/1001/Customer", {"DisplayName": "Cedar Cafe"})
    acme.tick(minutes=24 * 60)
    acme.run()
    package_id = (made.get("Customer") or made)["Id"]
    assert acme.view("acme", "customer", f"quickbooks-online-1001-{package_id}").record.body["name"] == "Cedar Cafe"


@pytest.mark.requirement("F2")
def test_a_poll_that_finds_nothing_starts_no_session(acme: World) -> None:
    started = len(acme.workflows.company_syncs)
    for _ in range(5):
        acme.tick()
        acme.run()
    assert len(acme.workflows.company_syncs) == started
    # More than an hour passes: the taxes, which no feed tells of, are asked for once, and the token is renewed.
    assert acme.simulator.counters.summary()["by_kind"] == {"GET cdc": 5, "POST batch": 1, "POST token": 1}
