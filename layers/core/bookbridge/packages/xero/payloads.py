"""Reading our own payloads back: what they refer to, and which canonical field a value came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bookbridge.domain.canonical_values import decimal
from bookbridge.domain.dispatches import Operation
from bookbridge.domain.records import EntityType

from .entities import TYPE_NAMES
from .wire import objects_in

_PARTIES: Final[Mapping[EntityType, tuple[EntityType, str]]] = {
    "bill": ("vendor", "vendor"),
    "vendor_credit": ("vendor", "vendor"),
    "expense": ("vendor", "payee"),
}
_ACCOUNT_FIELDS: Final[Mapping[EntityType, str]] = {
    "payment": "deposit_account",
    "bill_payment": "pay_from_account",
}
_SETTLED: Final[Mapping[EntityType, EntityType]] = {"payment": "invoice", "bill_payment": "bill"}
_DETAILS: Final = {"SalesDetails": "income_account", "PurchaseDetails": "expense_account"}


@dataclass(frozen=True, slots=True)
class PayloadReference:
    """One reference of a payload: the canonical field it stands for, and the id or code of what it names.

    `amount` is what a payment takes from a document.
    """

    field: str
    entity_type: EntityType
    id: str = ""
    code: str = ""
    amount: Decimal = Decimal(0)


def references_of(operation: Operation) -> Iterator[PayloadReference]:
    """Every reference to a record we keep; the lines of a payload stand in the order of the record's lines."""
    payload, entity_type = operation.payload, operation.entity_type
    if contact := _id(payload.get("Contact"), "ContactID"):
        party_type, party = _PARTIES.get(entity_type, ("customer", "customer"))
        yield PayloadReference(party, party_type, contact)
    for name in ("Account", "BankAccount"):
        if account := _id(payload.get(name), "AccountID"):
            yield PayloadReference(_ACCOUNT_FIELDS.get(entity_type, "account"), "account", account)
    for index, line in enumerate(objects_in(payload.get("LineItems"))):
        yield from _line(line, f"lines[{index}].")
    if document := _SETTLED.get(entity_type):
        for index, part in enumerate(objects_in(payload.get("Payments")) or [payload]):
            if invoice := _id(part.get("Invoice"), "InvoiceID"):
                field = f"applications[{index}].{document}"
                yield PayloadReference(field, document, invoice, amount=decimal(part.get("Amount")))
    for name, field in _DETAILS.items():
        if code := _id(payload.get(name), "AccountCode"):
            yield PayloadReference(field, "account", code=code)


def party_of(operation: Operation) -> PayloadReference | None:
    """The customer or vendor of a payload."""
    parties = (each for each in references_of(operation) if each.entity_type in {"customer", "vendor"})
    return next(parties, None)


def line_of_amount(operation: Operation, amount: Decimal) -> str:
    """The canonical field of the line's amount that is this one; empty when none or several are."""
    lines = objects_in(operation.payload.get("LineItems"))
    found = [index for index, line in enumerate(lines) if decimal(line.get("LineAmount")) == amount]
    return f"lines[{found[0]}].amount" if len(found) == 1 else ""


def number_of_payload(operation: Operation) -> str:
    """The number that a document is sent with."""
    payload = operation.payload
    named = (
        payload.get("InvoiceNumber") or payload.get("CreditNoteNumber") if operation.entity_type in TYPE_NAMES else ""
    )
    return str(named or "")


def _line(line: Mapping[str, Any], prefix: str) -> Iterator[PayloadReference]:
    if line.get("ItemCode"):
        yield PayloadReference(f"{prefix}item", "item", code=str(line["ItemCode"]))
    if line.get("AccountID") or line.get("AccountCode"):
        account_id, code = str(line.get("AccountID") or ""), str(line.get("AccountCode") or "")
        yield PayloadReference(f"{prefix}account", "account", account_id, code)
    if line.get("TaxType"):
        yield PayloadReference(f"{prefix}tax_rate", "tax_rate", str(line["TaxType"]))


def _id(holder: object, name: str) -> str:
    return str(holder.get(name) or "") if isinstance(holder, Mapping) else ""
