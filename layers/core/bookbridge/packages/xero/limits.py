"""Field limits of Xero by canonical field, as data. `[]` stands for every entry of a list."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.records import EntityType

_PARTY: Final = {
    "name": 255,
    "email": 255,
    "phone": 50,
    "billing_address.line1": 500,
    "billing_address.line2": 500,
    "billing_address.city": 255,
    "billing_address.region": 255,
    "billing_address.postal_code": 50,
    "billing_address.country": 50,
}
_SALE: Final = {"number": 255, "memo": 255, "lines[].description": 4000}
_PURCHASE: Final = {"number": 255, "lines[].description": 4000}
_SPENT: Final = {"memo": 200, "lines[].description": 4000}
"""The memo stands in the reference of 255 characters, beside our mark."""

LENGTHS: Final[dict[EntityType, dict[str, int]]] = {
    "account": {"name": 150, "code": 10},
    "tax_rate": {"name": 50},
    "customer": _PARTY,
    "vendor": _PARTY,
    "item": {"name": 50, "sku": 30, "description": 4000},
    "invoice": _SALE,
    "order": _SALE,
    "credit_note": _SALE,
    "bill": _PURCHASE,
    "vendor_credit": _PURCHASE,
    # The memo stands there where no reference is given.
    "payment": {"reference": 255, "memo": 200},
    "bill_payment": {"memo": 200},
    "refund": _SPENT,
    "expense": _SPENT,
    # A number is added to a name that is taken.
    "document": {"file_name": 250},
}
"""Longest texts."""

FORBIDDEN: Final[dict[EntityType, dict[str, str]]] = {
    # The name travels in the path of the address.
    "document": {"file_name": '/\\\t\n\r<>:"|?*'},
}
"""Characters that a field must not hold, besides control characters, which none may."""

BANK: Final = "BANK"
"""The type of an account at a bank, with a card, or the like."""

CODE: Final = 30
"""Characters of an item's code at most."""

_SALES_NUMBERS: Final = {
    "discount_amount": 2,
    "lines[].quantity": 4,
    "lines[].unit_price": 4,
    "lines[].amount": 2,
    "lines[].discount_percent": 4,
}
_PURCHASE_NUMBERS: Final = {"lines[].quantity": 4, "lines[].unit_cost": 4, "lines[].amount": 2}
_PAYMENT_NUMBERS: Final = {"amount": 2, "applications[].amount": 2}

NUMBERS: Final[dict[EntityType, dict[str, int]]] = {
    "item": {"unit_price": 4, "unit_cost": 4},
    "tax_rate": {"percent": 4},
    "invoice": _SALES_NUMBERS,
    "order": _SALES_NUMBERS,
    "credit_note": _SALES_NUMBERS,
    "refund": _SALES_NUMBERS,
    "bill": _PURCHASE_NUMBERS,
    "vendor_credit": _PURCHASE_NUMBERS,
    "expense": _PURCHASE_NUMBERS,
    "payment": _PAYMENT_NUMBERS,
    "bill_payment": _PAYMENT_NUMBERS,
}
"""Digits after the point at most; amounts of money have two in any case."""

MOST_DIGITS: Final = 15
"""Larger numbers could not be converted there."""

ACCOUNT_TYPES: Final = (
    "BANK",
    "CURRENT",
    "CURRLIAB",
    "DEPRECIATN",
    "DIRECTCOSTS",
    "EQUITY",
    "EXPENSE",
    "FIXED",
    "INVENTORY",
    "LIABILITY",
    "NONCURRENT",
    "OTHERINCOME",
    "OVERHEADS",
    "PREPAYMENT",
    "REVENUE",
    "SALES",
    "TERMLIAB",
    "PAYG",
)
