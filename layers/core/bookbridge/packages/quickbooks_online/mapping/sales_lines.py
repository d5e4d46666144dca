"""The lines of sales forms, and one discount line for all that is taken off."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from bookbridge.domain.line_amounts import discount_of, gross_amount
from bookbridge.domain.money import plain
from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import ZERO, decimal, money, price_and_quantity, ref_name, refs, values
from .outgoing import Outgoing

_SALES: Final = "SalesItemLineDetail"
_DISCOUNT: Final = "DiscountLineDetail"


def to_package(out: Outgoing) -> list[Json]:
    """The lines of a sales form, its discount last."""
    lines = [_line(out, line) for line in out.record["lines"]]
    discount = discount_of(out.record)
    return [*lines, _discount_line(out, discount)] if discount else lines


def _line(out: Outgoing, line: Json) -> Json:
    # Without an item QuickBooks Online books the line on its own "Services" item.
    detail: Json = {"Qty": line["quantity"], "UnitPrice": line["unit_price"]}
    if line.get("item"):
        detail["ItemRef"] = out.ref("item", line["item"])
    if line.get("account"):
        detail["ItemAccountRef"] = out.ref("account", line["account"])
    if line.get("tax_rate"):
        detail["TaxCodeRef"] = out.ref("tax_rate", line["tax_rate"])
    if line.get("class"):
        detail["ClassRef"] = out.ref_by_name("Class", line["class"])
    # QuickBooks Online insists on quantity times price, so what a line gives away stands in the discount line.
    amount = plain(gross_amount(line))
    described = {"Description": line["description"]} if line.get("description") else {}
    return {"DetailType": _SALES, "Amount": amount, **described, _SALES: detail}


def _discount_line(out: Outgoing, discount: Decimal) -> Json:
    detail: Json = {"PercentBased": False}
    if out.accounts.discount:
        detail["DiscountAccountRef"] = out.ref("account", out.accounts.discount)
    return {"DetailType": _DISCOUNT, "Amount": plain(discount), _DISCOUNT: detail}


def to_canonical(body: Json) -> Json:
    """`lines`, and `discount_amount` where something is taken off.

    The amounts of the tax, and lines that only describe or add up, are not carried.
    """
    lines: list[Json] = body.get("Line") or []
    record: Json = {"lines": list(_sales_lines(lines))}
    discounts = (decimal(line.get("Amount")) for line in lines if line.get("DetailType") == _DISCOUNT)
    if discount := sum(discounts, ZERO):
        record["discount_amount"] = money(discount)
    return record


def _sales_lines(lines: list[Json]) -> Iterator[Json]:
    for line in lines:
        kind = line.get("DetailType")
        if kind == "GroupLineDetail":
            yield from _sales_lines(line.get(kind, {}).get("Line") or [])
        elif kind == _SALES:
            yield _sales_line(line, line.get(_SALES) or {})


def _sales_line(line: Json, detail: Json) -> Json:
    quantities = price_and_quantity(line, detail)
    record = {
        **refs(detail, {"item": "ItemRef", "account": "ItemAccountRef", "tax_rate": "TaxCodeRef"}),
        **values(line, {"description": "Description"}),
        "quantity": quantities[0],
        "unit_price": quantities[1],
        "amount": money(line.get("Amount")),
    }
    if name := ref_name(detail, "ClassRef"):
        record["class"] = name
    return record
