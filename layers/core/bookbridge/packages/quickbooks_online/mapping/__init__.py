"""Canonical records to QuickBooks Online's JSON and back; pure. One module for each family of entities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bookbridge.domain.records import EntityType
from bookbridge.domain.timestamps import from_text
from bookbridge.packages.quickbooks_online.wire import Json
from bookbridge.ports.packages import FetchedRecord

from . import bills, invoices, lists, parties, payments
from .notes import is_voided
from .outgoing import Outgoing

__all__ = ["MAPPINGS", "Mapping", "Outgoing", "fetched"]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Both directions of one entity. `to_package` gives all the properties that a record decides."""

    to_package: Callable[[Outgoing], Json]
    to_canonical: Callable[[Json], Json]


MAPPINGS: Final[dict[EntityType, Mapping]] = {
    "account": Mapping(lists.account_to_package, lists.account_to_canonical),
    "term": Mapping(lists.term_to_package, lists.term_to_canonical),
    "customer": Mapping(parties.customer_to_package, parties.customer_to_canonical),
    "vendor": Mapping(parties.vendor_to_package, parties.vendor_to_canonical),
    "item": Mapping(lists.item_to_package, lists.item_to_canonical),
    "invoice": Mapping(invoices.to_package, invoices.to_canonical),
    "bill": Mapping(bills.to_package, bills.to_canonical),
    "payment": Mapping(payments.to_package, payments.to_canonical),
}


def fetched(entity_type: EntityType, body: Json) -> FetchedRecord:
    """One object as QuickBooks Online returns it, in canonical form."""
    return FetchedRecord(
        entity_type=entity_type,
        package_id=str(body["Id"]),
        version=str(body["SyncToken"]),
        updated_at=from_text(body["MetaData"]["LastUpdatedTime"]),
        record=MAPPINGS[entity_type].to_canonical(body),
        number=str(body.get("DocNumber") or ""),
        voided=is_voided(body),
    )
