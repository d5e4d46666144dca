"""The lines of transactions: what is entered, what QuickBooks works out, which line replaces which."""

from copy import deepcopy
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .absorbing import absorb
from .errors import StatusError, missing, not_found
from .kinds import TxnKind
from .records import ZERO, Record
from .references import resolve
from .work import Work

Line = dict[str, Any]
_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
OVERRIDE = "_OverrideItemAccount"
"""Where a line keeps the account that it posts to in place of its item's: QuickBooks does not return it."""


def cents(amount: Decimal) -> Decimal:
    """Round to cents, halves away from zero."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def added_lines(work: Work, kind: TxnKind, given: dict[str, Any]) -> dict[str, list[Line]]:
    """Return the lines of a new transaction."""
    made: dict[str, list[Line]] = {}
    for stem in kind.lines:
        lines = made[f"{stem}Ret"] = []
        for each in given.get(f"{stem}Add", ()):
            lines.append(_line(work, kind, stem, {"TxnLineID": work.txn_id()}, each, lines, changing=False))
    return made


def changed_lines(work: Work, kind: TxnKind, record: Record, given: dict[str, Any]) -> dict[str, list[Line]]:
    """Return the lines after a Mod: if it lists any, those that it does not list are gone."""
    listing = any(given.get(f"{stem}Mod") for stem in kind.lines)
    made: dict[str, list[Line]] = {}
    for stem in kind.lines:
        name = f"{stem}Ret"
        if not listing:
            made[name] = [] if given.get(f"Clear{stem}s") == "true" else record.lines.get(name, [])
            continue
        before = {line["TxnLineID"]: line for line in record.lines.get(name, ())}
        lines = made[name] = []
        for each in given.get(f"{stem}Mod", ()):
            identifier = each["TxnLineID"]
            if identifier == "-1":
                line: Line = {"TxnLineID": work.txn_id()}
            elif identifier in before:
                line = deepcopy(before.pop(identifier))
            else:
                raise not_found(identifier)
            lines.append(_line(work, kind, stem, line, each, lines, changing=identifier != "-1"))
    return made


def _line(work: Work, kind: TxnKind, stem: str, line: Line, given: Line, above: list[Line], *, changing: bool) -> Line:
    absorb(work, line, given, kind.entity, changing=changing)
    if override := given.get("OverrideItemAccountRef"):
        line[OVERRIDE] = resolve(work, "OverrideItemAccountRef", override, kind.entity)
    if stem == "ExpenseLine":
        if "AccountRef" not in line and "Amount" in line:
            raise missing("AccountRef")
        line.setdefault("Amount", "0.00")
        return line
    if "ItemRef" not in line:
        if {"Amount", "Rate", "Quantity", "Cost"} & line.keys():
            raise missing("ItemRef")
        return line
    _complete(work, kind, line, given, above)
    return line


def _complete(work: Work, kind: TxnKind, line: Line, given: Line, above: list[Line]) -> None:
    """Take description, price and tax code of the item where the line has none, and work the amount out."""
    item = work.contents.by_id[line["ItemRef"]]
    price = "Rate" if kind.sale else "Cost"
    described, priced = item_terms(item, sale=kind.sale)
    if described:
        line.setdefault("Desc", described)
    if kind.sale and work.preferences.sales_tax and (code := item.text("SalesTaxCodeRef")):
        line.setdefault("SalesTaxCodeRef", code)
    if "RatePercent" in given:
        base = Decimal(above[-1].get("Amount", "0")) if above else ZERO
        line["Amount"] = str(cents(base * Decimal(line["RatePercent"]) / _HUNDRED))
        return
    quantity = Decimal(line["Quantity"]) if "Quantity" in line else None
    if price in given or ("Amount" not in given and line.get(price)):
        line["Amount"] = str(cents(Decimal(line[price]) * (Decimal(1) if quantity is None else quantity)))
    elif "Amount" in given:
        if quantity:
            line[price] = f"{(Decimal(line['Amount']) / quantity).quantize(Decimal('0.00001')).normalize():f}"
        else:
            line[price] = line["Amount"]
    else:
        line[price] = priced or "0"
        line["Amount"] = str(cents(Decimal(line[price]) * (Decimal(1) if quantity is None else quantity)))


def item_terms(item: Record, *, sale: bool) -> tuple[str, str]:
    """Return the description and the price with which an item is sold or bought; "" where it has none."""
    one, both = item.fields.get("SalesOrPurchase"), item.fields.get("SalesAndPurchase") or item.fields
    if one:
        return one.get("Desc", ""), one.get("Price", "")
    if sale:
        return both.get("SalesDesc") or item.text("ItemDesc"), both.get("SalesPrice") or item.text("DiscountRate")
    return both.get("PurchaseDesc", ""), both.get("PurchaseCost", "")


def amount_of(lines: list[Line]) -> Decimal:
    """Return the sum of the lines."""
    return sum((Decimal(line["Amount"]) for line in lines if "Amount" in line), ZERO)


def work_out_totals(work: Work, kind: TxnKind, record: Record) -> None:
    """Set the record's subtotal, sales tax and total from its lines."""
    record.subtotal = sum((amount_of(lines) for lines in record.lines.values()), ZERO)
    record.tax = _sales_tax(work, record) if kind.sale else ZERO
    record.total = record.subtotal + record.tax
    if record.total < 0:
        raise StatusError(
            3180,
            f"There was an error when saving a {kind.entity}. QuickBooks error message: "
            "Transaction amount must be positive.",
        )


def tax_rate(work: Work, record: Record) -> Decimal:
    """Return the percentage of the tax item of a sale."""
    item = work.contents.by_id.get(record.text("ItemSalesTaxRef"))
    return Decimal(item.text("TaxRate") or "0") if item else ZERO


def _sales_tax(work: Work, record: Record) -> Decimal:
    if not work.preferences.sales_tax or not _taxable(work, record.text("CustomerSalesTaxCodeRef")):
        return ZERO
    taxable = [
        line for lines in record.lines.values() for line in lines if _taxable(work, line.get("SalesTaxCodeRef", ""))
    ]
    return cents(amount_of(taxable) * tax_rate(work, record) / _HUNDRED)


def _taxable(work: Work, code: str) -> bool:
    record = work.contents.by_id.get(code)
    return record is not None and record.text("IsTaxable") == "true"
