"""Expenses and refunds: money that is spent from a bank account without a bill."""

from __future__ import annotations

from collections.abc import Sequence

from bookbridge.domain.canonical_values import money, values
from bookbridge.domain.markers import marked_type
from bookbridge.packages.xero.wire import Json, day_of

from .lines import purchase_lines, purchase_lines_in, sales_lines, sales_lines_in, tax_mode
from .notes import reference_in, reference_of
from .outgoing import Outgoing


def expense_to_package(out: Outgoing) -> Json:
    """An expense is spent money of its payee."""
    return _to_package(out, out.id_of("vendor", out.record["payee"]), purchase_lines(out))


def refund_to_package(out: Outgoing) -> Json:
    """A refund is spent money of the customer, on the lines that were sold."""
    return _to_package(out, out.id_of("customer", out.record["customer"]), sales_lines(out))


def is_refund(body: Json) -> bool:
    """Whether spent money is a refund of ours: nothing but our mark tells it from an expense."""
    return marked_type(body.get("Reference")) == "refund"


def expense_to_canonical(body: Json, categories: Sequence[str]) -> Json:
    """An expense."""
    return {
        **_to_canonical(body, "payee"),
        **purchase_lines_in(body, categories),
        "total": money(body.get("Total")),
    }


def refund_to_canonical(body: Json, categories: Sequence[str]) -> Json:
    """A refund."""
    return {
        **_to_canonical(body, "customer"),
        **sales_lines_in(body, categories),
        "amount": money(body.get("Total")),
    }


def _to_package(out: Outgoing, party_id: str, lines: list[Json]) -> Json:
    return {
        "Type": "SPEND",
        "Contact": {"ContactID": party_id},
        "BankAccount": {"AccountID": out.id_of("account", out.record["account"])},
        "Date": out.date,
        "LineAmountTypes": tax_mode(out.record),
        "Status": "AUTHORISED",
        "Reference": reference_of(out.record, out.marker),
        "LineItems": lines,
    }


def _to_canonical(body: Json, party: str) -> Json:
    ids = {
        party: (body.get("Contact") or {}).get("ContactID"),
        "account": (body.get("BankAccount") or {}).get("AccountID"),
        "date": day_of(body, "Date"),
    }
    said = reference_in(body)
    return {
        **{field: str(value) for field, value in ids.items() if value},
        **values(body, {"currency": "CurrencyCode"}),
        # What people wrote themselves, without a mark of ours, is a memo too.
        **({"memo": memo} if (memo := said.get("memo") or said.get("reference")) else {}),
    }
