"""The lines of invoices and credit memos, and one discount line for all that is taken off."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bookbridge.domain.canonical_values import ZERO, decimal, money, price, quantity, values
from bookbridge.domain.line_amounts import discount_of
from bookbridge.domain.money import plain
from bookbridge.packages.quickbooks_desktop.wire import Json, ref_id, ref_name, rows_in

from .outgoing import Outgoing

DISCOUNT: Final = "Discount"


@dataclass(frozen=True, slots=True)
class Sorted:
    """What tells the lines of a sales document apart.

    `discounts` and `subtotals` are the ids of items that take something off, or only add up; `taxed` are the names of
    the codes under which lines are taxed.
    """

    discounts: Collection[str] = ()
    subtotals: Collection[str] = ()
    taxed: Collection[str] = ()


def to_package(out: Outgoing, name: str) -> Json:
    """The lines of a sales document, its discount last, and the sales tax item that their taxed ones share."""
    lines = [_line(out, line) for line in out.record["lines"]]
    if discount := discount_of(out.record):
        lines.append(_discount_line(out, discount))
    rates = [line["tax_rate"] for line in out.record["lines"] if line.get("tax_rate")]
    taxed = {"ItemSalesTaxRef": out.ref("tax_rate", rates[0])} if rates else {}
    return {**taxed, **out.lines(f"{name}Line", lines)}


def _line(out: Outgoing, line: Json) -> Json:
    sent: Json = {"ItemRef": out.ref("item", line["item"])}
    if line.get("description"):
        sent["Desc"] = line["description"]
    # It works the amount out itself; what a line gives away stands in the discount line.
    sent |= {"Quantity": line["quantity"], "Rate": line["unit_price"]}
    if line.get("class"):
        sent["ClassRef"] = {"ListID": out.known.classes[line["class"].lower()]}
    if line.get("account"):
        sent["OverrideItemAccountRef"] = out.ref("account", line["account"])
    # Untaxed has to be said: the item or the customer may be taxed otherwise.
    if code := out.known.taxed if line.get("tax_rate") else out.known.untaxed:
        sent["SalesTaxCodeRef"] = {"ListID": code}
    return sent


def _discount_line(out: Outgoing, discount: Decimal) -> Json:
    account = out.references["account", out.accounts.discount or ""]
    line: Json = {
        "ItemRef": {"ListID": out.known.discount_items[account]},
        "Desc": DISCOUNT,
        "Amount": plain(-discount),
    }
    if out.known.untaxed:
        line["SalesTaxCodeRef"] = {"ListID": out.known.untaxed}
    return line


def items_to_tell_apart(body: Json, name: str) -> set[str]:
    """The items of lines without a quantity: they may take something off, or only add up."""
    return {ref_id(line, "ItemRef") for line in _all_lines(body, name) if not line.get("Quantity")} - {""}


def to_canonical(body: Json, name: str, sorted_by: Sorted) -> Json:
    """`lines`, and `discount_amount` where something is taken off.

    The amounts of the tax, and lines that only describe or add up, are not carried.
    """
    lines: list[Json] = []
    discount = ZERO
    for line in _all_lines(body, name):
        item = ref_id(line, "ItemRef")
        if item in sorted_by.discounts:
            discount -= decimal(line.get("Amount"))
        elif item and item not in sorted_by.subtotals:
            lines.append(_line_in(body, line, item, sorted_by))
    return {"lines": lines, **({"discount_amount": money(discount)} if discount else {})}


def _line_in(body: Json, line: Json, item: str, sorted_by: Sorted) -> Json:
    counted = line.get("Quantity") and line.get("Rate")
    record = {
        "item": item,
        **values(line, {"description": "Desc"}),
        "quantity": quantity(line["Quantity"]) if counted else "1",
        "unit_price": price(line["Rate"]) if counted else price(line.get("Amount")),
        "amount": money(line.get("Amount")),
    }
    if name := ref_name(line, "ClassRef"):
        record["class"] = name
    rate = ref_id(body, "ItemSalesTaxRef")
    if rate and ref_name(line, "SalesTaxCodeRef") in sorted_by.taxed:
        record["tax_rate"] = rate
    return record


def _all_lines(body: Json, name: str) -> Iterator[Json]:
    yield from rows_in(body, f"{name}LineRet")
    for group in rows_in(body, f"{name}LineGroupRet"):
        yield from rows_in(group, f"{name}LineRet")
