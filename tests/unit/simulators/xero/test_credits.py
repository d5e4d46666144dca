"""Credit notes, overpayments, prepayments and how they are applied (section 5)."""

import pytest

from tests.unit.simulators.xero.tenant import Json, Reply, Tenant, line

pytestmark = pytest.mark.unit


def allocate(tenant: Tenant, note: str, invoice: str, amount: float, plural: str = "CreditNotes") -> Reply:
    allocation = {"Amount": amount, "Date": "2026-05-04", "Invoice": {"InvoiceID": invoice}}
    return tenant.call("PUT", f"{plural}/{note}/Allocations", {"Allocations": [allocation]})


def test_a_credit_note_is_applied_to_an_invoice(tenant: Tenant) -> None:
    invoice, note = tenant.invoice()["InvoiceID"], tenant.credit_note(30)["CreditNoteID"]
    assert allocate(tenant, note, invoice, 10).status == 200
    read = tenant.read("CreditNotes", note)
    assert (read["RemainingCredit"], read["Status"]) == (20, "AUTHORISED")
    assert read["Allocations"][0]["Invoice"]["InvoiceID"] == invoice
    due = tenant.read("Invoices", invoice)
    assert (due["AmountCredited"], due["AmountDue"]) == (10, 90)
    assert (due["CreditNotes"][0]["CreditNoteID"], due["CreditNotes"][0]["AppliedAmount"]) == (note, 10)
    allocate(tenant, note, invoice, 20)
    assert tenant.read("CreditNotes", note)["Status"] == "PAID"


def test_an_allocation_can_be_taken_back(tenant: Tenant) -> None:
    invoice, note = tenant.invoice()["InvoiceID"], tenant.credit_note(30)["CreditNoteID"]
    made = allocate(tenant, note, invoice, 30).body["Allocations"][0]["AllocationID"]
    assert tenant.change("Invoices", invoice, Status="VOIDED").status == 400
    assert tenant.call("DELETE", f"CreditNotes/{note}/Allocations/{made}").status == 200
    read = tenant.read("CreditNotes", note)
    assert (read["RemainingCredit"], read["Status"], read["Allocations"]) == (30, "AUTHORISED", [])
    assert tenant.read("Invoices", invoice)["AmountDue"] == 100
    assert tenant.call("DELETE", f"CreditNotes/{note}/Allocations/{made}").status == 404


def test_an_allocation_that_does_not_fit_is_refused(tenant: Tenant) -> None:
    invoice, note = tenant.invoice(20)["InvoiceID"], tenant.credit_note(30)["CreditNoteID"]
    bill, draft = tenant.bill()["InvoiceID"], tenant.invoice(Status="DRAFT")["InvoiceID"]
    foreign = tenant.invoice(Contact={"ContactID": tenant.contact("Other")})["InvoiceID"]
    outstanding = "Payment amount exceeds the amount outstanding on this document"
    for document, amount, message in (
        (invoice, 25, outstanding),
        (invoice, 0, "Amount must be greater than zero"),
        (bill, 5, "Credit Note or Invoice not of valid status for modification"),
        (draft, 5, "Invoice not of valid status for modification"),
        (foreign, 5, "The credit and the invoice must have the same contact"),
        (foreign[:-1], 5, "An existing Invoice with the specified InvoiceID could not be found"),
    ):
        reply = allocate(tenant, note, document, amount)
        assert (reply.status, reply.messages()) == (400, [message])
    assert allocate(tenant, note, tenant.invoice()["InvoiceID"], 31).message == (
        "Allocation amount exceeds the remaining credit"
    )


@pytest.mark.parametrize("field", ["Amount", "Date", "Invoice"])
def test_amount_date_and_invoice_are_all_required(tenant: Tenant, field: str) -> None:
    invoice, note = tenant.invoice()["InvoiceID"], tenant.credit_note(30)["CreditNoteID"]
    body: Json = {"Amount": 1, "Date": "2026-05-04", "Invoice": {"InvoiceID": invoice}}
    del body[field]
    assert tenant.call("PUT", f"CreditNotes/{note}/Allocations", {"Allocations": [body]}).status == 400


def test_the_number_of_a_customer_s_credit_note_is_unique(tenant: Tenant) -> None:
    tenant.credit_note(CreditNoteNumber="C-1")
    reply = tenant.call("PUT", "CreditNotes", tenant.document("ACCRECCREDIT", CreditNoteNumber="C-1"))
    assert reply.status == 400
    assert tenant.credit_note(5, "ACCPAYCREDIT", CreditNoteNumber="C-1")["CreditNoteNumber"] == "C-1"


def test_a_vendor_credit_is_applied_to_a_bill(tenant: Tenant) -> None:
    bill, credit = tenant.bill()["InvoiceID"], tenant.credit_note(100, "ACCPAYCREDIT")["CreditNoteID"]
    assert allocate(tenant, credit, bill, 100).status == 200
    assert tenant.read("Invoices", bill)["Status"] == "PAID"


def test_a_credit_note_has_the_statuses_of_an_invoice(tenant: Tenant) -> None:
    note = tenant.credit_note(Status="DRAFT")["CreditNoteID"]
    assert tenant.change("CreditNotes", note, Status="AUTHORISED").status == 200
    reply = tenant.change("CreditNotes", note, Status="DELETED")
    assert reply.message == "Credit Note or Invoice not of valid status for modification"
    voided = tenant.change("CreditNotes", note, Status="VOIDED").body["CreditNotes"][0]
    assert (voided["Status"], voided["RemainingCredit"]) == ("VOIDED", 0)


def spend(tenant: Tenant, kind: str = "SPEND", amount: float = 25, **more: object) -> Json:
    lines = [line(amount, "429" if kind.startswith("SPEND") else "200")]
    return {
        "Type": kind,
        "BankAccount": {"Code": "090"},
        "Date": "2026-05-02",
        "Contact": {"ContactID": tenant.known_contact()},
        "LineItems": lines,
        **more,
    }


def test_money_is_spent_and_received(tenant: Tenant) -> None:
    made = tenant.make("BankTransactions", spend(tenant, Reference="card 4"))
    assert (made["Type"], made["Total"], made["Status"]) == ("SPEND", 25, "AUTHORISED")
    assert made["BankAccount"]["Code"] == "090"
    assert tenant.make("BankTransactions", spend(tenant, "RECEIVE"))["Type"] == "RECEIVE"
    assert tenant.make("BankTransactions", {**spend(tenant), "Contact": None})["Total"] == 25


def test_a_bank_transaction_is_deleted_by_its_status(tenant: Tenant) -> None:
    made = tenant.make("BankTransactions", spend(tenant))["BankTransactionID"]
    lines = [line(7, "429")]
    changed = tenant.change("BankTransactions", made, LineItems=lines).body["BankTransactions"][0]
    assert changed["Total"] == 7
    assert tenant.change("BankTransactions", made, Status="DELETED").status == 200
    assert tenant.change("BankTransactions", made, Reference="r").status == 400
    assert tenant.list("BankTransactions")[0]["Status"] == "DELETED"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"BankAccount": {"Code": "200"}}, "The specified bank account details do not match a known bank account"),
        ({"BankAccount": None}, "The specified bank account details do not match a known bank account"),
        ({"BankAccount": {"Code": "091"}}, "The specified bank account is archived and cannot be used"),
        ({"LineItems": []}, "One or more line items must be specified"),
        (
            {"Type": "SPEND-OVERPAYMENT", "Contact": None},
            "A Contact must be specified for this type of transaction",
        ),
        ({"Status": "DELETED"}, "Bank Transaction not of valid status for creation"),
    ],
)
def test_a_bank_transaction_that_is_wrong_is_refused(tenant: Tenant, change: Json, message: str) -> None:
    row = tenant.books.tables["Account"].by("Code", "091")[0]
    tenant.change("Accounts", row.id, Status="ARCHIVED")
    assert tenant.call("PUT", "BankTransactions", {**spend(tenant), **change}).message == message


@pytest.mark.parametrize(
    ("word", "kind"), [("Overpayment", "AROVERPAYMENTPAYMENT"), ("Prepayment", "ARPREPAYMENTPAYMENT")]
)
def test_what_is_paid_too_much_or_too_early_can_be_applied_and_refunded(tenant: Tenant, word: str, kind: str) -> None:
    made = tenant.make("BankTransactions", spend(tenant, f"RECEIVE-{word.upper()}", 50))
    credit = made[f"{word}ID"]
    assert tenant.list(f"{word}s")[0]["RemainingCredit"] == 50
    invoice = tenant.invoice()["InvoiceID"]
    assert allocate(tenant, credit, invoice, 20, f"{word}s").status == 200
    assert tenant.read("Invoices", invoice)["AmountDue"] == 80
    refund = tenant.make("Payments", {**tenant.payment("", 30), "Invoice": None, word: {f"{word}ID": credit}})
    assert refund["PaymentType"] == kind
    read = tenant.read(f"{word}s", credit)
    assert (read["RemainingCredit"], read["Status"], read["Type"]) == (0, "PAID", f"RECEIVE-{word.upper()}")
    assert tenant.change("BankTransactions", made["BankTransactionID"], Status="DELETED").status == 400
