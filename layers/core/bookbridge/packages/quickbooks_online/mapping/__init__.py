"""Canonical records to QuickBooks Online's JSON and back; pure. One module for each family of entities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bookbridge.domain.records import EntityType
from bookbridge.domain.timestamps import from_text
from bookbridge.packages.quickbooks_online.wire import Json
from bookbridge.ports.packages import FetchedRecord

from . import bills, documents, expenses, invoices, lists, parties, payments, refunds, tax_rates
from .notes import is_voided
from .outgoing import Outgoing

__all__ = ["MAPPINGS", "READ_ONLY", "Mapping", "Outgoing", "fetched"]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Both directions of one entity. `to_package` gives all the properties that a record decides."""

    to_package: Callable[[Outgoing], Json]
    to_canonical: Callable[[Json], Json]


_INVOICE: Final = Mapping(invoices.invoice_to_package, invoices.invoice_to_canonical)

MAPPINGS: Final[dict[EntityType, Mapping]] = {
    "account": Mapping(lists.account_to_package, lists.account_to_canonical),
    "term": Mapping(lists.term_to_package, lists.term_to_canonical),
    "customer": Mapping(parties.customer_to_package, parties.customer_to_canonical),
    "vendor": Mapping(parties.vendor_to_package, parties.vendor_to_canonical),
    "item": Mapping(lists.item_to_package, lists.item_to_canonical),
    "invoice": _INVOICE,
    "order": _INVOICE,
    "credit_note": Mapping(invoices.credit_note_to_package, invoices.credit_note_to_canonical),
    "bill": Mapping(bills.bill_to_package, bills.bill_to_canonical),
    "vendor_credit": Mapping(bills.credit_to_package, bills.credit_to_canonical),
    "expense": Mapping(expenses.to_package, expenses.to_canonical),
    "payment": Mapping(payments.payment_to_package, payments.payment_to_canonical),
    "bill_payment": Mapping(payments.bill_payment_to_package, payments.bill_payment_to_canonical),
    "refund": Mapping(refunds.to_package, refunds.to_canonical),
    "document": Mapping(documents.to_package, documents.to_canonical),
}

READ_ONLY: Final[dict[EntityType, Callable[[Json], Json]]] = {"tax_rate": tax_rates.to_canonical}
"""What is made in the package only."""


def fetched(entity_type: EntityType, body: Json) -> FetchedRecord:
    """One object as QuickBooks Online returns it, in canonical form; a tax code with its rates."""
    to_canonical = READ_ONLY.get(entity_type) or MAPPINGS[entity_type].to_canonical
    return FetchedRecord(
        entity_type=entity_type,
        package_id=str(body["Id"]),
        version=str(body["SyncToken"]),
        updated_at=from_text(body["MetaData"]["LastUpdatedTime"]),
        record=to_canonical(body),
        number=str(body.get("DocNumber") or ""),
        voided=is_voided(body),
    )
