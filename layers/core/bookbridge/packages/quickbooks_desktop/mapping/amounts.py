"""What a transaction comes to, in the words of each kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bookbridge.domain.canonical_values import decimal
from bookbridge.packages.quickbooks_desktop.wire import Json

_TOTALS: Final = ("TotalAmount", "AmountDue", "CreditAmount", "Amount")


def total_in(body: Json) -> Decimal | None:
    """The total of a transaction, taxes included; None where its kind has none.

    Invoices have no total of their own: it is their lines' sum and the tax.
    """
    if body.get("Subtotal") not in (None, ""):
        return decimal(body["Subtotal"]) + decimal(body.get("SalesTaxTotal"))
    told = next((body[name] for name in _TOTALS if body.get(name) not in (None, "")), None)
    return None if told is None else decimal(told)


def untaxed_total_in(body: Json) -> Decimal | None:
    """The total without the tax that QuickBooks Desktop put on top."""
    total = total_in(body)
    return None if total is None else total - decimal(body.get("SalesTaxTotal"))
