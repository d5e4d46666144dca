"""Accounts, payment terms and sales tax items."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.canonical_values import quantity, values
from bookbridge.packages.quickbooks_desktop.wire import Json, flag

from .outgoing import Outgoing

_ACCOUNT: Final = {"Name": "name", "AccountNumber": "code", "AccountType": "type", "IsActive": "active"}
_TERM: Final = {
    "Name": "name",
    "StdDueDays": "due_days",
    "StdDiscountDays": "discount_days",
    "DiscountPct": "discount_percent",
}


def account_to_package(out: Outgoing) -> Json:
    """A new account; `type` is QuickBooks Desktop's own word."""
    return out.values(_ACCOUNT)


def account_to_canonical(body: Json) -> Json:
    """An account under its full name, as two parents may have one alike. `Bank` and `CreditCard` pay bills (B8)."""
    record = values(body, {"name": "FullName", "code": "AccountNumber", "type": "AccountType"})
    record.setdefault("name", str(body.get("Name") or ""))
    return {**record, "active": flag(body, "IsActive", default=True)}


def term_to_package(out: Outgoing) -> Json:
    """New payment terms."""
    return out.values(_TERM)


def term_to_canonical(body: Json) -> Json:
    """Payment terms; those that name a day of the month have no `due_days`."""
    record = values(body, {"name": "Name"})
    for field, name in (("due_days", "StdDueDays"), ("discount_days", "StdDiscountDays")):
        if body.get(name):
            record[field] = int(body[name])
    if body.get("DiscountPct"):
        record["discount_percent"] = quantity(body["DiscountPct"])
    return record


def tax_rate_to_canonical(body: Json) -> Json:
    """A sales tax item; a group of them has no percentage of its own."""
    record = values(body, {"name": "Name"})
    if body.get("TaxRate"):
        record["percent"] = quantity(body["TaxRate"])
    return record
