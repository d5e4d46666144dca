"""References: a ListID or a full name, looked up in the right list, and of the right kind of account."""

import re
from dataclasses import dataclass
from typing import Any

from .errors import StatusError, invalid_id, invalid_reference, invalid_value
from .kinds import ITEMS, NAMES, TERMS, family
from .records import Record
from .work import Work

_ID = re.compile(r"[0-9A-Fa-f]{1,8}-\d{1,10}")


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference may name: a ``label`` for messages, the kinds of list entries, the types of accounts."""

    label: str
    entities: tuple[str, ...]
    account_types: frozenset[str] = frozenset()


_ACCOUNT = Target("Account", ("Account",))
_MONEY = Target("Account", ("Account",), frozenset({"Bank", "OtherCurrentAsset", "CreditCard"}))


def _account(*types: str) -> Target:
    return Target("Account", ("Account",), frozenset(types))


TARGETS = {
    "APAccountRef": _account("AccountsPayable"),
    "ARAccountRef": _account("AccountsReceivable"),
    "AccountRef": _ACCOUNT,
    "AssetAccountRef": _ACCOUNT,
    "BankAccountRef": _account("Bank"),
    "COGSAccountRef": _ACCOUNT,
    "ClassRef": Target("Class", ("Class",)),
    "CreditCardAccountRef": _account("CreditCard"),
    "CustomerMsgRef": Target("CustomerMsg", ("CustomerMsg",)),
    "CustomerRef": Target("Customer", ("Customer",)),
    "CustomerSalesTaxCodeRef": Target("SalesTaxCode", ("SalesTaxCode",)),
    "CustomerTypeRef": Target("CustomerType", ("CustomerType",)),
    "DepositToAccountRef": _MONEY,
    "DiscountAccountRef": _ACCOUNT,
    "DiscountClassRef": Target("Class", ("Class",)),
    "ExpenseAccountRef": _ACCOUNT,
    "IncomeAccountRef": _ACCOUNT,
    "ItemRef": Target("Item", ITEMS),
    "ItemSalesTaxRef": Target("ItemSalesTax", ("ItemSalesTax", "ItemSalesTaxGroup")),
    "JobTypeRef": Target("JobType", ("JobType",)),
    "OverrideItemAccountRef": _ACCOUNT,
    "PayeeEntityRef": Target("Entity", NAMES),
    "PaymentMethodRef": Target("PaymentMethod", ("PaymentMethod",)),
    "PrefVendorRef": Target("Vendor", ("Vendor",)),
    "PreferredPaymentMethodRef": Target("PaymentMethod", ("PaymentMethod",)),
    "PrefillAccountRef": _ACCOUNT,
    "PriceLevelRef": Target("PriceLevel", ("PriceLevel",)),
    "RefundFromAccountRef": _MONEY,
    "SalesRepRef": Target("SalesRep", ("SalesRep",)),
    "SalesTaxCodeRef": Target("SalesTaxCode", ("SalesTaxCode",)),
    "ShipMethodRef": Target("ShipMethod", ("ShipMethod",)),
    "TaxVendorRef": Target("Vendor", ("Vendor",)),
    "TemplateRef": Target("Template", ("Template",)),
    "TermsRef": Target("Terms", TERMS),
    "VendorRef": Target("Vendor", ("Vendor",)),
    "VendorTypeRef": Target("VendorType", ("VendorType",)),
}


def looks_like_an_id(text: str) -> bool:
    """Tell whether the text has the form of a ListID or TxnID."""
    return _ID.fullmatch(text) is not None


def named(work: Work, kind: str, full_name: str) -> Record | None:
    """Return the entry of the list ``kind`` with this full name, in any case."""
    identifier = work.contents.names.get((kind, full_name.casefold()))
    return work.contents.by_id[identifier] if identifier else None


def resolve(work: Work, field: str, reference: dict[str, Any], holder: str) -> str:
    """Return the ListID that the reference means, or "" for an empty reference. If it has both, its ListID counts.

    Raises:
        StatusError: 3000 a malformed id, 3140 there is no such entry (3130 for a parent), 3210 wrong kind of account.
    """
    identifier, name = reference.get("ListID", ""), reference.get("FullName", "")
    if not identifier and not name:
        return ""
    target = (
        Target(holder, (holder,)) if field == "ParentRef" else TARGETS.get(field, Target(field.removesuffix("Ref"), ()))
    )
    if holder.startswith("BillPayment") and field == "PayeeEntityRef":
        target = Target("Vendor", ("Vendor",))
    if identifier and not looks_like_an_id(identifier):
        raise invalid_id(identifier, "list ID")
    families = {family(entity) for entity in target.entities}
    if identifier:
        found = work.contents.by_id.get(identifier)
    else:
        found = next((record for kind in families if (record := named(work, kind, name))), None)
    if found is None or found.entity not in target.entities:
        if field == "ParentRef":
            raise StatusError(3130, f'There is an invalid parent reference "{identifier or name}" in the {holder}.')
        raise invalid_reference(target.label, identifier or name, holder)
    if target.account_types and found.text("AccountType") not in target.account_types:
        raise invalid_value(field, identifier or name, "You have specified the wrong type of account.")
    return found.id


def first_account(work: Work, account_type: str, name: str = "") -> Record | None:
    """Return the account that QuickBooks takes by itself: the one of that name, or else the first of its type."""
    if (account := named(work, "Account", name)) and account.text("AccountType") == account_type:
        return account
    accounts = work.contents.of("Account").values()
    return next((each for each in accounts if each.text("AccountType") == account_type), None)
