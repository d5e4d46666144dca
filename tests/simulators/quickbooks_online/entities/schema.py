"""The words the entity tables are written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Shape: TypeAlias = Literal[
    "text",
    "email",
    "money",
    "number",
    "integer",
    "boolean",
    "date",
    "choice",
    "reference",
    "tax_code",
    "currency",
    "object",
    "list",
    "anything",
    "ignored",
]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One property: its shape and the limits the vendor page gives."""

    shape: Shape
    maximum: int | None = None
    minimum: int | None = None
    choices: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    account_types: tuple[str, ...] = ()
    fields: Mapping[str, "Field"] = field(default_factory=dict)
    forbidden: str = ""
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One entity.

    ``sequence`` names the counter its ids come from, ``namespace`` the set in which
    its name is unique, ``numbers`` the family whose preference rules its DocNumber,
    ``announces`` the webhook operations (first letters: create, update, delete,
    merge, void, emailed), ``voided_by`` the query strings that void it, and
    ``steps`` the functions of ``rules`` that complete and judge a draft, in order.
    """

    name: str
    fields: Mapping[str, Field]
    operations: frozenset[str]
    sequence: str
    steps: tuple[str, ...] = ()
    read_only: frozenset[str] = frozenset()
    name_field: str = ""
    namespace: str = ""
    transaction: bool = False
    numbers: Literal["", "sales", "purchases"] = ""
    voided_by: frozenset[str] = frozenset()
    announces: str = ""
    filterable: frozenset[str] = frozenset()
    merge_objects: bool = False
    in_cdc: bool = True

    @property
    def required(self) -> tuple[str, ...]:
        """Return the names that a record cannot lack."""
        return tuple(name for name, field in self.fields.items() if field.required)


LIST_OPERATIONS = frozenset({"create", "update"})
TRANSACTION_OPERATIONS = frozenset({"create", "update", "delete"})
VOIDABLE = TRANSACTION_OPERATIONS | {"void"}
VOID_OPERATION = "operation=void"
VOID_INCLUDE = "operation=update&include=void"


@dataclass(frozen=True, kw_only=True)
class Transaction(Kind):
    """An entity with a date, in the ledger; all of them draw their ids from one counter."""

    operations: frozenset[str] = TRANSACTION_OPERATIONS
    sequence: str = "transaction"
    transaction: bool = True


TEXT = Field(shape="text")
MONEY = Field(shape="money")
NUMBER = Field(shape="number")
BOOLEAN = Field(shape="boolean")
DATE = Field(shape="date")
ANYTHING = Field(shape="anything")
IGNORED = Field(shape="ignored")
CURRENCY = Field(shape="currency")
TAX_CODE = Field(shape="tax_code", targets=("TaxCode",))


def text(maximum: int, *, required: bool = False, forbidden: str = "") -> Field:
    """Return a text of at most ``maximum`` characters."""
    return Field(shape="text", maximum=maximum, required=required, forbidden=forbidden)


def integer(minimum: int, maximum: int) -> Field:
    """Return a whole number within both limits."""
    return Field(shape="integer", minimum=minimum, maximum=maximum)


def choice(*choices: str, required: bool = False) -> Field:
    """Return an enumeration."""
    return Field(shape="choice", choices=choices, required=required)


def reference(*targets: str, account_types: tuple[str, ...] = (), required: bool = False) -> Field:
    """Return a reference to one of ``targets``, perhaps of given account types."""
    return Field(
        shape="reference",
        targets=targets,
        account_types=account_types,
        required=required,
    )


def structure(fields: Mapping[str, Field], *, required: bool = False) -> Field:
    """Return a nested object."""
    return Field(shape="object", fields=fields, required=required)


def listing(fields: Mapping[str, Field], *, required: bool = False) -> Field:
    """Return a list of nested objects."""
    return Field(shape="list", fields=fields, required=required)


EMAIL = structure({"Address": Field(shape="email", maximum=100)})
PHONE = structure({"FreeFormNumber": text(30)})
ADDRESS = structure(
    {
        "Id": TEXT,
        **{f"Line{number}": text(500) for number in range(1, 6)},
        "City": text(255),
        "Country": text(255),
        "CountryCode": text(255),
        "CountrySubDivisionCode": text(255),
        "PostalCode": text(30),
        "Note": TEXT,
        "Lat": TEXT,
        "Long": TEXT,
    }
)

BANK_TYPES = ("Bank",)
CARD_TYPES = ("Credit Card",)
DEPOSIT_TYPES = ("Bank", "Other Current Asset")
RECEIVABLE_TYPES = ("Accounts Receivable",)
PAYABLE_TYPES = ("Accounts Payable",)
# The page names no types for items and discounts; what help pages know to be refused are receivables and payables.
BOOKED_TYPES = (
    *("Bank", "Credit Card", "Equity", "Income", "Other Income", "Expense", "Cost of Goods Sold", "Other Expense"),
    *("Other Current Asset", "Fixed Asset", "Other Asset", "Other Current Liability", "Long Term Liability"),
)
ASSET_TYPES = ("Other Current Asset",)

ALWAYS_FILTERABLE = frozenset({"Id", "MetaData.CreateTime", "MetaData.LastUpdatedTime"})

TRANSACTION_FIELDS: dict[str, Field] = {
    "TxnDate": DATE,
    "PrivateNote": text(4000),
    "DepartmentRef": reference("Department"),
    "CurrencyRef": CURRENCY,
    "ExchangeRate": NUMBER,
    "GlobalTaxCalculation": choice("TaxExcluded", "TaxInclusive", "NotApplicable"),
    "TxnTaxDetail": structure({"TxnTaxCodeRef": TAX_CODE, "TotalTax": MONEY, "TaxLine": ANYTHING}),
}
TRANSACTION_READ_ONLY = frozenset({"TotalAmt", "Balance", "HomeTotalAmt", "HomeBalance"})
LINE_FIELDS: dict[str, Field] = {
    "Id": TEXT,
    "LineNum": integer(0, 10000),
    "Description": text(4000),
    "Amount": MONEY,
    "LinkedTxn": ANYTHING,
}
PAYMENT_LINE = {
    "Id": TEXT,
    "LineNum": integer(0, 10000),
    "Amount": Field(shape="money", required=True),
    "LinkedTxn": listing(
        {
            "TxnId": Field(shape="text", required=True),
            "TxnType": Field(shape="text", required=True),
            "TxnLineId": TEXT,
        },
        required=True,
    ),
    "LineEx": ANYTHING,
}
