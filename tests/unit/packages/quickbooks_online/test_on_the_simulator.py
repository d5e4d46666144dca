"""What differs from company to company: taxes, currencies, and the accounts that money comes from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.dispatches import Verb
from bookbridge.domain.records import EntityType
from tests.contract.packages.books import ORGANISATION, Ledger, quickbooks_online
from tests.contract.packages.records import (
    ACCOUNT_CODES,
    BILL,
    BILL_PAYMENT,
    CREDIT_NOTE,
    CUSTOMER,
    EXPENSE,
    INVOICE,
    ITEM,
    REFUND,
    TERM,
    VENDOR,
    VENDOR_CREDIT,
)
from tests.simulators.quickbooks_online.simulator import Simulator

pytestmark = pytest.mark.unit

LINE = {"item": "s-1", "quantity": "1", "unit_price": "10.00", "amount": "10.00"}


def company(country: str = "US", **settings: Any) -> Ledger:
    """The books of a company somewhere, with what everything refers to."""
    ledger = quickbooks_online()
    ledger.over_http.simulator.add_organisation(ORGANISATION, "Craig's Landscaping", country=country)
    if settings:
        ledger.over_http.by_hand("PUT", "", settings)
    ledger.know_accounts(*ACCOUNT_CODES, "2100")
    ledger.write("term", "t-1", TERM)
    ledger.write("item", "s-1", ITEM)
    return ledger


def know_taxes(ledger: Ledger, *codes: str) -> None:
    found = ledger.books.find_codes("tax_rate", codes)
    ledger.references |= {("tax_rate", code): package_id for code, package_id in found.items()}


@pytest.mark.requirement("D7")
def test_lines_are_taxed_or_not_in_the_us() -> None:
    ledger = company()
    ledger.write("customer", "c-1", CUSTOMER)
    know_taxes(ledger, "TAX", "NON")
    lines = [{**LINE, "tax_rate": "TAX"}, {**LINE, "tax_rate": "NON"}]
    forms: tuple[tuple[EntityType, dict[str, Any], str], ...] = (
        ("invoice", INVOICE, "total"),
        ("credit_note", CREDIT_NOTE, "total"),
        ("refund", REFUND, "amount"),
    )
    for entity_type, record, total in forms:
        wanted = {**record, "lines": lines, "discount_amount": "1.00", total: "19.00"}
        ledger.write(entity_type, "x-1", wanted)
        assert ledger.canonical(ledger.read(entity_type, "x-1")) == wanted
    codes = {each.record["name"]: each.record for each in ledger.books.fetch({"tax_rate": ["TAX", "NON"]}).records}
    assert codes == {"TAX": {"name": "TAX", "code": "TAX"}, "NON": {"name": "NON", "percent": "0", "code": "NON"}}


@pytest.mark.requirement("D7")
def test_tax_codes_elsewhere_have_names_and_percentages() -> None:
    ledger = company("GB")
    know_taxes(ledger, "Standard", "Exempt", "TAX")
    assert ("tax_rate", "TAX") not in ledger.references
    ids = [ledger.references["tax_rate", name] for name in ("Standard", "Exempt")]
    result = ledger.books.fetch({"tax_rate": [*ids, "99"]})
    assert [each.record for each in result.records] == [
        {"name": "Standard", "percent": "20"},
        {"name": "Exempt", "percent": "0"},
    ]
    assert result.missing == (("tax_rate", "99"),)
    customer = {**CUSTOMER, "tax_rate": "Standard", "currency": "GBP"}
    item = {**ITEM, "name": "Training", "tax_rate": "Exempt"}
    lines = [{**LINE, "tax_rate": "Standard"}]
    invoice = {**INVOICE, "currency": "GBP", "lines": lines, "discount_amount": "0.50", "total": "9.50"}
    written: tuple[tuple[EntityType, str, dict[str, Any]], ...] = (
        ("customer", "c-1", customer),
        ("item", "s-2", item),
        ("invoice", "i-1", invoice),
    )
    for entity_type, record_id, record in written:
        ledger.write(entity_type, record_id, record)
        assert ledger.canonical(ledger.read(entity_type, record_id)) == record


@pytest.mark.requirement("D7", "E3")
def test_a_tax_code_of_another_country_is_told_with_its_line() -> None:
    ledger = company()
    ledger.write("customer", "c-1", CUSTOMER)
    ledger.references["tax_rate", "Standard"] = "5"
    record = {**INVOICE, "lines": [LINE, {**LINE, "tax_rate": "Standard"}]}
    operation, refused = ledger.refuse("invoice", "i-1", record)
    problem = ledger.books.explain(operation, refused)
    assert (problem.code, problem.field) == ("tax_code_invalid", "lines[1].tax_rate")


@pytest.mark.requirement("F2")
def test_a_change_of_a_tax_rate_arrives_within_the_hour_and_in_a_new_version() -> None:
    ledger = company("GB")
    (before,) = ledger.books.fetch({"tax_rate": ["1"]}).records
    ledger.served.advance(3600)
    cursor = ledger.served.now
    simulator = ledger.over_http.simulator
    assert isinstance(simulator, Simulator)
    rate = simulator.organisations[ORGANISATION].tables["TaxRate"]["1"]
    rate.fields["RateValue"], rate.sync_token, rate.updated_at = 21, 1, cursor
    assert ledger.books.changes_since(cursor).changes == ()
    ledger.served.advance(1800)  # the full hour has passed
    ledger.served.calls()
    (change,) = ledger.books.changes_since(cursor + timedelta(minutes=20)).changes
    assert sum(ledger.served.calls().values()) == 3
    assert (change.entity_type, change.package_id, change.kind) == ("tax_rate", "1", ChangeKind.UPDATED)
    assert change.occurred_at > before.updated_at
    (after,) = ledger.books.fetch({"tax_rate": ["1"]}).records
    assert after.record["percent"] == "21"
    assert after.version != before.version


@pytest.mark.requirement("B13")
def test_every_kind_of_document_is_kept_in_the_currency_of_its_party() -> None:
    ledger = company(multicurrency=True)
    ledger.write("customer", "c-1", {**CUSTOMER, "currency": "EUR"})
    ledger.write("vendor", "v-1", {**VENDOR, "currency": "EUR"})
    documents: tuple[tuple[EntityType, dict[str, Any]], ...] = (
        ("invoice", INVOICE),
        ("credit_note", CREDIT_NOTE),
        ("refund", REFUND),
        ("bill", BILL),
        ("vendor_credit", VENDOR_CREDIT),
        ("expense", EXPENSE),
        ("bill_payment", {**BILL_PAYMENT, "applications": [{"bill": "x-1", "amount": "5.00"}]}),
    )
    for entity_type, record in documents:
        ledger.write(entity_type, "x-1", {**record, "currency": "EUR"})
        assert ledger.read(entity_type, "x-1").record["currency"] == "EUR"


@pytest.mark.requirement("B13", "E3")
def test_a_currency_that_is_missing_or_not_the_partys_is_told() -> None:
    ledger = company(multicurrency=True)
    ledger.write("customer", "c-1", {**CUSTOMER, "currency": "EUR"})
    operation, refused = ledger.refuse("refund", "r-1", {**REFUND, "currency": "USD"})
    assert ledger.books.explain(operation, refused).code == "currency_invalid"
    without = {field: value for field, value in REFUND.items() if field != "currency"}
    found = ledger.prepare("refund", "r-1", without)
    assert isinstance(found, tuple)
    assert [(each.field, each.code) for each in found] == [("currency", "required_field_missing")]


@pytest.mark.requirement("B8")
def test_bills_and_expenses_are_paid_by_card() -> None:
    ledger = company()
    ledger.write("vendor", "v-1", VENDOR)
    ledger.write("bill", "b-1", BILL)
    by_card = {**BILL_PAYMENT, "pay_from_account": "2100", "method": "Credit Card"}
    ledger.write("bill_payment", "bp-1", by_card)
    assert ledger.canonical(ledger.read("bill_payment", "bp-1")) == by_card
    lines = [{"item": "s-1", "quantity": "-2", "unit_cost": "10.50", "amount": "-21.00"}]
    back = {**EXPENSE, "account": "2100", "method": "Credit Card", "lines": lines, "total": "-21.00"}
    ledger.write("expense", "e-1", back)
    assert ledger.canonical(ledger.read("expense", "e-1")) == back
    spent = {**back, "lines": EXPENSE["lines"], "total": EXPENSE["total"]}
    ledger.write("expense", "e-1", spent, Verb.UPDATE)
    assert ledger.canonical(ledger.read("expense", "e-1")) == spent


@pytest.mark.requirement("F4", "B8")
def test_many_payments_from_one_account_do_not_ask_for_the_type_that_is_known_with_its_number() -> None:
    ledger = company()
    ledger.write("vendor", "v-1", VENDOR)
    ledger.write("bill", "b-1", BILL)
    ledger.served.calls()
    payment = {**BILL_PAYMENT, "applications": [{"bill": "b-1", "amount": "1.00"}]}
    operations = [ledger.operation("bill_payment", f"bp-{each}", payment) for each in range(10)]
    ledger.push(*operations)
    assert ledger.served.calls() == {"POST batch": 1}


@pytest.mark.requirement("A1", "E4")
def test_what_was_voided_there_is_read_as_voided() -> None:
    ledger = company()
    ledger.write("customer", "c-1", CUSTOMER)
    ledger.write("credit_note", "n-1", CREDIT_NOTE)
    ledger.served.advance(60)
    cursor = ledger.served.now
    ledger.over_http.by_hand("POST", f"/CreditMemo/{ledger.references['credit_note', 'n-1']}/void")
    (change,) = ledger.books.changes_since(cursor).changes
    assert (change.entity_type, change.kind) == ("credit_note", ChangeKind.VOIDED)
    fetched = ledger.read("credit_note", "n-1")
    assert fetched.voided
    assert (fetched.record["total"], fetched.record["memo"]) == ("0.00", CREDIT_NOTE["memo"])
