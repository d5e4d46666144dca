"""Payments received and bill payments. Delivery evidence stays in the application (A3)."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.canonical_values import ZERO, decimal, money, values
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_desktop.wire import Json, ref_id, ref_name, rows_in

from .amounts import total_in
from .notes import memo_in
from .outgoing import CREDIT_CARD, Outgoing

BY_CHECK: Final = "BillPaymentCheck"
BY_CARD: Final = "BillPaymentCreditCard"
WORDS: Final = {BY_CHECK: "Check", BY_CARD: "Credit Card"}
_ACCOUNTS: Final = {BY_CHECK: "BankAccountRef", BY_CARD: "CreditCardAccountRef"}


def payment_to_package(out: Outgoing) -> Json:
    """A payment with what it settles; without an account it waits among the undeposited funds."""
    payload = {
        **out.values({"TxnDate": "date", "RefNumber": "reference", "TotalAmount": "amount"}),
        **out.refs({"CustomerRef": ("customer", "customer"), "DepositToAccountRef": ("deposit_account", "account")}),
        **out.memo(),
    }
    if out.creating and not out.record.get("deposit_account") and out.accounts.bank:
        payload["DepositToAccountRef"] = out.ref("account", out.accounts.bank)
    if method := out.known.methods.get(str(out.record.get("method") or "").lower()):
        payload["PaymentMethodRef"] = {"ListID": method}
    if applied := _applied(out, "invoice"):
        return {**payload, "AppliedToTxnAdd" if out.creating else "AppliedToTxnMod": applied}
    return {**payload, "IsAutoApply": False} if out.creating else payload


def bill_payment_name(out: Outgoing) -> str:
    """The account decides how a bill is paid: from a bank, or by a card, which is for the record only (B8)."""
    return BY_CARD if out.account_type(out.record["pay_from_account"]) == CREDIT_CARD else BY_CHECK


def bill_payment_to_package(out: Outgoing) -> Json:
    """A bill payment. Checks are not printed there: the application pays, QuickBooks Desktop keeps the books."""
    name = bill_payment_name(out)
    return {
        "PayeeEntityRef": out.ref("vendor", out.record["vendor"]),
        **({"APAccountRef": {"ListID": out.known.payables[0]}} if out.known.payables else {}),
        **out.values({"TxnDate": "date"}),
        _ACCOUNTS[name]: out.ref("account", out.record["pay_from_account"]),
        **({"IsToBePrinted": False} if name == BY_CHECK else {}),
        **out.memo(),
        "AppliedToTxnAdd": _applied(out, "bill"),
    }


def _applied(out: Outgoing, document: EntityType) -> list[Json]:
    """What a payment settles, and the discounts that it takes, on the connection's account for them (B15)."""
    return [
        {"TxnID": out.references[document, each[document]], "PaymentAmount": each["amount"], **_discount(out, each)}
        for each in out.record.get("applications") or ()
    ]


def _discount(out: Outgoing, application: Json) -> Json:
    if not takes_discount(application):
        return {}
    account = out.ref("account", out.accounts.discount or "")
    return {"DiscountAmount": application["discount_amount"], "DiscountAccountRef": account}


def takes_discount(application: Json) -> bool:
    """Whether a part of a payment takes a discount besides."""
    return bool(decimal(application.get("discount_amount")))


def payment_to_canonical(body: Json) -> Json:
    """A payment; what it takes from credits is not carried."""
    record = {
        **values(body, {"date": "TxnDate", "reference": "RefNumber"}),
        **memo_in(body),
        "amount": money(total_in(body) or ZERO),
        "applications": _applications(body, "invoice", "Invoice"),
    }
    if method := ref_name(body, "PaymentMethodRef"):
        record["method"] = method
    return record | _refs(body, {"customer": "CustomerRef", "deposit_account": "DepositToAccountRef"})


def bill_payment_to_canonical(name: str, body: Json) -> Json:
    """A bill payment; `name` is its kind there."""
    record = {
        **values(body, {"date": "TxnDate"}),
        **memo_in(body),
        "amount": money(total_in(body) or ZERO),
        "method": WORDS[name],
        "applications": _applications(body, "bill", "Bill"),
    }
    return record | _refs(body, {"vendor": "PayeeEntityRef", "pay_from_account": _ACCOUNTS[name]})


def _refs(body: Json, elements: dict[str, str]) -> Json:
    found = {field: ref_id(body, name) for field, name in elements.items()}
    return {field: package_id for field, package_id in found.items() if package_id}


def _applications(body: Json, field: str, kind: str) -> list[Json]:
    return [
        {
            field: str(each["TxnID"]),
            "amount": money(each.get("Amount")),
            **({"discount_amount": money(each["DiscountAmount"])} if decimal(each.get("DiscountAmount")) else {}),
        }
        for each in rows_in(body, "AppliedToTxnRet")
        if each.get("TxnType") == kind
    ]
