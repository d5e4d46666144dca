"""A small plausible American company, for a new file."""

from collections.abc import Callable
from typing import Any

Enter = Callable[[str, dict[str, Any]], Any]
"""Enter a record by hand: its kind and its fields."""

_ACCOUNTS = (
    ("1000", "Checking", "Bank"),
    ("1010", "Savings", "Bank"),
    ("1200", "Accounts Receivable", "AccountsReceivable"),
    ("1499", "Undeposited Funds", "OtherCurrentAsset"),
    ("1500", "Furniture and Equipment", "FixedAsset"),
    ("2000", "Accounts Payable", "AccountsPayable"),
    ("2100", "Visa", "CreditCard"),
    ("2200", "Sales Tax Payable", "OtherCurrentLiability"),
    ("3000", "Opening Balance Equity", "Equity"),
    ("3900", "Retained Earnings", "Equity"),
    ("4000", "Sales", "Income"),
    ("4010", "Consulting Income", "Income"),
    ("4900", "Sales Discounts", "Income"),
    ("5000", "Cost of Goods Sold", "CostOfGoodsSold"),
    ("5900", "Purchase Discounts", "CostOfGoodsSold"),
    ("6000", "Office Supplies", "Expense"),
    ("6100", "Rent", "Expense"),
    ("6200", "Utilities", "Expense"),
    ("6300", "Travel", "Expense"),
    ("6400", "Professional Fees", "Expense"),
    ("7000", "Other Income", "OtherIncome"),
    ("8000", "Other Expenses", "OtherExpense"),
)
_PAYMENT_METHODS = (
    ("Cash", "Cash"),
    ("Check", "Check"),
    ("Visa", "Visa"),
    ("MasterCard", "MasterCard"),
    ("E-Check", "ECheck"),
)


def seed(enter: Enter) -> None:
    """Fill the lists of a new file: accounts, terms, sales tax, items, classes, payment methods."""
    for number, name, kind in _ACCOUNTS:
        enter("Account", {"Name": name, "AccountType": kind, "AccountNumber": number})
    enter("StandardTerms", {"Name": "Due on receipt", "StdDueDays": 0})
    enter("StandardTerms", {"Name": "Net 15", "StdDueDays": 15})
    enter("StandardTerms", {"Name": "Net 30", "StdDueDays": 30})
    enter("StandardTerms", {"Name": "2% 10 Net 30", "StdDueDays": 30, "StdDiscountDays": 10, "DiscountPct": "2"})
    enter("DateDrivenTerms", {"Name": "1st of the month", "DayOfMonthDue": 1, "DueNextMonthDays": 10})
    enter("SalesTaxCode", {"Name": "Tax", "IsTaxable": True, "Desc": "Taxable Sales"})
    enter("SalesTaxCode", {"Name": "Non", "IsTaxable": False, "Desc": "Non-Taxable Sales"})
    enter("ItemSalesTax", {"Name": "State Sales Tax", "TaxRate": "8.25"})
    _items(enter)
    for name in ("Overhead", "Services", "Products"):
        enter("Class", {"Name": name})
    for name, kind in _PAYMENT_METHODS:
        enter("PaymentMethod", {"Name": name, "PaymentMethodType": kind})


def _items(enter: Enter) -> None:
    one = {"Desc": "Consulting", "Price": "25", "AccountRef": "Consulting Income"}
    enter("ItemService", {"Name": "Consulting", "SalesTaxCodeRef": "Non", "SalesOrPurchase": one})
    both = {
        "SalesDesc": "Installation",
        "SalesPrice": "80",
        "IncomeAccountRef": "Sales",
        "PurchaseDesc": "Installation by a subcontractor",
        "PurchaseCost": "50",
        "ExpenseAccountRef": "Professional Fees",
    }
    enter("ItemService", {"Name": "Installation", "SalesTaxCodeRef": "Non", "SalesAndPurchase": both})
    widget = {"Desc": "Widget", "Price": "10", "AccountRef": "Sales"}
    enter("ItemNonInventory", {"Name": "Widget", "SalesTaxCodeRef": "Tax", "SalesOrPurchase": widget})
    delivery = {"Desc": "Delivery", "Price": "15", "AccountRef": "Sales"}
    enter("ItemOtherCharge", {"Name": "Delivery", "SalesTaxCodeRef": "Non", "SalesOrPurchase": delivery})
    enter("ItemDiscount", {"Name": "Discount", "DiscountRatePercent": "-5", "AccountRef": "Sales Discounts"})
    enter("ItemSubtotal", {"Name": "Subtotal"})
