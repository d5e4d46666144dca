"""What would be refused of credits, refunds, expenses, bill payments and files."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.failures.catalogue import load_shared
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.lookups import Known
from bookbridge.packages.quickbooks_online.payment_rules import money_account_of
from bookbridge.packages.quickbooks_online.preflight import check
from tests.contract.packages.records import (
    BILL_PAYMENT,
    CREDIT_NOTE,
    DOCUMENT,
    EXPENSE,
    INVOICE,
    PAYMENT,
    REFUND,
    VENDOR_CREDIT,
)
from tests.unit.packages.quickbooks_online.intents import intent

pytestmark = pytest.mark.unit

Found = list[tuple[str, str]]


def faults(entity_type: EntityType, record: dict[str, Any], account_type: str | None = None, **more: Any) -> Found:
    """What is found; `account_type` is that of the account that money comes from."""
    wish = intent(entity_type, record, **more)
    looked_at = None if account_type is None else Known({money_account_of(wish): account_type})
    found = check(wish, looked_at)
    assert all(fault.message for fault in found)
    assert all(load_shared().row(fault.code) for fault in found)
    return [(fault.field, fault.code) for fault in found]


@pytest.mark.requirement("B8", "E3")
@pytest.mark.parametrize(
    ("entity_type", "record", "field", "fitting"),
    [
        ("bill_payment", BILL_PAYMENT, "pay_from_account", {"Bank", "Credit Card"}),
        ("expense", EXPENSE, "account", {"Bank", "Credit Card", "Other Current Asset"}),
        ("refund", REFUND, "account", {"Bank", "Other Current Asset"}),
    ],
)
def test_money_comes_from_accounts_of_the_right_types(
    entity_type: EntityType, record: dict[str, Any], field: str, fitting: set[str]
) -> None:
    for account_type in ("Bank", "Credit Card", "Other Current Asset", "Income", "Accounts Payable"):
        expected = [] if account_type in fitting else [(field, "account_type_invalid")]
        assert faults(entity_type, record, account_type) == expected
    assert faults(entity_type, record, "") == [(field, "reference_not_found")]
    assert (field, "account_code_unknown") in faults(entity_type, record, "Income", known=False)
    wish = intent(entity_type, record)
    (told,) = check(wish, Known({money_account_of(wish): "Income"}))
    assert "Income" in told.message
    assert all(each in told.message for each in fitting)


@pytest.mark.requirement("E3", "B13")
@pytest.mark.parametrize(
    ("entity_type", "record", "changed", "expected"),
    [
        ("bill_payment", BILL_PAYMENT, {"applications": []}, [("applications", "required_field_missing")]),
        ("bill_payment", BILL_PAYMENT, {"amount": "119.99"}, [("amount", "payment_exceeds_balance")]),
        ("bill_payment", BILL_PAYMENT, {"amount": "-1.00"}, [("amount", "negative_amount")]),
        (
            "bill_payment",
            BILL_PAYMENT,
            {"applications": [{"bill": "b-1", "amount": "-5.00"}]},
            [("applications[0].amount", "negative_amount")],
        ),
        (
            "payment",
            PAYMENT,
            {"applications": [{"invoice": "i-1", "amount": "90.00"}, {"invoice": "i-2", "amount": "-5.00"}]},
            [("applications[1].amount", "negative_amount")],
        ),
        ("credit_note", CREDIT_NOTE, {"total": "67.50"}, [("total", "total_mismatch")]),
        ("credit_note", CREDIT_NOTE, {"discount_amount": "70.00"}, [("discount_amount", "discount_exceeds_total")]),
        ("credit_note", CREDIT_NOTE, {"number": "9" * 22}, [("number", "string_too_long")]),
        ("refund", REFUND, {"amount": "29.99"}, [("amount", "total_mismatch")]),
        ("refund", REFUND, {"discount_amount": "1.00", "amount": "29.00"}, []),
        ("vendor_credit", VENDOR_CREDIT, {"total": "1.00"}, [("total", "total_mismatch")]),
        ("expense", EXPENSE, {"total": "1.00"}, [("total", "total_mismatch")]),
    ],
)
def test_amounts_that_do_not_fit_are_told(
    entity_type: EntityType, record: dict[str, Any], changed: dict[str, Any], expected: Found
) -> None:
    assert faults(entity_type, {**record, **changed}) == expected


@pytest.mark.requirement("B10", "E3")
@pytest.mark.parametrize(
    ("entity_type", "record", "total"),
    [
        ("invoice", INVOICE, "total"),
        ("credit_note", CREDIT_NOTE, "total"),
        ("refund", REFUND, "amount"),
        ("vendor_credit", VENDOR_CREDIT, "total"),
    ],
)
def test_what_is_below_zero_is_another_kind_of_record(
    entity_type: EntityType, record: dict[str, Any], total: str
) -> None:
    sale = {"quantity": "-1", "unit_price": "5.00", "amount": "-5.00"}
    line = {"account": "6000", "amount": "-5.00"} if entity_type == "vendor_credit" else sale
    below = {**record, "lines": [line], "discount_amount": "0.00", total: "-5.00"}
    if entity_type == "vendor_credit":
        del below["discount_amount"]
    (fault,) = check(intent(entity_type, below))
    assert (fault.field, fault.code) == (total, "negative_amount")
    assert ": send a" in fault.message


def test_only_a_credit_card_is_given_back_what_was_spent() -> None:
    back = {**EXPENSE, "lines": [{"account": "6000", "amount": "-5.00"}], "total": "-5.00"}
    assert faults("expense", back, "Credit Card") == []
    assert faults("expense", back, "Bank") == [("total", "negative_amount")]


@pytest.mark.requirement("D7")
def test_a_total_is_checked_where_nothing_is_taxed() -> None:
    def taxed(rate: str) -> dict[str, Any]:
        return {**CREDIT_NOTE, "lines": [{**CREDIT_NOTE["lines"][0], "tax_rate": rate}], "total": "1.00"}

    wish = intent("credit_note", taxed("Exempt"))
    untaxed = {**wish.references, ("tax_rate", "Exempt"): "NON"}
    assert check(wish) == ()
    assert [fault.code for fault in check(type(wish)("1", wish.record, wish.verb, untaxed, wish.settings))] == [
        "total_mismatch"
    ]


@pytest.mark.requirement("A4")
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"record": {"entity_type": "term", "record_id": "t-1"}}, [("record.entity_type", "document_refused")]),
        ({"record": {"entity_type": "parcel", "record_id": "t-1"}}, [("record.entity_type", "document_refused")]),
        ({"record": {"entity_type": "vendor", "record_id": "v-1"}}, []),
        ({"file_name": ""}, [("file_name", "required_field_missing")]),
        ({"file_name": 'a"b.pdf'}, [("file_name", "invalid_characters")]),
        ({"file_name": "a\r\nX: b.pdf"}, [("file_name", "invalid_characters")]),
        ({"file_name": "x" * 1001}, [("file_name", "string_too_long")]),
        ({"content_type": "pdf"}, [("content_type", "invalid_field")]),
        (
            {"content_type": "application/pdf\r\nX: b"},
            [("content_type", "invalid_characters"), ("content_type", "invalid_field")],
        ),
    ],
)
def test_a_file_needs_an_owner_a_name_and_a_type(changed: dict[str, Any], expected: Found) -> None:
    assert faults("document", {**DOCUMENT, **changed}) == expected
