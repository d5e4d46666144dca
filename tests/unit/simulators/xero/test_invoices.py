"""Invoices and bills: what they need, numbers, statuses, lock dates (sections 5 and 6)."""

import pytest

from tests.unit.simulators.xero.tenant import Json, Tenant, line

pytestmark = pytest.mark.unit

NOT_MODIFIED = "Invoice not of valid status for modification"
STATUS_REFUSED = (
    "The status {} cannot be applied to the invoice because it has payments or credit notes allocated to it."
)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Type": None}, "The Type field is mandatory"),
        ({"Type": "SALE"}, "Type must be one of ACCREC, ACCPAY"),
        ({"DueDate": None}, "The DueDate field is mandatory"),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"Url": "example"}, "Url must be a valid absolute url"),
        ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
        ({"InvoiceNumber": "1" * 256}, "Invoice Number is too long. Maximum of 255 characters allowed"),
        ({"Reference": "1" * 256}, "Reference is too long. Maximum of 255 characters allowed"),
        ({"Status": "PAID"}, "Invoice not of valid status for creation"),
        ({"Status": "VOIDED"}, "Invoice not of valid status for creation"),
    ],
)
def test_an_invoice_that_is_wrong_is_refused(tenant: Tenant, change: Json, message: str) -> None:
    reply = tenant.call("PUT", "Invoices", tenant.document(**change))
    assert (reply.status, reply.message) == (400, message)
    assert tenant.list("Invoices") == []


def test_a_draft_needs_little(tenant: Tenant) -> None:
    made = tenant.make("Invoices", {"Type": "ACCPAY", "Contact": {"Name": "A"}})
    assert (made["Status"], made["Total"], made["DateString"]) == ("DRAFT", 0, "2026-05-04T00:00:00")
    reply = tenant.change("Invoices", made["InvoiceID"], Status="AUTHORISED")
    assert reply.messages() == ["The DueDate field is mandatory", "One or more line items must be specified"]


def test_a_submitted_document_needs_a_due_date_and_lines_but_no_accounts_yet(tenant: Tenant) -> None:
    reply = tenant.call("PUT", "Invoices", tenant.document(Status="SUBMITTED", DueDate=None, LineItems=[]))
    assert reply.messages() == ["The DueDate field is mandatory", "One or more line items must be specified"]
    made = tenant.invoice(Status="SUBMITTED", LineItems=[{"UnitAmount": 5}])
    reply = tenant.change("Invoices", made["InvoiceID"], Status="AUTHORISED")
    assert reply.messages()[:2] == ["The Description field is mandatory", "The AccountCode field is mandatory"]


def test_the_number_of_a_sale_is_unique(tenant: Tenant) -> None:
    made = tenant.invoice(InvoiceNumber="A-1")
    for method in ("PUT", "POST"):
        reply = tenant.call(method, "Invoices", tenant.document(InvoiceNumber="a-1"))
        assert reply.message == "Invoice # must be unique."
    assert tenant.change("Invoices", made["InvoiceID"], InvoiceNumber="A-1").status == 200
    tenant.change("Invoices", made["InvoiceID"], Status="VOIDED")
    assert tenant.call("PUT", "Invoices", tenant.document(InvoiceNumber="A-1")).status == 400


def test_the_number_of_a_deleted_draft_is_free_again(tenant: Tenant) -> None:
    made = tenant.invoice(InvoiceNumber="A-1", Status="DRAFT")
    tenant.change("Invoices", made["InvoiceID"], Status="DELETED")
    assert tenant.invoice(InvoiceNumber="A-1")["InvoiceNumber"] == "A-1"


def test_the_number_of_a_bill_is_free(tenant: Tenant) -> None:
    tenant.invoice(InvoiceNumber="A-1")
    assert tenant.bill(InvoiceNumber="A-1")["InvoiceNumber"] == "A-1"
    assert tenant.bill(InvoiceNumber="A-1")["InvoiceNumber"] == "A-1"
    assert "InvoiceNumber" not in tenant.bill()


def test_a_sale_without_a_number_gets_the_next_one_that_is_free(tenant: Tenant) -> None:
    tenant.invoice(InvoiceNumber="INV-0001")
    assert [tenant.invoice()["InvoiceNumber"] for _ in range(2)] == ["INV-0002", "INV-0003"]


def test_a_bill_has_no_reference_of_its_own(tenant: Tenant) -> None:
    assert "Reference" not in tenant.bill(Reference="r")
    assert tenant.invoice(Reference="r")["Reference"] == "r"


def test_another_currency_has_a_rate(tenant: Tenant) -> None:
    tenant.organisation(currencies=["EUR"])
    assert tenant.invoice(CurrencyCode="EUR")["CurrencyRate"] == 0.92
    assert tenant.invoice(CurrencyCode="EUR", CurrencyRate=0.9)["CurrencyRate"] == 0.9


MOVES = {
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"SUBMITTED", "AUTHORISED", "DRAFT", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
    "VOIDED": set(),
    "DELETED": set(),
}


@pytest.mark.parametrize("start", MOVES)
@pytest.mark.parametrize("end", [*MOVES, "PAID"])
def test_a_status_moves_only_as_documented(tenant: Tenant, start: str, end: str) -> None:
    first = {"VOIDED": "AUTHORISED", "DELETED": "DRAFT"}.get(start, start)
    made = tenant.invoice(Status=first)["InvoiceID"]
    if first != start:
        assert tenant.change("Invoices", made, Status=start).status == 200
    reply = tenant.change("Invoices", made, Status=end)
    if end in MOVES[start]:
        assert reply.body["Invoices"][0]["Status"] == end
    else:
        assert reply.message == NOT_MODIFIED
        assert tenant.read("Invoices", made)["Status"] == start


def test_what_is_voided_or_deleted_owes_nothing_and_stays_as_it_is(tenant: Tenant) -> None:
    made = tenant.invoice()["InvoiceID"]
    voided = tenant.change("Invoices", made, Status="VOIDED").body["Invoices"][0]
    assert (voided["Status"], voided["AmountDue"], voided["Total"]) == ("VOIDED", 0, 100)
    assert tenant.change("Invoices", made, Reference="r").message == NOT_MODIFIED


def test_an_unknown_id_is_told_apart_by_where_it_stands(tenant: Tenant) -> None:
    unknown = "11111111-2222-4333-8444-555555555555"
    assert tenant.change("Invoices", unknown, Reference="r").status == 404
    reply = tenant.call("POST", "Invoices", {"InvoiceID": unknown, "Reference": "r"})
    assert reply.message == "An existing Invoice with the specified InvoiceID could not be found"
    reply = tenant.call("POST", "CreditNotes", {"CreditNoteID": unknown, "Reference": "r"})
    assert reply.message == "An existing Credit Note with the specified CreditNoteID could not be found"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Status": "VOIDED"}, "This document cannot be edited as it has a payment or credit note allocated to it."),
        (
            {"Status": "DRAFT"},
            STATUS_REFUSED.format("DRAFT"),
        ),
        (
            {"Date": "2026-05-01"},
            "Date cannot be changed on an invoice that has payment or credit notes allocated to it",
        ),
        (
            {"LineItems": [line(100)]},
            "To update fields on a paid invoice line item, you must supply a LineItemID",
        ),
        (
            {"InvoiceNumber": "other"},
            "This document cannot be edited as it has a payment or credit note allocated to it.",
        ),
        (
            {"LineItems": []},
            "This document cannot be edited as it has a payment or credit note allocated to it.",
        ),
    ],
)
def test_a_partly_paid_invoice_is_mostly_fixed(tenant: Tenant, change: Json, message: str) -> None:
    made = tenant.invoice()["InvoiceID"]
    tenant.pay(made, 40)
    assert tenant.change("Invoices", made, **change).message == message


def test_a_paid_invoice_cannot_be_authorised_again(tenant: Tenant) -> None:
    made = tenant.invoice()["InvoiceID"]
    tenant.pay(made, 100)
    message = STATUS_REFUSED.format("AUTHORISED")
    assert tenant.change("Invoices", made, Status="AUTHORISED", Reference="r").message == message
    assert tenant.change("Invoices", made, Reference="r").body["Invoices"][0]["Reference"] == "r"


def test_some_fields_of_a_paid_line_may_change_by_its_id(tenant: Tenant) -> None:
    made = tenant.invoice()
    tenant.pay(made["InvoiceID"], 40)
    sent = {**made["LineItems"][0], "Description": "other", "AccountCode": "260"}
    changed = tenant.change("Invoices", made["InvoiceID"], LineItems=[sent]).body["Invoices"][0]["LineItems"][0]
    assert (changed["Description"], changed["AccountCode"]) == ("other", "260")
    reply = tenant.change("Invoices", made["InvoiceID"], LineItems=[{**sent, "UnitAmount": 90, "LineAmount": 90}])
    assert reply.message == "This document cannot be edited as it has a payment or credit note allocated to it."


def test_due_date_and_sent_to_contact_of_a_partly_paid_invoice_move_no_cursor(tenant: Tenant) -> None:
    made = tenant.invoice()["InvoiceID"]
    tenant.pay(made, 40)
    tenant.simulator.clock.advance(60)
    since = tenant.headers(If_Modified_Since="2026-05-04T18:31:00")
    tenant.change("Invoices", made, DueDate="2026-07-01", SentToContact=True)
    assert tenant.read("Invoices", made)["DueDateString"] == "2026-07-01T00:00:00"
    assert tenant.list("Invoices", since) == []
    tenant.change("Invoices", made, Reference="r")
    assert len(tenant.list("Invoices", since)) == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"period_lock_date": "2026-05-02"},
            "The document date cannot be before the period lock date, currently set at 2 May 2026",
        ),
        (
            {"end_of_year_lock_date": "2026-05-02", "period_lock_date": "2026-04-30"},
            "The document date cannot be before the end of year lock date, currently set at 2 May 2026",
        ),
        (
            {"end_of_year_lock_date": "2025-12-31", "period_lock_date": "2026-05-02"},
            "The document date cannot be before the period lock date, currently set at 2 May 2026",
        ),
    ],
)
def test_nothing_can_be_dated_up_to_a_lock_date(tenant: Tenant, settings: Json, message: str) -> None:
    tenant.organisation(**settings)
    assert tenant.call("PUT", "Invoices", tenant.document()).message == message
    assert tenant.invoice(Date="2026-05-03")["Status"] == "AUTHORISED"


def test_what_is_dated_before_a_lock_date_cannot_be_edited_or_voided(tenant: Tenant) -> None:
    made = tenant.invoice()["InvoiceID"]
    tenant.organisation(end_of_year_lock_date="2026-05-02")
    message = "The document cannot be edited as it is currently dated before the end of year lock date"
    assert tenant.change("Invoices", made, Reference="r").message == message
    assert tenant.change("Invoices", made, Status="VOIDED").message == message


def test_such_an_edit_may_be_dropped_in_silence_instead(tenant: Tenant) -> None:
    made = tenant.invoice()["InvoiceID"]
    tenant.organisation(end_of_year_lock_date="2026-05-02")
    tenant.control("PUT", "/settings", {"locked_edits": "dropped"})
    reply = tenant.change("Invoices", made, Status="VOIDED")
    assert (reply.status, reply.body["Invoices"][0]["Status"]) == (200, "AUTHORISED")


def test_a_plan_may_limit_the_approvals(tenant: Tenant) -> None:
    tenant.organisation(approval_limit=1)
    tenant.invoice()
    reply = tenant.call("PUT", "Invoices", tenant.document())
    assert reply.message == "You have reached the limit of invoices you can approve"
    assert tenant.invoice(Status="DRAFT")["Status"] == "DRAFT"
