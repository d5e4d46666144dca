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
    "billing_address.city": 255,
    "billing_address.region": 255,
    "billing_address.country": 255,
    "billing_address.postal_code": 30,
}
_DOCUMENT: Final = {"number": 21, "memo": 4000, "lines[].description": 4000}

_UNNUMBERED: Final = {"memo": 4000, "lines[].description": 4000}

LENGTHS: Final[dict[EntityType, dict[str, int]]] = {
    "account": {"name": 100, "code": 20},
    "term": {"name": 31},
    "customer": _PARTY,
    "vendor": _PARTY,
    "item": {"name": 100, "sku": 100, "description": 4000},
    "invoice": _DOCUMENT,
    "order": _DOCUMENT,
    "credit_note": _DOCUMENT,
    "bill": _DOCUMENT,
    "vendor_credit": _DOCUMENT,
    "refund": _UNNUMBERED,
    "expense": _UNNUMBERED,
    "payment": {"reference": 21, "memo": 4000},
    "bill_payment": {"memo": 4000},
    # The vendor's pages give 1000 and 100 for an attachment's name and type; the address is ours to read.
    "document": {"file_name": 1000, "content_type": 100, "url": 8000},
}
"""Longest texts; account numbers have a limit for each country besides."""

SHORT_CODE: Final = 7
LONG_CODE_COUNTRIES: Final = frozenset({"AU", "AUS", "CA", "CAN"})
"""An account's number has 7 characters at most, but 20 in these countries (both spellings are answered)."""

FORBIDDEN: Final[dict[EntityType, dict[str, str]]] = {
    "account": {"name": ACCOUNT_NAME_SIGNS},
    "customer": {"name": NAME_SIGNS},
    "vendor": {"name": NAME_SIGNS},
    "item": {"name": NAME_SIGNS},
    "document": {"file_name": f'"{_LINE_BREAKS}', "content_type": f'"{_LINE_BREAKS}', "url": _LINE_BREAKS},
}
"""Characters that a field must not hold, besides control characters, which none may."""

_SALES: Final = ("discount_amount", "lines[].quantity", "lines[].unit_price", "lines[].amount")
_PURCHASES: Final = ("lines[].quantity", "lines[].unit_cost", "lines[].amount")
_PAYMENTS: Final = ("amount", "applications[].amount")

NUMBERS: Final[dict[EntityType, tuple[str, ...]]] = {
    "term": ("discount_percent",),
    "item": ("unit_price", "unit_cost"),
    "invoice": _SALES,
    "order": _SALES,
    "credit_note": _SALES,
    "refund": _SALES,
    "bill": _PURCHASES,
    "vendor_credit": _PURCHASES,
    "expense": _PURCHASES,
    "payment": _PAYMENTS,
    "bill_payment": _PAYMENTS,
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

RECEIVABLE: Final = "Accounts Receivable"
PAYABLE: Final = "Accounts Payable"
BANK: Final = "Bank"
CREDIT_CARD: Final = "Credit Card"
OTHER_ASSET: Final = "Other Current Asset"

MONEY_ACCOUNTS: Final[dict[EntityType, tuple[str, tuple[str, ...]]]] = {
    "bill_payment": ("pay_from_account", (BANK, CREDIT_CARD)),
    "expense": ("account", (BANK, OTHER_ASSET, CREDIT_CARD)),
    "refund": ("account", (BANK, OTHER_ASSET)),
}
"""The field that names the account from which the money goes, and the types it may have."""

UNTAXED: Final = "NON"
PSEUDO_TAX_CODES: Final = frozenset({"TAX", UNTAXED})
"""The tax codes that lines name in companies of the US; they have no rates of their own."""
