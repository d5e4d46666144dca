"""Everything that QuickBooks Desktop would refuse, found at once and before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_desktop.explain import catalogue
from bookbridge.packages.quickbooks_desktop.mapping.outgoing import Known
from bookbridge.packages.quickbooks_desktop.preflight import check
from tests.contract.packages.records import (
    ACCOUNT,
    BILL,
    BILL_PAYMENT,
    CUSTOMER,
    EXPENSE,
    INVOICE,
    ITEM,
    PAYMENT,
    REFUND,
    SAMPLES,
    TERM,
    VENDOR,
    VENDOR_CREDIT,
)
from tests.unit.packages.quickbooks_desktop.intents import intent

pytestmark = pytest.mark.unit

DISCOUNTS: dict[str, Any] = {"defaults": {"discount": "4900"}, "accounts": ("4900",)}
KNOWN = Known(discount_items={"80": "80-1"}, taxed="1", untaxed="2")
ITEM_LINE = {"item": "s-1", "quantity": "2", "unit_price": "10.00", "amount": "20.00"}


def faults(
    entity_type: EntityType, record: dict[str, Any], *, known: Known = KNOWN, closed_until: str = "", **more: Any
) -> list[tuple[str, str]]:
    found = check(intent(entity_type, record, **more), known, closed_until)
    assert all(fault.message for fault in found)
    assert all(catalogue().row(fault.code) for fault in found)
    return [(fault.field, fault.code) for fault in found]


def invoice(*lines: dict[str, Any], total: str, **more: Any) -> dict[str, Any]:
    return {**INVOICE, "discount_amount": "0", "lines": list(lines), "total": total, **more}


@pytest.mark.parametrize(
    ("entity_type", "record"),
    [(kind, record) for kind, _, record in SAMPLES if kind not in {"vendor", "vendor_credit", "document"}],
)
def test_a_good_record_has_no_faults(entity_type: EntityType, record: dict[str, Any]) -> None:
    assert faults(entity_type, record, **DISCOUNTS) == []


@pytest.mark.requirement("B9", "B15")
@pytest.mark.parametrize(("entity_type", "record"), [("vendor", VENDOR), ("vendor_credit", VENDOR_CREDIT)])
def test_what_is_made_in_the_package_only_is_refused_by_name(entity_type: EntityType, record: dict[str, Any]) -> None:
    assert faults(entity_type, record) == [("(record)", "created_in_package_only")]


@pytest.mark.requirement("B9")
def test_a_vendor_that_is_there_is_updated() -> None:
    assert faults("vendor", VENDOR, verb=Verb.UPDATE) == []


@pytest.mark.requirement("B15")
@pytest.mark.parametrize(("entity_type", "record"), [("bill", BILL), ("payment", PAYMENT)])
def test_bills_and_received_payments_are_not_voided(entity_type: EntityType, record: dict[str, Any]) -> None:
    assert faults(entity_type, record, verb=Verb.VOID) == [("(record)", "void_not_allowed")]


@pytest.mark.parametrize(
    ("entity_type", "record"), [("account", ACCOUNT), ("term", TERM), ("bill_payment", BILL_PAYMENT)]
)
def test_what_the_interface_cannot_change_is_told(entity_type: EntityType, record: dict[str, Any]) -> None:
    assert faults(entity_type, record, verb=Verb.UPDATE) == [("(record)", "change_not_allowed")]


@pytest.mark.requirement("E3")
@pytest.mark.parametrize(
    ("entity_type", "record", "field", "longest"),
    [
        ("customer", CUSTOMER, "name", 41),
        ("customer", CUSTOMER, "phone", 21),
        ("item", ITEM, "name", 31),
        ("term", TERM, "name", 31),
        ("account", ACCOUNT, "name", 31),
        ("account", ACCOUNT, "code", 7),
        ("bill", BILL, "number", 20),
        ("invoice", INVOICE, "number", 11),
        ("payment", PAYMENT, "reference", 20),
        ("invoice", INVOICE, "memo", 4095),
    ],
)
def test_lengths_are_those_of_the_schema(
    entity_type: EntityType, record: dict[str, Any], field: str, longest: int
) -> None:
    assert faults(entity_type, {**record, field: "9" * longest}, **DISCOUNTS) == []
    assert faults(entity_type, {**record, field: "9" * (longest + 1)}, **DISCOUNTS) == [(field, "string_too_long")]


def test_addresses_and_lines_are_measured_too() -> None:
    address = {**CUSTOMER["billing_address"], "region": "r" * 22}
    assert faults("customer", {**CUSTOMER, "billing_address": address}) == [
        ("billing_address.region", "string_too_long")
    ]
    lines = [{**BILL["lines"][0], "description": "d" * 4096}, BILL["lines"][1]]
    assert faults("bill", {**BILL, "lines": lines}) == [("lines[0].description", "string_too_long")]


def test_a_text_is_measured_as_it_is_held_there() -> None:
    assert faults("customer", {**CUSTOMER, "name": "ẞ" * 20}) == []
    assert faults("customer", {**CUSTOMER, "name": "ẞ" * 21}) == [("name", "string_too_long")]  # each becomes SS


def test_our_mark_needs_its_place_in_a_memo() -> None:
    longest = 4095 - len(" [bookbridge expense/r-1]")
    assert faults("expense", {**EXPENSE, "memo": "m" * longest}) == []
    assert faults("expense", {**EXPENSE, "memo": "m" * (longest + 1)}) == [("memo", "string_too_long")]


@pytest.mark.parametrize(("entity_type", "record"), [("customer", CUSTOMER), ("item", ITEM), ("account", ACCOUNT)])
def test_a_new_name_has_no_colon(entity_type: EntityType, record: dict[str, Any]) -> None:
    assert faults(entity_type, {**record, "name": "A:B"}) == [("name", "invalid_characters")]


def test_the_full_name_of_a_job_stays_as_it_is() -> None:
    assert faults("customer", {**CUSTOMER, "name": f"{'A' * 40}:{'B' * 40}"}, verb=Verb.UPDATE) == []


@pytest.mark.requirement("B13")
def test_all_that_a_bill_lacks_is_told_at_once() -> None:
    lines: list[dict[str, Any]] = [
        {"item": "s-1", "amount": "1.00"},
        {"amount": "2.00", "billable": True},
        {"account": "6000", "amount": "3.00", "class": "East", "job": "Attic"},
    ]
    bill = {**BILL, "number": "n" * 21, "currency": "EUR", "ap_account": "7000", "lines": lines}
    found = faults("bill", bill, known=Known(account_types={"91": "Expense"}), closed_until="2026-05-31")
    assert found == [
        ("number", "string_too_long"),
        ("currency", "foreign_currency"),
        ("lines[0].quantity", "required_field_missing"),
        ("lines[0].unit_cost", "required_field_missing"),
        ("lines[1].account", "line_detail_missing"),
        ("lines[1].job", "billable_customer_missing"),
        ("total", "total_mismatch"),
        ("date", "closed_period"),
        ("ap_account", "account_type_invalid"),
        ("lines[2].class", "reference_not_found"),
        ("lines[2].job", "reference_not_found"),
    ]


@pytest.mark.requirement("B11")
def test_a_closed_period_takes_nothing_new_and_nothing_changed() -> None:
    for verb in Verb:
        assert faults("invoice", INVOICE, verb=verb, closed_until="2026-05-01", **DISCOUNTS) == [
            ("date", "closed_period")
        ]
    assert faults("invoice", INVOICE, closed_until="2026-04-30", **DISCOUNTS) == []


@pytest.mark.parametrize("entity_type", ["invoice", "payment", "expense", "refund", "bill_payment"])
def test_another_currency_is_refused_plainly(entity_type: EntityType) -> None:
    sample = next(record for kind, _, record in SAMPLES if kind == entity_type)
    assert faults(entity_type, {**sample, "currency": "EUR"}, **DISCOUNTS) == [("currency", "foreign_currency")]


@pytest.mark.requirement("E3")
def test_a_payment_must_fit_what_it_settles() -> None:
    too_much = {**PAYMENT, "applications": [{"invoice": "i-1", "amount": "100.01"}]}
    assert faults("payment", too_much) == [("amount", "payment_exceeds_balance")]
    assert faults("payment", {**PAYMENT, "applications": []}) == []
    half = {**BILL_PAYMENT, "applications": [{"bill": "b-1", "amount": "60.00"}]}
    assert faults("bill_payment", half) == [("amount", "amount_mismatch")]
    double = {**BILL_PAYMENT, "applications": [{"bill": "b-1", "amount": "240.00"}]}
    assert faults("bill_payment", double) == [("amount", "payment_exceeds_balance")]
    assert faults("bill_payment", {**BILL_PAYMENT, "applications": []}) == [("applications", "required_field_missing")]


def test_negative_amounts_of_payments_are_told() -> None:
    negative = {**PAYMENT, "amount": "-5.00", "applications": [{"invoice": "i-1", "amount": "-5.00"}]}
    assert faults("payment", negative) == [("applications[0].amount", "negative_amount"), ("amount", "negative_amount")]


@pytest.mark.parametrize(("entity_type", "record"), [("bill", BILL), ("expense", EXPENSE), ("invoice", INVOICE)])
def test_nothing_comes_to_less_than_zero(entity_type: EntityType, record: dict[str, Any]) -> None:
    line = {**record["lines"][-1], "quantity": "-1", "amount": f"-{record['lines'][-1].get('unit_cost', '0.34')}"}
    if entity_type == "invoice":
        line["amount"] = "-0.34"
    else:
        line |= {"unit_cost": "10.00", "amount": "-10.00"}
    changed = {
        **record,
        "lines": [line],
        "total": line["amount"],
        **({"discount_amount": "0"} if "customer" in record else {}),
    }
    assert faults(entity_type, changed) == [("total", "negative_amount")]


def test_a_refund_is_booked_on_items_accounts_or_the_default() -> None:
    line = {"quantity": "1", "unit_price": "30.00", "amount": "30.00"}
    refund = {**REFUND, "lines": [line]}
    assert faults("refund", refund) == [("lines[0].account", "line_detail_missing")]
    assert faults("refund", refund, defaults={"income": "4100"}, accounts=("4100",)) == []
    taxed = {**REFUND, "lines": [{**REFUND["lines"][0], "tax_rate": "state"}]}
    assert faults("refund", taxed) == [("lines[0].tax_rate", "tax_code_invalid")]


def test_a_tax_rate_needs_sales_tax_switched_on() -> None:
    taxed = invoice({**ITEM_LINE, "tax_rate": "state"}, total="20.00")
    assert faults("invoice", taxed, known=Known()) == [("lines[0].tax_rate", "feature_unavailable")]
    assert faults("invoice", taxed) == []


def test_an_item_is_sold_or_bought_on_accounts() -> None:
    bare = {"name": "Advice", "kind": "service", "unit_price": "1", "unit_cost": "1"}
    assert faults("item", bare) == [
        ("income_account", "income_account_missing"),
        ("expense_account", "expense_account_missing"),
    ]
    assert faults("item", bare, defaults={"income": "1", "expense": "2"}) == [
        ("income_account", "account_code_unknown"),
        ("expense_account", "account_code_unknown"),
    ]


@pytest.mark.parametrize("price", ["12345678901.00", "0.000001"])
def test_prices_have_ten_digits_and_five_places(price: str) -> None:
    assert faults("item", {**ITEM, "unit_price": price}) == [("unit_price", "invalid_field")]


def test_accounts_have_types_of_its_own() -> None:
    assert faults("account", {**ACCOUNT, "type": "Accounts Payable"}) == [("type", "account_type_invalid")]


def test_a_discount_of_terms_is_a_percentage() -> None:
    assert faults("term", {**TERM, "discount_percent": "101"}) == [("discount_percent", "invalid_field")]
