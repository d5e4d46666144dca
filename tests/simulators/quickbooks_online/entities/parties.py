"""Customer, Vendor and Employee: one set of names for all three."""

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

CUSTOMER = Kind(
    name="Customer",
    sequence="name",
    operations=LIST_OPERATIONS,
    name_field="DisplayName",
    namespace="party",
    announces="cudm",
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

VENDOR = Kind(
    name="Vendor",
    sequence="name",
    operations=LIST_OPERATIONS,
    name_field="DisplayName",
    namespace="party",
    announces="cudm",
    read_only=_READ_ONLY,
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

EMPLOYEE = Kind(
    name="Employee",
    sequence="name",
    operations=LIST_OPERATIONS,
    name_field="DisplayName",
    namespace="party",
    announces="cudm",
    read_only=_READ_ONLY,
    filterable=_FILTERABLE,
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
