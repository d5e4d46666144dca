"""Amounts, taxes and accounts of line items (sections 5 and 6)."""

from typing import Any

import pytest

from tests.unit.simulators.xero.tenant import Json, Tenant, line

pytestmark = pytest.mark.unit


def put(tenant: Tenant, *lines: Json, **more: Any) -> list[str]:
    """Send an approved invoice of these lines and return what is wrong with it."""
    reply = tenant.call("PUT", "Invoices", tenant.document(LineItems=list(lines), **more))
    assert reply.status in (200, 400), reply.text
    return reply.messages()


def test_a_line_total_must_be_quantity_times_price(tenant: Tenant) -> None:
    wrong = line(0, LineAmount=-14)
    assert put(tenant, wrong) == ["The line total -14.00 does not match the expected line total 0.00"]
    assert put(tenant, line(1.5, Quantity=3, LineAmount=4.5)) == []


def test_a_price_is_rounded_to_two_decimals_unless_four_are_asked_for(tenant: Tenant) -> None:
    fine = line(0.1234, Quantity=100, LineAmount=12.34)
    assert put(tenant, fine) == ["The line total 12.34 does not match the expected line total 12.00"]
    made = tenant.make("Invoices", tenant.document(LineItems=[fine]), unitdp="4")
    assert (made["LineItems"][0]["UnitAmount"], made["Total"]) == (0.1234, 12.34)
    assert tenant.read("Invoices", made["InvoiceID"])["LineItems"][0]["UnitAmount"] == 0.12
    assert tenant.read("Invoices", made["InvoiceID"], unitdp="4")["LineItems"][0]["UnitAmount"] == 0.1234


def test_an_update_without_four_decimals_leaves_lines_alone_that_it_does_not_send(tenant: Tenant) -> None:
    fine = line(0.1234, Quantity=100)
    made = tenant.make("Invoices", tenant.document(LineItems=[fine]), unitdp="4")
    changed = tenant.change("Invoices", made["InvoiceID"], Reference="r").body["Invoices"][0]
    assert changed["Total"] == 12.34


def test_a_discount_is_taken_off_in_percent_or_as_an_amount(tenant: Tenant) -> None:
    made = tenant.invoice(LineItems=[line(50, Quantity=2, DiscountRate=10), line(50, DiscountAmount=5)])
    assert [each["LineAmount"] for each in made["LineItems"]] == [90, 45]
    assert put(tenant, line(10, DiscountRate=101)) == ["DiscountRate must be between 0 and 100"]
    assert put(tenant, line(10, "429", DiscountRate=10), Type="ACCPAY") != []


def test_tax_is_rounded_by_line_and_then_added_up(tenant: Tenant) -> None:
    made = tenant.invoice(LineItems=[line(0.3, TaxType="OUTPUT")] * 10)
    assert [each["TaxAmount"] for each in made["LineItems"]] == [0.02] * 10
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (3, 0.2, 3.2)


def test_inclusive_amounts_contain_their_tax(tenant: Tenant) -> None:
    made = tenant.invoice(LineAmountTypes="Inclusive", LineItems=[line(108.25, TaxType="OUTPUT")])
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (100, 8.25, 108.25)


def test_no_tax_is_none_at_all(tenant: Tenant) -> None:
    made = tenant.invoice(LineAmountTypes="NoTax", LineItems=[line(100, TaxType="OUTPUT")])
    assert (made["TotalTax"], made["Total"], made["LineItems"][0]["TaxType"]) == (0, 100, "NONE")


def test_a_tax_amount_that_is_sent_wins(tenant: Tenant) -> None:
    made = tenant.invoice(LineItems=[line(100, TaxType="OUTPUT", TaxAmount=8.26)])
    assert (made["TotalTax"], made["Total"]) == (8.26, 108.26)
    same = tenant.change("Invoices", made["InvoiceID"], Reference="r").body["Invoices"][0]
    assert same["TotalTax"] == 8.26
    assert put(tenant, line(100, TaxAmount=100.01)) == ["The tax amount cannot be greater than the line amount"]


def test_a_line_without_a_tax_type_takes_that_of_its_account() -> None:
    british = Tenant()
    del british.simulator.organisations[british.id]
    british.simulator.add_organisation(british.id, "Ltd", country="GB")
    made = british.invoice(LineItems=[{"Description": "x", "UnitAmount": 100, "AccountCode": "200"}])
    assert (made["LineItems"][0]["TaxType"], made["TotalTax"], made["CurrencyCode"]) == ("OUTPUT2", 20, "GBP")


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"AccountCode": "999"}, ["Account code '999' is not a valid code for this document."]),
        ({"AccountCode": "090"}, ["Account code '090' is not a valid code for this document."]),
        ({"AccountCode": "610"}, ["Account code '610' is not a valid code for this document."]),
        ({"AccountCode": "20000000001"}, ["Account Code is too long. Maximum of 10 characters allowed"]),
        ({"AccountCode": None}, ["The AccountCode field is mandatory"]),
        ({"Description": None}, ["The Description field is mandatory"]),
        ({"Description": "x" * 4001}, ["Description is too long. Maximum of 4000 characters allowed"]),
        ({"TaxType": "INPUT"}, ["The TaxType code 'INPUT' cannot be used with account code '200'."]),
        (
            {"TaxType": "MOON"},
            ["The TaxType code 'MOON' does not exist or cannot be used for this type of transaction."],
        ),
        (
            {"LineItemID": "11111111-2222-4333-8444-555555555555"},
            ["LineItemID 11111111-2222-4333-8444-555555555555 does not match a line item of this document"],
        ),
    ],
)
def test_a_line_that_is_wrong_is_refused(tenant: Tenant, change: Json, messages: list[str]) -> None:
    found = put(tenant, {**line(1), **change})
    assert found[: len(messages)] == messages


def test_an_archived_account_is_refused_by_drafts_too(tenant: Tenant) -> None:
    row = tenant.books.tables["Account"].by("Code", "260")[0]
    tenant.change("Accounts", row.id, Status="ARCHIVED")
    gone = "Account code '260' has been archived, or has been deleted. Each line item must reference a valid account."
    assert put(tenant, line(1, "260")) == [gone]
    assert put(tenant, line(1, "260"), Status="DRAFT") == [gone]


def test_a_draft_drops_an_account_it_does_not_know_with_a_warning(tenant: Tenant) -> None:
    body = {"Invoices": [tenant.document(Status="DRAFT", LineItems=[line(5, "476")])]}
    reply = tenant.call("PUT", "Invoices", body, summarizeErrors="false")
    made = reply.body["Invoices"][0]
    text = "Account code '476' has been removed as it does not match a recognised account."
    assert (made["StatusAttributeString"], made["Warnings"]) == ("WARNING", [{"Message": text}])
    assert "AccountCode" not in made["LineItems"][0]
    reply = tenant.change("Invoices", made["InvoiceID"], Status="AUTHORISED")
    assert reply.message == "The AccountCode field is mandatory"


def test_an_account_may_be_named_by_its_id(tenant: Tenant) -> None:
    account = tenant.books.tables["Account"].by("Code", "260")[0]
    made = tenant.invoice(LineItems=[{**line(1), "AccountCode": None, "AccountID": account.id}])
    assert made["LineItems"][0]["AccountCode"] == "260"


def test_a_negative_line_is_fine_but_a_negative_total_is_not(tenant: Tenant) -> None:
    assert put(tenant, line(10), line(-4)) == []
    assert put(tenant, line(10), line(-14)) == ["The total of the document cannot be negative"]


def test_on_update_lines_without_an_id_are_new_and_omitted_ones_are_deleted(tenant: Tenant) -> None:
    made = tenant.invoice(LineItems=[line(1), line(2)])
    first, second = made["LineItems"]
    lines = [{"LineItemID": second["LineItemID"], "Quantity": 3}, line(10)]
    changed = tenant.change("Invoices", made["InvoiceID"], LineItems=lines).body["Invoices"][0]
    ids = [each["LineItemID"] for each in changed["LineItems"]]
    assert ids[0] == second["LineItemID"]
    assert first["LineItemID"] not in ids
    assert (changed["Total"], changed["LineItems"][0]["Description"]) == (16, "work")


def test_an_update_without_lines_leaves_them(tenant: Tenant) -> None:
    made = tenant.invoice()
    changed = tenant.change("Invoices", made["InvoiceID"], Reference="r").body["Invoices"][0]
    assert changed["LineItems"] == made["LineItems"]
