"""Purchases: money spent at once, and what came back from it to a credit card."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bookbridge.domain.money import plain
from bookbridge.packages.quickbooks_online.limits import BANK, CREDIT_CARD
from bookbridge.packages.quickbooks_online.wire import Json

from . import purchase_lines
from .incoming import money, ref_id, ref_name, refs, values
from .notes import memo_in
from .outgoing import Outgoing

_CHECKS: Final = frozenset({"check", "cheque", "chèque"})
_WORDS: Final = {"Cash": "Cash", "Check": "Check", "CreditCard": "Credit Card"}
"""What a payment type is called where no payment method is named."""


def to_package(out: Outgoing) -> Json:
    """An expense. A total below zero is what a card was given back: its amounts are sent positive, and marked so."""
    account_type = out.account_type(out.record["account"])
    is_credit = Decimal(out.record["total"]) < 0
    payload = {
        **out.values({"TxnDate": "date"}),
        **out.refs({"AccountRef": ("account", "account")}),
        **out.currency(),
        **out.method(),
        **out.note(),
        "PaymentType": _payment_type(account_type, out.record["method"]),
        "Line": purchase_lines.to_package(out),
    }
    if out.record.get("payee"):
        payload["EntityRef"] = {**out.ref("vendor", out.record["payee"]), "type": "Vendor"}
    if account_type == CREDIT_CARD:
        payload["Credit"] = is_credit
    if is_credit:
        payload["Line"] = [_turned_line(line) for line in payload["Line"]]
    return payload


def _payment_type(account_type: str, method: str) -> str:
    """The account decides: a card is charged; only a bank pays by check; everything else they call cash."""
    if account_type == CREDIT_CARD:
        return "CreditCard"
    return "Check" if account_type == BANK and method.strip().lower() in _CHECKS else "Cash"


def _turned_line(line: Json) -> Json:
    turned = {**line, "Amount": _turned(line["Amount"])}
    if "Qty" in (detail := line[line["DetailType"]]):
        turned[line["DetailType"]] = {**detail, "Qty": _turned(detail["Qty"])}
    return turned


def to_canonical(body: Json) -> Json:
    """An expense; a payee that is a customer or an employee is not carried."""
    payee = body.get("EntityRef") or {}
    record = {
        **values(body, {"date": "TxnDate"}),
        **refs(body, {"account": "AccountRef", "currency": "CurrencyRef"}),
        **memo_in(body),
        "method": ref_name(body, "PaymentMethodRef") or _WORDS.get(str(body.get("PaymentType")), ""),
        "lines": purchase_lines.to_canonical(body),
        "total": money(body.get("TotalAmt")),
    }
    if payee.get("type") == "Vendor":
        record["payee"] = ref_id(body, "EntityRef")
    if body.get("Credit") is True:
        record["total"] = _turned(record["total"])
        for line in record["lines"]:
            line |= {field: _turned(line[field]) for field in ("amount", "quantity") if field in line}
    return record


def _turned(number: str) -> str:
    return plain(-Decimal(number) + 0)
