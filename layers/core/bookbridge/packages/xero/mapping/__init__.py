"""Canonical records to Xero's JSON and back; pure. One module for each family of objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bookbridge.domain.canonical_values import money
from bookbridge.domain.records import EntityType
from bookbridge.domain.timestamps import EPOCH
from bookbridge.packages.xero.entities import BATCH_PAYMENTS, CONTACTS, ENDPOINTS, TAX_RATES, Endpoint, type_of
from bookbridge.packages.xero.wire import Json, day_of, instant_of, milliseconds_of
from bookbridge.ports.packages import FetchedRecord, Fit

from . import bills, documents, expenses, invoices, lists, parties, payments
from .fingerprints import fingerprint
from .outgoing import Known, Outgoing

__all__ = ["TO_PACKAGE", "Known", "Outgoing", "fetched", "is_deleted", "is_voided", "number_of", "version_of"]

TO_PACKAGE: Final[Mapping[EntityType, Callable[[Outgoing], Json]]] = {
    "account": lists.account_to_package,
    "tax_rate": lists.tax_rate_to_package,
    "customer": parties.to_package,
    "vendor": parties.to_package,
    "item": lists.item_to_package,
    "invoice": invoices.invoice_to_package,
    "order": invoices.invoice_to_package,
    "credit_note": invoices.credit_note_to_package,
    "bill": bills.bill_to_package,
    "vendor_credit": bills.credit_to_package,
    "payment": payments.to_package,
    "bill_payment": payments.to_package,
    "refund": expenses.refund_to_package,
    "expense": expenses.expense_to_package,
    "document": documents.to_package,
}
"""All the properties of a payload that a record decides."""

_LISTS: Final[Mapping[EntityType, Callable[[Json], Json]]] = {
    "account": lists.account_to_canonical,
    "tax_rate": lists.tax_rate_to_canonical,
    "item": lists.item_to_canonical,
    "customer": parties.to_canonical,
    "vendor": parties.to_canonical,
}
_DOCUMENTS: Final[Mapping[EntityType, Callable[[Json, Sequence[str]], Json]]] = {
    "invoice": invoices.invoice_to_canonical,
    "credit_note": invoices.credit_note_to_canonical,
    "bill": bills.bill_to_canonical,
    "vendor_credit": bills.credit_to_canonical,
    "refund": expenses.refund_to_canonical,
    "expense": expenses.expense_to_canonical,
}
_FITS: Final[Mapping[EntityType, Callable[[Json], Fit]]] = {
    "customer": parties.fit_as_customer,
    "vendor": parties.fit_as_vendor,
}
_TITLES: Final = ("Name", "Code", "InvoiceNumber", "CreditNoteNumber", "Status", "ContactStatus")
_DELETED_IS_VOID: Final = frozenset({"Payments", "BatchPayments", "BankTransactions"})
"""Where deleting is the only way to void, and what was deleted can still be read."""


def fetched(entity_type: EntityType, body: Json, categories: Sequence[str] = ()) -> FetchedRecord | None:
    """One object as Xero returns it, in canonical form; None for a kind of object that we do not keep.

    `entity_type` is what it was asked for as, `categories` names the tracking categories for class and job.
    """
    endpoint = ENDPOINTS[entity_type]
    if BATCH_PAYMENTS.id_field in body and "Payments" in body:
        endpoint = BATCH_PAYMENTS
    actual: EntityType | None = entity_type
    if entity_type not in _LISTS:
        actual = "refund" if expenses.is_refund(body) and type_of(body) == "expense" else type_of(body)
    if actual is None:
        return None
    if actual in _LISTS:
        record = _LISTS[actual](body)
    elif actual in payments.DOCUMENT:
        record = payments.to_canonical(actual, body)
    else:
        record = _DOCUMENTS[actual](body, categories)
    return FetchedRecord(
        entity_type=actual,
        package_id=str(body[endpoint.id_field]),
        version=version_of(endpoint, body),
        updated_at=instant_of(body.get("UpdatedDateUTC")) or EPOCH,
        record=record,
        number=number_of(endpoint, body),
        voided=is_voided(endpoint, body),
        fit=_FITS[actual](body) if actual in _FITS else Fit.SURE,
    )


def version_of(endpoint: Endpoint, body: Json) -> str:
    """The time of the last change in milliseconds, and a fingerprint of what people see first.

    The time is kept in whole seconds, in which an object can change again. The fingerprint covers what every answer
    tells, summaries too. Tax rates have no time, so all that they say stands for it.
    """
    milliseconds = milliseconds_of(body.get("UpdatedDateUTC"))
    if milliseconds is None and endpoint is TAX_RATES:
        return fingerprint(lists.tax_rate_to_canonical(body))
    return "" if milliseconds is None else f"{milliseconds}-{fingerprint(_seen_first(body))}"


def _seen_first(body: Json) -> dict[str, str]:
    amounts = {name: money(body[name]) for name in ("Total", "Amount") if body.get(name) is not None}
    return {name: str(body.get(name) or "") for name in _TITLES} | amounts | {"Date": day_of(body, "Date")}


def number_of(endpoint: Endpoint, body: Json) -> str:
    """The number that people know an object by; an item's is its code. Contacts, accounts and rates have none."""
    if endpoint is CONTACTS or endpoint.title_field in {"Name", "Reference", "FileName"}:
        return ""
    return str(body.get(endpoint.title_field) or "")


def is_voided(endpoint: Endpoint, body: Json) -> bool:
    """Whether a document was voided, or a payment or bank transaction deleted."""
    status = body.get("Status")
    return status == "VOIDED" or (status == "DELETED" and endpoint.name in _DELETED_IS_VOID)


def is_deleted(endpoint: Endpoint, body: Json) -> bool:
    """Whether an object is gone: Xero keeps what was deleted under that status."""
    return body.get("Status") == "DELETED" and endpoint.name not in _DELETED_IS_VOID
