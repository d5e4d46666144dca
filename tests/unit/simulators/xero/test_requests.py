"""What every request needs, and what is wrong with those that lack it (sections 2 and 3)."""

import pytest

from tests.unit.simulators.xero.tenant import TENANT, Json, Tenant

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("tenant_id", ["", "11111111-2222-4333-8444-555555555555"])
def test_a_missing_or_foreign_tenant_is_403(tenant: Tenant, tenant_id: str) -> None:
    headers = tenant.headers()
    headers["xero-tenant-id"] = tenant_id
    assert tenant.call("GET", "Organisation", None, headers).status == 403


@pytest.mark.parametrize("bearer", ["", "Bearer x", "Basic eDp5"])
def test_a_bad_token_is_401(tenant: Tenant, bearer: str) -> None:
    reply = tenant.call("GET", "Organisation", None, {**tenant.headers(), "Authorization": bearer})
    assert (reply.status, reply.body["Detail"]) == (401, "AuthenticationUnsuccessful")


def test_the_answer_is_xml_unless_json_is_asked_for(tenant: Tenant) -> None:
    headers = tenant.headers()
    del headers["Accept"]
    reply = tenant.call("GET", "Organisation", None, headers)
    assert reply.headers["Content-Type"].startswith("text/xml")
    assert "<Organisations><Organisation>" in reply.text
    assert f"<OrganisationID>{TENANT}</OrganisationID>" in reply.text


def test_the_envelope_is_the_documented_one(tenant: Tenant) -> None:
    reply = tenant.call("GET", "Contacts")
    assert reply.body["Status"] == "OK"
    assert reply.body["ProviderName"] == "Example Sync"
    assert r'"DateTimeUTC": "\/Date(1777919415250)\/"' in reply.text


def test_dates_are_those_of_dot_net_with_a_readable_one_beside(tenant: Tenant) -> None:
    invoice = tenant.invoice()
    reply = tenant.call("GET", f"Invoices/{invoice['InvoiceID']}")
    assert r'"Date": "\/Date(1777680000000+0000)\/"' in reply.text
    read = reply.body["Invoices"][0]
    assert (read["DateString"], read["DueDateString"]) == ("2026-05-02T00:00:00", "2026-06-01T00:00:00")
    assert read["UpdatedDateUTC"] == "/Date(1777919415000+0000)/"
    assert read["UpdatedDateUTCString"] == "2026-05-04T18:30:15"


@pytest.mark.parametrize(
    ("body", "number", "kind"),
    [
        (b"{", 14, "PostDataInvalidException"),
        (b"", 17, "NoDataProcessedException"),
        ({}, 17, "NoDataProcessedException"),
        ({"Contacts": [{"Name": "A"}]}, 17, "NoDataProcessedException"),
        ({"Invoices": []}, 17, "NoDataProcessedException"),
        ({"Invoices": ["A"]}, 14, "PostDataInvalidException"),
        ({"Invoices": [{"Date": "20100510"}]}, 14, "PostDataInvalidException"),
        ({"Invoices": [{"LineItems": [{"Quantity": "many"}]}]}, 14, "PostDataInvalidException"),
    ],
)
def test_a_body_that_cannot_be_read_is_400(tenant: Tenant, body: object, number: int, kind: str) -> None:
    reply = tenant.call("PUT", "Invoices", body)
    assert (reply.status, reply.body["ErrorNumber"], reply.body["Type"]) == (400, number, kind)


def test_the_texts_of_unreadable_bodies_are_the_documented_ones(tenant: Tenant) -> None:
    dated: Json = {"Invoices": [{"Date": "20100510", "Type": "ACCREC"}]}
    assert tenant.call("PUT", "Invoices", dated).body["Message"] == "The string '20100510' is not a valid AllXsd value."
    assert tenant.call("PUT", "Invoices", {}).body["Message"] == (
        "No data has been processed for this endpoint. This endpoint is expecting Invoice data to be specifed in the "
        "request body."
    )


def test_a_single_object_needs_no_envelope(tenant: Tenant) -> None:
    assert tenant.call("PUT", "Contacts", {"Name": "A"}).body["Contacts"][0]["Name"] == "A"


def test_json_must_say_that_it_is_json(tenant: Tenant) -> None:
    headers = tenant.headers()
    del headers["Content-Type"]
    assert tenant.call("PUT", "Contacts", {"Name": "A"}, headers).body["ErrorNumber"] == 14


@pytest.mark.parametrize("path", ["Invoices/11111111-2222-4333-8444-555555555555", "Nothing", "Contacts/1/History"])
def test_what_is_not_there_is_404_with_a_text(tenant: Tenant, path: str) -> None:
    reply = tenant.call("GET", path)
    assert (reply.status, reply.text) == (404, "The resource you're looking for cannot be found")


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "Overpayments"), ("DELETE", "Invoices/{id}"), ("PATCH", "Contacts"), ("PUT", "Organisation")],
)
def test_a_method_that_an_endpoint_lacks_is_number_20(tenant: Tenant, method: str, path: str) -> None:
    invoice = tenant.invoice()
    reply = tenant.call(method, path.format(id=invoice["InvoiceID"]), {"Name": "A"})
    assert (reply.status, reply.body["ErrorNumber"]) == (400, 20)
    assert reply.body["Message"] == "The Api Method called is not implemented"


def test_put_creates_and_post_creates_or_updates(tenant: Tenant) -> None:
    made = tenant.make("Contacts", {"Name": "A"})
    changed = tenant.call("POST", "Contacts", {"Contacts": [{"ContactID": made["ContactID"], "Name": "B"}]})
    assert changed.body["Contacts"][0]["ContactID"] == made["ContactID"]
    other = tenant.call("POST", "Contacts", {"Contacts": [{"Name": "C"}]}).body["Contacts"][0]
    assert [each["Name"] for each in tenant.list("Contacts")] == ["B", "C"]
    again = tenant.call("PUT", "Contacts", {"Contacts": [{"ContactID": other["ContactID"], "Name": "D"}]})
    assert again.body["Contacts"][0]["ContactID"] not in (made["ContactID"], other["ContactID"])


def test_the_organisation_tells_its_lock_dates_only_when_it_has_some(tenant: Tenant) -> None:
    bare = tenant.call("GET", "Organisation").body["Organisations"][0]
    assert (bare["OrganisationID"], bare["BaseCurrency"], bare["Version"]) == (TENANT, "USD", "US")
    assert "PeriodLockDate" not in bare
    assert bare["ShortCode"]
    tenant.organisation(period_lock_date="2026-03-31", end_of_year_lock_date="2025-12-31")
    locked = tenant.call("GET", "Organisation").body["Organisations"][0]
    assert locked["PeriodLockDate"] == "/Date(1774915200000+0000)/"
    assert locked["EndOfYearLockDate"] == "/Date(1767139200000+0000)/"
    assert tenant.call("GET", "Organisation/Actions").body["Actions"][0]["Status"] == "ALLOWED"


def test_an_organisation_that_ended_is_503(tenant: Tenant) -> None:
    tenant.organisation(ended=True)
    assert tenant.call("GET", "Organisation").status == 503
