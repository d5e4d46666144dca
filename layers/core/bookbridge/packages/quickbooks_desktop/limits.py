"""Field limits of QuickBooks Desktop by canonical field: the schema's own. `[]` stands for every entry of a list."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_checks import Faults, places
from bookbridge.domain.records import EntityType

from .manifest import TITLE
from .qbxml.schema import length_of
from .qbxml.texts import text_for_quickbooks
from .wire import Json

_PARTY: Final = {"name": "Name", "company_name": "CompanyName", "email": "Email", "phone": "Phone"}
_ADDRESS: Final = {
    "line1": "Addr1",
    "line2": "Addr2",
    "city": "City",
    "region": "State",
    "postal_code": "PostalCode",
    "country": "Country",
}
_MEMO: Final = {"memo": "Memo"}
_NUMBERED: Final = {"number": "RefNumber", **_MEMO}
_DESCRIBED: Final = "lines[].description"
_PURCHASED: Final = {_DESCRIBED: "ExpenseLineAdd.Memo"}


def _party(address: str) -> dict[str, str]:
    return {**_PARTY, **{f"billing_address.{field}": f"{address}.{name}" for field, name in _ADDRESS.items()}}


_ELEMENTS: Final[Mapping[EntityType, tuple[str, Mapping[str, str]]]] = {
    "account": ("AccountAdd", {"name": "Name", "code": "AccountNumber"}),
    "term": ("StandardTermsAdd", {"name": "Name"}),
    "customer": ("CustomerAdd", _party("BillAddress")),
    "vendor": ("VendorMod", _party("VendorAddress")),
    "item": ("ItemServiceAdd", {"name": "Name", "description": "SalesAndPurchase.SalesDesc"}),
    "invoice": ("InvoiceAdd", {**_NUMBERED, _DESCRIBED: "InvoiceLineAdd.Desc"}),
    "order": ("InvoiceAdd", {**_NUMBERED, _DESCRIBED: "InvoiceLineAdd.Desc"}),
    "credit_note": ("CreditMemoAdd", {**_NUMBERED, _DESCRIBED: "CreditMemoLineAdd.Desc"}),
    "bill": ("BillAdd", {**_NUMBERED, **_PURCHASED}),
    "expense": ("CheckAdd", {**_MEMO, **_PURCHASED}),
    "refund": ("CheckAdd", {**_MEMO, **_PURCHASED}),
    "payment": ("ReceivePaymentAdd", {"reference": "RefNumber", **_MEMO}),
    "bill_payment": ("BillPaymentCheckAdd", _MEMO),
}
"""The object that a record becomes, and where its texts stand in it."""

FORBIDDEN: Final[Mapping[EntityType, Mapping[str, str]]] = {
    each: {"name": ":\t\n\r"} for each in ("account", "term", "customer", "vendor", "item")
}
"""Characters that a new name must not hold, besides control characters: the colon stands between parent and child."""

ACCOUNT_TYPES: Final = (
    "AccountsPayable",
    "AccountsReceivable",
    "Bank",
    "CostOfGoodsSold",
    "CreditCard",
    "Equity",
    "Expense",
    "FixedAsset",
    "Income",
    "LongTermLiability",
    "OtherAsset",
    "OtherCurrentAsset",
    "OtherCurrentLiability",
    "OtherExpense",
    "OtherIncome",
)

_AMOUNT: Final = (13, 2)
_NUMBER: Final = (10, 5)
_SALES: Final = {
    "discount_amount": _AMOUNT,
    "lines[].quantity": _NUMBER,
    "lines[].unit_price": _NUMBER,
    "lines[].amount": _AMOUNT,
}
_PURCHASES: Final = {"lines[].quantity": _NUMBER, "lines[].unit_cost": _NUMBER, "lines[].amount": _AMOUNT}
_PAYMENTS: Final = {
    "amount": _AMOUNT,
    "applications[].amount": _AMOUNT,
    "applications[].discount_amount": _AMOUNT,
}

NUMBERS: Final[Mapping[EntityType, Mapping[str, tuple[int, int]]]] = {
    "term": {"discount_percent": _NUMBER},
    "item": {"unit_price": _NUMBER, "unit_cost": _NUMBER},
    "invoice": _SALES,
    "order": _SALES,
    "credit_note": _SALES,
    "refund": _SALES,
    "bill": _PURCHASES,
    "expense": _PURCHASES,
    "payment": _PAYMENTS,
    "bill_payment": _PAYMENTS,
}
"""Digits before and after the point at most."""


@cache
def lengths(entity_type: EntityType) -> Mapping[str, int]:
    """Longest texts by path."""
    name, elements = _ELEMENTS.get(entity_type, ("", {}))
    found = {path: length_of(name, element) for path, element in elements.items()}
    return {path: length for path, length in found.items() if length is not None}


def held(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The value with its texts as QuickBooks Desktop can hold them; replaced characters can make them longer."""
    if isinstance(value, dict):
        return {name: held(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [held(each) for each in value]
    return text_for_quickbooks(value) if isinstance(value, str) else value


def large_numbers(record: Json, limits: Mapping[str, tuple[int, int]]) -> Faults:
    """Numbers of more digits than QuickBooks Desktop takes."""
    for path, (whole, after) in limits.items():
        for place, text in places(record, path):
            number = Decimal(text).normalize()
            if number.adjusted() >= whole or -int(number.as_tuple().exponent) > after:
                message = f"{TITLE} takes at most {whole} digits before the point and {after} after it: round it"
                yield FieldFault(place, message, "invalid_field")
