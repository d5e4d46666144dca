"""What our own checks find before anything is sent, so that the package is never heard of it; with the same row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from .stories import EXPORTED, SERVICE, Json, Story

_ONLINE, _XERO, _DESKTOP = "quickbooks-online", "xero", "quickbooks-desktop"
_QUICKBOOKS: Final = (_ONLINE, _DESKTOP)
_CLOUD: Final = (_ONLINE, _XERO)
_ALL: Final = (*_QUICKBOOKS, _XERO)
_NO_DEFAULTS: Final[Json] = {"default_accounts": {"income": None, "expense": None, "discount": None}}


_DISCOUNT_ITEM: Final[Json] = {"default_accounts": {"discount": "Sales Discounts"}}
"""QuickBooks Desktop takes discounts off by an item, and the seeded company file has one that is booked here."""


def _line(**more: str | None) -> Json:
    line = {"item": "rec-advice", "quantity": "1", "unit_price": "125.00", "amount": "125.00", **more}
    return {"lines": [{name: value for name, value in line.items() if value is not None}]}


def _bought(**more: object) -> Json:
    return {"lines": [{"amount": "40.00", "description": "Paper", **more}]}


_CLOSED: Final = {
    _ONLINE: ("PUT", "", {"book_close_date": "2030-04-30"}),
    _XERO: ("PUT", "", {"end_of_year_lock_date": "2030-04-30"}),
    _DESKTOP: ("PUT", "", {"closing_date": "2030-04-30"}),
}

_STORIES: Final[tuple[tuple[tuple[str, ...], Story], ...]] = (
    (_ALL, Story(row="record_unknown", changes={"customer": "nobody"}, field="customer", names=("nobody",))),
    (
        _ALL,
        Story(
            row="account_unknown",
            sends="bill",
            changes=_bought(account="no such account"),
            field="lines[0].account",
            names=("no such account",),
        ),
    ),
    (_ALL, Story(row="total_mismatch", changes={"total": "1.00"}, field="total", resends={"total": "125.00"})),
    (
        _ALL,
        Story(
            row="amount_mismatch",
            changes={**_line(amount="100.00"), "total": "100.00"},
            field="lines[0].amount",
            resends={**_line(), "total": "125.00"},
        ),
    ),
    (
        _ALL,
        Story(
            row="discount_exceeds_total",
            changes={"discount_amount": "200.00", "total": "0.00"},
            field="discount_amount",
            resends={"discount_amount": "25.00", "total": "100.00"},
        ),
    ),
    (_ALL, Story(row="negative_amount", changes={"discount_amount": "-5.00"}, field="discount_amount")),
    (_ALL, Story(row="payment_exceeds_balance", sends="payment", changes={"amount": "10.00"}, field="amount")),
    (_ALL, Story(row="string_too_long", sends="customer", changes={"name": "N" * 600}, field="name")),
    (_ALL, Story(row="invalid_characters", changes={"number": "A\t\x07"}, field="number")),
    (_CLOUD, Story(row="email_invalid", sends="customer", changes={"email": "no address"}, field="email")),
    (_ALL, Story(row="several_faults", changes={"total": "1.00", "customer": "nobody"}, field="customer")),
    (
        (_XERO, _DESKTOP),
        Story(
            row="default_account_missing",
            changes={"discount_amount": "25.00", "total": "100.00"},
            settings=_NO_DEFAULTS,
            field="discount_amount",
        ),
    ),
    (
        _ALL,
        Story(
            row="account_code_unknown",
            changes={"discount_amount": "25.00", "total": "100.00"},
            settings={"default_accounts": {"discount": "9999", "income": "4000"}},
            field="discount_amount",
        ),
    ),
    (
        _ALL,
        Story(
            row="cost_centre_unmapped",
            sends="order",
            changes={**_line(cost_centre="pack"), "total": "125.00"},
            field="lines[0].cost_centre",
            names=("pack",),
        ),
    ),
    (
        _QUICKBOOKS,
        Story(
            row="line_detail_missing", sends="bill", changes=_bought(), settings=_NO_DEFAULTS, field="lines[0].account"
        ),
    ),
    (
        (_XERO,),
        Story(
            row="account_code_missing", sends="bill", changes=_bought(), settings=_NO_DEFAULTS, field="lines[0].account"
        ),
    ),
    (
        _QUICKBOOKS,
        Story(
            row="billable_customer_missing",
            sends="bill",
            changes=_bought(account="6000", billable=True),
            field="lines[0].job",
        ),
    ),
    (
        _QUICKBOOKS,
        Story(
            row="income_account_missing",
            sends="item",
            changes={"income_account": None},
            settings=_NO_DEFAULTS,
            field="income_account",
            actions=SERVICE,
        ),
    ),
    (
        (_DESKTOP,),
        Story(
            row="expense_account_missing",
            sends="item",
            changes={"income_account": None, "unit_price": None, "unit_cost": "5.00"},
            settings=_NO_DEFAULTS,
            field="expense_account",
            actions=SERVICE,
        ),
    ),
    (_ALL, Story(row="invalid_field", changes={**_line(quantity="1.0000001")}, field="lines[0].quantity")),
    (
        _QUICKBOOKS,
        Story(row="required_field_missing", sends="bill_payment", changes={"applications": []}, field="applications"),
    ),
    ((_XERO,), Story(row="required_field_missing", sends="expense", changes={"payee": None}, field="payee")),
    (
        _ALL,
        Story(
            row="reference_not_found", changes=_line(**{"class": "Nowhere"}), field="lines[0].class", names=("Nowhere",)
        ),
    ),
    (_ALL, Story(row="tax_code_invalid", changes=_line(tax_rate="NOPE"), field="lines[0].tax_rate", names=("NOPE",))),
    (_QUICKBOOKS, Story(row="account_type_invalid", sends="expense", changes={"account": "6000"}, field="account")),
    (
        (_XERO,),
        Story(row="account_type_invalid", sends="account", changes={"type": "BANK"}, field="type", actions=SERVICE),
    ),
    (
        _CLOUD,
        Story(
            row="feature_unavailable",
            sends="payment",
            changes={"applications": [{"invoice": "rec-open", "amount": "25.00", "discount_amount": "5.00"}]},
            field="applications[0].discount_amount",
        ),
    ),
    (
        _CLOUD,
        Story(row="file_unavailable", sends="document", changes={"url": "https://files.test/gone.pdf"}, field="url"),
    ),
    (
        (_XERO,),
        Story(
            row="document_refused",
            sends="document",
            changes={"record": {"entity_type": "payment", "record_id": "rec-payment"}},
            field="record.entity_type",
        ),
    ),
    ((_XERO,), Story(row="change_not_allowed", sends="payment", existing=True, changes={"reference": "CHQ-2"})),
    (_ALL, Story(row="already_exported", sends="order", existing=True, changes={"memo": "changed"}, actions=EXPORTED)),
    ((_DESKTOP,), Story(row="foreign_currency", changes={"currency": "EUR"}, field="currency", names=("EUR",))),
    ((_DESKTOP,), Story(row="created_in_package_only", sends="vendor")),
)


def ours(package: str) -> Iterator[Story]:
    """The stories of one package."""
    yield Story(row="closed_period", books=(_CLOSED[package],), field="date", names=("2030-04-30",))
    for packages, story in _STORIES:
        if package in packages:
            discounted = package == _DESKTOP and "discount_amount" in story.changes and not story.settings
            yield replace(story, settings=_DISCOUNT_ITEM) if discounted else story
