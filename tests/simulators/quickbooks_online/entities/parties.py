"""Customer, Vendor and Employee: one set of names for all three."""

from dataclasses import dataclass

from .schema import (
    ADDRESS,
    ALWAYS_FILTERABLE,
    ANYTHING,
    BOOLEAN,
    CURRENCY,
    DATE,
    EMAIL,
    LIST_OPERATIONS,
    MONEY,
    PAYABLE_TYPES,
    PHONE,
    TAX_CODE,
    TEXT,
    Field,
    Kind,
    choice,
    reference,
    structure,
    text,
)

_NAMES: dict[str, Field] = {
    "DisplayName": text(500, forbidden=":\t\n\r"),
    "Title": text(16),
    "GivenName": text(100),
    "MiddleName": text(100),
    "FamilyName": text(100),
    "Suffix": text(16),
    "PrintOnCheckName": text(110),
    "PrimaryEmailAddr": EMAIL,
    "PrimaryPhone": PHONE,
    "Mobile": PHONE,
    "Active": BOOLEAN,
}
_COMPANY: dict[str, Field] = {
    **_NAMES,
    "CompanyName": text(100),
    "Fax": PHONE,
    "AlternatePhone": PHONE,
    "BillAddr": ADDRESS,
    "WebAddr": structure({"URI": text(1000)}),
    "CurrencyRef": CURRENCY,
}
_READ_ONLY = frozenset({"Balance", "FullyQualifiedName", "V4IDPseudonym"})
_FILTERABLE = ALWAYS_FILTERABLE | {
    "Active",
    "DisplayName",
    "GivenName",
    "MiddleName",
    "FamilyName",
    "PrintOnCheckName",
}


@dataclass(frozen=True, kw_only=True)
class _Party(Kind):
    """Somebody with a display name that no other party of the company has."""

    operations: frozenset[str] = LIST_OPERATIONS
    sequence: str = "name"
    name_field: str = "DisplayName"
    namespace: str = "party"
    announces: str = "cudm"
    read_only: frozenset[str] = _READ_ONLY
    filterable: frozenset[str] = _FILTERABLE


CUSTOMER = _Party(
    name="Customer",
    read_only=_READ_ONLY | {"BalanceWithJobs", "Level", "IsProject", "ClientEntityId"},
    filterable=_FILTERABLE | {"CompanyName", "FullyQualifiedName", "Balance"},
    steps=("name_party", "place_under_parent", "keep_open_balance"),
    fields={
        **_COMPANY,
        "ShipAddr": ADDRESS,
        "Notes": text(2000),
        "SalesTermRef": reference("Term"),
        "PaymentMethodRef": reference("PaymentMethod"),
        "Taxable": BOOLEAN,
        "DefaultTaxCodeRef": TAX_CODE,
        "ResaleNum": text(16),
        "ParentRef": reference("Customer"),
        "Job": BOOLEAN,
        "BillWithParent": BOOLEAN,
        "PreferredDeliveryMethod": choice("Print", "Email", "None"),
    },
)

VENDOR = _Party(
    name="Vendor",
    filterable=_FILTERABLE | {"CompanyName", "Balance"},
    steps=("name_party", "keep_open_balance"),
    fields={
        **_COMPANY,
        "TermRef": reference("Term"),
        "AcctNum": text(100),
        "TaxIdentifier": text(20),
        "Vendor1099": BOOLEAN,
        "APAccountRef": reference("Account", account_types=PAYABLE_TYPES),
        "BillRate": MONEY,
        "OtherContactInfo": ANYTHING,
    },
)

EMPLOYEE = _Party(
    name="Employee",
    steps=("name_party",),
    fields={
        **_NAMES,
        "PrimaryAddr": ADDRESS,
        "EmployeeNumber": text(100),
        "HiredDate": DATE,
        "ReleasedDate": DATE,
        "BillableTime": BOOLEAN,
        "Gender": TEXT,
    },
)

PARTIES = (CUSTOMER, VENDOR, EMPLOYEE)
