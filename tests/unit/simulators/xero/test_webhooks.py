"""Announcements: who is told of what, signed (section 4)."""

import json

import pytest

from tests.unit.simulators.xero.announced import announce, events, good, posts, told
from tests.unit.simulators.xero.tenant import TENANT, Json, Tenant

pytestmark = pytest.mark.unit

OTHER = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def tenant(tenant: Tenant) -> Tenant:
    """An organisation whose changes are announced."""
    return announce(tenant)


def test_the_body_is_the_documented_one(tenant: Tenant) -> None:
    invoice = tenant.invoice()["InvoiceID"]
    (post,) = posts(tenant)
    body = json.loads(post.body)
    assert len(body.pop("entropy")) == 20
    assert body == {
        "events": [
            {
                "resourceUrl": f"https://api.xero.com/api.xro/2.0/Invoices/{invoice}",
                "resourceId": invoice,
                "tenantId": TENANT,
                "tenantType": "ORGANISATION",
                "eventCategory": "INVOICE",
                "eventType": "CREATE",
                "eventDateUtc": "2026-05-04T18:30:15.250",
            }
        ],
        "firstEventSequence": 2,
        "lastEventSequence": 2,
    }


def test_the_signature_is_over_the_raw_body(tenant: Tenant) -> None:
    tenant.control("PUT", "/webhooks", {"signing_key": "s3cret"})
    tenant.contact("Ämy")
    (post,) = posts(tenant)
    assert good("s3cret", post)


def test_credit_notes_tell_their_type_and_status(tenant: Tenant) -> None:
    note = tenant.credit_note(5, "ACCPAYCREDIT", Status="DRAFT")["CreditNoteID"]
    event = events(tenant)[-1]
    assert (event["resourceId"], event["data"]) == (note, {"Type": "ACCPAYCREDIT", "Status": "DRAFT"})


def test_archiving_voiding_and_paying_are_updates(tenant: Tenant) -> None:
    invoice = tenant.invoice()["InvoiceID"]
    payment = tenant.pay(invoice, 5)["PaymentID"]
    tenant.change("Payments", payment, Status="DELETED")
    tenant.change("Invoices", invoice, Status="VOIDED")
    contact = tenant.contact("A")
    tenant.change("Contacts", contact, ContactStatus="ARCHIVED")
    assert told(tenant) == [
        ("INVOICE", "CREATE", invoice),
        ("INVOICE", "UPDATE", invoice),
        ("INVOICE", "UPDATE", invoice),
        ("INVOICE", "UPDATE", invoice),
        ("CONTACT", "CREATE", contact),
        ("CONTACT", "UPDATE", contact),
    ]


def test_nothing_is_told_of_items_accounts_taxes_and_bank_transactions(tenant: Tenant) -> None:
    tenant.make("Items", {"Code": "a"})
    tenant.make("Accounts", {"Code": "1", "Name": "a", "Type": "SALES"})
    tenant.make("TaxRates", {"Name": "a", "TaxComponents": [{"Name": "a", "Rate": 1}]})
    lines = [{"Description": "a", "UnitAmount": 1, "AccountCode": "429"}]
    tenant.make("BankTransactions", {"Type": "SPEND", "BankAccount": {"Code": "090"}, "LineItems": lines})
    assert told(tenant) == []


def test_an_overpayment_and_what_it_is_applied_to_are_told(tenant: Tenant) -> None:
    invoice = tenant.invoice()["InvoiceID"]
    lines = [{"Description": "a", "UnitAmount": 9, "AccountCode": "200"}]
    contact = {"ContactID": tenant.known_contact()}
    body = {"Type": "RECEIVE-OVERPAYMENT", "BankAccount": {"Code": "090"}, "Contact": contact, "LineItems": lines}
    credit = tenant.make("BankTransactions", body)["OverpaymentID"]
    allocation = {"Amount": 9, "Date": "2026-05-04", "Invoice": {"InvoiceID": invoice}}
    tenant.call("PUT", f"Overpayments/{credit}/Allocations", {"Allocations": [allocation]})
    assert told(tenant)[1:] == [
        ("OVERPAYMENT", "CREATE", credit),
        ("OVERPAYMENT", "UPDATE", credit),
        ("INVOICE", "UPDATE", invoice),
    ]


def test_only_subscribed_categories_are_told(tenant: Tenant) -> None:
    tenant.control("PUT", "/webhooks", {"categories": ["CONTACT"]})
    tenant.invoice()
    contact = tenant.contact("A")
    assert told(tenant) == [("CONTACT", "CREATE", contact)]


def test_nothing_is_told_of_refused_or_replayed_writes(tenant: Tenant) -> None:
    headers = tenant.headers(Idempotency_Key="k")
    for _ in range(2):
        tenant.call("PUT", "Contacts", {"Name": "A"}, headers)
    tenant.call("PUT", "Contacts", {"Name": "A"})
    assert len(told(tenant)) == 1


def test_one_request_tells_of_a_record_once(tenant: Tenant) -> None:
    invoice = tenant.invoice()["InvoiceID"]
    posts(tenant)
    tenant.call("PUT", "Payments", {"Payments": [tenant.payment(invoice, 1), tenant.payment(invoice, 2)]})
    assert told(tenant) == [("INVOICE", "UPDATE", invoice)]


def test_a_post_may_mix_tenants_and_sequences_go_on(tenant: Tenant) -> None:
    other = Tenant(tenant.simulator, OTHER)
    tenant.contact("A")
    other.contact("A")
    (post,) = posts(tenant)
    body = json.loads(post.body)
    assert [event["tenantId"] for event in body["events"]] == [TENANT, OTHER]
    assert (body["firstEventSequence"], body["lastEventSequence"]) == (2, 3)
    tenant.contact("B")
    assert json.loads(posts(tenant)[0].body)["firstEventSequence"] == 4


def test_events_are_collected_over_a_short_window(tenant: Tenant) -> None:
    for number in range(60):
        tenant.contact(str(number))
    webhooks = tenant.simulator.webhooks
    assert webhooks.take_due() == []
    tenant.simulator.clock.advance(0.2)
    assert [post.events for post in webhooks.take_due()] == [50, 10]


def test_posts_are_repeated_and_shuffled_on_demand(tenant: Tenant) -> None:
    tenant.control("PUT", "/webhooks", {"duplicate": 1, "shuffle": True})
    ids = [tenant.contact(str(number)) for number in range(30)]
    first, second = posts(tenant)
    assert first.body == second.body
    shuffled = [event["resourceId"] for event in json.loads(first.body)["events"]]
    assert shuffled != ids
    assert sorted(shuffled) == sorted(ids)


def test_any_events_and_any_text_can_be_sent_signed(tenant: Tenant) -> None:
    event = {
        "organisation_id": TENANT,
        "entity": "Invoice",
        "id": "x",
        "operation": "create",
        "time": "2026-05-01T10:00",
    }
    shown = tenant.control("POST", "/webhooks/send", {"events": [event], "copies": 2}).body["posts"]
    assert [json.loads(each["body"])["events"][0]["eventDateUtc"] for each in shown] == ["2026-05-01T10:00:00.000"] * 2
    sent = posts(tenant)
    assert [post.body.decode() for post in sent] == [each["body"] for each in shown]
    assert good("signing-key", sent[0])
    forged = tenant.control("POST", "/webhooks/send", {"body": "{not json", "signature": "AAAA", "deliver": False}).body
    assert forged["posts"][0]["headers"]["x-xero-signature"] == "AAAA"
    assert posts(tenant) == []


@pytest.mark.parametrize(
    ("entity", "category", "plural"),
    [
        ("CREDITNOTE", "CREDITNOTE", "CreditNotes"),
        ("Payment", "PAYMENT", "Payments"),
        ("Mystery", "MYSTERY", "Mysterys"),
    ],
)
def test_an_event_may_be_of_anything(tenant: Tenant, entity: str, category: str, plural: str) -> None:
    tenant.control("POST", "/webhooks/send", {"events": [{"entity": entity, "id": "x", "data": {"Status": "PAID"}}]})
    (event,) = events(tenant)
    assert (event["eventCategory"], event["eventType"], event["data"]) == (category, "UPDATE", {"Status": "PAID"})
    assert event["resourceUrl"].endswith(f"/{plural}/x")


@pytest.mark.parametrize("body", [{"events": [{"operation": "explode"}]}, {"events": [{"time": "noon"}]}])
def test_a_senseless_event_is_refused(tenant: Tenant, body: Json) -> None:
    assert tenant.control("POST", "/webhooks/send", body).status == 400


def test_nothing_is_collected_while_announcements_are_off(tenant: Tenant) -> None:
    tenant.control("PUT", "/webhooks", {"enabled": False})
    tenant.contact("A")
    assert posts(tenant) == []
    assert tenant.control("PUT", "/webhooks", {"colour": 1}).status == 400
    assert tenant.control("DELETE", "/webhooks/deliveries").body["deliveries"] == []
