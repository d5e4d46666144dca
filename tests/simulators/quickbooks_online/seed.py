"""What a new company starts with: accounts, terms, an item, its settings."""

from .books import Books, Row
from .entities import KINDS
from .records import Record
from .writing import Options, save

# Name, AccountType, AccountSubType, AcctNum
ACCOUNTS = (
    ("Checking", "Bank", "Checking", "1000"),
    ("Savings", "Bank", "Savings", "1010"),
    ("Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable", "1200"),
    ("Undeposited Funds", "Other Current Asset", "UndepositedFunds", "1300"),
    ("Inventory Asset", "Other Current Asset", "Inventory", "1400"),
    ("Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable", "2000"),
    ("Credit Card", "Credit Card", "CreditCard", "2100"),
    ("Opening Balance Equity", "Equity", "OpeningBalanceEquity", ""),
    ("Sales of Product Income", "Income", "SalesOfProductIncome", "4000"),
    ("Services", "Income", "ServiceFeeIncome", "4100"),
    ("Discounts given", "Income", "DiscountsRefundsGiven", "4900"),
    ("Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs", "5000"),
    ("Office Expenses", "Expense", "OfficeGeneralAdministrativeExpenses", "6000"),
    ("Rent or Lease", "Expense", "RentOrLeaseOfBuildings", "6100"),
    ("Travel", "Expense", "Travel", "6200"),
    ("Bank Charges", "Expense", "BankCharges", ""),
)
TERMS: tuple[Record, ...] = (
    {"Name": "Due on receipt", "DueDays": 0},
    {"Name": "Net 15", "DueDays": 15},
    {"Name": "Net 30", "DueDays": 30},
    {"Name": "Net 60", "DueDays": 60},
)
TAX_RATES = (("Standard", 20), ("Exempt", 0))
# Id, Name, Taxable, id of the rate; in the US tax codes have none.
US_TAX_CODES = (("TAX", "TAX", True, ""), ("NON", "NON", False, ""))
TAX_CODES = (("1", "Standard", True, "1"), ("2", "Exempt", False, "2"))
PAYMENT_METHODS = ("Cash", "Check", "Credit Card")


def seed_company(books: Books) -> None:
    """Write the records every company has: CompanyInfo, Preferences, tax codes."""
    _put(books, "CompanyInfo", "1", _company_info(books))
    _put(books, "Preferences", "1", _preferences(books))
    for number, (name, percent) in enumerate(TAX_RATES, start=1):
        _put(books, "TaxRate", str(number), {"Name": name, "RateValue": percent, "Active": True})
    for code, name, taxable, rate in US_TAX_CODES if books.country == "US" else TAX_CODES:
        fields: Record = {"Name": name, "Taxable": taxable, "TaxGroup": True, "Active": True}
        if rate:
            detail = {"TaxRateRef": {"value": rate}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0}
            fields["SalesTaxRateList"] = {"TaxRateDetail": [detail]}
        _put(books, "TaxCode", code, fields)


def seed_lists(books: Books) -> None:
    """Write a usable chart of accounts, terms, payment methods and one item."""
    for name, account_type, subtype, number in ACCOUNTS:
        account: Record = {
            "Name": name,
            "AccountType": account_type,
            "AccountSubType": subtype,
        }
        _save(books, "Account", {**account, **({"AcctNum": number} if number else {})})
    for term in TERMS:
        _save(books, "Term", dict(term))
    for method in PAYMENT_METHODS:
        _save(books, "PaymentMethod", {"Name": method})
    income = next(row for row in books.rows("Account") if row.fields["Name"] == "Services")
    _save(
        books,
        "Item",
        {
            "Name": "Services",
            "Type": "Service",
            "IncomeAccountRef": {"value": income.id},
        },
    )


def _save(books: Books, kind: str, record: Record) -> None:
    save(books, KINDS[kind], record, Options(user=True))


def _put(books: Books, kind: str, row_id: str, fields: Record) -> None:
    now = books.moment()
    books.store(Row(KINDS[kind], row_id, fields, now, now))


def _company_info(books: Books) -> Record:
    return {
        "CompanyName": books.name,
        "LegalName": books.name,
        "Country": books.country,
        "CompanyAddr": {"Line1": "123 Main Street", "City": "Mountain View"},
        "Email": {"Address": "books@example.com"},
        "FiscalYearStartMonth": "January",
        "CompanyStartDate": "2020-01-01",
        "SupportedLanguages": "en",
        "NameValue": [
            {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"},
            {"Name": "SubscriptionStatus", "Value": "SUBSCRIBED"},
        ],
    }


def _preferences(books: Books) -> Record:
    return {
        "AccountingInfoPrefs": {
            "UseAccountNumbers": True,
            "ClassTrackingPerTxn": False,
            "ClassTrackingPerTxnLine": True,
            "TrackDepartments": False,
        },
        "CurrencyPrefs": {
            "MultiCurrencyEnabled": False,
            "HomeCurrency": {"value": books.home_currency},
        },
        "TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": False},
        "SalesFormsPrefs": {
            "CustomTxnNumbers": False,
            "AllowDeposit": True,
            "AutoApplyCredit": False,
        },
        "VendorAndPurchasesPrefs": {"BillableExpenseTracking": True},
        "OtherPrefs": {
            "NameValue": [
                {"Name": "SalesFormsPrefs.AllowDuplicateDocNum", "Value": "false"},
                {"Name": "WarnDuplicateCheckNumber", "Value": "true"},
            ]
        },
    }
