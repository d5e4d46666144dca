"""A simulated company file with some books in it."""

from __future__ import annotations

from typing import Any

from bookbridge.domain.dispatches import Operation
from bookbridge.domain.records import EntityType
from tests.contract.packages.books import Ledger, quickbooks_desktop
from tests.contract.packages.records import ACCOUNT_CODES, SAMPLES

Record = dict[str, Any]


def filled_books() -> Ledger:
    """A company file with a party of each kind, an item, an invoice and a bill."""
    made = quickbooks_desktop()
    made.know_accounts(*ACCOUNT_CODES, "2100")
    for entity_type, record_id, record in SAMPLES:
        if entity_type in {"term", "customer", "vendor", "item", "invoice", "bill"}:
            made.write(entity_type, record_id, record)
            made.served.advance(1)
    return made


def faults_of(made: Operation | tuple[Any, ...]) -> list[tuple[str, str]]:
    """The fields and codes of what stands in the way of an operation."""
    assert isinstance(made, tuple), made
    return [(fault.field, fault.code) for fault in made]


def sent_and_read(ledger: Ledger, entity_type: EntityType, record: Record, record_id: str = "new-1") -> Record:
    """Write a record and read it back."""
    ledger.write(entity_type, record_id, record)
    return ledger.canonical(ledger.read(entity_type, record_id))
