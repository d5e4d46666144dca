"""Items: services and products. What is sold only, or bought only, has one account; what is both has two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bookbridge.domain.canonical_values import price, values
from bookbridge.packages.quickbooks_desktop.wire import Json, flag, ref_id

from .outgoing import Outgoing

SERVICE: Final = "ItemService"
PRODUCT: Final = "ItemNonInventory"
_COSTS: Final = frozenset({"Expense", "CostOfGoodsSold", "OtherExpense"})
_SERVICES: Final = frozenset({SERVICE, "ItemOtherCharge"})
CHANGEABLE: Final = frozenset({SERVICE, PRODUCT, "ItemOtherCharge"})
"""Kinds of item that are changed from here; stock is kept in QuickBooks Desktop alone."""


def name_for(record: Json) -> str:
    """The kind that a new item becomes: stock of a new product is not tracked."""
    return SERVICE if record["kind"] == "service" else PRODUCT


def sides_of(record: Json) -> tuple[bool, bool]:
    """Whether an item is sold, and whether it is bought; one that names neither is sold."""
    bought = bool(record.get("expense_account") or record.get("unit_cost"))
    return bool(record.get("income_account") or record.get("unit_price") or not bought), bought


def to_package(out: Outgoing) -> Json:
    """An item. An account that is not named is the connection's while it is new, and stays as it is afterwards."""
    record, suffix = out.record, "" if out.creating else "Mod"
    payload = out.values({"Name": "name", "IsActive": "active"})
    if ":" in record["name"]:
        payload.pop("Name", None)
    sold, bought = sides_of(record)
    income = _account(out, record.get("income_account"), out.accounts.income) if sold else {}
    expense = _account(out, record.get("expense_account"), out.accounts.expense) if bought else {}
    if sold and bought:
        payload[f"SalesAndPurchase{suffix}"] = {
            **out.values({"SalesDesc": "description", "SalesPrice": "unit_price"}),
            **({"IncomeAccountRef": income} if income else {}),
            **out.values({"PurchaseDesc": "description", "PurchaseCost": "unit_cost"}),
            **({"ExpenseAccountRef": expense} if expense else {}),
        }
    else:
        account = income if sold else expense
        payload[f"SalesOrPurchase{suffix}"] = {
            **out.values({"Desc": "description", "Price": "unit_price" if sold else "unit_cost"}),
            **({"AccountRef": account} if account else {}),
        }
    return payload


def _account(out: Outgoing, named: str | None, default: str | None) -> Json:
    code = named or (default if out.creating else None)
    return out.ref("account", code) if code else {}


def is_one_sided(body: Json) -> bool:
    """Whether only the type of its account tells if an item is sold or bought."""
    return bool(body.get("SalesOrPurchase"))


def to_canonical(name: str, body: Json, account_types: Mapping[str, str]) -> Json:
    """An item; `name` is its kind there. Everything that is neither a service nor a charge is a product.

    `account_types` decide about an item with one account: on an account of costs it is bought, else it is sold.
    """
    record = {
        **values(body, {"name": "Name"}),
        "kind": "service" if name in _SERVICES else "product",
        "active": flag(body, "IsActive", default=True),
    }
    if ref_id(body, "ParentRef") and body.get("FullName"):
        record["name"] = str(body["FullName"])
    if one := body.get("SalesOrPurchase"):
        bought = account_types.get(ref_id(one, "AccountRef")) in _COSTS
        sides = ("unit_cost", "expense_account") if bought else ("unit_price", "income_account")
        return record | _side(one, "Desc", (sides[0], "Price"), (sides[1], "AccountRef"))
    both = body.get("SalesAndPurchase") or body
    record |= _side(both, "PurchaseDesc", ("unit_cost", "PurchaseCost"), ("expense_account", "ExpenseAccountRef"))
    if cost_of_goods := ref_id(both, "COGSAccountRef"):
        record["expense_account"] = cost_of_goods
    record |= _side(both, "SalesDesc", ("unit_price", "SalesPrice"), ("income_account", "IncomeAccountRef"))
    return record


def _side(body: Json, text: str, amount: tuple[str, str], account: tuple[str, str]) -> Json:
    side = values(body, {"description": text})
    if body.get(amount[1]):
        side[amount[0]] = price(body[amount[1]])
    if package_id := ref_id(body, account[1]):
        side[account[0]] = package_id
    return side
