"""Canonical records to QuickBooks Desktop's objects and back; pure. One module for each family of objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_desktop.entities import CREDIT, VENDOR_CREDIT, family_of, name_of
from bookbridge.packages.quickbooks_desktop.qbxml.answers import Row
from bookbridge.packages.quickbooks_desktop.versions import version_of
from bookbridge.packages.quickbooks_desktop.wire import Json, instant_of
from bookbridge.ports.packages import FetchedRecord

from . import applied_credits, bills, expenses, items, lists, parties, payments, sales
from .notes import is_voided
from .outgoing import Known, Outgoing
from .sales_lines import Sorted

__all__ = ["NAMES", "TO_PACKAGE", "Known", "Outgoing", "Surroundings", "fetched"]

TO_PACKAGE: Final[Mapping[EntityType, Callable[[Outgoing], Json]]] = {
    "account": lists.account_to_package,
    "term": lists.term_to_package,
    "customer": parties.customer_to_package,
    "vendor": parties.vendor_to_package,
    "item": items.to_package,
    "invoice": sales.invoice_to_package,
    "order": sales.invoice_to_package,
    "credit_note": sales.credit_memo_to_package,
    "bill": bills.to_package,
    "payment": payments.payment_to_package,
    "bill_payment": payments.bill_payment_to_package,
    "expense": expenses.expense_to_package,
    "refund": expenses.refund_to_package,
}
"""All the elements of a request that a record decides."""

NAMES: Final[Mapping[EntityType, Callable[[Outgoing], str]]] = {
    "account": lambda _out: "Account",
    "term": lambda _out: "StandardTerms",
    "customer": lambda _out: "Customer",
    "vendor": lambda _out: "Vendor",
    "item": lambda out: items.name_for(out.record),
    "invoice": lambda _out: sales.INVOICE,
    "order": lambda _out: sales.INVOICE,
    "credit_note": lambda _out: sales.CREDIT_MEMO,
    "bill": lambda _out: "Bill",
    "payment": lambda _out: "ReceivePayment",
    "bill_payment": payments.bill_payment_name,
    "expense": expenses.name_of_expense,
    "refund": lambda _out: expenses.CHECK,
}
"""The kind of object that a new record becomes."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What tells what an object says where it does not say so itself."""

    account_types: Mapping[str, str] = field(default_factory=dict)
    sorted_by: Sorted = field(default_factory=Sorted)


def fetched(row: Row, around: Surroundings) -> FetchedRecord | None:
    """One object as QuickBooks Desktop returns it, in canonical form; None for what we do not keep."""
    name, body = name_of(row.kind), row.fields
    family = family_of(name)
    if family is None:
        return None
    is_refund = family == "expense" and expenses.is_refund(name, body)
    record = _canonical("refund" if is_refund else family, name, body, around)
    return FetchedRecord(
        entity_type="refund" if is_refund else family,
        package_id=str(body.get("TxnID") or body["ListID"]),
        version=version_of(name, body),
        updated_at=instant_of(body, "TimeModified"),
        record=record,
        number=str(body.get("RefNumber") or ""),
        voided="TxnID" in body and is_voided(body),
    )


def fetched_credit(row: Row) -> FetchedRecord | None:
    """What a vendor credit settles, as a payment; None while it settles nothing."""
    if name_of(row.kind) != VENDOR_CREDIT.name or not applied_credits.settles(row.fields):
        return None
    return FetchedRecord(
        entity_type="bill_payment",
        package_id=f"{CREDIT}{row.fields['TxnID']}",
        version=version_of(VENDOR_CREDIT.name, row.fields),
        updated_at=instant_of(row.fields, "TimeModified"),
        record=applied_credits.to_canonical(row.fields),
    )


def _canonical(entity_type: EntityType, name: str, body: Json, around: Surroundings) -> Json:
    match entity_type:
        case "item":
            return items.to_canonical(name, body, around.account_types)
        case "invoice" | "credit_note":
            return sales.to_canonical(body, name, around.sorted_by)
        case "bill_payment":
            return payments.bill_payment_to_canonical(name, body)
        case "expense":
            return expenses.expense_to_canonical(name, body)
        case "refund":
            return expenses.refund_to_canonical(name, body)
        case _:
            return _PLAIN[entity_type](body)


_PLAIN: Final[Mapping[EntityType, Callable[[Json], Json]]] = {
    "account": lists.account_to_canonical,
    "term": lists.term_to_canonical,
    "tax_rate": lists.tax_rate_to_canonical,
    "customer": parties.customer_to_canonical,
    "vendor": parties.vendor_to_canonical,
    "bill": bills.bill_to_canonical,
    "vendor_credit": bills.credit_to_canonical,
    "payment": payments.payment_to_canonical,
}
