"""Vendor credits that are applied to bills: to the application they are payments without money (B15)."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.canonical_values import decimal, money
from bookbridge.packages.quickbooks_desktop.wire import Json, ref_id, rows_in

METHOD: Final = "Credit"
_BILL: Final = "Bill"


def settles(body: Json) -> bool:
    """Whether a vendor credit is applied to a bill."""
    return any(link.get("TxnType") == _BILL for link in rows_in(body, "LinkedTxn"))


def to_canonical(body: Json) -> Json:
    """The payment that a vendor credit makes: its amount is zero, its applications say what it settles."""
    return {
        "vendor": ref_id(body, "VendorRef"),
        "date": str(body.get("TxnDate") or ""),
        "amount": "0.00",
        "method": METHOD,
        "applications": [
            {"bill": str(link["TxnID"]), "amount": money(abs(decimal(link.get("Amount"))))}
            for link in rows_in(body, "LinkedTxn")
            if link.get("TxnType") == _BILL
        ],
    }
