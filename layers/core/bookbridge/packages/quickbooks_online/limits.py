"""Field limits of QuickBooks Online by canonical field, as data. `[]` stands for every entry of a list."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.records import EntityType

_LINE_BREAKS: Final = "\t\n\r"
NAME_SIGNS: Final = f":{_LINE_BREAKS}"
ACCOUNT_NAME_SIGNS: Final = f'"{NAME_SIGNS}'

_PARTY: Final = {
    "name": 500,
    "company_name": 100,
    "email": 100,
    "phone": 30,
    "billing_address.line1": 500,
    "billing_address.line2": 500,
    "billing_address.postal_code": 30,
}
_DOCUMENT: Final = {"number": 21, "memo": 4000, "lines[].description": 4000}

LENGTHS: Final[dict[EntityType, dict[str, int]]] = {
    "account": {"name": 100, "code": 20},
    "term": {"name": 31},
    "customer": _PARTY,
    "vendor": _PARTY,
    "item": {"name": 100, "sku": 100, "description": 4000},
    "invoice": _DOCUMENT,
    "bill": _DOCUMENT,
    "payment": {"reference": 21, "memo": 4000},
}
"""Longest texts. An account number may have 20 characters in some countries; where it is 7, the package says so."""

FORBIDDEN: Final[dict[EntityType, dict[str, str]]] = {
    "account": {"name": ACCOUNT_NAME_SIGNS},
    "customer": {"name": NAME_SIGNS},
    "vendor": {"name": NAME_SIGNS},
    "item": {"name": NAME_SIGNS},
}
"""Characters that a field must not hold, besides control characters, which none may."""

NUMBERS: Final[dict[EntityType, tuple[str, ...]]] = {
    "term": ("discount_percent",),
    "item": ("unit_price", "unit_cost"),
    "invoice": ("discount_amount", "lines[].quantity", "lines[].unit_price", "lines[].amount"),
    "bill": ("lines[].quantity", "lines[].unit_cost", "lines[].amount"),
    "payment": ("amount", "applications[].amount"),
}
"""Numbers that are sent; each may have 15 digits, of which 5 after the point."""

MOST_DIGITS: Final = 15
MOST_PLACES: Final = 5

ACCOUNT_TYPES: Final = (
    "Bank",
    "Accounts Receivable",
    "Other Current Asset",
    "Fixed Asset",
    "Other Asset",
    "Accounts Payable",
    "Credit Card",
    "Other Current Liability",
    "Long Term Liability",
    "Equity",
    "Income",
    "Cost of Goods Sold",
    "Expense",
    "Other Income",
    "Other Expense",
)
