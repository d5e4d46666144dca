"""The accounting packages of the benchmark: their ceilings, and what a user enters and edits there by hand."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .records import WORK

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Benched:
    """One package. `a_minute` calls of `a_call` objects are the most that it takes from one organisation."""

    name: str
    title: str
    a_minute: int
    a_call: int
    organisation: Callable[[int], str]
    """The id of the so-manieth organisation, as the package names them."""
    invoices: str
    """The word for invoices in the simulator's control API."""
    invoice: Callable[[str, int], Body]
    """An invoice to a customer of the package, as its user enters it."""
    invoice_id: Callable[[Body], str]
    """The id in the answer to one."""
    note: Callable[[int], Body]
    """An edit of one."""

    @property
    def ceiling(self) -> int:
        """Objects a minute."""
        return self.a_minute * self.a_call


def _quickbooks_online_invoice(customer_id: str, number: int) -> Body:
    lines = [
        {
            "DetailType": "SalesItemLineDetail",
            "Description": f"{description}, job {number}",
            "Amount": float(amount),
            "SalesItemLineDetail": {"Qty": float(quantity), "UnitPrice": float(price)},
        }
        for description, quantity, price, amount in WORK
    ]
    return {"CustomerRef": {"value": customer_id}, "DocNumber": f"Q-{number}", "Line": lines}


def _xero_invoice(customer_id: str, number: int) -> Body:
    lines = [
        {
            "Description": f"{description}, job {number}",
            "Quantity": float(quantity),
            "UnitAmount": float(price),
            "LineAmount": float(amount),
            "AccountCode": "200",
        }
        for description, quantity, price, amount in WORK
    ]
    return {
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "Contact": {"ContactID": customer_id},
        "InvoiceNumber": f"Q-{number}",
        "Date": "2026-04-01",
        "DueDate": "2026-05-01",
        "LineItems": lines,
    }


PACKAGES: Final[Mapping[str, Benched]] = {
    each.name: each
    for each in (
        Benched(
            name="quickbooks-online",
            title="QuickBooks Online",
            a_minute=40,
            a_call=30,
            organisation=lambda number: str(2000 + number),
            invoices="Invoice",
            invoice=_quickbooks_online_invoice,
            invoice_id=lambda answer: str(answer["Invoice"]["Id"]),
            note=lambda number: {"PrivateNote": f"Asked about on the phone, ticket {number}"},
        ),
        Benched(
            name="xero",
            title="Xero",
            a_minute=60,
            a_call=50,
            organisation=lambda number: str(uuid.UUID(int=0x5EED_0000 + number, version=4)),
            invoices="Invoices",
            invoice=_xero_invoice,
            invoice_id=lambda answer: str(answer["Invoices"][0]["InvoiceID"]),
            note=lambda number: {"Reference": f"Asked about on the phone, ticket {number}"},
        ),
    )
}
