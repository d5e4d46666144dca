"""The kinds of object that Xero has for our records, and which type of record an object is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bookbridge.domain.records import EntityType


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One kind of object: its path, which is also the name of its list, and the property that identifies it.

    `by_ids`: the query parameter that takes ids; without one a `where` clause does. `is_paged`: it comes in pages, else
    whole. `size`: how many one call may write.
    """

    name: str
    id_field: str
    title_field: str
    size: int = 50
    by_ids: str = ""
    is_paged: bool = True


CONTACTS: Final = Endpoint("Contacts", "ContactID", "Name", by_ids="IDs")
ITEMS: Final = Endpoint("Items", "ItemID", "Code", is_paged=False)
ACCOUNTS: Final = Endpoint("Accounts", "AccountID", "Name", size=1, is_paged=False)
TAX_RATES: Final = Endpoint("TaxRates", "TaxType", "Name", size=1, is_paged=False)
INVOICES: Final = Endpoint("Invoices", "InvoiceID", "InvoiceNumber", by_ids="IDs")
CREDIT_NOTES: Final = Endpoint("CreditNotes", "CreditNoteID", "CreditNoteNumber")
PAYMENTS: Final = Endpoint("Payments", "PaymentID", "Reference")
BATCH_PAYMENTS: Final = Endpoint("BatchPayments", "BatchPaymentID", "Reference", is_paged=False)
BANK_TRANSACTIONS: Final = Endpoint("BankTransactions", "BankTransactionID", "Reference")
ATTACHMENTS: Final = Endpoint("Attachments", "AttachmentID", "FileName", size=1, is_paged=False)

ENDPOINTS: Final[dict[EntityType, Endpoint]] = {
    "account": ACCOUNTS,
    "tax_rate": TAX_RATES,
    "customer": CONTACTS,
    "vendor": CONTACTS,
    "item": ITEMS,
    "invoice": INVOICES,
    "order": INVOICES,
    "bill": INVOICES,
    "credit_note": CREDIT_NOTES,
    "vendor_credit": CREDIT_NOTES,
    "payment": PAYMENTS,
    "bill_payment": PAYMENTS,
    "refund": BANK_TRANSACTIONS,
    "expense": BANK_TRANSACTIONS,
    "document": ATTACHMENTS,
}
"""Where records of each type are kept; payments of several documents at once are batch payments."""

FAMILIES: Final[dict[EntityType, EntityType]] = {
    "order": "invoice",
    "bill": "invoice",
    "vendor_credit": "credit_note",
    "bill_payment": "payment",
    "refund": "expense",
}

_TYPES: Final[dict[str, EntityType]] = {
    "ACCREC": "invoice",
    "ACCPAY": "bill",
    "ACCRECCREDIT": "credit_note",
    "ACCPAYCREDIT": "vendor_credit",
    "ACCRECPAYMENT": "payment",
    "RECBATCH": "payment",
    "ACCPAYPAYMENT": "bill_payment",
    "PAYBATCH": "bill_payment",
    "SPEND": "expense",
}
TYPE_NAMES: Final[dict[EntityType, str]] = {
    "invoice": "ACCREC",
    "order": "ACCREC",
    "bill": "ACCPAY",
    "credit_note": "ACCRECCREDIT",
    "vendor_credit": "ACCPAYCREDIT",
    "expense": "SPEND",
    "refund": "SPEND",
}
"""Xero's word for the type of the documents that we write."""

NO_ID: Final = "00000000-0000-0000-0000-000000000000"
"""What an object that was refused is called in the answer."""

PAGES: Final[dict[EntityType, str]] = {
    "customer": "Contacts/View/",
    "vendor": "Contacts/View/",
    "invoice": "AccountsReceivable/View.aspx?InvoiceID=",
    "order": "AccountsReceivable/View.aspx?InvoiceID=",
    "bill": "AccountsPayable/View.aspx?InvoiceID=",
    "credit_note": "AccountsReceivable/ViewCreditNote.aspx?creditNoteID=",
    "vendor_credit": "AccountsPayable/ViewCreditNote.aspx?creditNoteID=",
    "payment": "Bank/ViewTransaction.aspx?bankTransactionID=",
    "bill_payment": "Bank/ViewTransaction.aspx?bankTransactionID=",
    "refund": "Bank/ViewTransaction.aspx?bankTransactionID=",
    "expense": "Bank/ViewTransaction.aspx?bankTransactionID=",
}
"""The pages of the web application that show one record; lists in the settings have none of their own."""

_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


def type_of(body: Mapping[str, Any]) -> EntityType | None:
    """What an invoice, credit note, payment or bank transaction is among our types; None for what we do not keep."""
    return _TYPES.get(str(body.get("Type") or body.get("PaymentType") or ""))


def is_id(package_id: str) -> bool:
    """Whether Xero can have given this id; one that is none would spoil the query for all others."""
    return _GUID.fullmatch(package_id) is not None


def batch_of(payment: Mapping[str, Any]) -> str:
    """The batch payment that a payment belongs to; empty when it stands alone."""
    batch = payment.get("BatchPayment") or {}
    return str(payment.get("BatchPaymentID") or batch.get("BatchPaymentID") or "")


def page_of(pages_url: str, entity_type: EntityType, package_id: str) -> str:
    """The page of the web application that shows a record; empty when there is none."""
    page = PAGES.get(entity_type)
    return f"{pages_url}/{page}{package_id}" if page else ""
