"""Everything that is in an organisation's books, in words that fit any package: `invoice A-1`, `payment 125.00`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from tests.fakes.world import World
from tests.simulators.xero.kinds import ATTACHMENT

from .stories import COMPANY

Row = dict[str, Any]
Name = Callable[[Row], str]


def census(world: World) -> Counter[str]:
    """What a user of the package sees; documents that are voided there are marked."""
    connection = world.connect_company.get(COMPANY)
    return Counter(_READERS[connection.package](world, connection.organisation_id))


def _amount(field: str) -> Name:
    return lambda row: str(Decimal(str(row.get(field, 0))).quantize(Decimal("0.01")))


def _text(*fields: str) -> Name:
    return lambda row: next((str(row[field]) for field in fields if row.get(field)), "?")


_QUICKBOOKS: Final[dict[str, tuple[str, Name]]] = {
    "Customer": ("customer", _text("DisplayName")),
    "Vendor": ("vendor", _text("DisplayName")),
    "Item": ("item", _text("Name")),
    "Account": ("account", _text("Name")),
    "Term": ("term", _text("Name")),
    "Invoice": ("invoice", _text("DocNumber")),
    "Bill": ("bill", _text("DocNumber")),
    "CreditMemo": ("credit_note", _text("DocNumber")),
    "VendorCredit": ("vendor_credit", _text("DocNumber")),
    "Payment": ("payment", _amount("TotalAmt")),
    "BillPayment": ("bill_payment", _amount("TotalAmt")),
    "RefundReceipt": ("refund", _amount("TotalAmt")),
    "Purchase": ("expense", _amount("TotalAmt")),
    "Attachable": ("document", _text("FileName")),
}


def _quickbooks_online(world: World, organisation_id: str) -> Iterator[str]:
    for entity, (kind, name) in _QUICKBOOKS.items():
        for row in world.in_package(organisation_id, entity):
            voided = " voided" if "Voided" in str(row.get("PrivateNote", "")) else ""
            yield f"{kind} {name(row)}{voided}"


_XERO_TYPES: Final = {
    "ACCREC": "invoice",
    "ACCPAY": "bill",
    "ACCRECCREDIT": "credit_note",
    "ACCPAYCREDIT": "vendor_credit",
    "SPEND": "spent",
}
_XERO_ENDPOINTS: Final[dict[str, tuple[str, Name]]] = {
    "Contacts": ("contact", _text("Name")),
    "Items": ("item", _text("Name")),
    "Accounts": ("account", _text("Name")),
    "Invoices": ("", _text("InvoiceNumber")),
    "CreditNotes": ("", _text("CreditNoteNumber")),
    "Payments": ("paid", _amount("Amount")),
    "BankTransactions": ("", _amount("Total")),
}


def _xero(world: World, organisation_id: str) -> Iterator[str]:
    for endpoint, (kind, name) in _XERO_ENDPOINTS.items():
        for row in world.in_package(organisation_id, endpoint):
            if row.get("Status") == "DELETED":
                continue
            voided = " voided" if row.get("Status") == "VOIDED" else ""
            yield f"{kind or _XERO_TYPES[row['Type']]} {name(row)}{voided}"
    attachments = world.simulator.organisations[organisation_id].table(ATTACHMENT)
    yield from (f"document {row.fields['FileName']}" for row in attachments)


DESKTOP: Final[dict[str, tuple[str, Name]]] = {
    "Account": ("account", _text("Name")),
    "StandardTerms": ("term", _text("Name")),
    "Item": ("item", _text("Name")),
    "Vendor": ("vendor", _text("Name")),
    "Customer": ("customer", _text("Name")),
    "Invoice": ("invoice", _text("RefNumber")),
    "Bill": ("bill", _text("RefNumber")),
    "CreditMemo": ("credit_note", _text("RefNumber")),
    "VendorCredit": ("vendor_credit", _text("RefNumber")),
    "Check": ("check", _amount("Amount")),
    "CreditCardCharge": ("charge", _amount("Amount")),
    "BillPaymentCheck": ("bill_payment", _amount("Amount")),
    "ReceivePayment": ("payment", _amount("TotalAmount")),
}


def _quickbooks_desktop(world: World, _organisation_id: str) -> Iterator[str]:
    for company_file in world.simulator.organisations.values():
        for entity, (kind, name) in DESKTOP.items():
            for row in company_file.rows(entity):
                voided = " voided" if str(row.get("Memo", "")).startswith("VOID:") else ""
                yield f"{kind} {name(row)}{voided}"


_LEDGER: Final[dict[str, Name]] = {
    **dict.fromkeys(("customer", "vendor", "item", "account"), _text("name")),
    "invoice": _text("number"),
    "payment": _amount("amount"),
}


def _example_ledger(world: World, organisation_id: str) -> Iterator[str]:
    for kind, name in _LEDGER.items():
        for row in world.in_package(organisation_id, kind):
            yield f"{kind} {name(row['data'])}{' voided' if row['void'] else ''}"


_READERS: Final[dict[str, Callable[[World, str], Iterator[str]]]] = {
    "quickbooks-online": _quickbooks_online,
    "xero": _xero,
    "quickbooks-desktop": _quickbooks_desktop,
    "example-ledger": _example_ledger,
}
