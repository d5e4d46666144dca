"""Accounts, tax rates and items."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.canonical_values import price, quantity, values
from bookbridge.packages.xero.wire import Json

from .outgoing import Outgoing

_ACCOUNT: Final = {"Name": "name", "Code": "code", "Type": "type"}


def account_to_package(out: Outgoing) -> Json:
    """An account; `type` is Xero's own word. Archiving allows no other change along with it."""
    if out.record.get("active") is False and not out.creating:
        return {"Status": "ARCHIVED"}
    return out.values(_ACCOUNT)


def account_to_canonical(body: Json) -> Json:
    """An account."""
    active = {"active": body.get("Status", "ACTIVE") == "ACTIVE"}
    return {**values(body, {field: name for name, field in _ACCOUNT.items()}), **active}


def tax_rate_to_package(out: Outgoing) -> Json:
    """A tax rate of one component. Xero gives it a `TaxType` of its own."""
    name, rate = out.record["name"], out.record["percent"]
    component = {"Name": name, "Rate": rate, "IsCompound": False, "IsNonRecoverable": False}
    return {"Name": name, "TaxComponents": [component]}


def tax_rate_to_canonical(body: Json) -> Json:
    """A tax rate, all its components together."""
    rate = body.get("EffectiveRate", body.get("DisplayTaxRate", 0))
    return {**values(body, {"name": "Name", "code": "TaxType"}), "percent": quantity(rate)}


def code_of(record: Json) -> str:
    """The code of an item: its number in the application, else its name."""
    return str(record.get("sku") or record["name"])


def item_needs(record: Json) -> tuple[bool, bool]:
    """Whether an item is sold, and whether it is bought; one that names neither is sold."""
    bought = bool(record.get("expense_account") or record.get("unit_cost"))
    return bool(record.get("income_account") or record.get("unit_price") or not bought), bought


def item_to_package(out: Outgoing) -> Json:
    """An item. Stock of a new product is not tracked."""
    record, (sold, bought) = out.record, item_needs(out.record)
    payload = {
        "Code": code_of(record),
        **out.values({"Name": "name", "Description": "description"}),
        "IsSold": sold,
        "IsPurchased": bought,
    }
    if sold:
        payload["SalesDetails"] = _details(out, "unit_price", record.get("income_account"), out.accounts.income)
        if record.get("tax_rate"):
            payload["SalesDetails"]["TaxType"] = out.id_of("tax_rate", record["tax_rate"])
    if bought:
        payload |= out.values({"PurchaseDescription": "description"})
        payload["PurchaseDetails"] = _details(out, "unit_cost", record.get("expense_account"), out.accounts.expense)
    return payload


def _details(out: Outgoing, price_field: str, account: str | None, default: str | None) -> Json:
    details = out.values({"UnitPrice": price_field})
    # What people chose in Xero for an item that is there already stays.
    if named := account or (default if out.creating else None):
        details["AccountCode"] = out.account_code(named)
    return details


def item_to_canonical(body: Json) -> Json:
    """An item; one whose stock is tracked is a product. A code that is the name says nothing more."""
    record = values(body, {"name": "Name", "sku": "Code", "description": "Description"})
    record.setdefault("name", record.get("sku", ""))
    if record.get("sku") == record["name"]:
        del record["sku"]
    record["kind"] = "product" if body.get("IsTrackedAsInventory") else "service"
    for details, price_field, account_field in (
        ("SalesDetails", "unit_price", "income_account"),
        ("PurchaseDetails", "unit_cost", "expense_account"),
    ):
        found = body.get(details) or {}
        if found.get("UnitPrice") is not None:
            record[price_field] = price(found["UnitPrice"])
        # The account's id is put there by whoever read the accounts: an item names its accounts by codes.
        record |= values(found, {account_field: "account_id"})
    return record
