"""Records as the API answers them (vendor page, sections 2 and 5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from tests.simulators.chassis.records import Record

from .books import Books
from .contacts import ADDRESS_TYPES, PHONE_TYPES
from .kinds import ACCOUNT, BATCH_PAYMENT, CONTACT, INVOICE, PAYABLE, PAYMENT
from .tables import Row
from .values import day_text, dotnet_date, dotnet_moment, moment_text, rounded

_INTERNAL: Final = frozenset({"AccountID", "ContactID", "DocumentKind", "DocumentID", "LineItems"})
_NO_STAMP: Final = frozenset({"TaxRate", "Currency", "Allocation", "Attachment"})


@dataclass(frozen=True)
class View:
    """How records are shown: ``full`` with line items, and with how many decimals of prices."""

    full: bool = True
    unitdp: int = 2


def render(books: Books, row: Row, view: View) -> Record:
    """Return a record as an element of an answer."""
    shown: Record = {row.kind.id_field: row.id}
    internal = _INTERNAL if row.kind.name not in ("Contact", "Account") else frozenset({"LineItems"})
    for name, value in row.fields.items():
        if value is None or name in internal:
            continue
        if isinstance(value, date):
            shown[name] = dotnet_date(value)
            if name in ("Date", "DueDate"):
                shown[f"{name}String"] = day_text(value)
        else:
            shown[name] = value
    if more := _MORE.get(row.kind.name):
        shown |= more(books, row, view)
    if row.kind.lines and view.full:
        shown["LineItems"] = [_line(line, view.unitdp) for line in row.fields["LineItems"]]
    if row.kind.name not in _NO_STAMP:
        shown["UpdatedDateUTC"] = dotnet_moment(row.updated_at)
        shown["UpdatedDateUTCString"] = moment_text(row.updated_at)
    if row.kind.name in ("Contact", "Invoice", "CreditNote", "Payment"):
        shown["HasErrors" if row.kind is INVOICE else "HasValidationErrors"] = False
    return shown


def _line(line: Mapping[str, Any], unitdp: int) -> Record:
    shown = dict(line)
    shown["UnitAmount"] = rounded(line["UnitAmount"], unitdp)
    return shown


def _contact_of(books: Books, row: Row) -> Record:
    contact = books.contact_of(row)
    if contact is None:
        return {}
    inner: Record = {"ContactID": contact.id, "Name": contact.fields["Name"], "HasValidationErrors": False}
    if number := contact.fields.get("ContactNumber"):
        inner["ContactNumber"] = number
    return {"Contact": inner}


def _document(books: Books, row: Row, view: View) -> Record:
    del view
    shown = _contact_of(books, row)
    shown["Payments"] = [_short_payment(payment) for payment in books.payments_of(row)]
    return shown


def _short_payment(payment: Row) -> Record:
    fields = payment.fields
    shown = {
        "PaymentID": payment.id,
        "Date": dotnet_date(fields["Date"]),
        "Amount": fields["Amount"],
        "CurrencyRate": fields["CurrencyRate"],
        "Reference": fields["Reference"],
        "HasAccount": True,
        "HasValidationErrors": False,
    }
    if batch := fields.get("BatchPaymentID"):
        shown["BatchPaymentID"] = batch
    return shown


def _invoice(books: Books, row: Row, view: View) -> Record:
    shown: Record = {**_document(books, row, view), "CreditNotes": [], "Prepayments": [], "Overpayments": []}
    for allocation in books.allocations_to(row):
        credit = books.credit_of(allocation)
        if credit is None:
            continue
        inner = {
            credit.kind.id_field: credit.id,
            "ID": allocation.id,
            "AppliedAmount": allocation.fields["Amount"],
            "Date": dotnet_date(allocation.fields["Date"]),
        }
        if number := credit.fields.get("CreditNoteNumber"):
            inner["CreditNoteNumber"] = number
        shown[credit.kind.plural].append(inner)
    return shown


def _credit(books: Books, row: Row, view: View) -> Record:
    shown = _document(books, row, view)
    shown["Allocations"] = [render_allocation(books, each) for each in books.allocations_of(row)]
    return shown


def render_allocation(books: Books, allocation: Row) -> Record:
    """Return an allocation as the credit shows it."""
    fields = allocation.fields
    invoice = books.find(INVOICE, fields["InvoiceID"])
    number = {"InvoiceNumber": invoice.fields["InvoiceNumber"]} if invoice and _number(invoice) else {}
    return {
        "AllocationID": allocation.id,
        "Amount": fields["Amount"],
        "Date": dotnet_date(fields["Date"]),
        "DateString": day_text(fields["Date"]),
        "Invoice": {"InvoiceID": fields["InvoiceID"], **number},
        "IsDeleted": False,
    }


def _number(row: Row) -> str:
    return str(row.fields.get("InvoiceNumber") or "")


def _account_of(books: Books, row: Row) -> Record:
    account = books.find(ACCOUNT, row.fields["AccountID"])
    if account is None:
        return {"AccountID": row.fields["AccountID"]}
    inner: Record = {"AccountID": account.id, "Name": account.fields["Name"]}
    if code := account.fields.get("Code"):
        inner["Code"] = code
    return inner


def _payment(books: Books, row: Row, view: View) -> Record:
    del view
    shown: Record = {"Account": _account_of(books, row), "HasAccount": True}
    kind = PAYABLE[row.fields["DocumentKind"]]
    document = books.find(kind, row.fields["DocumentID"])
    if document:
        inner: Record = {kind.id_field: document.id, "Type": document.fields["Type"]}
        for name in (f"{kind.name}Number", "CurrencyCode"):
            if value := document.fields.get(name):
                inner[name] = value
        shown[kind.name] = {**inner, **_contact_of(books, document)}
    batch = books.find(BATCH_PAYMENT, row.fields.get("BatchPaymentID"))
    if batch:
        shown["BatchPayment"] = {"BatchPaymentID": batch.id, "Type": batch.fields["Type"]}
    return shown


def _batch_payment(books: Books, row: Row, view: View) -> Record:
    del view
    payments = [
        {
            "PaymentID": payment.id,
            "Amount": payment.fields["Amount"],
            "Reference": payment.fields["Reference"],
            "Status": payment.status,
            "Invoice": {"InvoiceID": payment.fields["DocumentID"]},
        }
        for payment in books.table(PAYMENT).by("BatchPaymentID", row.id)
    ]
    return {"Account": _account_of(books, row), "Payments": payments}


def _bank_transaction(books: Books, row: Row, view: View) -> Record:
    del view
    return {**_contact_of(books, row), "BankAccount": _account_of(books, row)}


def _contact(books: Books, row: Row, view: View) -> Record:
    given = {each["AddressType"]: each for each in row.fields.get("Addresses", [])}
    phones = {each["PhoneType"]: each for each in row.fields.get("Phones", [])}
    shown: Record = {
        "Addresses": [given.get(kind, {"AddressType": kind}) for kind in ADDRESS_TYPES],
        "Phones": [phones.get(kind, {"PhoneType": kind, "PhoneNumber": ""}) for kind in PHONE_TYPES],
    }
    if view.full:
        shown["Balances"] = _balances(books, row)
    return shown


def _balances(books: Books, row: Row) -> Record:
    sums = {"ACCREC": [Decimal(0), Decimal(0)], "ACCPAY": [Decimal(0), Decimal(0)]}
    today = books.today()
    for invoice in books.table(INVOICE).by("ContactID", row.id):
        if invoice.status == "AUTHORISED":
            due = invoice.fields["AmountDue"]
            side = sums[invoice.fields["Type"]]
            side[0] += due
            side[1] += due if invoice.fields["DueDate"] < today else 0
    names = {"AccountsReceivable": "ACCREC", "AccountsPayable": "ACCPAY"}
    return {name: {"Outstanding": sums[kind][0], "Overdue": sums[kind][1]} for name, kind in names.items()}


def _tax_rate(books: Books, row: Row, view: View) -> Record:
    del books, view
    return {"DisplayTaxRate": row.fields["EffectiveRate"]}


_MORE: Final[Mapping[str, Callable[[Books, Row, View], Record]]] = {
    CONTACT.name: _contact,
    INVOICE.name: _invoice,
    "CreditNote": _credit,
    "Overpayment": _credit,
    "Prepayment": _credit,
    PAYMENT.name: _payment,
    BATCH_PAYMENT.name: _batch_payment,
    "BankTransaction": _bank_transaction,
    "TaxRate": _tax_rate,
}
