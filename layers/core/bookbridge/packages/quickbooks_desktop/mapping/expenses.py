"""Money that goes out without a bill: checks and credit card charges, for expenses and for refunds to customers."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.canonical_values import ZERO, decimal, money, values
from bookbridge.domain.line_amounts import discount_of, gross_amount
from bookbridge.domain.markers import marked_type
from bookbridge.domain.money import plain
from bookbridge.packages.quickbooks_desktop.wire import Json, ref_id, rows_in

from . import purchase_lines
from .amounts import total_in
from .notes import memo_in
from .outgoing import CREDIT_CARD, Outgoing
from .sales_lines import DISCOUNT

CHECK: Final = "Check"
CHARGE: Final = "CreditCardCharge"
AR_REFUND: Final = "ARRefundCreditCard"
_WORDS: Final = {CHECK: "Check", CHARGE: "Credit Card"}


def name_of_expense(out: Outgoing) -> str:
    """The account decides: a card is charged, everything else is a check."""
    return CHARGE if out.account_type(out.record["account"]) == CREDIT_CARD else CHECK


def expense_to_package(out: Outgoing) -> Json:
    """An expense."""
    payee = {"PayeeEntityRef": out.ref("vendor", out.record["payee"])} if out.record.get("payee") else {}
    return {**_head(out, name_of_expense(out)), **payee, **purchase_lines.to_package(out)}


def refund_to_package(out: Outgoing) -> Json:
    """A refund is a check to the customer on the lines that were sold; a discount comes off again."""
    expenses, items = [], []
    for line in out.record["lines"]:
        described = line.get("description")
        coded = {"ClassRef": {"ListID": out.known.classes[line["class"].lower()]}} if line.get("class") else {}
        if line.get("item"):
            items.append(
                {
                    "ItemRef": out.ref("item", line["item"]),
                    **({"Desc": described} if described else {}),
                    "Quantity": line["quantity"],
                    "Cost": line["unit_price"],
                    "Amount": plain(gross_amount(line)),
                    **coded,
                    **({"OverrideItemAccountRef": out.ref("account", line["account"])} if line.get("account") else {}),
                }
            )
        else:
            account = out.ref("account", line.get("account") or out.accounts.income or "")
            amount = plain(gross_amount(line))
            memo = {"Memo": described} if described else {}
            expenses.append({"AccountRef": account, "Amount": amount, **memo, **coded})
    if discount := discount_of(out.record):
        account = out.ref("account", out.accounts.discount or "")
        expenses.append({"AccountRef": account, "Amount": plain(-discount), "Memo": DISCOUNT})
    payee = {"PayeeEntityRef": out.ref("customer", out.record["customer"])}
    return {**_head(out, CHECK), **payee, **purchase_lines.both_kinds(out, expenses, items)}


def _head(out: Outgoing, name: str) -> Json:
    return {
        **out.values({"TxnDate": "date"}),
        **out.refs({"AccountRef": ("account", "account")}),
        **out.memo(),
        **({"IsToBePrinted": False} if name == CHECK else {}),
    }


def is_refund(name: str, body: Json) -> bool:
    """Whether money was given back to a customer: nothing but our mark tells a check of ours from an expense."""
    return name == AR_REFUND or marked_type(body.get("Memo")) == "refund"


def expense_to_canonical(name: str, body: Json) -> Json:
    """An expense; `name` is its kind there."""
    record = {
        **_head_in(body),
        "method": _WORDS[name],
        "lines": purchase_lines.to_canonical(body),
        "total": money(total_in(body) or ZERO),
    }
    if payee := ref_id(body, "PayeeEntityRef"):
        record["payee"] = payee
    return record


def refund_to_canonical(name: str, body: Json) -> Json:
    """A refund: a check of ours, or one to a card, which has no lines but what it gives back of credits."""
    customer = ref_id(body, "CustomerRef" if name == AR_REFUND else "PayeeEntityRef")
    record = {**_head_in(body), "amount": money(total_in(body) or ZERO), **({"customer": customer} if customer else {})}
    if name == AR_REFUND:
        if account := ref_id(body, "RefundFromAccountRef"):
            record["account"] = account
        applied = rows_in(body, "RefundAppliedToTxnRet")
        amounts = [money(each.get("RefundAmount")) for each in applied] or [record["amount"]]
        return {**record, "lines": [{"quantity": "1", "unit_price": each, "amount": each} for each in amounts]}
    lines, discount = [], ZERO
    for line in purchase_lines.to_canonical(body):
        if "item" not in line and line.get("description") == DISCOUNT:
            discount -= decimal(line["amount"])
            continue
        line.setdefault("quantity", "1")
        line["unit_price"] = line.pop("unit_cost", line["amount"])
        lines.append(line)
    return {**record, "lines": lines, **({"discount_amount": money(discount)} if discount else {})}


def _head_in(body: Json) -> Json:
    account = ref_id(body, "AccountRef")
    return {**values(body, {"date": "TxnDate"}), **memo_in(body), **({"account": account} if account else {})}
