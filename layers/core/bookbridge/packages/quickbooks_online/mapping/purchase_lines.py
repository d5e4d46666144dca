"""The lines of bills, vendor credits and expenses: expense lines on accounts, item lines on items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import money, price_and_quantity, ref_name, refs, values
from .outgoing import Outgoing

_ACCOUNT: Final = "AccountBasedExpenseLineDetail"
_ITEM: Final = "ItemBasedExpenseLineDetail"


def to_package(out: Outgoing) -> list[Json]:
    """The lines of a record; one that names nothing is booked on the default expense account."""
    return [_line(out, line) for line in out.record["lines"]]


def _line(out: Outgoing, line: Json) -> Json:
    kind, detail = _ACCOUNT, Json()
    if line.get("item"):
        kind = _ITEM
        detail = {"ItemRef": out.ref("item", line["item"]), "Qty": line["quantity"], "UnitPrice": line["unit_cost"]}
    else:
        detail["AccountRef"] = out.ref("account", line.get("account") or out.accounts.expense or "")
    if line.get("class"):
        detail["ClassRef"] = out.ref_by_name("Class", line["class"])
    if line.get("job"):
        detail["CustomerRef"] = out.ref_by_name("Customer", line["job"])
    if "billable" in line:
        detail["BillableStatus"] = "Billable" if line["billable"] else "NotBillable"
    described = {"Description": line["description"]} if line.get("description") else {}
    return {"DetailType": kind, "Amount": line["amount"], **described, kind: detail}


def to_canonical(body: Json) -> list[Json]:
    """The lines of an object."""
    return list(_lines(body.get("Line") or []))


def _lines(lines: list[Json]) -> Iterator[Json]:
    for line in lines:
        kind = line.get("DetailType")
        if kind not in {_ACCOUNT, _ITEM}:
            continue
        detail = line.get(kind) or {}
        record = {
            **refs(detail, {"account": "AccountRef", "item": "ItemRef"}),
            "amount": money(line.get("Amount")),
            **values(line, {"description": "Description"}),
        }
        if kind == _ITEM:
            record["quantity"], record["unit_cost"] = price_and_quantity(line, detail)
        if name := ref_name(detail, "ClassRef"):
            record["class"] = name
        if name := ref_name(detail, "CustomerRef"):
            record["job"] = name
        if status := detail.get("BillableStatus"):
            record["billable"] = status != "NotBillable"
        yield record
