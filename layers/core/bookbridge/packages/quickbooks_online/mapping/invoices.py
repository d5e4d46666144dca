"""Invoices: sales lines, and one discount line for all that is taken off."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from bookbridge.domain.money import plain
from bookbridge.packages.quickbooks_online.amounts import discount_of, gross_amount
from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import ZERO, decimal, money, price, quantity, ref_name, refs, values
from .notes import memo_in, with_marker
from .outgoing import Outgoing

_VALUES: Final = {"TxnDate": "date", "DueDate": "due_date", "DocNumber": "number"}
_SALES: Final = "SalesItemLineDetail"
_DISCOUNT: Final = "DiscountLineDetail"


def to_package(out: Outgoing) -> Json:
    """An invoice. `memo` becomes the private note: nothing that the application calls a memo is shown to customers."""
    record = out.record
    payload = {
        **out.values(_VALUES),
        **out.refs({"CustomerRef": ("customer", "customer"), "SalesTermRef": ("terms", "term")}),
        "Line": [_line(out, line) for line in record["lines"]],
    }
    if "memo" in record:
        payload["PrivateNote"] = with_marker(record["memo"], "")
    if record.get("currency"):
        payload["CurrencyRef"] = {"value": record["currency"]}
    if discount := discount_of(record):
        payload["Line"].append(_discount_line(out, discount))
    return payload


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
    """An invoice; the amounts of its tax, and lines that only describe or add up, are not carried."""
    record = {
        **values(body, {field: name for name, field in _VALUES.items()}),
        **refs(body, {"customer": "CustomerRef", "terms": "SalesTermRef", "currency": "CurrencyRef"}),
        **memo_in(body),
        "lines": list(_sales_lines(body.get("Line") or [])),
        "total": money(body.get("TotalAmt")),
    }
    discounts = [line for line in body.get("Line") or [] if line.get("DetailType") == _DISCOUNT]
    if discount := sum((decimal(line.get("Amount")) for line in discounts), ZERO):
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
        **refs(detail, {"item": "ItemRef", "account": "ItemAccountRef"}),
        **values(line, {"description": "Description"}),
        "quantity": quantities[0],
        "unit_price": quantities[1],
        "amount": money(line.get("Amount")),
    }
    if name := ref_name(detail, "ClassRef"):
        record["class"] = name
    return record


def price_and_quantity(line: Json, detail: Json) -> tuple[str, str]:
    """Quantity and price; a line that has an amount only is one of that price."""
    if detail.get("Qty") is None or detail.get("UnitPrice") is None:
        return "1", price(line.get("Amount"))
    return quantity(detail["Qty"]), price(detail["UnitPrice"])
