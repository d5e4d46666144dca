"""Bills and vendor credits. Their notes stay in the application (B13)."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.wire import Json

from . import purchase_lines
from .incoming import money, refs, values
from .notes import memo_in
from .outgoing import Outgoing

_CREDIT: Final = {"TxnDate": "date", "DocNumber": "number"}
_CREDIT_REFS: Final[dict[str, tuple[str, EntityType]]] = {
    "VendorRef": ("vendor", "vendor"),
    "APAccountRef": ("ap_account", "account"),
}
_BILL: Final = {**_CREDIT, "DueDate": "due_date"}
_BILL_REFS: Final[dict[str, tuple[str, EntityType]]] = {**_CREDIT_REFS, "SalesTermRef": ("terms", "term")}


def bill_to_package(out: Outgoing) -> Json:
    """A bill."""
    return _to_package(out, _BILL, _BILL_REFS)


def credit_to_package(out: Outgoing) -> Json:
    """A vendor credit; it has neither terms nor a due date there."""
    return _to_package(out, _CREDIT, _CREDIT_REFS)


def _to_package(out: Outgoing, properties: dict[str, str], references: dict[str, tuple[str, EntityType]]) -> Json:
    return {
        **out.values(properties),
        **out.refs(references),
        **out.currency(),
        **out.note(),
        "Line": purchase_lines.to_package(out),
    }


def bill_to_canonical(body: Json) -> Json:
    """A bill."""
    return _to_canonical(body, _BILL, _BILL_REFS)


def credit_to_canonical(body: Json) -> Json:
    """A vendor credit; what of it is still to be used is not carried."""
    return _to_canonical(body, _CREDIT, _CREDIT_REFS)


def _to_canonical(body: Json, properties: dict[str, str], references: dict[str, tuple[str, EntityType]]) -> Json:
    record = {
        **values(body, {field: name for name, field in properties.items()}),
        **refs(body, {field: name for name, (field, _) in references.items()} | {"currency": "CurrencyRef"}),
        **memo_in(body),
        # What is in the package has been posted.
        "status": "posted",
        "lines": purchase_lines.to_canonical(body),
        "total": money(body.get("TotalAmt")),
    }
    if "ExchangeRate" not in body and "currency" in record:
        # Only companies with several currencies have a rate; with one currency it is the base.
        record["base_currency"] = record["currency"]
    return record
