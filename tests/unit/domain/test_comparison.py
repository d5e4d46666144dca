"""What counts as a difference between a record and its twin, field by field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bookbridge.domain.comparison import COMPARED, MAX_LISTED, compare
from bookbridge.domain.discrepancies import Difference
from bookbridge.domain.records import EntityType, model_for

pytestmark = [pytest.mark.unit, pytest.mark.requirement("F7")]

LINE = {"quantity": "2", "unit_price": "120.00", "amount": "240.00"}
INVOICE: dict[str, Any] = {
    "number": "INV-1",
    "customer": "cust-1",
    "date": "2026-05-01",
    "due_date": "2026-05-31",
    "currency": "USD",
    "status": "Despatched",
    "lines": [LINE],
    "total": "240.00",
}
BILL: dict[str, Any] = {
    "vendor": "vend-1",
    "date": "2026-05-01",
    "due_date": "2026-05-31",
    "status": "posted",
    "lines": [{"account": "6000", "amount": "40.00"}, {"item": "i-1", "quantity": "3", "unit_cost": "2.50"}],
    "total": "47.50",
}
PAYMENT: dict[str, Any] = {
    "customer": "cust-1",
    "date": "2026-05-20",
    "amount": "100.00",
    "applications": [{"invoice": "inv-1", "amount": "60.00"}, {"invoice": "inv-2", "amount": "40.00"}],
}


def fields(entity_type: EntityType, ours: dict[str, Any], theirs: dict[str, Any], **more: Any) -> list[str]:
    return [each.field for each in compare(entity_type, ours, theirs, **more)]


def test_a_record_and_its_twin_agree() -> None:
    assert compare("invoice", INVOICE, INVOICE) == ()
    assert compare("bill", BILL, BILL) == ()
    assert compare("payment", PAYMENT, PAYMENT) == ()


@pytest.mark.parametrize(
    ("field", "theirs"),
    [
        ("number", "INV-2"),
        ("customer", "cust-2"),
        ("date", "2026-05-02"),
        ("due_date", "2026-06-30"),
        ("currency", "EUR"),
        ("total", "239.99"),
    ],
)
def test_each_field_that_matters_is_told_with_both_values(field: str, theirs: str) -> None:
    assert compare("invoice", INVOICE, {**INVOICE, field: theirs}) == (Difference(field, INVOICE[field], theirs),)


@pytest.mark.parametrize("field", ["memo", "status", "terms", "documents"])
def test_other_fields_do_not_matter(field: str) -> None:
    assert compare("invoice", {**INVOICE, field: "ours"}, {**INVOICE, field: "theirs"}) == ()


def test_amounts_are_compared_as_numbers() -> None:
    same = {**INVOICE, "total": "240", "lines": [{"quantity": "2.0", "unit_price": "120", "amount": "240.0"}]}
    assert compare("invoice", INVOICE, same) == ()


@pytest.mark.parametrize("field", ["number", "due_date", "currency", "total", "lines"])
def test_what_one_side_does_not_know_is_no_difference(field: str) -> None:
    without = {name: value for name, value in INVOICE.items() if name != field}
    assert compare("invoice", without, INVOICE) == ()
    assert compare("invoice", INVOICE, without) == ()


def test_the_taxes_that_the_package_added_when_it_was_written_are_no_difference() -> None:
    taxed = {**INVOICE, "total": "288.00"}
    assert compare("invoice", INVOICE, taxed, agreed_total="288.00") == ()
    assert fields("invoice", INVOICE, {**INVOICE, "total": "300.00"}, agreed_total="288.00") == ["total"]
    assert compare("invoice", INVOICE, INVOICE, agreed_total="288.00") == ()


def test_lines_may_stand_in_another_order() -> None:
    other = {"quantity": "1", "unit_price": "5.00", "amount": "5.00"}
    assert compare("invoice", {**INVOICE, "lines": [LINE, other]}, {**INVOICE, "lines": [other, LINE]}) == ()


def test_a_changed_line_is_named() -> None:
    other = {"quantity": "1", "unit_price": "5.00", "amount": "5.00"}
    changed = {"quantity": "1", "unit_price": "6.00", "amount": "6.00"}
    assert compare("invoice", {**INVOICE, "lines": [LINE, other]}, {**INVOICE, "lines": [LINE, changed]}) == (
        Difference("lines[1].amount", "5.00", "6.00"),
    )


def test_another_number_of_lines_is_told_as_such() -> None:
    assert compare("invoice", INVOICE, {**INVOICE, "lines": [LINE, LINE]}) == (Difference("lines", "1", "2"),)


def test_no_more_than_twenty_lines_are_told() -> None:
    many = [{"amount": f"{number}.00"} for number in range(100)]
    other = [{"amount": f"{number}.50"} for number in range(100)]
    assert len(fields("bill", {**BILL, "lines": many}, {**BILL, "lines": other})) == MAX_LISTED


@pytest.mark.parametrize(
    "theirs",
    [
        {"quantity": "2", "unit_price": "120.00", "amount": "240.00"},  # the discount in a line of its own
        {"quantity": "2", "unit_price": "120.00", "amount": "216.00", "discount_percent": "10"},
        {"quantity": "1", "unit_price": "216.00", "amount": "216.00"},  # no discounts on lines: the net amount
    ],
)
def test_a_lines_discount_is_no_difference_wherever_the_package_keeps_it(theirs: dict[str, str]) -> None:
    line = {**LINE, "amount": "216.00", "discount_percent": "10"}
    ours = {**INVOICE, "lines": [line], "total": "216.00"}
    assert compare("invoice", ours, {**ours, "lines": [theirs]}) == ()


def test_a_due_date_before_the_date_is_the_date() -> None:
    early = {**INVOICE, "due_date": "2026-04-01"}
    assert compare("invoice", early, {**INVOICE, "due_date": "2026-05-01"}) == ()
    assert fields("invoice", early, {**INVOICE, "due_date": "2026-05-02"}) == ["due_date"]


@pytest.mark.requirement("B11")
def test_a_date_that_was_moved_out_of_a_closed_period_is_no_difference() -> None:
    moved = {**INVOICE, "date": "2026-06-01", "due_date": "2026-06-01"}
    assert compare("invoice", INVOICE, moved, dates_move=True) == ()
    assert fields("invoice", INVOICE, moved) == ["date"]
    assert fields("invoice", INVOICE, {**INVOICE, "date": "2026-04-01"}, dates_move=True) == ["date"]


@pytest.mark.requirement("A1")
def test_a_bill_that_is_a_draft_on_one_side_only_differs_in_status() -> None:
    assert compare("bill", BILL, {**BILL, "status": "draft"}) == (Difference("status", "posted", "draft"),)
    assert compare("bill", {**BILL, "status": "draft"}, BILL) == (Difference("status", "draft", "posted"),)


@pytest.mark.requirement("A1")
def test_a_void_or_deletion_is_one_difference_of_status_whatever_else_changed_with_it() -> None:
    emptied = {**INVOICE, "total": "0.00", "lines": [{**LINE, "amount": "0.00"}]}
    assert compare("invoice", INVOICE, emptied, voided=True) == (Difference("status", "Despatched", "voided"),)
    assert compare("payment", PAYMENT, {}, deleted=True) == (Difference("status", "active", "deleted"),)
    assert compare("bill", BILL, {}, deleted=True) == (Difference("status", "posted", "deleted"),)


def test_what_was_voided_on_both_sides_agrees_and_on_ours_only_differs() -> None:
    assert compare("payment", PAYMENT, {**PAYMENT, "amount": "0.00"}, voided=True, voided_here=True) == ()
    assert compare("payment", PAYMENT, PAYMENT, voided_here=True) == (Difference("status", "voided", "active"),)


def test_a_payment_is_compared_by_what_it_settles() -> None:
    theirs = {**PAYMENT, "applications": [{"invoice": "inv-2", "amount": "40"}, {"invoice": "inv-3", "amount": "60"}]}
    assert compare("payment", PAYMENT, theirs) == (
        Difference("applications[inv-1]", "60.00", "0"),
        Difference("applications[inv-3]", "0", "60"),
    )


def test_the_table_is_plain_data_and_names_fields_that_the_types_have() -> None:
    assert json.loads(json.dumps(COMPARED)) == COMPARED
    for entity_type, compared in COMPARED.items():
        known = {field.alias or name for name, field in model_for(entity_type).model_fields.items()}
        assert set(compared) <= known
