"""Reading our own payloads back: what they refer to, and which canonical field a value came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from bookbridge.domain.records import EntityType

from .entities import TYPES
from .limits import PSEUDO_TAX_CODES

_REFS: Final[dict[str, tuple[EntityType, str]]] = {
    "APAccountRef": ("account", "ap_account"),
    "AccountRef": ("account", "account"),
    "BankAccountRef": ("account", "pay_from_account"),
    "CCAccountRef": ("account", "pay_from_account"),
    "CustomerRef": ("customer", "customer"),
    "DefaultTaxCodeRef": ("tax_rate", "tax_rate"),
    "DepositToAccountRef": ("account", "deposit_account"),
    "DiscountAccountRef": ("account", "discount_amount"),
    "EntityRef": ("vendor", "payee"),
    "ExpenseAccountRef": ("account", "expense_account"),
    "IncomeAccountRef": ("account", "income_account"),
    "ItemAccountRef": ("account", "account"),
    "ItemRef": ("item", "item"),
    "SalesTaxCodeRef": ("tax_rate", "tax_rate"),
    "SalesTermRef": ("term", "terms"),
    "TaxCodeRef": ("tax_rate", "tax_rate"),
    "TermRef": ("term", "terms"),
    "VendorRef": ("vendor", "vendor"),
}
"""Property → what it refers to, and the canonical field."""

_OWN_FIELDS: Final[dict[tuple[EntityType, str], str]] = {("refund", "deposit_account"): "account"}
"""Fields that have another name in some types of record."""

_HOLDERS: Final = frozenset({"CheckPayment", "CreditCardPayment"})
"""Properties of a transaction that hold further references."""

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
    "file_name": "file_name",
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

    `amount` is what a payment takes from an invoice or a bill.
    """

    field: str
    entity_type: EntityType
    package_id: str
    amount: Decimal = Decimal(0)


def references_of(payload: Mapping[str, Any], entity_type: EntityType = "invoice") -> Iterator[PayloadReference]:
    """Every reference to a record we keep; the lines of a payload stand in the order of the record's lines."""
    for reference in _references(payload, ""):
        own = _OWN_FIELDS.get((entity_type, reference.field))
        yield replace(reference, field=own) if own else reference
    if "owner" in payload:
        yield PayloadReference("record", TYPES[payload["owner"]["type"]], payload["owner"]["id"])
    for index, line in enumerate(payload.get("Line", ())):
        for name, value in line.items():
            if name == "LinkedTxn":
                amount = Decimal(line["Amount"])
                for link in value:
                    settled = TYPES[link["TxnType"]]
                    yield PayloadReference(f"applications[{index}].{settled}", settled, link["TxnId"], amount)
            elif isinstance(value, Mapping):
                yield from _references(value, f"lines[{index}].")


def _references(holder: Mapping[str, Any], prefix: str) -> Iterator[PayloadReference]:
    for name, value in holder.items():
        if name in _REFS:
            entity_type, field = _REFS[name]
            if value["value"] not in PSEUDO_TAX_CODES:
                yield PayloadReference(_place(prefix, name, field), entity_type, str(value["value"]))
        elif name in _HOLDERS:
            yield from _references(value, prefix)


def _place(prefix: str, name: str, field: str) -> str:
    # The account of the discount line belongs to the record itself, and the customer of a line is its job.
    if field == "discount_amount":
        return field
    return f"{prefix}{'job' if prefix and name == 'CustomerRef' else field}"


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
