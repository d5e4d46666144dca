"""Applying credit notes, overpayments and prepayments to invoices (section 5)."""

from tests.simulators.chassis.records import Record

from . import messages
from .given import Given
from .kinds import ALLOCATION, CREDITS, INVOICE
from .payments import open_amount, payable_document
from .settling import settle
from .tables import Row
from .values import rounded
from .writing import Writing


def allocate(writing: Writing, given: Given, credit: Row) -> Row:
    """Apply a part of a credit to an invoice; amount, date and invoice are all required."""
    reference = given.child("Invoice")
    invoice: Row | None = None
    if reference is None:
        writing.refuse(messages.NO_INVOICE)
    else:
        invoice = payable_document(writing, INVOICE, reference)
    day, amount = given.day("Date"), given.number("Amount")
    for name, value in (("Date", day), ("Amount", amount)):
        if value is None:
            writing.refuse(messages.MANDATORY.format(field=name))
    if credit.status != "AUTHORISED":
        writing.refuse(messages.CREDIT_NOT_MODIFIED)
    if day:
        writing.refuse_locked(day)
    writing.check()
    if invoice is None or day is None or amount is None:
        raise AssertionError("what is missing was refused")
    fields: Record = {"Amount": rounded(amount, 2), "Date": day}
    _refuse_unfit(writing, credit, invoice, fields)
    writing.check()
    links = {"CreditKind": credit.kind.name, "CreditID": credit.id, "InvoiceID": invoice.id}
    made = writing.books.add(ALLOCATION, {**fields, **links})
    settle(writing.books, credit)
    settle(writing.books, invoice)
    return made


def _refuse_unfit(writing: Writing, credit: Row, invoice: Row, fields: Record) -> None:
    if is_sale(credit) != (invoice.fields["Type"] == "ACCREC"):
        writing.refuse(messages.CREDIT_NOT_MODIFIED)
    if credit.fields.get("ContactID") != invoice.fields["ContactID"]:
        writing.refuse(messages.OTHER_CONTACT)
    if credit.fields["CurrencyCode"] != invoice.fields["CurrencyCode"]:
        writing.refuse(messages.OTHER_CURRENCY)
    if fields["Amount"] <= 0:
        writing.refuse(messages.AMOUNT_NOT_POSITIVE)
    if fields["Amount"] > open_amount(credit):
        writing.refuse(messages.ALLOCATION_ABOVE_CREDIT)
    if fields["Amount"] > open_amount(invoice):
        writing.refuse(messages.OVERPAID)


def is_sale(credit: Row) -> bool:
    """Tell whether a credit is one for a customer."""
    return str(credit.fields["Type"]).startswith(("ACCREC", "RECEIVE", "AR"))


def deallocate(writing: Writing, allocation: Row) -> None:
    """Take an allocation back."""
    books = writing.books
    writing.refuse_locked_edit(allocation.fields["Date"])
    writing.check()
    credit = books.find(CREDITS[allocation.fields["CreditKind"]], allocation.fields["CreditID"])
    invoice = books.find(INVOICE, allocation.fields["InvoiceID"])
    books.remove(allocation)
    for row in (credit, invoice):
        if row:
            settle(books, row)
