"""The kinds of object that QuickBooks Desktop has for our records, and which type of record an object is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bookbridge.domain.records import EntityType


@dataclass(frozen=True, slots=True)
class Kind:
    """What one query lists: its name, and the families of our records that its objects belong to.

    `is_list`: its objects are entries of a list, which can be inactive; else they are transactions. `pages`: it can be
    read a page at a time. `has_lines`, `has_links`: what the query can be asked to include.
    """

    name: str
    families: tuple[EntityType, ...]
    is_list: bool = False
    pages: bool = True
    has_lines: bool = True
    has_links: bool = False

    @property
    def id_field(self) -> str:
        """The element that identifies an object; unique only within its list, or among all transactions of a file."""
        return "ListID" if self.is_list else "TxnID"

    @property
    def query(self) -> str:
        """`BillQueryRq`."""
        return f"{self.name}QueryRq"


ACCOUNT: Final = Kind("Account", ("account",), is_list=True, pages=False, has_lines=False)
TERMS: Final = Kind("Terms", ("term",), is_list=True, pages=False, has_lines=False)
ITEM: Final = Kind("Item", ("item", "tax_rate"), is_list=True, has_lines=False)
VENDOR: Final = Kind("Vendor", ("vendor",), is_list=True, has_lines=False)
CUSTOMER: Final = Kind("Customer", ("customer",), is_list=True, has_lines=False)
INVOICE: Final = Kind("Invoice", ("invoice",))
BILL: Final = Kind("Bill", ("bill",))
CREDIT_MEMO: Final = Kind("CreditMemo", ("credit_note",))
VENDOR_CREDIT: Final = Kind("VendorCredit", ("vendor_credit", "bill_payment"), has_links=True)
CHECK: Final = Kind("Check", ("expense",))
CHARGE: Final = Kind("CreditCardCharge", ("expense",))
BY_CHECK: Final = Kind("BillPaymentCheck", ("bill_payment",))
BY_CARD: Final = Kind("BillPaymentCreditCard", ("bill_payment",))
PAYMENT: Final = Kind("ReceivePayment", ("payment",))
AR_REFUND: Final = Kind("ARRefundCreditCard", ("expense",), has_lines=False)

KINDS: Final = {
    kind.name: kind
    for kind in (
        ACCOUNT,
        TERMS,
        ITEM,
        VENDOR,
        CUSTOMER,
        INVOICE,
        BILL,
        CREDIT_MEMO,
        VENDOR_CREDIT,
        CHECK,
        CHARGE,
        BY_CHECK,
        BY_CARD,
        PAYMENT,
        AR_REFUND,
    )
}
"""What is listed, in the order in which it refers to each other."""

FAMILIES: Final[dict[EntityType, EntityType]] = {"order": "invoice", "refund": "expense"}
"""Types that are kept as records of another one: both a refund and an expense can be a check."""

_TYPES: Final[dict[str, EntityType]] = {
    "Account": "account",
    "StandardTerms": "term",
    "DateDrivenTerms": "term",
    "ItemService": "item",
    "ItemNonInventory": "item",
    "ItemOtherCharge": "item",
    "ItemInventory": "item",
    "ItemInventoryAssembly": "item",
    "ItemFixedAsset": "item",
    "ItemSalesTax": "tax_rate",
    "ItemSalesTaxGroup": "tax_rate",
    "Vendor": "vendor",
    "Customer": "customer",
    "Invoice": "invoice",
    "Bill": "bill",
    "CreditMemo": "credit_note",
    "VendorCredit": "vendor_credit",
    "Check": "expense",
    "CreditCardCharge": "expense",
    "BillPaymentCheck": "bill_payment",
    "BillPaymentCreditCard": "bill_payment",
    "ReceivePayment": "payment",
    "ARRefundCreditCard": "expense",
}
"""The family of our records by the name of an object; subtotals, discounts and groups of items are none of ours."""

DELETED_LISTS: Final = tuple(
    name for name, family in _TYPES.items() if family in {"account", "term", "item", "tax_rate", "vendor", "customer"}
)
DELETED_TRANSACTIONS: Final = tuple(name for name in _TYPES if name not in DELETED_LISTS)
"""The words of the queries for what was deleted."""

CREDIT: Final = "credit-"
"""Begins the id of a payment that is no transaction there: what a vendor credit settles (B15)."""

_SEVERAL: Final[frozenset[EntityType]] = frozenset({"item", "expense", "bill_payment"})
_ID: Final = re.compile(r"[0-9A-Fa-f]{1,16}-[0-9]{1,16}", re.ASCII)


def family_of(name: str) -> EntityType | None:
    """The family that an object of this name (`Bill`, `ItemService`) belongs to; None for what we do not keep."""
    return _TYPES.get(name)


def name_of(row_kind: str) -> str:
    """`BillRet` → `Bill`."""
    return row_kind.removesuffix("Ret")


def kinds_of(entity_type: EntityType) -> tuple[Kind, ...]:
    """The kinds that can hold a record of this type; several have to be asked for an id together."""
    family = FAMILIES.get(entity_type, entity_type)
    return tuple(kind for kind in KINDS.values() if family in kind.families)


def is_of_several_kinds(family: EntityType) -> bool:
    """Whether the kind of an object has to be known to write it again, and does not follow from the type."""
    return family in _SEVERAL


def is_id(package_id: str) -> bool:
    """Whether QuickBooks can have given this id; one that is none would spoil the query for all others."""
    return _ID.fullmatch(package_id) is not None
