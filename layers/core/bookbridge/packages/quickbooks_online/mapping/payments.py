"""Payments received and bill payments. Delivery evidence stays in the application (A3)."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.limits import CREDIT_CARD
from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import money, ref_id, ref_name, refs, values
from .notes import memo_in
from .outgoing import Outgoing

_INVOICE: Final = "Invoice"
_BILL: Final = "Bill"
_FROM_BANK: Final = ("CheckPayment", "BankAccountRef")
_FROM_CARD: Final = ("CreditCardPayment", "CCAccountRef")


def payment_to_package(out: Outgoing) -> Json:
    """A payment, with a line for each invoice that it settles."""
    payload = {
        **out.values({"TxnDate": "date", "TotalAmt": "amount", "PaymentRefNum": "reference"}),
        **out.refs({"CustomerRef": ("customer", "customer"), "DepositToAccountRef": ("deposit_account", "account")}),
        **out.currency(),
        **out.method(),
        **out.note(),
        "Line": _lines(out, "invoice", _INVOICE),
    }
    if out.creating and not out.record.get("deposit_account") and out.accounts.bank:
        payload["DepositToAccountRef"] = out.ref("account", out.accounts.bank)
    return payload


def bill_payment_to_package(out: Outgoing) -> Json:
    """A bill payment. The account decides how it is paid there: from a bank, or by a card (B8)."""
    account = out.record["pay_from_account"]
    by_card = out.account_type(account) == CREDIT_CARD
    holder, name = _FROM_CARD if by_card else _FROM_BANK
    return {
        **out.values({"TxnDate": "date", "TotalAmt": "amount"}),
        **out.refs({"VendorRef": ("vendor", "vendor")}),
        **out.currency(),
        **out.note(),
        "PayType": "CreditCard" if by_card else "Check",
        holder: {name: out.ref("account", account)},
        "Line": _lines(out, "bill", _BILL),
    }


def _lines(out: Outgoing, entity_type: EntityType, entity: str) -> list[Json]:
    return [
        {
            "Amount": application["amount"],
            "LinkedTxn": [{"TxnId": out.references[entity_type, application[entity_type]], "TxnType": entity}],
        }
        for application in out.record.get("applications", [])
    ]


def payment_to_canonical(body: Json) -> Json:
    """A payment; what it takes from credits is not carried."""
    record = {
        **values(body, {"date": "TxnDate", "reference": "PaymentRefNum"}),
        **refs(body, {"customer": "CustomerRef", "deposit_account": "DepositToAccountRef", "currency": "CurrencyRef"}),
        **memo_in(body),
        "amount": money(body.get("TotalAmt")),
        "applications": _applications(body, "invoice", _INVOICE),
    }
    if method := ref_name(body, "PaymentMethodRef"):
        record["method"] = method
    return record


def bill_payment_to_canonical(body: Json) -> Json:
    """A bill payment; one that only applies credits has the amount zero, and the bills they settle (B15)."""
    by_card = body.get("PayType") == "CreditCard"
    holder, name = _FROM_CARD if by_card else _FROM_BANK
    record = {
        **values(body, {"date": "TxnDate"}),
        **refs(body, {"vendor": "VendorRef", "currency": "CurrencyRef"}),
        **memo_in(body),
        "amount": money(body.get("TotalAmt")),
        "method": "Credit Card" if by_card else "Check",
        "applications": _applications(body, "bill", _BILL),
    }
    if account := ref_id(body.get(holder) or {}, name):
        record["pay_from_account"] = account
    return record


def _applications(body: Json, field: str, entity: str) -> list[Json]:
    return [
        {field: str(link["TxnId"]), "amount": money(line.get("Amount"))}
        for line in body.get("Line") or []
        for link in line.get("LinkedTxn") or []
        if link.get("TxnType") == entity
    ]
