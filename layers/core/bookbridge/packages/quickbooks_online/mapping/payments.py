"""Payments received. Delivery evidence stays in the application (A3)."""

from __future__ import annotations

from typing import Final

from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import money, ref_name, refs, values
from .notes import memo_in, with_marker
from .outgoing import Outgoing

_VALUES: Final = {"TxnDate": "date", "TotalAmt": "amount", "PaymentRefNum": "reference"}
_INVOICE: Final = "Invoice"


def to_package(out: Outgoing) -> Json:
    """A payment, with a line for each invoice that it settles."""
    record = out.record
    payload = {
        **out.values(_VALUES),
        **out.refs({"CustomerRef": ("customer", "customer"), "DepositToAccountRef": ("deposit_account", "account")}),
        "PrivateNote": with_marker(record.get("memo", ""), out.marker),
        "Line": [_line(out, application) for application in record.get("applications", [])],
    }
    if record.get("currency"):
        payload["CurrencyRef"] = {"value": record["currency"]}
    if out.creating and not record.get("deposit_account") and out.accounts.bank:
        payload["DepositToAccountRef"] = out.ref("account", out.accounts.bank)
    method = record.get("method", "")
    if ("PaymentMethod", method.lower()) in out.named:
        payload["PaymentMethodRef"] = out.ref_by_name("PaymentMethod", method)
    return payload


def _line(out: Outgoing, application: Json) -> Json:
    invoice_id = out.references["invoice", application["invoice"]]
    return {"Amount": application["amount"], "LinkedTxn": [{"TxnId": invoice_id, "TxnType": _INVOICE}]}


def to_canonical(body: Json) -> Json:
    """A payment; what it takes from credits is not carried."""
    record = {
        **values(body, {"date": "TxnDate", "reference": "PaymentRefNum"}),
        **refs(body, {"customer": "CustomerRef", "deposit_account": "DepositToAccountRef", "currency": "CurrencyRef"}),
        **memo_in(body),
        "amount": money(body.get("TotalAmt")),
        "applications": [
            {"invoice": str(link["TxnId"]), "amount": money(line.get("Amount"))}
            for line in body.get("Line") or []
            for link in line.get("LinkedTxn") or []
            if link.get("TxnType") == _INVOICE
        ],
    }
    if method := ref_name(body, "PaymentMethodRef"):
        record["method"] = method
    return record
