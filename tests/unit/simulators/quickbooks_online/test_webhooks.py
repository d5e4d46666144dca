"""Announcements: who is told what, in which format, signed."""

import base64
import hashlib
import hmac
import json

import pytest

from tests.simulators.quickbooks_online.announcements import Post
from tests.unit.simulators.quickbooks_online.company import Company, Json, payment

pytestmark = pytest.mark.unit


@pytest.fixture
def company(company: Company) -> Company:
    """A company whose changes are announced."""
    company.control("PUT", "/webhooks", {"enabled": True, "url": "http://127.0.0.1:1/hook"})
    return company


def posts(company: Company) -> list[Post]:
    return company.simulator.webhooks.take_due(at_once=True)


def entities(company: Company) -> list[Json]:
    return [
        entity
        for post in posts(company)
        for notification in json.loads(post.body)["eventNotifications"]
        for entity in notification["dataChangeEvent"]["entities"]
    ]


def told(company: Company) -> list[tuple[str, str, str]]:
    return [(entity["name"], entity["id"], entity["operation"]) for entity in entities(company)]


def test_the_legacy_format_is_the_documented_one(company: Company) -> None:
    company.customer()
    (post,) = posts(company)
    assert json.loads(post.body) == {
        "eventNotifications": [
            {
                "realmId": company.realm,
                "dataChangeEvent": {
                    "entities": [
                        {
                            "id": "1",
                            "operation": "Create",
                            "name": "Customer",
                            "lastUpdated": "2026-05-04T18:30:15.250Z",
                        }
                    ]
                },
            }
        ]
    }


def test_the_cloudevents_format_is_the_documented_one(company: Company) -> None:
    company.control("PUT", "/webhooks", {"format": "cloudevents"})
    company.customer()
    (post,) = posts(company)
    (event,) = json.loads(post.body)
    assert event.pop("id")
    assert event == {
        "specversion": "1.0",
        "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
        "type": "qbo.customer.created.v1",
        "datacontenttype": "application/json",
        "time": "2026-05-04T18:30:15.250000000Z",
        "intuitentityid": "1",
        "intuitaccountid": company.realm,
        "data": {},
    }


def test_the_signature_is_over_the_raw_body(company: Company) -> None:
    company.control("PUT", "/webhooks", {"verifier_token": "s3cret"})
    company.customer("Ämy")
    (post,) = posts(company)
    digest = hmac.new(b"s3cret", post.body, hashlib.sha256).digest()
    assert post.headers["intuit-signature"] == base64.b64encode(digest).decode()


def test_every_operation_is_told_also_for_what_the_app_does_itself(company: Company) -> None:
    customer = company.customer()
    invoice = company.invoice(customer)
    company.make("Payment", payment(customer, 5, ("Invoice", invoice["Id"], 5)))
    company.control("POST", f"/organisations/{company.realm}/Invoice/{invoice['Id']}/email")
    company.control("POST", f"/organisations/{company.realm}/Invoice/{invoice['Id']}/void")
    company.control("DELETE", f"/organisations/{company.realm}/Invoice/{invoice['Id']}")
    assert told(company) == [
        ("Customer", "1", "Create"),
        ("Invoice", "1", "Create"),
        ("Invoice", "1", "Update"),
        ("Payment", "2", "Create"),
        ("Invoice", "1", "Emailed"),
        ("Payment", "2", "Update"),
        ("Invoice", "1", "Void"),
        ("Invoice", "1", "Delete"),
    ]


def test_a_merge_names_the_survivor_and_the_loser(company: Company) -> None:
    keep, lose = company.vendor("A"), company.vendor("B")
    bill = company.bill(lose)
    posts(company)
    company.control("POST", f"/organisations/{company.realm}/Vendor/{lose}/merge", {"into": keep})
    merge = entities(company)[-1]
    assert (merge["id"], merge["operation"], merge["deletedId"]) == (keep, "Merge", lose)
    assert company.read("Bill", bill["Id"])["VendorRef"]["value"] == keep
    assert company.call("GET", f"vendor/{lose}").codes == ["610"]


def test_some_entities_are_never_told_of(company: Company) -> None:
    info = company.call("GET", "companyinfo/1").body["CompanyInfo"]
    company.make("CompanyInfo", {"Id": "1", "SyncToken": info["SyncToken"], "sparse": True, "LegalName": "New"})
    company.control("DELETE", f"/organisations/{company.realm}/Term/1")
    assert told(company) == [("Term", "1", "Update")]


def test_nothing_is_told_of_a_refused_or_replayed_write(company: Company) -> None:
    company.post("Customer", {"DisplayName": "A"}, requestid="r")
    company.post("Customer", {"DisplayName": "A"}, requestid="r")
    company.post("Customer", {"DisplayName": "A"})
    assert told(company) == [("Customer", "1", "Create")]


def test_events_are_collected_over_a_short_window_into_posts_of_at_most_100(company: Company) -> None:
    for number in range(130):
        company.make("Class", {"Name": str(number)})
    webhooks = company.simulator.webhooks
    assert webhooks.take_due() == []
    assert webhooks.seconds_to_next() == pytest.approx(0.2)
    company.simulator.clock.advance(0.2)
    assert [post.events for post in webhooks.take_due()] == [100, 30]


def test_events_are_duplicated_and_shuffled_on_demand(company: Company) -> None:
    company.control("PUT", "/webhooks", {"format": "cloudevents", "duplicate": 2, "shuffle": True})
    for number in range(20):
        company.make("Class", {"Name": str(number)})
    (post,) = posts(company)
    events = [(event["id"], event["intuitentityid"]) for event in json.loads(post.body)]
    assert len(events) == 60
    assert len(set(events)) == 20
    assert [entity_id for _, entity_id in events] != sorted(entity_id for _, entity_id in events)


def test_legacy_posts_have_one_entry_per_realm(company: Company) -> None:
    other = Company(company.simulator, "99")
    company.customer()
    other.customer()
    (post,) = posts(company)
    assert [entry["realmId"] for entry in json.loads(post.body)["eventNotifications"]] == [company.realm, "99"]


def test_a_failed_post_is_tried_again_on_the_documented_schedule(company: Company) -> None:
    company.control("PUT", "/webhooks", {"retry_factor": 1})
    company.customer()
    webhooks = company.simulator.webhooks
    (post,) = posts(company)
    for wait in (10, 20, 30, 300, 1200, 7200, 14400, 21600, 21600):
        webhooks.record(post, 500)
        assert webhooks.seconds_to_next() == pytest.approx(wait)
        company.simulator.clock.advance(wait)
        (again,) = webhooks.take_due()
        assert again.body == post.body
    webhooks.record(post, 200)
    assert webhooks.seconds_to_next() is None
    deliveries = company.control("GET", "/webhooks/deliveries").body["deliveries"]
    assert [delivery["status"] for delivery in deliveries] == [500] * 9 + [200]
    assert deliveries[-1]["attempt"] == 10


def test_any_events_and_any_text_can_be_sent_signed(company: Company) -> None:
    event = {"organisation_id": company.realm, "entity": "Estimate", "id": "5", "operation": "emailed"}
    sent = company.control("POST", "/webhooks/send", {"events": [event], "format": "cloudevents", "copies": 2}).body
    (shown,) = sent["posts"]
    assert [entry["type"] for entry in json.loads(shown["body"])] == ["qbo.estimate.emailed.v1"] * 2
    (post,) = posts(company)
    assert post.body.decode() == shown["body"]
    unreadable = {"body": "{not json", "deliver": False}
    (shown,) = company.control("POST", "/webhooks/send", unreadable).body["posts"]
    assert shown["headers"]["intuit-signature"]
    assert posts(company) == []
    forged = company.control("POST", "/webhooks/send", {"body": "{}", "signature": "AAAA"}).body["posts"]
    assert forged[0]["headers"]["intuit-signature"] == "AAAA"


@pytest.mark.parametrize(
    "body", [{"format": "xml"}, {"events": [{"operation": "explode"}]}, {"events": [{"time": "noon"}]}]
)
def test_a_senseless_event_is_refused(company: Company, body: Json) -> None:
    assert company.control("POST", "/webhooks/send", body).status == 400


def test_nothing_is_collected_while_announcements_are_off(company: Company) -> None:
    company.control("PUT", "/webhooks", {"enabled": False})
    company.customer()
    assert posts(company) == []
    assert company.control("PUT", "/webhooks", {"colour": 1}).status == 400
    assert company.control("PUT", "/webhooks", {"format": "xml"}).status == 400
    assert company.control("DELETE", "/webhooks/deliveries").body["deliveries"] == []
