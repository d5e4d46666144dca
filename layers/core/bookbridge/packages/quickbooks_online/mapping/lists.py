"""Accounts, payment terms and items."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import list_values, price, quantity, refs, values
from .outgoing import Outgoing

_ACCOUNT: Final = {"Name": "name", "AcctNum": "code", "AccountType": "type", "Active": "active"}
_TERM: Final = {
    "Name": "name",
    "DueDays": "due_days",
    "DiscountDays": "discount_days",
    "DiscountPercent": "discount_percent",
}
_ITEM: Final = {
    "Name": "name",
    "Sku": "sku",
    "Description": "description",
    "UnitPrice": "unit_price",
    "PurchaseCost": "unit_cost",
    "Active": "active",
}
_ITEM_REFS: Final[dict[str, tuple[str, EntityType]]] = {
    "IncomeAccountRef": ("income_account", "account"),
    "ExpenseAccountRef": ("expense_account", "account"),
    "SalesTaxCodeRef": ("tax_rate", "tax_rate"),
}
_ITEM_TYPES: Final = {"service": "Service", "product": "NonInventory"}


def account_to_package(out: Outgoing) -> Json:
    """An account; `type` is QuickBooks Online's own word."""
    return out.values(_ACCOUNT)


def account_to_canonical(body: Json) -> Json:
    """An account."""
    return list_values(body, {field: name for name, field in _ACCOUNT.items()})


def term_to_package(out: Outgoing) -> Json:
    """Payment terms."""
    return out.values(_TERM)


def term_to_canonical(body: Json) -> Json:
    """Payment terms; those that name a day of the month have no `due_days`."""
    record = values(body, {field: name for name, field in _TERM.items()})
    if "discount_percent" in record:
        record["discount_percent"] = quantity(record["discount_percent"])
    return record


def item_to_package(out: Outgoing) -> Json:
    """An item. Stock of a new product is not tracked; type and default accounts are the package's afterwards."""
    record = out.record
    payload = {
        **out.values(_ITEM),
        **out.refs(_ITEM_REFS),
    }
    if out.creating:
        payload["Type"] = _ITEM_TYPES[record["kind"]]
        income, expense = default_accounts_of(record)
        if income and out.accounts.income:
            payload["IncomeAccountRef"] = out.ref("account", out.accounts.income)
        if expense and out.accounts.expense:
            payload["ExpenseAccountRef"] = out.ref("account", out.accounts.expense)
    return payload


def default_accounts_of(record: Json) -> tuple[bool, bool]:
    """Whether an item needs the default income account (it is sold) and the default expense account (it is bought)."""
    only_bought = bool(record.get("expense_account")) and not record.get("unit_price")
    needs_income = not record.get("income_account") and not only_bought
    needs_expense = not record.get("expense_account") and bool(record.get("unit_cost"))
    return needs_income, needs_expense


def item_to_canonical(body: Json) -> Json:
    """An item; everything that is no service is a product."""
    record = {
        **list_values(body, {field: name for name, field in _ITEM.items()}),
        "kind": "service" if body.get("Type") == "Service" else "product",
        **refs(body, {field: name for name, (field, _) in _ITEM_REFS.items()}),
    }
    for field in ("unit_price", "unit_cost"):
        if field in record:
            record[field] = price(record[field])
    return record
