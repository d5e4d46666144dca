"""What an organisation starts with: accounts, tax rates, currencies, tracking."""

from decimal import Decimal
from typing import Final

from .accounts import CLASSES
from .books import Books
from .kinds import ACCOUNT, CURRENCY, TAX_RATE, TRACKING_CATEGORY
from .tax_rates import APPLIES_TO

VERSIONS: Final = {
    "US": ("US", "USD"),
    "GLOBAL": ("GLOBAL", "USD"),
    "AU": ("AU", "AUD"),
    "NZ": ("NZ", "NZD"),
    "GB": ("UK", "GBP"),
    "UK": ("UK", "GBP"),
    "CA": ("GLOBAL", "CAD"),
}
"""Country to version of the package and base currency; any other is GLOBAL with EUR."""

# Country to TaxType on sales and on purchases, and their percentage.
_TAXES: Final = {
    "AU": ("OUTPUT", "INPUT", 10),
    "NZ": ("OUTPUT2", "INPUT2", 15),
    "GB": ("OUTPUT2", "INPUT2", 20),
    "UK": ("OUTPUT2", "INPUT2", 20),
}
_US_TAX: Final = ("OUTPUT", "INPUT", "8.25")

# Code, name, type, system account.
_ACCOUNTS: Final = (
    ("090", "Business Bank Account", "BANK", ""),
    ("091", "Business Savings Account", "BANK", ""),
    ("200", "Sales", "REVENUE", ""),
    ("260", "Other Revenue", "REVENUE", ""),
    ("270", "Interest Income", "REVENUE", ""),
    ("310", "Cost of Goods Sold", "DIRECTCOSTS", ""),
    ("400", "Advertising", "EXPENSE", ""),
    ("404", "Bank Fees", "EXPENSE", ""),
    ("429", "General Expenses", "EXPENSE", ""),
    ("453", "Office Expenses", "EXPENSE", ""),
    ("469", "Rent", "EXPENSE", ""),
    ("493", "Travel - National", "EXPENSE", ""),
    ("610", "Accounts Receivable", "CURRENT", "DEBTORS"),
    ("620", "Prepayments", "CURRENT", ""),
    ("630", "Inventory", "INVENTORY", ""),
    ("710", "Office Equipment", "FIXED", ""),
    ("800", "Accounts Payable", "CURRLIAB", "CREDITORS"),
    ("820", "Sales Tax", "CURRLIAB", "GST"),
    ("860", "Rounding", "CURRLIAB", "ROUNDING"),
    ("880", "Owner Drawings", "EQUITY", ""),
    ("960", "Retained Earnings", "EQUITY", "RETAINEDEARNINGS"),
)
_PAYABLE_FROM: Final = frozenset({"880"})
_CURRENCIES: Final = {
    "USD": "United States Dollar",
    "EUR": "Euro",
    "GBP": "British Pound",
    "AUD": "Australian Dollar",
    "NZD": "New Zealand Dollar",
    "CAD": "Canadian Dollar",
}
_TRACKING: Final = {"Region": ("East", "North", "South", "West"), "Department": ("Sales", "Service")}


def seed_currency(books: Books, code: str) -> None:
    """Subscribe to a currency."""
    if not books.find(CURRENCY, code):
        books.add(CURRENCY, {"Description": _CURRENCIES.get(code, code)}, code)


def seed_lists(books: Books) -> None:
    """Give an organisation its usual lists."""
    sales, purchases, percent = _TAXES.get(books.country, _US_TAX)
    _tax(books, "NONE", "Tax Exempt", "0", set(APPLIES_TO))
    _tax(books, "EXEMPTOUTPUT", "Sales Tax on Imports", "0", set(APPLIES_TO) - {"EXPENSE"})
    _tax(books, sales, "Tax on Sales", str(percent), set(APPLIES_TO) - {"EXPENSE"})
    _tax(books, purchases, "Tax on Purchases", str(percent), set(APPLIES_TO) - {"REVENUE"})
    taxed = books.country in _TAXES
    for code, name, kind, system in _ACCOUNTS:
        tax = {"REVENUE": sales, "EXPENSE": purchases}.get(CLASSES[kind], "NONE") if taxed else "NONE"
        fields = {
            "Code": code,
            "Name": name,
            "Type": kind,
            "Class": CLASSES[kind],
            "Status": "ACTIVE",
            "TaxType": tax,
            "EnablePaymentsToAccount": code in _PAYABLE_FROM,
        }
        if system:
            fields["SystemAccount"] = system
        if kind == "BANK":
            bank = {"BankAccountNumber": f"12-3456-0000{code}", "BankAccountType": "BANK"}
            fields |= {**bank, "CurrencyCode": books.base_currency}
        books.add(ACCOUNT, fields)
    for name, options in _TRACKING.items():
        made = [{"TrackingOptionID": books.new_id(), "Name": option, "Status": "ACTIVE"} for option in options]
        books.add(TRACKING_CATEGORY, {"Name": name, "Status": "ACTIVE", "Options": made})


def _tax(books: Books, key: str, name: str, percent: str, classes: set[str]) -> None:
    rate = Decimal(percent)
    component = {"Name": name, "Rate": rate, "IsCompound": False, "IsNonRecoverable": False}
    applies = {field: class_ in classes for class_, field in APPLIES_TO.items()}
    books.add(
        TAX_RATE,
        {"Name": name, "Status": "ACTIVE", "TaxComponents": [component], "EffectiveRate": rate, **applies},
        key,
    )
