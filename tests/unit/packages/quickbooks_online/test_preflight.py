"""Everything that QuickBooks Online would refuse, found at once and before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.failures.catalogue import load_shared
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.lookups import Known
from bookbridge.packages.quickbooks_online.preflight import check
from tests.contract.packages.records import (
    ACCOUNT,
    BILL,
    CHANGES,
    CUSTOMER,
    INVOICE,
    ITEM,
    PAYMENT,
    SAMPLES,
    TERM,
    VENDOR,
)
from tests.unit.packages.quickbooks_online.intents import intent

pytestmark = pytest.mark.unit

LINE = {"quantity": "2", "unit_price": "10.00", "amount": "20.00"}


def faults(entity_type: EntityType, record: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    found = check(intent(entity_type, record, **more))
    assert all(fault.message for fault in found)
    assert all(load_shared().row(fault.code) for fault in found)
    return [(fault.field, fault.code) for fault in found]


def invoice(*lines: dict[str, Any], total: str, **more: Any) -> dict[str, Any]:
    return {"number": "1", "customer": "c-1", "date": "2026-05-01", "lines": list(lines), "total": total, **more}


def bill(*lines: dict[str, Any], total: str, **more: Any) -> dict[str, Any]:
    return {**BILL, "lines": list(lines), "total": total, **more}


@pytest.mark.requirement("D9")
@pytest.mark.parametrize(("entity_type", "_id", "record"), SAMPLES, ids=[sample[0] for sample in SAMPLES])
@pytest.mark.parametrize("verb", [Verb.CREATE, Verb.UPDATE])
def test_a_good_record_has_no_faults(entity_type: EntityType, _id: str, record: dict[str, Any], verb: Verb) -> None:
    if verb is Verb.CREATE or entity_type in CHANGES:
        assert faults(entity_type, record, verb=verb) == []


@pytest.mark.requirement("E3", "B13")
def test_a_record_with_many_faults_names_them_all() -> None:
    record = {
        "name": "N:" + "x" * 510,
        "company_name": "c" * 101,
        "email": "nobody",
        "phone": "1" * 31,
        "billing_address": {"line1": "a\x07", "postal_code": "9" * 31},
        "terms": "t-1",
    }
    assert faults("customer", record, known=False) == [
        ("name", "string_too_long"),
        ("company_name", "string_too_long"),
        ("phone", "string_too_long"),
        ("billing_address.postal_code", "string_too_long"),
        ("name", "invalid_characters"),
        ("billing_address.line1", "invalid_characters"),
        ("email", "email_invalid"),
        ("terms", "record_unknown"),
    ]


@pytest.mark.requirement("E3")
@pytest.mark.parametrize(
    ("entity_type", "record", "field"),
    [
        ("vendor", {**VENDOR, "name": "v" * 501}, "name"),
        ("item", {**ITEM, "name": "i" * 101}, "name"),
        ("item", {**ITEM, "description": "d" * 4001}, "description"),
        ("item", {**ITEM, "sku": "s" * 101}, "sku"),
        ("account", {**ACCOUNT, "code": "1" * 21}, "code"),
        ("term", {**TERM, "name": "t" * 32}, "name"),
        ("invoice", {**INVOICE, "number": "9" * 22}, "number"),
        ("invoice", {**INVOICE, "memo": "m" * 4001}, "memo"),
        ("bill", {**BILL, "number": "9" * 22}, "number"),
        ("payment", {**PAYMENT, "reference": "9" * 22}, "reference"),
    ],
)
def test_long_texts_are_told_with_length_and_limit(entity_type: EntityType, record: dict[str, Any], field: str) -> None:
    (found,) = check(intent(entity_type, record))
    assert (found.field, found.code) == (field, "string_too_long")
    assert str(len(record[field])) in found.message
    assert str(len(record[field]) - 1) in found.message


def test_a_note_leaves_room_for_the_mark_that_we_add() -> None:
    marked = len(" [bookbridge payment/r-1]")
    assert faults("payment", {**PAYMENT, "memo": "m" * (4000 - marked)}) == []
    assert faults("payment", {**PAYMENT, "memo": "m" * (4001 - marked)}) == [("memo", "string_too_long")]
    unnumbered = {key: value for key, value in BILL.items() if key != "number"}
    assert faults("bill", {**BILL, "memo": "m" * 4000}) == []
    assert faults("bill", {**unnumbered, "memo": "m" * 4000}) == [("memo", "string_too_long")]


@pytest.mark.parametrize(
    ("entity_type", "record", "word"),
    [
        ("customer", {"name": "A:B"}, "a colon"),
        ("vendor", {"name": "A\tB"}, "a tab"),
        ("item", {**ITEM, "name": "A\nB"}, "a line break"),
        ("account", {**ACCOUNT, "name": 'A "B"'}, "a quote"),
        ("invoice", {**INVOICE, "memo": "A\x00B"}, "a control character"),
    ],
)
def test_characters_that_are_refused_are_named(entity_type: EntityType, record: dict[str, Any], word: str) -> None:
    (found,) = check(intent(entity_type, record))
    assert found.code == "invalid_characters"
    assert word in found.message


def test_line_breaks_are_welcome_in_texts() -> None:
    assert faults("invoice", {**INVOICE, "memo": "Two\nlines\tand a tab"}) == []


@pytest.mark.parametrize("price", ["0.123456", "12345678901234.56", "100000000000000.5"])
def test_numbers_with_too_many_digits_are_told(price: str) -> None:
    assert ("unit_price", "invalid_field") in faults("item", {**ITEM, "unit_price": price})


@pytest.mark.parametrize("price", ["0.12345", "1234567890123.45", "100000000000000", "1.50000000"])
def test_numbers_that_fit_are_fine(price: str) -> None:
    assert faults("item", {**ITEM, "unit_price": price}) == []


@pytest.mark.requirement("C1", "E3")
@pytest.mark.parametrize(
    ("quantity", "price", "amount", "fits"),
    [
        ("3", "0.335", "1.01", True),
        ("3", "0.335", "1.00", False),
        ("1", "0.005", "0.01", True),
        ("-2", "10.00", "-20.00", True),
        ("0.333", "3.00", "1.00", True),
        ("123456789", "12345.67891", "1524157876253.62", True),
    ],
)
def test_an_amount_is_quantity_times_price_rounded_half_up(quantity: str, price: str, amount: str, fits: bool) -> None:
    line = {"quantity": quantity, "unit_price": price, "amount": amount}
    found = faults("invoice", invoice({**LINE, "amount": "20.00"}, line, total="0.00"))
    assert (("lines[1].amount", "amount_mismatch") not in found) is fits


def test_a_line_with_a_discount_of_its_own_is_checked_after_it() -> None:
    line = {**LINE, "discount_percent": "12.5"}
    assert faults("invoice", invoice({**line, "amount": "17.50"}, total="17.50")) == []
    (found,) = check(intent("invoice", invoice(line, total="20.00")))
    assert (found.field, found.code) == ("lines[0].amount", "amount_mismatch")
    assert "less 12.5 % 17.50" in found.message
    for percent in ("101", "-1"):
        bad = invoice({**line, "discount_percent": percent}, total="20.00")
        assert ("lines[0].discount_percent", "discount_exceeds_total") in faults("invoice", bad)


@pytest.mark.requirement("C1", "E3")
@pytest.mark.parametrize(
    ("discount", "total", "expected"),
    [
        ("5.00", "15.00", []),
        ("5.00", "20.00", [("total", "total_mismatch")]),
        ("34.00", "0.00", [("discount_amount", "discount_exceeds_total")]),
        ("34.00", "-14.00", [("discount_amount", "discount_exceeds_total"), ("total", "negative_amount")]),
        ("-5.00", "25.00", [("discount_amount", "negative_amount")]),
        ("20.00", "0.00", []),
    ],
)
def test_a_total_is_the_lines_less_the_discount(discount: str, total: str, expected: list[tuple[str, str]]) -> None:
    assert faults("invoice", invoice(LINE, total=total, discount_amount=discount)) == expected


def test_the_total_of_a_taxed_invoice_is_the_packages_to_compute() -> None:
    assert faults("invoice", invoice({**LINE, "tax_rate": "x-1"}, total="23.80")) == []


def test_an_invoice_below_zero_is_a_credit_note() -> None:
    line = {"quantity": "-1", "unit_price": "5.00", "amount": "-5.00"}
    assert faults("invoice", invoice(line, total="-5.00")) == [("total", "negative_amount")]


def test_a_job_on_the_line_of_an_invoice_is_refused() -> None:
    assert faults("invoice", invoice({**LINE, "job": "Kitchen"}, total="20.00")) == [("lines[0].job", "invalid_field")]


@pytest.mark.requirement("B13", "D8")
def test_what_the_lines_of_a_bill_need_is_told_at_once() -> None:
    lines = (
        {"amount": "5.00"},
        {"item": "s-1", "amount": "5.00"},
        {"item": "s-1", "quantity": "2", "unit_cost": "3.00", "amount": "5.00"},
        {"account": "6000", "amount": "5.00", "billable": True},
    )
    assert faults("bill", bill(*lines, total="19.99")) == [
        ("lines[0].account", "line_detail_missing"),
        ("lines[1].quantity", "required_field_missing"),
        ("lines[1].unit_cost", "required_field_missing"),
        ("lines[2].amount", "amount_mismatch"),
        ("lines[3].job", "billable_customer_missing"),
        ("total", "total_mismatch"),
    ]


@pytest.mark.requirement("C4", "D8")
def test_a_default_account_stands_in_for_one_that_is_not_named() -> None:
    record = bill({"amount": "5.00"}, total="5.00")
    assert faults("bill", record, defaults={"expense": "6000"}, accounts=("6000",)) == []
    assert faults("bill", record, defaults={"expense": "6000"}) == [("lines[0].account", "account_code_unknown")]
    item = {"name": "Advice", "kind": "service", "unit_price": "1.00"}
    assert faults("item", item) == [("income_account", "income_account_missing")]
    assert faults("item", item, defaults={"income": "4100"}, accounts=("4100",)) == []
    assert faults("item", item, defaults={"income": "4100"}) == [("income_account", "account_code_unknown")]
    assert faults("item", item, verb=Verb.UPDATE) == []
    both = {"income": "4100", "expense": "6000"}
    bought = {**item, "unit_cost": "1.00"}
    assert faults("item", bought, defaults=both, accounts=("4100",)) == [("expense_account", "account_code_unknown")]
    paper = {"name": "Paper", "kind": "product", "expense_account": "6000"}
    assert faults("item", paper) == []
    payment = {"customer": "c-1", "date": "2026-05-01", "amount": "5.00"}
    assert faults("payment", payment, defaults={"bank": "1000"}) == [("deposit_account", "account_code_unknown")]
    assert faults("payment", payment, defaults={"bank": "1000"}, verb=Verb.UPDATE) == []
    given = invoice(LINE, total="15.00", discount_amount="5.00")
    assert faults("invoice", given, defaults={"discount": "4900"}) == [("discount_amount", "account_code_unknown")]
    assert faults("invoice", given, defaults={"discount": "4900"}, accounts=("4900",)) == []


@pytest.mark.requirement("E3")
def test_a_payment_covers_what_it_is_applied_to() -> None:
    record = {**PAYMENT, "amount": "50.00"}
    assert faults("payment", record) == [("amount", "payment_exceeds_balance")]
    assert faults("payment", {**PAYMENT, "amount": "-1.00", "applications": []}) == [("amount", "negative_amount")]


@pytest.mark.parametrize(("country", "longest"), [("US", 7), ("GBR", 7), ("AUS", 20), ("CA", 20), ("", 20)])
def test_an_account_number_is_as_long_as_its_country_allows(country: str, longest: int) -> None:
    for length in (longest, longest + 1):
        wish = intent("account", {**ACCOUNT, "code": "1" * length})
        assert [fault.field for fault in check(wish, Known(country=country))] == ["code"] * (length - longest)


def test_lists_have_rules_of_their_own() -> None:
    assert faults("account", {**ACCOUNT, "type": "Revenue"}) == [("type", "account_type_invalid")]
    assert faults("term", {"name": "Later", "discount_percent": "101"}) == [
        ("due_days", "required_field_missing"),
        ("discount_percent", "invalid_field"),
    ]


@pytest.mark.requirement("F5")
def test_references_that_are_not_known_are_named() -> None:
    assert faults("item", ITEM, known=False) == [
        ("income_account", "account_code_unknown"),
        ("expense_account", "account_code_unknown"),
    ]


def test_what_the_package_does_not_do_is_told_alone() -> None:
    assert faults("bill", {**BILL, "total": "1.00"}, verb=Verb.VOID) == [("(record)", "void_not_allowed")]
    assert faults("customer", CUSTOMER, verb=Verb.VOID) == [("(record)", "void_not_allowed")]
    assert faults("invoice", {**INVOICE, "total": "1.00"}, verb=Verb.VOID) == []
    rate = {"name": "x" * 200, "percent": "20"}
    for verb in Verb:
        assert faults("tax_rate", rate, verb=verb) == [("(record)", "created_in_package_only")]
    order = invoice(LINE, total="1.00")
    assert faults("order", order, verb=Verb.UPDATE) == [("(record)", "already_exported")]
    assert faults("order", order, verb=Verb.VOID) == [("(record)", "void_not_allowed")]
    assert faults("order", order) == [("total", "total_mismatch")]
