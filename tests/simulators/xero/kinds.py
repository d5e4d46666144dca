"""The entities: what they are called, how they are found, which type each field has.

The types are those that ``where`` and ``order`` work with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_DOCUMENT: Final[Mapping[str, str]] = {
    "Type": "string",
    "Reference": "string",
    "Status": "string",
    "LineAmountTypes": "string",
    "Date": "date",
    "CurrencyCode": "string",
    "CurrencyRate": "decimal",
    "SubTotal": "decimal",
    "TotalTax": "decimal",
    "Total": "decimal",
    "HasAttachments": "bool",
    "UpdatedDateUTC": "moment",
    "Contact.ContactID": "guid",
    "Contact.Name": "string",
    "Contact.ContactNumber": "string",
}
_CREDIT: Final[Mapping[str, str]] = {**_DOCUMENT, "RemainingCredit": "decimal"}


@dataclass(frozen=True)
class Kind:
    """One entity; ``indexes`` are the fields by which rows are found without a scan."""

    name: str
    plural: str
    id_field: str
    types: Mapping[str, str]
    indexes: tuple[str, ...] = ()
    paged: bool = False
    category: str = ""
    hidden_status: str = ""
    status_field: str = "Status"
    lines: bool = False


CONTACT: Final = Kind(
    "Contact",
    "Contacts",
    "ContactID",
    {
        "ContactID": "guid",
        "ContactNumber": "string",
        "AccountNumber": "string",
        "ContactStatus": "string",
        "Name": "string",
        "FirstName": "string",
        "LastName": "string",
        "EmailAddress": "string",
        "CompanyNumber": "string",
        "TaxNumber": "string",
        "DefaultCurrency": "string",
        "IsSupplier": "bool",
        "IsCustomer": "bool",
        "UpdatedDateUTC": "moment",
    },
    indexes=("Name", "ContactNumber"),
    paged=True,
    category="CONTACT",
    hidden_status="ARCHIVED",
    status_field="ContactStatus",
)
ITEM: Final = Kind(
    "Item",
    "Items",
    "ItemID",
    {
        "ItemID": "guid",
        "Code": "string",
        "Name": "string",
        "Description": "string",
        "PurchaseDescription": "string",
        "IsSold": "bool",
        "IsPurchased": "bool",
        "IsTrackedAsInventory": "bool",
        "UpdatedDateUTC": "moment",
    },
    indexes=("Code",),
)
ACCOUNT: Final = Kind(
    "Account",
    "Accounts",
    "AccountID",
    {
        "AccountID": "guid",
        "Code": "string",
        "Name": "string",
        "Type": "string",
        "Class": "string",
        "Status": "string",
        "TaxType": "string",
        "SystemAccount": "string",
        "BankAccountNumber": "string",
        "BankAccountType": "string",
        "CurrencyCode": "string",
        "EnablePaymentsToAccount": "bool",
        "UpdatedDateUTC": "moment",
    },
    indexes=("Code", "Name"),
    hidden_status="DELETED",
)
TAX_RATE: Final = Kind(
    "TaxRate",
    "TaxRates",
    "TaxType",
    {"Name": "string", "TaxType": "string", "Status": "string", "EffectiveRate": "decimal", "ReportTaxType": "string"},
    indexes=("Name",),
    hidden_status="DELETED",
)
INVOICE: Final = Kind(
    "Invoice",
    "Invoices",
    "InvoiceID",
    {
        **_DOCUMENT,
        "InvoiceID": "guid",
        "InvoiceNumber": "string",
        "DueDate": "date",
        "ExpectedPaymentDate": "date",
        "PlannedPaymentDate": "date",
        "FullyPaidOnDate": "date",
        "Url": "string",
        "AmountDue": "decimal",
        "AmountPaid": "decimal",
        "AmountCredited": "decimal",
        "SentToContact": "bool",
    },
    indexes=("InvoiceNumber", "ContactID", "Reference"),
    paged=True,
    category="INVOICE",
    hidden_status="DELETED",
    lines=True,
)
CREDIT_NOTE: Final = Kind(
    "CreditNote",
    "CreditNotes",
    "CreditNoteID",
    {**_CREDIT, "CreditNoteID": "guid", "CreditNoteNumber": "string", "FullyPaidOnDate": "date"},
    indexes=("CreditNoteNumber", "ContactID"),
    paged=True,
    category="CREDITNOTE",
    hidden_status="DELETED",
    lines=True,
)
OVERPAYMENT: Final = Kind(
    "Overpayment",
    "Overpayments",
    "OverpaymentID",
    {**_CREDIT, "OverpaymentID": "guid"},
    indexes=("ContactID",),
    paged=True,
    category="OVERPAYMENT",
    lines=True,
)
PREPAYMENT: Final = Kind(
    "Prepayment",
    "Prepayments",
    "PrepaymentID",
    {**_CREDIT, "PrepaymentID": "guid"},
    indexes=("ContactID",),
    paged=True,
    category="PREPAYMENT",
    lines=True,
)
PAYMENT: Final = Kind(
    "Payment",
    "Payments",
    "PaymentID",
    {
        "PaymentID": "guid",
        "Date": "date",
        "Amount": "decimal",
        "BankAmount": "decimal",
        "CurrencyRate": "decimal",
        "Reference": "string",
        "PaymentType": "string",
        "Status": "string",
        "IsReconciled": "bool",
        "UpdatedDateUTC": "moment",
        "Invoice.InvoiceID": "guid",
        "Invoice.InvoiceNumber": "string",
        "CreditNote.CreditNoteID": "guid",
        "Account.AccountID": "guid",
        "Account.Code": "string",
        "BatchPaymentID": "guid",
    },
    indexes=("DocumentID", "Reference", "BatchPaymentID", "AccountID"),
    paged=True,
)
BATCH_PAYMENT: Final = Kind(
    "BatchPayment",
    "BatchPayments",
    "BatchPaymentID",
    {
        "BatchPaymentID": "guid",
        "Date": "date",
        "Reference": "string",
        "Type": "string",
        "Status": "string",
        "TotalAmount": "decimal",
        "Account.AccountID": "guid",
        "UpdatedDateUTC": "moment",
    },
    indexes=("Reference",),
)
BANK_TRANSACTION: Final = Kind(
    "BankTransaction",
    "BankTransactions",
    "BankTransactionID",
    {
        **_DOCUMENT,
        "BankTransactionID": "guid",
        "IsReconciled": "bool",
        "BankAccount.AccountID": "guid",
        "BankAccount.Code": "string",
    },
    indexes=("ContactID", "Reference", "AccountID"),
    paged=True,
    lines=True,
)
TRACKING_CATEGORY: Final = Kind(
    "TrackingCategory",
    "TrackingCategories",
    "TrackingCategoryID",
    {"TrackingCategoryID": "guid", "Name": "string", "Status": "string"},
    indexes=("Name",),
)
CURRENCY: Final = Kind("Currency", "Currencies", "Code", {"Code": "string", "Description": "string"})
ALLOCATION: Final = Kind("Allocation", "Allocations", "AllocationID", {}, indexes=("CreditID", "InvoiceID"))
ATTACHMENT: Final = Kind("Attachment", "Attachments", "AttachmentID", {}, indexes=("OwnerID",))

KINDS: Final[tuple[Kind, ...]] = (
    CONTACT,
    ITEM,
    ACCOUNT,
    TAX_RATE,
    INVOICE,
    CREDIT_NOTE,
    OVERPAYMENT,
    PREPAYMENT,
    PAYMENT,
    BATCH_PAYMENT,
    BANK_TRANSACTION,
    TRACKING_CATEGORY,
    CURRENCY,
    ALLOCATION,
    ATTACHMENT,
)
CREDITS: Final = {kind.name: kind for kind in (CREDIT_NOTE, OVERPAYMENT, PREPAYMENT)}
"""What can be allocated to an invoice."""
PAYABLE: Final = {kind.name: kind for kind in (INVOICE, CREDIT_NOTE, PREPAYMENT, OVERPAYMENT)}
"""What a payment can be for; on all but an invoice it is a refund."""
BY_WORD: Final = {word.lower(): kind for kind in KINDS for word in (kind.name, kind.plural)}
