"""Payments and batch payments (section 5)."""

import pytest

from tests.unit.simulators.xero.tenant import Json, Tenant

pytestmark = pytest.mark.unit

UNKNOWN = "11111111-2222-4333-8444-555555555555"


def test_a_payment_brings_the_invoice_up_to_date(tenant: Tenant) -> None:
    made = tenant.invoice()["InvoiceID"]
    payment = tenant.pay(made, 40, Reference="P-1")
    assert (payment["PaymentType"], payment["Status"], payment["Amount"]) == ("ACCRECPAYMENT", "AUTHORISED", 40)
    assert payment["Invoice"]["InvoiceNumber"] == "INV-0001"
    read = tenant.read("Invoices", made)
    assert (read["AmountPaid"], read["AmountDue"], read["Status"]) == (40, 60, "AUTHORISED")
    assert [each["PaymentID"] for each in read["Payments"]] == [payment["PaymentID"]]
    tenant.pay(made, 60, Date="2026-05-09")
    read = tenant.read("Invoices", made)
    assert (read["AmountDue"], read["Status"], read["FullyPaidOnDate"]) == (0, "PAID", "/Date(1778284800000+0000)/")


def test_a_deleted_payment_opens_the_invoice_again(tenant: Tenant) -> None:
    made = tenant.invoice()["InvoiceID"]
    payment = tenant.pay(made, 100)["PaymentID"]
    deleted = tenant.change("Payments", payment, Status="DELETED").body["Payments"][0]
    assert deleted["Status"] == "DELETED"
    read = tenant.read("Invoices", made)
    assert (read["AmountDue"], read["Status"], read["Payments"]) == (100, "AUTHORISED", [])
    assert "FullyPaidOnDate" not in read
    again = tenant.change("Payments", payment, Status="DELETED")
    assert again.message == "Payment not of valid status for modification"
    assert [each["Status"] for each in tenant.list("Payments")] == ["DELETED"]
    assert tenant.change("Invoices", made, Status="VOIDED").status == 200


def test_nothing_else_of_a_payment_changes(tenant: Tenant) -> None:
    payment = tenant.pay(tenant.invoice()["InvoiceID"], 5)["PaymentID"]
    assert tenant.change("Payments", payment, Amount=6).status == 400
    assert tenant.read("Payments", payment)["Amount"] == 5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Amount": 100.01}, "Payment amount exceeds the amount outstanding on this document"),
        ({"Amount": 0}, "Amount must be greater than zero"),
        ({"Amount": None}, "The Amount field is mandatory"),
        ({"Date": None}, "The Date field is mandatory"),
        ({"Account": {"Code": "200"}}, "Account must be valid"),
        ({"Account": {"Code": "999"}}, "Account must be valid"),
        ({"Account": None}, "Account must be valid"),
        ({"Invoice": {"InvoiceID": UNKNOWN}}, "An existing Invoice with the specified InvoiceID could not be found"),
        (
            {"Invoice": None, "CreditNote": {"CreditNoteID": UNKNOWN}},
            "An existing Credit Note with the specified CreditNoteID could not be found",
        ),
        (
            {"Invoice": None, "Prepayment": {"PrepaymentID": UNKNOWN}},
            "The document with the supplied id was not found for this endpoint.",
        ),
        (
            {"Invoice": None},
            "A payment must reference exactly one Invoice, CreditNote, Prepayment or Overpayment",
        ),
        ({"Reference": "1" * 256}, "Reference is too long. Maximum of 255 characters allowed"),
    ],
)
def test_a_payment_that_is_wrong_is_refused(tenant: Tenant, change: Json, message: str) -> None:
    made = tenant.invoice()["InvoiceID"]
    reply = tenant.call("PUT", "Payments", {"Payments": [{**tenant.payment(made, 10), **change}]})
    assert (reply.status, reply.message) == (400, message)
    assert tenant.read("Invoices", made)["AmountDue"] == 100


def test_an_account_may_allow_payments_without_being_a_bank(tenant: Tenant) -> None:
    assert tenant.pay(tenant.invoice()["InvoiceID"], 5, Account={"Code": "880"})["Account"]["Code"] == "880"


def test_only_an_approved_document_can_be_paid(tenant: Tenant) -> None:
    draft = tenant.invoice(Status="DRAFT")["InvoiceID"]
    reply = tenant.call("PUT", "Payments", {"Payments": [tenant.payment(draft, 5)]})
    assert reply.message == "Invoice not of valid status for modification"
    note = tenant.credit_note(Status="DRAFT")["CreditNoteID"]
    refund = {**tenant.payment("", 5), "Invoice": None, "CreditNote": {"CreditNoteID": note}}
    reply = tenant.call("PUT", "Payments", {"Payments": [refund]})
    assert reply.message == "Credit Note or Invoice not of valid status for modification"


def test_a_payment_before_its_invoice_is_only_a_warning(tenant: Tenant) -> None:
    payment = tenant.payment(tenant.invoice()["InvoiceID"], 5, Date="2026-05-01")
    reply = tenant.call("PUT", "Payments", {"Payments": [payment]}, summarizeErrors="false")
    made = reply.body["Payments"][0]
    assert made["StatusAttributeString"] == "WARNING"
    assert made["Warnings"] == [{"Message": "The payment date is prior to the invoice date."}]
    assert tenant.read("Payments", made["PaymentID"])["Amount"] == 5


def test_an_invoice_may_be_named_by_its_number(tenant: Tenant) -> None:
    made = tenant.invoice(InvoiceNumber="A-1")["InvoiceID"]
    assert tenant.pay("", 5, Invoice={"InvoiceNumber": "A-1"})["Invoice"]["InvoiceID"] == made


def test_post_takes_one_payment_and_put_many(tenant: Tenant) -> None:
    made = tenant.invoice()["InvoiceID"]
    two = {"Payments": [tenant.payment(made, 5), tenant.payment(made, 6)]}
    assert tenant.call("POST", "Payments", two).status == 400
    assert tenant.call("PUT", "Payments", two).status == 200
    assert tenant.read("Invoices", made)["AmountPaid"] == 11


def test_two_payments_in_one_request_cannot_exceed_the_invoice_together(tenant: Tenant) -> None:
    made = tenant.invoice()["InvoiceID"]
    body = {"Payments": [tenant.payment(made, 60), tenant.payment(made, 60)]}
    reply = tenant.call("PUT", "Payments", body, summarizeErrors="false")
    assert [each["StatusAttributeString"] for each in reply.body["Payments"]] == ["OK", "ERROR"]
    assert tenant.read("Invoices", made)["AmountDue"] == 40


def test_a_payment_in_a_closed_period_is_refused_and_cannot_be_deleted(tenant: Tenant) -> None:
    made = tenant.invoice(Date="2026-05-01")["InvoiceID"]
    payment = tenant.pay(made, 5)["PaymentID"]
    tenant.organisation(period_lock_date="2026-05-03")
    reply = tenant.call("PUT", "Payments", {"Payments": [tenant.payment(made, 5)]})
    assert "period lock date" in reply.message
    assert "period lock date" in tenant.change("Payments", payment, Status="DELETED").message


def test_a_reconciled_payment_cannot_be_deleted(tenant: Tenant) -> None:
    payment = tenant.pay(tenant.invoice()["InvoiceID"], 5, IsReconciled=True)["PaymentID"]
    assert tenant.change("Payments", payment, Status="DELETED").status == 400


def test_a_payment_on_a_credit_note_is_a_refund(tenant: Tenant) -> None:
    note = tenant.credit_note(80)["CreditNoteID"]
    refund = tenant.make("Payments", {**tenant.payment("", 30), "Invoice": None, "CreditNote": {"CreditNoteID": note}})
    assert refund["PaymentType"] == "ARCREDITPAYMENT"
    assert tenant.read("CreditNotes", note)["RemainingCredit"] == 50
    tenant.make("Payments", {**tenant.payment("", 50), "Invoice": None, "CreditNote": {"CreditNoteID": note}})
    read = tenant.read("CreditNotes", note)
    assert (read["RemainingCredit"], read["Status"]) == (0, "PAID")


def batch(*paid: tuple[str, float], **more: object) -> Json:
    payments = [{"Invoice": {"InvoiceID": invoice}, "Amount": amount} for invoice, amount in paid]
    return {"Account": {"Code": "090"}, "Date": "2026-05-03", "Reference": "run 7", "Payments": payments, **more}


def test_a_batch_pays_several_bills_at_once(tenant: Tenant) -> None:
    first, second = tenant.bill(100)["InvoiceID"], tenant.bill(50)["InvoiceID"]
    made = tenant.make("BatchPayments", batch((first, 100), (second, 20)))
    assert (made["Type"], made["TotalAmount"], made["Status"]) == ("PAYBATCH", 120, "AUTHORISED")
    assert [each["Invoice"]["InvoiceID"] for each in made["Payments"]] == [first, second]
    assert [tenant.read("Invoices", row)["AmountDue"] for row in (first, second)] == [0, 30]
    payment = tenant.list("Payments")[0]
    assert (payment["BatchPaymentID"], payment["PaymentType"]) == (made["BatchPaymentID"], "ACCPAYPAYMENT")


def test_a_deleted_batch_takes_all_its_payments_back(tenant: Tenant) -> None:
    bills = [tenant.bill()["InvoiceID"] for _ in range(2)]
    made = tenant.make("BatchPayments", batch((bills[0], 100), (bills[1], 20)))["BatchPaymentID"]
    alone = tenant.change("Payments", tenant.list("Payments")[0]["PaymentID"], Status="DELETED")
    assert alone.message == "This payment is part of a batch payment. Delete the batch payment instead."
    body = {"BatchPayments": [{"BatchPaymentID": made, "Status": "DELETED"}]}
    assert tenant.call("POST", "BatchPayments", body).body["BatchPayments"][0]["Status"] == "DELETED"
    assert [tenant.read("Invoices", row)["AmountDue"] for row in bills] == [100, 100]
    assert tenant.change("BatchPayments", made, Status="DELETED").status == 400


def test_a_batch_is_saved_whole_or_not_at_all(tenant: Tenant) -> None:
    bill, sale = tenant.bill()["InvoiceID"], tenant.invoice()["InvoiceID"]
    for paid, message in (
        ([(bill, 60), (bill, 60)], "Payment amount exceeds the amount outstanding on this document"),
        ([(bill, 5), (sale, 5)], "A batch payment can only pay invoices or only pay bills"),
        ([], "A batch payment must contain at least one payment"),
        ([(bill, 5), (UNKNOWN, 5)], "An existing Invoice with the specified InvoiceID could not be found"),
    ):
        reply = tenant.call("PUT", "BatchPayments", {"BatchPayments": [batch(*paid)]})
        assert (reply.status, reply.message) == (400, message)
    assert tenant.list("Payments") == []
    assert tenant.read("Invoices", bill)["AmountDue"] == 100
