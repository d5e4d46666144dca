"""Several elements in one request (section 2, "Bulk errors")."""

import pytest

from tests.unit.simulators.xero.tenant import Tenant, line

pytestmark = pytest.mark.unit

NO_ID = "00000000-0000-0000-0000-000000000000"


def test_summarised_one_bad_element_saves_nothing(tenant: Tenant) -> None:
    good, bad = tenant.document(InvoiceNumber="A"), tenant.document(InvoiceNumber="B", DueDate=None)
    reply = tenant.call("PUT", "Invoices", {"Invoices": [good, bad]})
    assert reply.status == 400
    body = reply.body
    assert (body["ErrorNumber"], body["Type"]) == (10, "ValidationException")
    assert body["Message"] == "A validation exception occurred"
    (element,) = body["Elements"]
    assert (element["InvoiceNumber"], element["InvoiceID"], element["HasErrors"]) == ("B", NO_ID, True)
    assert tenant.list("Invoices") == []
    assert tenant.control("GET", "/calls").body["objects_written"] == 1  # the contact they are with


def test_by_element_the_valid_ones_are_saved_and_every_element_has_its_status(tenant: Tenant) -> None:
    good, bad = tenant.document(InvoiceNumber="A"), tenant.document(InvoiceNumber="B", DueDate=None)
    reply = tenant.call("PUT", "Invoices", {"Invoices": [bad, good, bad]}, summarizeErrors="false")
    assert reply.status == 200
    elements = reply.body["Invoices"]
    assert [each["StatusAttributeString"] for each in elements] == ["ERROR", "OK", "ERROR"]
    assert [each["HasErrors"] for each in elements] == [True, False, True]
    assert (elements[0]["InvoiceID"], elements[0]["InvoiceNumber"]) == (NO_ID, "B")
    assert reply.messages(0) == ["The DueDate field is mandatory"]
    assert [each["InvoiceNumber"] for each in tenant.list("Invoices")] == ["A"]


def test_two_elements_with_one_number_are_not_both_saved(tenant: Tenant) -> None:
    body = {"Invoices": [tenant.document(InvoiceNumber="A"), tenant.document(InvoiceNumber="A")]}
    reply = tenant.call("PUT", "Invoices", body, summarizeErrors="false")
    assert [each["StatusAttributeString"] for each in reply.body["Invoices"]] == ["OK", "ERROR"]
    assert reply.messages(1) == ["Invoice # must be unique."]


def test_a_refused_change_answers_the_id_of_the_record(tenant: Tenant) -> None:
    made = tenant.invoice()["InvoiceID"]
    body = {"Invoices": [{"InvoiceID": made, "Url": "x"}]}
    assert tenant.call("POST", "Invoices", body, summarizeErrors="false").body["Invoices"][0]["InvoiceID"] == made


def test_all_changes_of_a_summarised_request_are_undone(tenant: Tenant) -> None:
    first, second = tenant.invoice(Reference="old"), tenant.invoice()
    tenant.simulator.clock.advance(60)
    body = {
        "Invoices": [
            {"InvoiceID": first["InvoiceID"], "Reference": "new", "LineItems": [line(7)]},
            {"Type": "ACCREC", "Contact": {"Name": "Made inside"}},
            {"InvoiceID": second["InvoiceID"], "Status": "DRAFT"},
        ]
    }
    assert tenant.call("POST", "Invoices", body).status == 400
    read = tenant.read("Invoices", first["InvoiceID"])
    assert (read["Reference"], read["Total"]) == ("old", 100)
    assert read["UpdatedDateUTCString"] == "2026-05-04T18:30:15"
    assert tenant.list("Contacts", where='Name=="Made inside"') == []
    assert [each["InvoiceID"] for each in tenant.list("Invoices")] == [first["InvoiceID"], second["InvoiceID"]]
    assert tenant.simulator.webhooks.deliveries()["waiting_events"] == 0


def test_fifty_invoices_come_back_in_the_order_they_were_sent(tenant: Tenant) -> None:
    documents = [tenant.document(InvoiceNumber=f"N-{number}") for number in range(50)]
    reply = tenant.call("PUT", "Invoices", {"Invoices": documents}, summarizeErrors="false")
    assert [each["InvoiceNumber"] for each in reply.body["Invoices"]] == [f"N-{number}" for number in range(50)]
    assert tenant.control("GET", "/calls").body["by_kind"]["PUT Invoices"] == 1
    assert tenant.control("GET", "/calls").body["objects_written"] == 51
