"""Bills: expense lines on accounts, item lines on items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import money, ref_name, refs, values
from .invoices import price_and_quantity
from .notes import memo_in, with_marker
from .outgoing import Outgoing

_VALUES: Final = {"TxnDate": "date", "DueDate": "due_date", "DocNumber": "number"}
_ACCOUNT: Final = "AccountBasedExpenseLineDetail"
_ITEM: Final = "ItemBasedExpenseLineDetail"


def to_package(out: Outgoing) -> Json:
    """A bill. Its notes stay in the application (B13)."""
    record = out.record
    payload = {
        **out.values(_VALUES),
        **out.refs(
            {
                "VendorRef": ("vendor", "vendor"),
                "APAccountRef": ("ap_account", "account"),
                "SalesTermRef": ("terms", "term"),
            }
        ),
        "CurrencyRef": {"value": record["currency"]},
        "Line": [_line(out, line) for line in record["lines"]],
    }
    if "memo" in record or out.marker:
        payload["PrivateNote"] = with_marker(record.get("memo", ""), out.marker)
    return payload


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


def to_canonical(body: Json) -> Json:
    """A bill; what is in the package has been posted."""
    record = {
        **values(body, {field: name for name, field in _VALUES.items()}),
        **refs(
            body,
            {"vendor": "VendorRef", "ap_account": "APAccountRef", "terms": "SalesTermRef", "currency": "CurrencyRef"},
        ),
        **memo_in(body),
        "status": "posted",
        "lines": list(_lines(body.get("Line") or [])),
        "total": money(body.get("TotalAmt")),
    }
    if "ExchangeRate" not in body and "currency" in record:
        # Only companies with several currencies have a rate; with one currency it is the base.
        record["base_currency"] = record["currency"]
    return record


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
