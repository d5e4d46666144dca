"""Payments and batch payments (vendor page, section 5).

Decided where the page leaves a choice: a payment of a batch goes with its batch only,
and a reconciled payment cannot be deleted.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from tests.simulators.chassis.records import ZERO, Record

from . import messages
from .given import Given
from .kinds import ACCOUNT, BATCH_PAYMENT, CREDIT_NOTE, INVOICE, PAYABLE, PAYMENT, Kind
from .rates import rate_of
from .settling import settle
from .tables import Row
from .values import rounded
from .writing import Writing

_NOT_FOUND: Final = {"Invoice": messages.NO_INVOICE, "CreditNote": messages.NO_CREDIT_NOTE}
_NOT_OPEN: Final = {"Invoice": messages.NOT_MODIFIED}


def save_payment(writing: Writing, given: Given, existing: Row | None) -> Row:
    """Make a payment or refund, or delete one: nothing else of it can change."""
    if existing:
        return _delete_payment(writing, given, existing)
    document = _document(writing, given)
    account = _account(writing, given)
    day = given.day("Date")
    if day is None:
        writing.refuse(messages.MANDATORY.format(field="Date"))
    fields = _amounts(writing, given, document, day)
    fields["Reference"] = writing.text(given, "Reference", 255) or ""
    fields["IsReconciled"] = given.flag("IsReconciled") or False
    if given.text("Status") not in (None, "", "AUTHORISED"):
        writing.refuse(messages.PAYMENT_NOT_MODIFIED)
    writing.check()
    if document is None or account is None or day is None:
        raise AssertionError("what is missing was refused")
    return pay(writing, document, {**fields, "AccountID": account.id, "Date": day})


def pay(writing: Writing, document: Row, fields: Record) -> Row:
    """Book a payment that was found right."""
    if document.kind is INVOICE and fields["Date"] < document.fields["Date"]:
        writing.warn(messages.PAID_EARLIER)
    made = writing.books.add(
        PAYMENT,
        {
            **fields,
            "Status": "AUTHORISED",
            "DocumentKind": document.kind.name,
            "DocumentID": document.id,
            "PaymentType": payment_type(document),
        },
    )
    settle(writing.books, document)
    return made


def payment_type(document: Row) -> str:
    """Return the type of a payment by what it pays."""
    kind = str(document.fields["Type"])
    if document.kind is INVOICE:
        return f"{kind}PAYMENT"
    if document.kind is CREDIT_NOTE:
        return "ARCREDITPAYMENT" if kind == "ACCRECCREDIT" else "APCREDITPAYMENT"
    side = "AP" if kind.startswith(("SPEND", "AP")) else "AR"
    return f"{side}{document.kind.name.upper()}PAYMENT"


def _delete_payment(writing: Writing, given: Given, existing: Row) -> Row:
    if existing.status == "DELETED" or given.text("Status") != "DELETED" or existing.fields["IsReconciled"]:
        writing.refuse(messages.PAYMENT_NOT_MODIFIED)
    elif existing.fields.get("BatchPaymentID"):
        writing.refuse(messages.BATCHED_PAYMENT)
    writing.refuse_locked_edit(existing.fields["Date"])
    writing.check()
    unpay(writing, existing)
    return existing


def unpay(writing: Writing, payment: Row) -> None:
    """Take a payment back."""
    books = writing.books
    books.store(payment, {**payment.fields, "Status": "DELETED"})
    document = books.find(PAYABLE[payment.fields["DocumentKind"]], payment.fields["DocumentID"])
    if document:
        settle(books, document)


def _document(writing: Writing, given: Given) -> Row | None:
    named = [(kind, child) for name, kind in PAYABLE.items() if (child := given.child(name)) is not None]
    if len(named) != 1:
        writing.refuse(messages.ONE_DOCUMENT)
        return None
    return payable_document(writing, *named[0])


def payable_document(writing: Writing, kind: Kind, given: Given) -> Row | None:
    """Return the document that a reference names, refused unless it is open."""
    books = writing.books
    number_field = f"{kind.name}Number"
    number = given.text(number_field)
    row = books.find(kind, given.text(kind.id_field))
    if row is None and number and number_field in kind.indexes and kind.id_field not in given:
        rows = [each for each in books.table(kind).by(number_field, number) if not each.hidden]
        row = next((each for each in rows if str(each.fields["Type"]).startswith("ACCREC")), next(iter(rows), None))
    if row is None:
        writing.refuse(_NOT_FOUND.get(kind.name, messages.NO_DOCUMENT))
    elif row.status not in ("AUTHORISED", "PAID"):
        writing.refuse(_NOT_OPEN.get(kind.name, messages.CREDIT_NOT_MODIFIED))
        return None
    return row


def _account(writing: Writing, given: Given) -> Row | None:
    """Return the account that is paid from or to: a bank account, or one that allows it."""
    child = given.child("Account")
    row: Row | None = None
    if child is not None:
        rows = writing.books.table(ACCOUNT).by("Code", child.text("Code") or "")
        row = writing.books.find(ACCOUNT, child.text("AccountID")) or next(iter(rows), None)
    fit = row is not None and row.status == "ACTIVE"
    if row is None or not (fit and (row.fields["Type"] == "BANK" or row.fields.get("EnablePaymentsToAccount"))):
        writing.refuse(messages.PAYMENT_ACCOUNT)
        return None
    return row


def _amounts(writing: Writing, given: Given, document: Row | None, day: date | None) -> Record:
    amount = given.number("Amount")
    if amount is None:
        writing.refuse(messages.MANDATORY.format(field="Amount"))
        return {}
    amount = rounded(amount, 2)
    if amount <= 0:
        writing.refuse(messages.AMOUNT_NOT_POSITIVE)
    if document is None:
        return {}
    if amount > open_amount(document):
        writing.refuse(messages.OVERPAID)
    if day:
        writing.refuse_locked(day)
    currency = document.fields["CurrencyCode"]
    base = writing.books.base_currency
    rate = given.number("CurrencyRate")
    if rate is None:
        rate = document.fields.get("CurrencyRate") or rate_of(currency, base, day or writing.books.today())
    return {"Amount": amount, "CurrencyRate": rounded(rate, 6), "BankAmount": rounded(amount / rate, 2)}


def open_amount(document: Row) -> Decimal:
    """Return what can still be paid on a document, or refunded of a credit."""
    left: Decimal = document.fields["AmountDue" if document.kind is INVOICE else "RemainingCredit"]
    return left


def save_batch_payment(writing: Writing, given: Given, existing: Row | None) -> Row:
    """Pay several invoices or several bills at once, or delete such a payment."""
    if existing:
        return _delete_batch(writing, given, existing)
    account = _account(writing, given)
    day = given.day("Date")
    if day is None:
        writing.refuse(messages.MANDATORY.format(field="Date"))
    else:
        writing.refuse_locked(day)
    texts = ("Reference", "Particulars", "Code", "Details", "Narrative")
    header = {name: text for name in texts if (text := writing.text(given, name, 255)) is not None}
    paid = _paid(writing, given.children("Payments") or [], day)
    if len({document.fields["Type"] for document, _ in paid}) > 1:
        writing.refuse(messages.BATCH_MIXED)
    writing.check()
    if account is None or day is None:
        raise AssertionError("what is missing was refused")
    sale = paid[0][0].fields["Type"] == "ACCREC"
    total = sum((fields["Amount"] for _, fields in paid), ZERO)
    batch = writing.books.add(
        BATCH_PAYMENT,
        {
            **header,
            "Type": "RECBATCH" if sale else "PAYBATCH",
            "Status": "AUTHORISED",
            "AccountID": account.id,
            "Date": day,
            "TotalAmount": total,
            "IsReconciled": False,
        },
    )
    common = {"AccountID": account.id, "Date": day, "BatchPaymentID": batch.id, "IsReconciled": False}
    for document, fields in paid:
        pay(writing, document, {**fields, **common})
    return batch


def _paid(writing: Writing, given: list[Given], day: date | None) -> list[tuple[Row, Record]]:
    """Return which invoices are paid how much; two payments of one may not exceed it together."""
    if not given:
        writing.refuse(messages.BATCH_EMPTY)
    paid: list[tuple[Row, Record]] = []
    left: dict[str, Decimal] = {}
    for each in given:
        invoice = each.child("Invoice")
        if invoice is None:
            writing.refuse(messages.ONE_DOCUMENT)
            continue
        document = payable_document(writing, INVOICE, invoice)
        fields = _amounts(writing, each, document, None)
        if document is None or not fields:
            continue
        left[document.id] = left.get(document.id, open_amount(document)) - fields["Amount"]
        if left[document.id] < 0:
            writing.refuse(messages.OVERPAID)
        fields["Reference"] = writing.text(each, "Reference", 255) or ""
        paid.append((document, fields))
        if day and day < document.fields["Date"]:
            writing.warn(messages.PAID_EARLIER)
    return paid


def _delete_batch(writing: Writing, given: Given, existing: Row) -> Row:
    if existing.status == "DELETED" or given.text("Status") != "DELETED":
        writing.refuse(messages.PAYMENT_NOT_MODIFIED)
    writing.refuse_locked_edit(existing.fields["Date"])
    writing.check()
    for payment in writing.books.table(PAYMENT).by("BatchPaymentID", existing.id):
        if payment.status == "AUTHORISED":
            unpay(writing, payment)
    writing.books.store(existing, {**existing.fields, "Status": "DELETED"})
    return existing
