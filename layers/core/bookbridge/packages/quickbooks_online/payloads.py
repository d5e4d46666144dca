"""Reading our own payloads back: what they refer to, and which canonical field a value came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bookbridge.domain.records import EntityType

from .entities import TYPES

_REFS: Final[dict[str, tuple[EntityType, str]]] = {
    "APAccountRef": ("account", "ap_account"),
    "AccountRef": ("account", "account"),
    "CustomerRef": ("customer", "customer"),
    "DepositToAccountRef": ("account", "deposit_account"),
    "DiscountAccountRef": ("account", "discount_amount"),
    "ExpenseAccountRef": ("account", "expense_account"),
    "IncomeAccountRef": ("account", "income_account"),
    "ItemAccountRef": ("account", "account"),
    "ItemRef": ("item", "item"),
    "SalesTermRef": ("term", "terms"),
    "TermRef": ("term", "terms"),
    "VendorRef": ("vendor", "vendor"),
}
"""Property → what it refers to, and the canonical field."""

_TEXTS: Final = {
    "AcctNum": "code",
    "Address": "email",
    "City": "billing_address.city",
    "CompanyName": "company_name",
    "Country": "billing_address.country",
    "CountrySubDivisionCode": "billing_address.region",
    "Description": "description",
    "DisplayName": "name",
    "DocNumber": "number",
    "FreeFormNumber": "phone",
    "Line1": "billing_address.line1",
    "Line2": "billing_address.line2",
    "Name": "name",
    "PaymentRefNum": "reference",
    "PostalCode": "billing_address.postal_code",
    "PrivateNote": "memo",
    "Sku": "sku",
}


@dataclass(frozen=True, slots=True)
class PayloadReference:
    """One reference of a payload: the canonical field it stands for, and the package's id of what it names.

    `amount` is what a payment takes from an invoice.
    """

    field: str
    entity_type: EntityType
    package_id: str
    amount: Decimal = Decimal(0)


def references_of(payload: Mapping[str, Any]) -> Iterator[PayloadReference]:
    """Every reference to a record we keep; the lines of a payload stand in the order of the record's lines."""
    yield from _references(payload, "")
    for index, line in enumerate(payload.get("Line", ())):
        for name, value in line.items():
            if name == "LinkedTxn":
                amount = Decimal(line["Amount"])
                for link in value:
                    yield PayloadReference(
                        f"applications[{index}].invoice", TYPES[link["TxnType"]], link["TxnId"], amount
                    )
            elif isinstance(value, Mapping):
                yield from _references(value, f"lines[{index}].")


def _references(holder: Mapping[str, Any], prefix: str) -> Iterator[PayloadReference]:
    for name, value in holder.items():
        if name in _REFS:
            entity_type, field = _REFS[name]
            # The account of the discount line belongs to the record itself, and the customer of a line is its job.
            known = {"discount_amount": field}.get(
                field, f"{prefix}{'job' if prefix and name == 'CustomerRef' else field}"
            )
            yield PayloadReference(known, entity_type, str(value["value"]))


def field_of_length(payload: Mapping[str, Any], length: int) -> str:
    """The canonical field of the text that has so many characters; empty when none or several have."""
    fields = [field for field, text in _texts(payload, "") if text and len(text) == length]
    return fields[0] if len(fields) == 1 else ""


def line_of_amount(payload: Mapping[str, Any], amount: Decimal) -> str:
    """The canonical field of the line's amount that is this one; empty when none or several are."""
    lines = [index for index, line in enumerate(payload.get("Line", ())) if Decimal(line["Amount"]) == amount]
    return f"lines[{lines[0]}].amount" if len(lines) == 1 else ""


def _texts(holder: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in holder.items():
        if isinstance(value, str) and name in _TEXTS:
            yield f"{prefix}{_TEXTS[name]}", value
        elif isinstance(value, Mapping):
            yield from _texts(value, prefix)
        elif name == "Line":
            for index, line in enumerate(value):
                yield from _texts(line, f"lines[{index}].")
