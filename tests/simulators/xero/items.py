"""Items, products and services alike (vendor page, section 5).

What they cost and how many are in stock is not kept.
"""

from typing import Final

from tests.simulators.chassis.records import Record

from . import messages
from .given import Given
from .kinds import ACCOUNT, ITEM, TAX_RATE
from .tables import Row
from .values import rounded
from .writing import Writing, merged

_TEXTS: Final = {
    "Code": (30, "Item Code"),
    "Name": (50, "Item Name"),
    "Description": (4000, "Description"),
    "PurchaseDescription": (4000, "Purchase Description"),
    "InventoryAssetAccountCode": (10, "Account Code"),
}


def save_item(writing: Writing, given: Given, existing: Row | None) -> Row:
    """Create or change an item; its code is unique."""
    fields = merged(existing, _read(writing, given))
    if not fields.get("Code"):
        writing.refuse(messages.MANDATORY.format(field="Code"))
    elif any(row is not existing for row in writing.books.table(ITEM).by("Code", fields["Code"])):
        writing.refuse(messages.ITEM_CODE_TAKEN.format(code=fields["Code"]))
    writing.check()
    fields["IsTrackedAsInventory"] = bool(fields.get("InventoryAssetAccountCode"))
    if existing:
        writing.books.store(existing, fields)
        return existing
    return writing.books.add(ITEM, {"IsSold": True, "IsPurchased": True, **fields})


def _read(writing: Writing, given: Given) -> Record:
    changed: Record = {}
    for name, (most, label) in _TEXTS.items():
        if (text := writing.text(given, name, most, label)) is not None:
            changed[name] = text
    for name in ("IsSold", "IsPurchased"):
        if (flag := given.flag(name)) is not None:
            changed[name] = flag
    for name in ("SalesDetails", "PurchaseDetails"):
        if (details := given.child(name)) is not None:
            changed[name] = _details(writing, details)
    return changed


def _details(writing: Writing, given: Given) -> Record:
    details: Record = {}
    if (price := given.number("UnitPrice")) is not None:
        details["UnitPrice"] = rounded(price, writing.unitdp)
    for name in ("AccountCode", "COGSAccountCode"):
        if code := given.text(name):
            if not any(row.status == "ACTIVE" for row in writing.books.table(ACCOUNT).by("Code", code)):
                writing.refuse(messages.ACCOUNT_UNFIT.format(code=code))
            details[name] = code
    if tax := given.text("TaxType"):
        if not writing.books.find(TAX_RATE, tax):
            writing.refuse(messages.TAX_UNKNOWN.format(tax=tax))
        details["TaxType"] = tax
    return details


def delete_item(writing: Writing, row: Row) -> None:
    """Delete an item: it just vanishes from the list."""
    writing.books.remove(row)
