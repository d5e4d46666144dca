"""The control API."""

import pytest

from tests.unit.simulators.xero.tenant import TENANT, Json, Tenant

pytestmark = pytest.mark.unit

OTHER = "11111111-2222-4333-8444-555555555555"
BOOKS = f"/organisations/{TENANT}"


def test_calls_are_counted_by_kind_status_and_organisation(tenant: Tenant) -> None:
    tenant.contact("A")
    tenant.call("PUT", "Contacts", {"Name": "A"})
    tenant.call("GET", "Invoices/11111111-2222-4333-8444-555555555555")
    note = tenant.credit_note()["CreditNoteID"]
    tenant.call("GET", f"CreditNotes/{note}/Attachments")
    summary = tenant.control("GET", "/calls").body
    assert summary["by_kind"] == {
        "PUT Contacts": 3,
        "GET Invoices": 1,
        "PUT CreditNotes": 1,
        "GET Attachments": 1,
    }
    assert (summary["total"], summary["objects_written"]) == (6, 3)
    assert summary["by_status"] == {"200": 4, "400": 1, "404": 1}
    assert summary["by_organisation"] == {TENANT: 6}
    assert tenant.control("GET", "/calls/log").body["calls"][0]["path"] == "/api.xro/2.0/Contacts"
    assert tenant.control("DELETE", "/calls").body["total"] == 0


def test_reads_are_counted_by_record(tenant: Tenant) -> None:
    contact = tenant.contact("A")
    tenant.read("Contacts", contact)
    tenant.list("Contacts")
    assert tenant.control("GET", "/calls/reads").body["reads"] == {f"Contact/{contact}": 2}


def test_an_organisation_is_made_and_changed(tenant: Tenant) -> None:
    made = tenant.control(
        "PUT", f"/organisations/{OTHER}", {"name": "Ltd", "country": "GB", "currencies": ["EUR"]}
    ).body
    assert (made["name"], made["base_currency"], made["currencies"]) == ("Ltd", "GBP", ["GBP", "EUR"])
    assert made["counts"]["Accounts"] > 10
    changed = tenant.control("PUT", f"/organisations/{OTHER}", {"period_lock_date": "2026-01-31"}).body
    assert (changed["period_lock_date"], changed["end_of_year_lock_date"], changed["name"]) == (
        "2026-01-31",
        None,
        "Ltd",
    )
    assert tenant.control("PUT", f"/organisations/{OTHER}", {"period_lock_date": None}).body["period_lock_date"] is None
    assert [each["id"] for each in tenant.control("GET", "/organisations").body["organisations"]] == [TENANT, OTHER]
    assert tenant.control("DELETE", f"/organisations/{OTHER}").status == 200
    assert tenant.control("GET", f"/organisations/{OTHER}").status == 404


def test_an_organisation_may_start_empty(tenant: Tenant) -> None:
    made = tenant.control("PUT", f"/organisations/{OTHER}", {"seed": False}).body
    assert made["counts"] == {"Currencies": 1}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/organisations/4620816365", {}),
        (f"/organisations/{OTHER}", {"colour": "red"}),
        (f"/organisations/{OTHER}", {"period_lock_date": "soon"}),
    ],
)
def test_a_senseless_organisation_is_refused(tenant: Tenant, path: str, body: Json) -> None:
    assert tenant.control("PUT", path, body).status == 400
    assert OTHER not in tenant.simulator.organisations


def test_a_user_edits_the_books_in_the_package_s_own_words(tenant: Tenant) -> None:
    made = tenant.control("POST", f"{BOOKS}/Contacts", {"Name": "A"}).body["Contacts"][0]
    row = f"{BOOKS}/Contact/{made['ContactID']}"
    assert tenant.control("PATCH", row, {"Name": "B"}).body["Contact"][0]["Name"] == "B"
    assert tenant.control("GET", row).body["Contacts"][0]["Name"] == "B"
    listed = tenant.control("GET", f"{BOOKS}/Contacts", Name="B").body
    assert (listed["totalCount"], listed["Contacts"][0]["ContactID"]) == (1, made["ContactID"])
    assert tenant.control("GET", f"{BOOKS}/Contacts", Name="C").body["totalCount"] == 0
    assert tenant.control("DELETE", row).body["Contacts"][0]["ContactStatus"] == "ARCHIVED"
    assert tenant.control("GET", "/calls").body["total"] == 0
    assert tenant.control("GET", f"{BOOKS}/Contact").body["Contact"][0]["ContactStatus"] == "ARCHIVED"


def test_a_user_is_refused_by_the_same_rules(tenant: Tenant) -> None:
    reply = tenant.control("POST", f"{BOOKS}/Invoices", tenant.document(DueDate=None))
    assert (reply.status, reply.message) == (400, "The DueDate field is mandatory")
    reply = tenant.control("DELETE", f"{BOOKS}/Accounts/{tenant.books.tables['Account'].by('Code', '610')[0].id}")
    assert (reply.status, reply.message) == (400, "Cannot archive System accounts")


def test_what_a_user_does_is_announced(tenant: Tenant) -> None:
    tenant.control("PUT", "/webhooks", {"enabled": True})
    tenant.control("POST", f"{BOOKS}/Contacts", {"Name": "A"})
    assert len(tenant.simulator.webhooks.take_due(at_once=True)) == 1


def test_deleting_means_what_it_means_for_each_entity(tenant: Tenant) -> None:
    draft, approved = tenant.invoice(Status="DRAFT")["InvoiceID"], tenant.invoice()["InvoiceID"]
    paid = tenant.invoice()["InvoiceID"]
    payment = tenant.pay(paid, 5)["PaymentID"]
    item = tenant.make("Items", {"Code": "a"})["ItemID"]
    assert tenant.control("DELETE", f"{BOOKS}/Invoices/{draft}").body["Invoices"][0]["Status"] == "DELETED"
    assert tenant.control("DELETE", f"{BOOKS}/Invoices/{approved}").body["Invoices"][0]["Status"] == "VOIDED"
    assert tenant.control("DELETE", f"{BOOKS}/Payments/{payment}").body["Payments"][0]["Status"] == "DELETED"
    assert tenant.control("POST", f"{BOOKS}/Invoices/{paid}/void").body["Invoices"][0]["Status"] == "VOIDED"
    assert tenant.control("DELETE", f"{BOOKS}/Items/{item}").status == 200
    assert tenant.control("GET", f"{BOOKS}/Items/{item}").status == 404


def test_a_user_applies_a_credit_note(tenant: Tenant) -> None:
    note, invoice = tenant.credit_note()["CreditNoteID"], tenant.invoice()["InvoiceID"]
    body = {"Amount": 5, "Date": "2026-05-04", "Invoice": {"InvoiceID": invoice}}
    assert tenant.control("POST", f"{BOOKS}/CreditNotes/{note}/allocate", body).status == 200
    assert tenant.read("Invoices", invoice)["AmountDue"] == 95
    assert tenant.control("POST", f"{BOOKS}/Invoices/{invoice}/allocate", body).status == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{BOOKS}/Dragons", 404),
        ("GET", f"/organisations/{OTHER}/Contacts", 404),
        ("GET", f"{BOOKS}/Contacts/x", 404),
        ("POST", f"{BOOKS}/Allocations", 400),
        ("POST", f"{BOOKS}/Overpayments", 400),
        ("GET", "/tokens/x", 404),
        ("PUT", "/calls", 405),
        ("GET", "/nothing", 404),
    ],
)
def test_what_is_not_there_is_told(tenant: Tenant, method: str, path: str, status: int) -> None:
    reply = tenant.control(method, path)
    assert (reply.status, "error" in reply.body) == (status, True)


def test_tokens_are_issued_shown_expired_and_taken_away(tenant: Tenant) -> None:
    tokens = tenant.control("POST", f"/tokens/{TENANT}", {"user": "jess", "scope": "accounting.settings"}).body
    assert tokens["scope"] == "accounting.settings"
    grants = tenant.control("GET", f"/tokens/{TENANT}").body["grants"]
    assert [grant["user"] for grant in grants] == [f"user-of-{TENANT}", "jess"]
    tenant.control("POST", f"/tokens/{TENANT}/expire")
    assert tenant.call("GET", "Organisation").status == 401
    assert tenant.control("DELETE", f"/tokens/{TENANT}").body["grants"] == []


def test_the_clock_is_moved(tenant: Tenant) -> None:
    assert tenant.control("POST", "/clock", {"advance_seconds": 60}).body["now"] == "2026-05-04T18:31:15.250000+00:00"
    assert tenant.control("POST", "/clock", {"advance_seconds": "x"}).status == 400


def test_settings_are_shown_and_changed(tenant: Tenant) -> None:
    assert tenant.control("PUT", "/settings", {"provider_name": "Other"}).body["provider_name"] == "Other"
    assert tenant.call("GET", "Contacts").body["ProviderName"] == "Other"
    assert tenant.control("PUT", "/settings", {"colour": 1}).status == 400
    assert tenant.control("GET", "/limits").body["per_minute"] == 60
