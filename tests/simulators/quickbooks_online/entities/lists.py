"""The other name lists: items, accounts, terms, classes, taxes and the like."""

from dataclasses import dataclass

from .schema import (
    ALWAYS_FILTERABLE,
    ANYTHING,
    ASSET_TYPES,
    BOOKED_TYPES,
    BOOLEAN,
    CURRENCY,
    DATE,
    LIST_OPERATIONS,
    MONEY,
    NUMBER,
    TAX_CODE,
    TEXT,
    Field,
    Kind,
    choice,
    integer,
    listing,
    reference,
    text,
)

_FILTERABLE = ALWAYS_FILTERABLE | {"Active", "Name"}
CLASSIFICATIONS = {
    "Bank": "Asset",
    "Accounts Receivable": "Asset",
    "Other Current Asset": "Asset",
    "Fixed Asset": "Asset",
    "Other Asset": "Asset",
    "Accounts Payable": "Liability",
    "Credit Card": "Liability",
    "Other Current Liability": "Liability",
    "Long Term Liability": "Liability",
    "Equity": "Equity",
    "Income": "Revenue",
    "Other Income": "Revenue",
    "Cost of Goods Sold": "Expense",
    "Expense": "Expense",
    "Other Expense": "Expense",
}
# The page names no subtypes; these are the ones the seeded books use.
SUBTYPES = {
    "Checking": "Bank",
    "Savings": "Bank",
    "AccountsReceivable": "Accounts Receivable",
    "UndepositedFunds": "Other Current Asset",
    "Inventory": "Other Current Asset",
    "AccountsPayable": "Accounts Payable",
    "CreditCard": "Credit Card",
    "SalesOfProductIncome": "Income",
    "ServiceFeeIncome": "Income",
    "DiscountsRefundsGiven": "Income",
    "SuppliesMaterialsCogs": "Cost of Goods Sold",
    "OfficeGeneralAdministrativeExpenses": "Expense",
    "RentOrLeaseOfBuildings": "Expense",
    "Travel": "Expense",
    "BankCharges": "Expense",
    "OpeningBalanceEquity": "Equity",
}


@dataclass(frozen=True, kw_only=True)
class _NameList(Kind):
    """A list of the company whose entries go by their names."""

    operations: frozenset[str] = LIST_OPERATIONS
    name_field: str = "Name"
    filterable: frozenset[str] = _FILTERABLE


ITEM = _NameList(
    name="Item",
    sequence="item",
    namespace="item",
    announces="cudm",
    read_only=frozenset({"FullyQualifiedName", "Level"}),
    filterable=_FILTERABLE | {"Type", "Sku", "FullyQualifiedName", "UnitPrice"},
    steps=("complete_item", "place_under_parent"),
    fields={
        "Name": text(100, required=True, forbidden=":\t\n\r"),
        "Type": choice("Service", "NonInventory", "Inventory", "Group", "Category"),
        "IncomeAccountRef": reference("Account", account_types=BOOKED_TYPES),
        "ExpenseAccountRef": reference("Account", account_types=BOOKED_TYPES),
        "AssetAccountRef": reference("Account", account_types=ASSET_TYPES),
        "TrackQtyOnHand": BOOLEAN,
        "QtyOnHand": NUMBER,
        "InvStartDate": DATE,
        "Sku": text(100),
        "Description": text(4000),
        "PurchaseDesc": text(1000),
        "UnitPrice": NUMBER,
        "PurchaseCost": NUMBER,
        "Taxable": BOOLEAN,
        "SalesTaxIncluded": BOOLEAN,
        "PurchaseTaxIncluded": BOOLEAN,
        "SalesTaxCodeRef": TAX_CODE,
        "PurchaseTaxCodeRef": TAX_CODE,
        "PrefVendorRef": reference("Vendor"),
        "ClassRef": reference("Class"),
        "SubItem": BOOLEAN,
        "ParentRef": reference("Item"),
        "ItemGroupDetail": ANYTHING,
        "Active": BOOLEAN,
    },
)

ACCOUNT = _NameList(
    name="Account",
    sequence="account",
    namespace="account",
    announces="cudm",
    read_only=frozenset(
        {
            "Classification",
            "SubAccount",
            "CurrentBalance",
            "CurrentBalanceWithSubAccounts",
            "FullyQualifiedName",
        }
    ),
    filterable=_FILTERABLE | {"AccountType", "AccountSubType", "AcctNum", "Classification", "FullyQualifiedName"},
    steps=("complete_account", "place_under_parent"),
    fields={
        "Name": text(100, required=True, forbidden='":\t\n\r'),
        "AccountType": choice(*CLASSIFICATIONS),
        "AccountSubType": TEXT,
        "AcctNum": text(20),
        "Description": text(100),
        "ParentRef": reference("Account"),
        "CurrencyRef": CURRENCY,
        "TaxCodeRef": TAX_CODE,
        "Active": BOOLEAN,
    },
)

TERM = _NameList(
    name="Term",
    sequence="term",
    namespace="term",
    announces="cu",
    read_only=frozenset({"Type"}),
    filterable=_FILTERABLE | {"Type", "DueDays"},
    steps=("complete_term",),
    fields={
        "Name": text(31, required=True),
        "DueDays": integer(0, 999),
        "DayOfMonthDue": integer(1, 31),
        "DueNextMonthDays": integer(0, 999),
        "DiscountPercent": Field(shape="number", minimum=0, maximum=100),
        "DiscountDays": integer(0, 999),
        "DiscountDayOfMonth": integer(1, 31),
        "Active": BOOLEAN,
    },
)


def _named(name: str, announces: str, maximum: int, **more: str) -> _NameList:
    """Return a plain name list whose records may have parents of the same kind."""
    return _NameList(
        name=name,
        sequence=name.lower(),
        namespace=name.lower(),
        announces=announces,
        read_only=frozenset({"FullyQualifiedName", "Type"}),
        steps=("activate", "place_under_parent"),
        fields={
            "Name": text(maximum, required=True),
            "Active": BOOLEAN,
            **({more["child"]: BOOLEAN, "ParentRef": reference(name)} if more else {}),
        },
    )


TAX_CODE_KIND = _NameList(
    name="TaxCode",
    sequence="taxcode",
    operations=frozenset(),
    namespace="taxcode",
    in_cdc=False,
    fields={
        "Name": text(100),
        "Description": TEXT,
        "Taxable": BOOLEAN,
        "TaxGroup": BOOLEAN,
        "SalesTaxRateList": ANYTHING,
        "PurchaseTaxRateList": ANYTHING,
        "Active": BOOLEAN,
    },
)
TAX_RATE_KIND = _NameList(
    name="TaxRate",
    sequence="taxrate",
    operations=frozenset(),
    namespace="taxrate",
    in_cdc=False,
    fields={
        "Name": text(100),
        "RateValue": MONEY,
        "AgencyRef": ANYTHING,
        "SpecialTaxType": TEXT,
        "EffectiveTaxRate": listing({}),
        "Active": BOOLEAN,
    },
)

LISTS = (
    ITEM,
    ACCOUNT,
    TERM,
    _named("Class", "cudm", 100, child="SubClass"),
    _named("Department", "cum", 100, child="SubDepartment"),
    _named("PaymentMethod", "cum", 31),
    TAX_CODE_KIND,
    TAX_RATE_KIND,
)
