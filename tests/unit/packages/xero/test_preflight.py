"""What Xero would refuse, named before anything is sent: all of it at once."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.records import EntityType
from bookbridge.packages.xero.mapping import Known
from bookbridge.packages.xero.preflight import check, check_taxed_total, field_faults
from tests.contract.packages.records import (
    BILL,
    BILL_PAYMENT,
    CUSTOMER,
    DOCUMENT,
    EXPENSE,
    INVOICE,
    ITEM,
    ORDER,
    PAYMENT,
    REFUND,
)
from tests.unit.packages.xero.known import id_of, intent, item, known_for, payload_of, rate

pytestmark = pytest.mark.unit

LINE: dict[str, Any] = {"account": "200", "quantity": "1", "unit_price": "10.00", "amount": "10.00"}
SALE: dict[str, Any] = {"number": "A-1", "customer": "c", "date": "2026-05-01", "lines": [LINE], "total": "10.00"}
PAID: dict[str, Any] = {**PAYMENT, "amount": "90.00"}


def faults(
    entity_type: EntityType, record: dict[str, Any], known: Known | None = None, **more: Any
) -> list[FieldFault]:
    wanted = intent(entity_type, record, **more)
    return [*check(wanted, known or known_for(wanted))]


def told(*args: Any, **more: Any) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in faults(*args, **more)]


@pytest.mark.requirement("D9")
@pytest.mark.parametrize(
    ("entity_type", "record"),
    [
        ("customer", CUSTOMER),
        ("item", ITEM),
        ("invoice", INVOICE),
        ("order", ORDER),
        ("bill", BILL),
        ("payment", PAID),
        ("bill_payment", BILL_PAYMENT),
        ("refund", REFUND),
        ("expense", EXPENSE),
        ("document", DOCUMENT),
        ("account", {"name": "Rent", "code": "469", "type": "EXPENSE"}),
        ("tax_rate", {"name": "VAT", "percent": "17.5"}),
    ],
)
def test_a_good_record_has_no_faults(entity_type: EntityType, record: dict[str, Any]) -> None:
    assert faults(entity_type, record) == []


@pytest.mark.parametrize(
    ("entity_type", "changed", "expected"),
    [
        ("customer", {"name": "x" * 256}, ("name", "string_too_long")),
        ("customer", {"name": "A\x00"}, ("name", "invalid_characters")),
        ("customer", {"email": "no address"}, ("email", "email_invalid")),
        ("customer", {"billing_address": {"country": "x" * 51}}, ("billing_address.country", "string_too_long")),
        ("item", {"sku": "x" * 31}, ("sku", "string_too_long")),
        ("item", {"sku": None, "name": "x" * 31}, ("sku", "required_field_missing")),
        ("item", {"name": "x" * 51}, ("name", "string_too_long")),
        ("item", {"unit_price": "1.00001"}, ("unit_price", "invalid_field")),
        ("account", {"code": "x" * 11}, ("code", "string_too_long")),
        ("account", {"code": None}, ("code", "required_field_missing")),
        ("account", {"type": "Income"}, ("type", "account_type_invalid")),
        ("account", {"type": "BANK"}, ("type", "account_type_invalid")),
        ("tax_rate", {"percent": "101"}, ("percent", "invalid_field")),
        ("invoice", {"memo": "x" * 256}, ("memo", "string_too_long")),
        ("invoice", {"number": "x" * 255, "total": "11.00"}, ("total", "total_mismatch")),
        ("invoice", {"lines": [{**LINE, "quantity": "1.00001"}]}, ("lines[0].quantity", "invalid_field")),
        ("invoice", {"lines": [{**LINE, "amount": "10.01"}], "total": "10.01"}, ("lines[0].amount", "amount_mismatch")),
        ("invoice", {"lines": [{**LINE, "class": "West"}]}, ("lines[0].class", "reference_not_found")),
        ("invoice", {"lines": [{**LINE, "class": "Old"}]}, ("lines[0].class", "reference_not_found")),
        ("invoice", {"discount_amount": "-1.00", "total": "11.00"}, ("discount_amount", "negative_amount")),
        ("expense", {"payee": None}, ("payee", "required_field_missing")),
        ("expense", {"total": "1.00"}, ("total", "total_mismatch")),
        ("bill", {"total": "1.00"}, ("total", "total_mismatch")),
        ("refund", {"amount": "1.00"}, ("amount", "total_mismatch")),
        ("document", {"file_name": "a/b.pdf"}, ("file_name", "invalid_characters")),
        ("document", {"record": {"entity_type": "item", "record_id": "s"}}, ("record.entity_type", "document_refused")),
    ],
)
def test_a_field_that_xero_would_refuse_is_named(
    entity_type: EntityType, changed: dict[str, Any], expected: tuple[str, str]
) -> None:
    good: dict[str, dict[str, Any]] = {
        "customer": CUSTOMER,
        "item": ITEM,
        "account": {"name": "Rent", "code": "469", "type": "EXPENSE"},
        "tax_rate": {"name": "VAT", "percent": "17.5"},
        "invoice": SALE,
        "expense": EXPENSE,
        "bill": BILL,
        "refund": REFUND,
        "document": DOCUMENT,
    }
    assert told(entity_type, {**good[entity_type], **changed}) == [expected]


@pytest.mark.requirement("B13")
def test_all_faults_of_a_record_are_named_at_once() -> None:
    lines = [{**LINE, "amount": "9.00"}, {**LINE, "description": "x" * 4001, "job": "Nowhere"}]
    record = {**SALE, "lines": lines, "memo": "x" * 300, "total": "1.00"}
    assert told("invoice", record) == [
        ("memo", "string_too_long"),
        ("lines[1].description", "string_too_long"),
        ("lines[0].amount", "amount_mismatch"),
        ("total", "total_mismatch"),
        ("lines[1].job", "reference_not_found"),
    ]


@pytest.mark.requirement("C1")
def test_a_discount_above_the_total_is_told_as_the_guide_tells_it() -> None:
    record = {**SALE, "discount_amount": "14.00", "total": "0.00"}
    (fault,) = faults("order", record)
    assert (fault.field, fault.code) == ("discount_amount", "discount_exceeds_total")


def test_a_document_below_zero_is_not_sent() -> None:
    line = {**LINE, "unit_price": "-10.00", "amount": "-10.00"}
    assert told("invoice", {**SALE, "lines": [line], "total": "-10.00"}) == [("total", "negative_amount")]


@pytest.mark.requirement("C4")
def test_a_line_needs_an_account_of_its_own_of_its_item_or_of_the_connection() -> None:
    line = {key: value for key, value in LINE.items() if key != "account"}
    record = {**SALE, "lines": [line]}
    assert told("invoice", record) == []
    assert told("invoice", record, defaults={}, accounts=()) == [("lines[0].account", "account_code_missing")]
    assert told("invoice", record, accounts=()) == [("lines[0].account", "account_code_unknown")]
    with_item = {**SALE, "lines": [{**line, "item": "s"}]}
    assert told("invoice", with_item, defaults={}, accounts=()) == []
    unbooked = Known(items={id_of("invoice", with_item, "lines[0].item"): item(SalesDetails={})})
    assert told("invoice", with_item, unbooked, defaults={}, accounts=()) == [
        ("lines[0].account", "account_code_missing")
    ]


def test_an_item_that_is_gone_is_named_with_its_line() -> None:
    record = {**SALE, "lines": [LINE, {**LINE, "item": "s"}], "total": "20.00"}
    assert told("invoice", record, Known()) == [("lines[1].item", "reference_not_found")]


def test_a_discount_needs_its_account() -> None:
    record = {**SALE, "discount_amount": "1.00", "total": "9.00"}
    assert told("invoice", record, defaults={}) == [("discount_amount", "default_account_missing")]
    assert told("invoice", record, accounts=()) == [("discount_amount", "account_code_unknown")]


def test_the_accounts_of_an_item_need_a_code_there() -> None:
    account = {id_of("item", ITEM, "income_account"): {"Name": "Sales", "Code": ""}}
    assert told("item", ITEM, Known(accounts=account)) == [("income_account", "account_code_missing")]


@pytest.mark.requirement("D7")
@pytest.mark.parametrize(
    ("found", "expected"),
    [(None, True), (rate(Status="ARCHIVED"), True), (rate(), False)],
)
def test_a_tax_rate_must_be_active(found: dict[str, Any] | None, expected: bool) -> None:
    record = {**SALE, "lines": [{**LINE, "tax_rate": "OUTPUT"}]}
    package_id = id_of("invoice", record, "lines[0].tax_rate")
    known = Known(tax_rates={package_id: found} if found else {})
    assert (("lines[0].tax_rate", "tax_code_invalid") in told("invoice", record, known)) is expected


@pytest.mark.requirement("D9")
@pytest.mark.parametrize(("total", "good"), [("0.30", True), ("0.33", True), ("0.32", False), ("0.31", False)])
def test_the_total_of_a_taxed_document_is_worked_out_as_xero_does(total: str, good: bool) -> None:
    """8.25 % of 0.10 is 0.00825: rounded for each of three lines it makes 0.03, rounded at the end it would be 0.02."""
    line = {**LINE, "unit_price": "0.10", "amount": "0.10", "tax_rate": "OUTPUT"}
    record = {**SALE, "lines": [line] * 3, "total": total}
    wanted = intent("invoice", record)
    known = known_for(wanted)
    assert check(wanted, known) == ()
    found = [*check_taxed_total(wanted.record.body, payload_of("invoice", record, known=known), known)]
    assert [(fault.field, fault.code) for fault in found] == ([] if good else [("total", "total_mismatch")])


def test_a_wrong_total_of_a_taxed_document_is_told_with_what_lines_and_tax_come_to() -> None:
    record = {**SALE, "lines": [{**LINE, "tax_rate": "OUTPUT"}], "total": "11.00"}
    wanted = intent("invoice", record)
    known = known_for(wanted)
    (fault,) = check_taxed_total(wanted.record.body, payload_of("invoice", record, known=known), known)
    assert fault.message == "is 11.00, but the lines come to 10.00 and their tax to 0.83: 10.83 is expected"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"amount": "100.00"}, ("applications", "business_rule")),
        ({"amount": "100.00", "applications": []}, ("applications", "business_rule")),
        ({"amount": "80.00"}, ("amount", "payment_exceeds_balance")),
        ({"amount": "0.00", "applications": []}, ("amount", "negative_amount")),
    ],
)
def test_a_payment_settles_documents_with_all_of_its_amount(changed: dict[str, Any], expected: tuple[str, str]) -> None:
    assert told("payment", {**PAID, **changed}) == [expected]


def test_a_payment_that_settles_nothing_is_told_where_it_belongs() -> None:
    (fault,) = faults("payment", {**PAID, "applications": []})
    assert "overpayment or prepayment" in fault.message
    assert "apply all of it" in fault.message


def test_a_part_of_a_payment_must_be_above_zero() -> None:
    applications = [{"invoice": "i", "amount": "90.00"}, {"invoice": "j", "amount": "0.00"}]
    assert told("payment", {**PAID, "applications": applications}) == [("applications[1].amount", "negative_amount")]


def test_a_payment_needs_an_account() -> None:
    record = {**PAID, "deposit_account": None}
    assert told("payment", record) == []
    assert told("payment", record, defaults={}) == [("deposit_account", "default_account_missing")]
    assert told("payment", record, accounts=()) == [("deposit_account", "account_code_unknown")]


@pytest.mark.requirement("B11")
@pytest.mark.parametrize(("until", "locked"), [("2026-04-30", False), ("2026-05-01", True), ("2026-12-31", True)])
def test_nothing_is_sent_into_a_locked_period(until: str, locked: bool) -> None:
    wanted = intent("invoice", SALE)
    found = [*check(wanted, known_for(wanted, locked_until=until))]
    assert [fault.code for fault in found] == (["closed_period"] if locked else [])
    if until == "2026-05-01":
        assert "2026-05-02" in found[0].message


@pytest.mark.requirement("B11")
def test_what_lies_in_a_locked_period_is_not_voided() -> None:
    wanted = intent("invoice", SALE, verb=Verb.VOID)
    assert [fault.code for fault in check(wanted, Known(locked_until="2026-05-31"))] == ["closed_period"]
    assert check(wanted, Known()) == ()


@pytest.mark.requirement("C2")
@pytest.mark.parametrize(
    ("entity_type", "record", "verb", "code"),
    [
        ("order", ORDER, Verb.UPDATE, "already_exported"),
        ("order", ORDER, Verb.VOID, "void_not_allowed"),
        ("payment", PAID, Verb.UPDATE, "change_not_allowed"),
        ("document", DOCUMENT, Verb.UPDATE, "change_not_allowed"),
        ("customer", CUSTOMER, Verb.VOID, "void_not_allowed"),
        ("term", {"name": "Net 30", "due_days": 30}, Verb.CREATE, "entity_type_not_synced"),
    ],
)
def test_what_is_not_done_at_all_is_told_alone(
    entity_type: EntityType, record: dict[str, Any], verb: Verb, code: str
) -> None:
    assert [fault.code for fault in faults(entity_type, record, Known(), verb=verb)] == [code]


def test_terms_are_no_reference_of_xeros_and_everything_else_must_be_known() -> None:
    wanted = intent("invoice", INVOICE, known=False)
    found = {(fault.field, fault.code) for fault in check(wanted, Known())}
    assert ("customer", "record_unknown") in found
    assert ("lines[0].account", "account_code_unknown") in found
    assert not any(field == "terms" for field, _ in found)


def test_field_rules_alone_need_no_organisation() -> None:
    wanted = intent("invoice", {**SALE, "lines": [{**LINE, "class": "West"}], "memo": "x" * 256}, known=False)
    assert [fault.code for fault in field_faults(wanted)] == ["string_too_long"]
