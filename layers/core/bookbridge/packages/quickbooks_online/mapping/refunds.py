"""Refund receipts: money given back to a customer. Their numbers are the package's own."""

from __future__ import annotations

from bookbridge.packages.quickbooks_online.wire import Json

from . import sales_lines
from .incoming import money, refs, values
from .notes import memo_in
from .outgoing import Outgoing


def to_package(out: Outgoing) -> Json:
    """A refund. What they call the account to deposit to is the one from which a refund is paid."""
    return {
        **out.values({"TxnDate": "date"}),
        **out.refs({"CustomerRef": ("customer", "customer"), "DepositToAccountRef": ("account", "account")}),
        **out.currency(),
        **out.note(),
        "Line": sales_lines.to_package(out),
    }


def to_canonical(body: Json) -> Json:
    """A refund."""
    return {
        **values(body, {"date": "TxnDate"}),
        **refs(body, {"customer": "CustomerRef", "account": "DepositToAccountRef", "currency": "CurrencyRef"}),
        **memo_in(body),
        **sales_lines.to_canonical(body),
        "amount": money(body.get("TotalAmt")),
    }
