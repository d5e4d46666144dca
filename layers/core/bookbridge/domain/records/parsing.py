"""Check what the application sends against the canonical records: all faults of a record at once."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bookbridge.domain.errors import FieldFault, InvalidInput
from bookbridge.domain.input_faults import words_for

from .catalogue import EntityType
from .models import (
    Account,
    Bill,
    BillPayment,
    CanonicalRecord,
    CreditNote,
    Customer,
    Document,
    Expense,
    Invoice,
    Item,
    Order,
    Payment,
    Refund,
    TaxRate,
    Term,
    Vendor,
    VendorCredit,
)

_MODELS: Final[dict[EntityType, type[CanonicalRecord]]] = {
    "customer": Customer,
    "vendor": Vendor,
    "item": Item,
    "account": Account,
    "tax_rate": TaxRate,
    "term": Term,
    "invoice": Invoice,
    "bill": Bill,
    "order": Order,
    "payment": Payment,
    "bill_payment": BillPayment,
    "credit_note": CreditNote,
    "vendor_credit": VendorCredit,
    "refund": Refund,
    "expense": Expense,
    "document": Document,
}


def model_for(entity_type: EntityType) -> type[CanonicalRecord]:
    """The model of one entity type."""
    return _MODELS[entity_type]


def parse_record(entity_type: EntityType, body: object) -> dict[str, Any]:
    """Check a canonical record and return it as plain JSON values (decimals and dates as strings, no nulls).

    Raises `InvalidInput` that names every fault of the record at once.
    """
    try:
        record = model_for(entity_type).model_validate(body)
    except ValidationError as error:
        raise InvalidInput(tuple(_fault(detail) for detail in error.errors(include_url=False))) from None
    return record.model_dump(mode="json", by_alias=True, exclude_none=True)


def _fault(detail: ErrorDetails) -> FieldFault:
    path = ""
    for part in detail["loc"]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    message = words_for(detail, "is not a field of this record: remove it or correct its name")
    return FieldFault(path or "(record)", message)
