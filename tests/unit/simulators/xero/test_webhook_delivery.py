"""The intent to receive, retries, and what becomes of a webhook that fails for a day (section 4)."""

import json

import pytest

from tests.simulators.xero.announcements import XeroPost
from tests.unit.simulators.xero.announced import URL, announce, good, posts, status, told
from tests.unit.simulators.xero.tenant import TENANT, Tenant

pytestmark = pytest.mark.unit

MINUTE = 60


@pytest.fixture
def tenant(tenant: Tenant) -> Tenant:
    """An organisation whose changes are announced."""
    return announce(tenant)


def test_a_failed_post_is_tried_at_once_then_every_fifteen_minutes(tenant: Tenant) -> None:
    tenant.contact("A")
    webhooks = tenant.simulator.webhooks
    (post,) = posts(tenant)
    for wait in (0, 15 * MINUTE, 15 * MINUTE):
        webhooks.record(post, 500)
        assert webhooks.seconds_to_next() == pytest.approx(wait)
        tenant.simulator.clock.advance(wait)
        (again,) = webhooks.take_due()
        assert again.body == post.body
    webhooks.record(post, 200)
    assert webhooks.seconds_to_next() is None


@pytest.mark.parametrize(
    ("headers", "body"), [({}, b"thanks"), ({"set-cookie": "a=b"}, b"")], ids=["a body", "a cookie"]
)
def test_an_answer_with_a_body_or_cookies_is_a_failure(tenant: Tenant, headers: dict[str, str], body: bytes) -> None:
    tenant.contact("A")
    webhooks = tenant.simulator.webhooks
    (post,) = posts(tenant)
    webhooks.record(post, 200, webhooks.complaint(headers, body))
    assert webhooks.seconds_to_next() == 0
    assert webhooks.complaint({"content-length": "0"}, b"") == ""


def made_by_hand(tenant: Tenant, name: str) -> str:
    reply = tenant.control("POST", f"/organisations/{TENANT}/Contacts", {"Name": name})
    return str(reply.body["Contacts"][0]["ContactID"])


def test_after_a_day_of_failures_the_webhook_is_disabled(tenant: Tenant) -> None:
    webhooks, clock = tenant.simulator.webhooks, tenant.simulator.clock
    made_by_hand(tenant, "A")
    webhooks.record(posts(tenant)[0], None, "refused")
    clock.advance(24 * 60 * MINUTE - 1)
    webhooks.record(posts(tenant)[0], 500)
    assert status(tenant) == "ok"
    clock.advance(1)
    webhooks.record(posts(tenant)[0], 500)
    assert status(tenant) == "disabled"
    assert webhooks.seconds_to_next() is None
    made_by_hand(tenant, "B")
    assert posts(tenant) == []


def test_what_was_not_delivered_is_replayed_in_order_once_the_webhook_is_enabled_again(tenant: Tenant) -> None:
    webhooks = tenant.simulator.webhooks
    tenant.control("PUT", "/webhooks", {"retry_factor": 0})
    first = made_by_hand(tenant, "A")
    (failing,) = posts(tenant)
    webhooks.record(failing, 500)
    second = made_by_hand(tenant, "B")
    again, on_its_way = posts(tenant)
    webhooks.record(again, 500)
    assert status(tenant) == "disabled"
    webhooks.record(on_its_way, 500)
    third = made_by_hand(tenant, "C")
    tenant.control("PUT", "/webhooks", {"enabled": True, "ask_intent": True})
    assert status(tenant) == "pending"
    for asked in posts(tenant):
        webhooks.record(asked, asked.expected)
    assert status(tenant) == "ok"
    assert [row_id for _, _, row_id in told(tenant)] == [first, second, third]


def test_events_are_stored_for_thirty_one_days(tenant: Tenant) -> None:
    tenant.control("PUT", "/webhooks", {"url": f"{URL}/2", "ask_intent": True})
    asked = posts(tenant)
    made_by_hand(tenant, "A")
    tenant.simulator.clock.advance(31 * 24 * 60 * MINUTE)
    late = made_by_hand(tenant, "B")
    tenant.simulator.clock.advance(1)
    for post in asked:
        tenant.simulator.webhooks.record(post, post.expected)
    assert [row_id for _, _, row_id in told(tenant)] == [late]


def ask(tenant: Tenant) -> list[XeroPost]:
    tenant.control("PUT", "/webhooks", {"url": f"{URL}/2", "ask_intent": True})
    return posts(tenant)


def test_what_is_forged_on_purpose_is_done_with_when_it_is_refused(tenant: Tenant) -> None:
    webhooks = tenant.simulator.webhooks
    tenant.control("POST", "/webhooks/send", {"body": "{}", "signature": "AAAA"})
    webhooks.record(posts(tenant)[0], 401)
    assert webhooks.seconds_to_next() is None
    tenant.control("POST", "/webhooks/send", {"body": "{}", "signature": "AAAA"})
    webhooks.record(posts(tenant)[0], 200)
    assert webhooks.seconds_to_next() == 0


def test_a_text_that_is_never_accepted_does_not_disable_the_webhook(tenant: Tenant) -> None:
    webhooks = tenant.simulator.webhooks
    tenant.control("POST", "/webhooks/send", {"body": "{not json"})
    webhooks.record(posts(tenant)[0], 400)
    tenant.simulator.clock.advance(24 * 60 * MINUTE)
    webhooks.record(posts(tenant)[0], 400)
    assert (status(tenant), webhooks.seconds_to_next()) == ("ok", None)


def test_forgetting_deliveries_leaves_the_intent_to_be_answered(tenant: Tenant) -> None:
    tenant.control("PUT", "/webhooks", {"url": f"{URL}/2", "ask_intent": True})
    tenant.control("DELETE", "/webhooks/deliveries")
    for post in posts(tenant):
        tenant.simulator.webhooks.record(post, post.expected)
    assert status(tenant) == "ok"


def test_the_intent_to_receive_comes_well_and_badly_signed(tenant: Tenant) -> None:
    asked = ask(tenant)
    assert [good("signing-key", post) for post in asked] == [True, False, True, False]
    assert [post.url for post in asked] == [f"{URL}/2"] * 4
    body = json.loads(asked[0].body)
    assert len(body.pop("entropy")) == 20
    assert body == {"events": [], "firstEventSequence": 0, "lastEventSequence": 0}


def test_no_events_flow_until_the_intent_is_passed(tenant: Tenant) -> None:
    asked = ask(tenant)
    contact = tenant.contact("A")
    assert status(tenant) == "pending"
    assert posts(tenant) == []
    for post in asked:
        tenant.simulator.webhooks.record(post, 200 if good("signing-key", post) else 401)
    assert status(tenant) == "ok"
    assert told(tenant) == [("CONTACT", "CREATE", contact)]


@pytest.mark.parametrize("careless", [200, 401])
def test_an_endpoint_that_does_not_look_at_the_signature_does_not_pass(tenant: Tenant, careless: int) -> None:
    for post in ask(tenant):
        tenant.simulator.webhooks.record(post, careless)
    assert status(tenant) == "pending"
    again = posts(tenant)
    assert len(again) == 2
    for post in again:
        tenant.simulator.webhooks.record(post, post.expected)
    assert status(tenant) == "ok"
