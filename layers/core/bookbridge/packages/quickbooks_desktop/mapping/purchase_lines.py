"""The lines of bills, vendor credits and expenses: expense lines on accounts, item lines on items, in this order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bookbridge.domain.canonical_values import money, price, quantity, values
from bookbridge.packages.quickbooks_desktop.wire import Json, ref_id, ref_name, rows_in

from .outgoing import Outgoing

EXPENSE_LINE: Final = "ExpenseLine"
ITEM_LINE: Final = "ItemLine"
_NOT_BILLABLE: Final = "NotBillable"


def to_package(out: Outgoing) -> Json:
    """The lines of a record; one that names nothing is booked on the default expense account."""
    expenses = [_expense_line(out, line) for line in out.record["lines"] if not line.get("item")]
    items = [_item_line(out, line) for line in out.record["lines"] if line.get("item")]
    return both_kinds(out, expenses, items)


def both_kinds(out: Outgoing, expenses: list[Json], items: list[Json]) -> Json:
    """Lines under their elements. Of what is there already, a kind that has none any more must be cleared by name."""
    cleared = {}
    if not out.creating:
        cleared = {f"Clear{name}s": True for name, lines in ((EXPENSE_LINE, expenses), (ITEM_LINE, items)) if not lines}
    return {
        **(out.lines(EXPENSE_LINE, expenses) if expenses else {}),
        **(out.lines(ITEM_LINE, items) if items else {}),
        **cleared,
    }


def _expense_line(out: Outgoing, line: Json) -> Json:
    described = {"Memo": line["description"]} if line.get("description") else {}
    account = out.ref("account", line.get("account") or out.accounts.expense or "")
    return {"AccountRef": account, "Amount": line["amount"], **described, **_coding(out, line)}


def _item_line(out: Outgoing, line: Json) -> Json:
    described = {"Desc": line["description"]} if line.get("description") else {}
    override = {"OverrideItemAccountRef": out.ref("account", line["account"])} if line.get("account") else {}
    return {
        "ItemRef": out.ref("item", line["item"]),
        **described,
        "Quantity": line["quantity"],
        "Cost": line["unit_cost"],
        "Amount": line["amount"],
        **_coding(out, line),
        **override,
    }


def _coding(out: Outgoing, line: Json) -> Json:
    """Class and job, and whether the job's customer is billed."""
    coded: Json = {}
    if line.get("job"):
        coded["CustomerRef"] = {"ListID": out.known.jobs[line["job"].lower()]}
        if "billable" in line:
            coded["BillableStatus"] = "Billable" if line["billable"] else _NOT_BILLABLE
    if line.get("class"):
        coded["ClassRef"] = {"ListID": out.known.classes[line["class"].lower()]}
    return coded


def to_canonical(body: Json) -> list[Json]:
    """The lines of an object, those of groups of items too."""
    return [*_expense_lines(body), *_item_lines(body)]


def _expense_lines(body: Json) -> Iterator[Json]:
    for line in rows_in(body, f"{EXPENSE_LINE}Ret"):
        account = ref_id(line, "AccountRef")
        record = {
            **({"account": account} if account else {}),
            "amount": money(line.get("Amount")),
            **values(line, {"description": "Memo"}),
        }
        yield record | _coding_in(line)


def _item_lines(body: Json) -> Iterator[Json]:
    grouped = (line for group in rows_in(body, "ItemGroupLineRet") for line in rows_in(group, f"{ITEM_LINE}Ret"))
    for line in (*rows_in(body, f"{ITEM_LINE}Ret"), *grouped):
        item = ref_id(line, "ItemRef")
        if not item and not line.get("Amount"):
            continue  # it only says something
        counted = line.get("Quantity") and line.get("Cost")
        record = {
            **({"item": item} if item else {}),
            "quantity": quantity(line["Quantity"]) if counted else "1",
            "unit_cost": price(line["Cost"]) if counted else price(line.get("Amount")),
            "amount": money(line.get("Amount")),
            **values(line, {"description": "Desc"}),
        }
        yield record | _coding_in(line)


def _coding_in(line: Json) -> Json:
    named = {"class": ref_name(line, "ClassRef"), "job": ref_name(line, "CustomerRef")}
    coded: Json = {field: name for field, name in named.items() if name}
    if status := line.get("BillableStatus"):
        coded["billable"] = status != _NOT_BILLABLE
    return coded
