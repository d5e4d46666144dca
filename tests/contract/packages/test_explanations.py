"""What a refusal becomes: a cause, the field, a name instead of an id, a link, and what to watch."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bookbridge.domain.dispatches import Refused, Verb
from bookbridge.domain.failures import Problem
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import waiting_on_package
from tests.contract.packages.books import ON_CLOUD_PACKAGES, Ledger, creates
from tests.contract.packages.records import (
    BILL,
    BILL_PAYMENT,
    CREDIT_NOTE,
    CUSTOMER,
    DOCUMENT,
    EXPENSE,
    INVOICE,
    ITEM,
    ORDER,
    PAYMENT,
    REFUND,
    VENDOR_CREDIT,
)
from tests.fakes.packages import cloud_names, names

pytestmark = pytest.mark.contract

OF_QUICKBOOKS_ONLINE = pytest.mark.parametrize("ledger", ["quickbooks-online"], indirect=True)
"""What only this package refuses, or only in this way; others have their own tests beside their other unit tests."""

REFUSES_WHAT_IS_INACTIVE = pytest.mark.parametrize("ledger", cloud_names(), indirect=True)
"""QuickBooks Desktop lets programs use what was made inactive."""

NUMBERED: list[tuple[EntityType, dict[str, Any], str]] = [
    ("credit_note", CREDIT_NOTE, "CN-1"),
    ("vendor_credit", VENDOR_CREDIT, "VC-5"),
    ("order", ORDER, "ORD-7"),
]

UNGUARDED: dict[EntityType, frozenset[str]] = {"vendor_credit": frozenset({"xero"})}
"""Documents whose numbers a package lets be used again."""


def explain(
    ledger: Ledger, entity_type: EntityType, record: dict[str, Any], record_id: str = "new-1", verb: Verb = Verb.CREATE
) -> Problem:
    operation, refused = ledger.refuse(entity_type, record_id, record, verb)
    problem = ledger.books.explain(operation, refused)
    assert problem.package_code == refused.code
    assert problem.message.startswith(refused.message)
    assert problem.title
    assert problem.remedies
    return problem


def deactivate(ledger: Ledger, entity_type: EntityType, record_id: str) -> str:
    package_id = ledger.references[entity_type, record_id]
    ledger.served.deactivate(entity_type, package_id)
    return package_id


@ON_CLOUD_PACKAGES
@pytest.mark.requirement("A1", "E3", "F6")
def test_a_taken_number_leads_to_the_document_that_has_it(filled: Ledger) -> None:
    theirs = filled.references["invoice", "i-1"]
    problem = explain(filled, "invoice", {**INVOICE, "date": "2026-05-03"})
    assert problem.code == "duplicate_number"
    assert problem.field == "number"
    assert problem.watch == waiting_on_package("invoice", theirs)
    assert problem.package_link == filled.package.link("invoice", theirs)
    assert problem.values["target_party"] == CUSTOMER["name"]


@pytest.mark.requirement("A1", "E3", "F6")
@pytest.mark.parametrize(
    ("ledger", "entity_type", "name"),
    [
        (package, *case)
        for package in names()
        for case in (("customer", "NORTON LUMBER"), ("vendor", CUSTOMER["name"]))
        if creates(package, case[0])
    ],
    indirect=["ledger"],
)
def test_a_taken_name_leads_to_the_party_that_has_it(filled: Ledger, entity_type: EntityType, name: str) -> None:
    problem = explain(filled, entity_type, {"name": name})
    other: tuple[EntityType, str] = ("vendor", "v-1") if entity_type == "customer" else ("customer", "c-1")
    assert problem.code == "duplicate_name"
    assert problem.field == "name"
    theirs = filled.references[other]
    assert problem.watch in {waiting_on_package(each, theirs) for each in ("customer", "vendor")}
    assert problem.package_link == filled.package.link(other[0], theirs)


@OF_QUICKBOOKS_ONLINE
def test_a_name_taken_by_somebody_we_do_not_keep_is_told_without_a_watch(filled: Ledger) -> None:
    filled.over_http.by_hand("POST", "/Employee", {"DisplayName": "Emily Platt", "GivenName": "Emily"})
    problem = explain(filled, "customer", {"name": "Emily Platt"})
    assert (problem.code, problem.watch, problem.package_link) == ("duplicate_name", "", "")
    assert problem.values["target_type"] == "employee"


@OF_QUICKBOOKS_ONLINE
def test_a_taken_item_name_leads_to_the_item(filled: Ledger) -> None:
    problem = explain(filled, "item", ITEM)
    assert problem.code == "duplicate_record"
    assert problem.watch == waiting_on_package("item", filled.references["item", "s-1"])
    assert "(Consulting)" in problem.message


@OF_QUICKBOOKS_ONLINE
@pytest.mark.requirement("E3", "F6")
def test_an_inactive_item_is_named_with_its_line(filled: Ledger) -> None:
    other = filled.write("item", "s-2", {**ITEM, "name": "Training"}).package_id
    deactivate(filled, "item", "s-2")
    line = {"item": "s-2", "quantity": "1", "unit_price": "5.00", "amount": "5.00"}
    lines = [*INVOICE["lines"], line]
    problem = explain(filled, "invoice", {**INVOICE, "number": "N-1", "lines": lines, "total": "188.26"})
    assert problem.code == "reference_inactive"
    assert problem.field == "lines[2].item"
    assert problem.values["reference_type"] == "item"
    assert problem.values["reference_name"].startswith("Training")
    assert problem.watch == waiting_on_package("item", other)


@REFUSES_WHAT_IS_INACTIVE
@pytest.mark.requirement("E3", "F6")
def test_an_inactive_customer_is_named(filled: Ledger) -> None:
    filled.write("customer", "c-2", {"name": "Birch"})
    package_id = deactivate(filled, "customer", "c-2")
    problem = explain(filled, "invoice", {**INVOICE, "number": "N-1", "customer": "c-2"})
    assert problem.code == "customer_deleted"
    assert problem.field == "customer"
    assert problem.watch == waiting_on_package("customer", package_id)
    assert problem.package_link == filled.package.link("customer", package_id)


@REFUSES_WHAT_IS_INACTIVE
@pytest.mark.requirement("E3", "F6")
def test_an_inactive_account_of_a_bill_is_named_with_its_line(filled: Ledger) -> None:
    account = deactivate(filled, "account", "6000")
    problem = explain(filled, "bill", {**BILL, "number": "N-1"})
    assert problem.code == "reference_inactive"
    assert problem.field == "lines[0].account"
    assert problem.watch == waiting_on_package("account", account)


@OF_QUICKBOOKS_ONLINE
@pytest.mark.requirement("A1", "F6")
def test_a_reference_to_something_that_does_not_exist_is_named(filled: Ledger) -> None:
    filled.references["item", "s-1"] = "98765"
    problem = explain(filled, "invoice", {**INVOICE, "number": "N-1"})
    assert problem.code == "reference_not_found"
    assert problem.field == "lines[0].item"
    assert problem.values["reference_id"] == "98765"


@pytest.mark.requirement("E3")
def test_a_payment_of_more_than_is_open_names_the_invoice(filled: Ledger) -> None:
    record = {**PAYMENT, "amount": "100.00", "applications": [{"invoice": "i-1", "amount": "100.00"}]}
    problem = explain(filled, "payment", record)
    assert problem.code == "payment_exceeds_balance"
    assert problem.field == "applications[0].invoice"
    (paid,) = filled.adapt("payment", PAYMENT)["applications"]
    assert problem.values["open_balance"] == str(Decimal(INVOICE["total"]) - Decimal(paid["amount"]))
    assert problem.watch == waiting_on_package("invoice", filled.references["invoice", "i-1"])


@OF_QUICKBOOKS_ONLINE
def test_a_payment_of_an_invoice_that_is_gone_names_it(filled: Ledger) -> None:
    gone = filled.references["invoice", "i-1"]
    filled.over_http.by_hand("DELETE", f"/Invoice/{gone}")
    problem = explain(filled, "payment", PAYMENT)
    assert problem.code == "application_refused"
    assert problem.field == "applications[0].invoice"
    assert problem.values["reference_id"] == gone


@pytest.mark.requirement("E3", "F6")
def test_a_bill_payment_of_more_than_is_open_names_the_bill(filled: Ledger) -> None:
    record = {**BILL_PAYMENT, "amount": "100.00", "applications": [{"bill": "b-1", "amount": "100.00"}]}
    problem = explain(filled, "bill_payment", record)
    assert problem.code == "payment_exceeds_balance"
    assert problem.field == "applications[0].bill"
    assert problem.values["open_balance"] == "80.35"
    family = filled.package.manifest.family("bill")
    assert problem.watch == waiting_on_package(family, filled.references["bill", "b-1"])


@pytest.mark.requirement("E3", "F6")
@pytest.mark.parametrize(
    ("ledger", "entity_type", "record", "number"),
    [(package, *case) for package in cloud_names() for case in NUMBERED if creates(package, case[0])],
    indirect=["ledger"],
)
def test_a_taken_number_of_any_document_leads_to_its_owner(
    filled: Ledger, entity_type: EntityType, record: dict[str, Any], number: str
) -> None:
    if filled.package.manifest.name in UNGUARDED.get(entity_type, ()):
        filled.write(entity_type, "new-1", {**record, "date": "2026-05-20"})
        assert filled.read(entity_type, "new-1").number == number
        return
    problem = explain(filled, entity_type, {**record, "date": "2026-05-20"})
    family = filled.package.manifest.family(entity_type)
    record_id = {"credit_note": "n-1", "vendor_credit": "vc-1", "order": "o-1"}[entity_type]
    assert problem.code in {"duplicate_number", "already_exported"}
    assert problem.values["doc_number"] == number
    assert problem.watch == waiting_on_package(family, filled.references[entity_type, record_id])


@OF_QUICKBOOKS_ONLINE
@pytest.mark.requirement("E3", "F6")
@pytest.mark.parametrize(
    ("entity_type", "record"), [("vendor_credit", VENDOR_CREDIT), ("expense", EXPENSE), ("refund", REFUND)]
)
def test_an_inactive_item_is_named_in_any_document(
    filled: Ledger, entity_type: EntityType, record: dict[str, Any]
) -> None:
    package_id = deactivate(filled, "item", "s-1")
    problem = explain(filled, entity_type, {**record, **({"number": "N-1"} if "number" in record else {})})
    assert problem.code == "reference_inactive"
    assert problem.field.endswith(".item")
    assert problem.watch == waiting_on_package("item", package_id)


@OF_QUICKBOOKS_ONLINE
@pytest.mark.requirement("A4", "E3")
def test_a_file_for_a_record_that_is_gone_names_the_record(filled: Ledger) -> None:
    gone = filled.references["credit_note", "n-1"]
    filled.over_http.by_hand("DELETE", f"/CreditMemo/{gone}")
    owner = {"entity_type": "credit_note", "record_id": "n-1"}
    problem = explain(filled, "document", {**DOCUMENT, "record": owner})
    assert problem.code in {"reference_not_found", "object_not_found"}
    assert problem.field == "record"
    assert problem.values["reference_id"] == gone


@OF_QUICKBOOKS_ONLINE
@pytest.mark.requirement("A1", "E4")
def test_a_record_deleted_in_the_package_is_told_as_deleted(filled: Ledger) -> None:
    filled.served.delete("bill", filled.references["bill", "b-1"])
    problem = explain(filled, "bill", BILL, "b-1", Verb.UPDATE)
    assert problem.code == "object_deleted"


@OF_QUICKBOOKS_ONLINE
@pytest.mark.requirement("B11")
def test_a_closed_period_is_told_with_its_end(filled: Ledger) -> None:
    filled.served.close_books("2026-05-31")
    problem = explain(filled, "invoice", {**INVOICE, "number": "N-1"})
    assert problem.code == "closed_period"
    assert problem.values["closing_date"] == "2026-05-31"
    filled.served.calls()
    explain(filled, "invoice", {**INVOICE, "number": "N-2"})
    assert sum(filled.served.calls().values()) == 1  # the push; the date is known by now


@OF_QUICKBOOKS_ONLINE
@pytest.mark.requirement("E3")
def test_a_wrong_account_type_names_the_account(filled: Ledger) -> None:
    operation = filled.operation("item", "new-1", {**ITEM, "name": "Training"})
    payload = {**operation.payload, "IncomeAccountRef": {"value": filled.references["account", "2000"]}}
    operation = replace(operation, payload=payload)
    (refused,) = filled.push(operation).values()
    assert isinstance(refused, Refused)
    problem = filled.books.explain(operation, refused)
    assert problem.code == "item_account_type_invalid"
    assert problem.field == "income_account"
    assert problem.values["account"] == "Accounts Payable (A/P)"


def test_a_failure_is_explained_even_when_the_package_cannot_be_asked(filled: Ledger) -> None:
    operation, refused = filled.refuse("customer", "c-2", {"name": "Norton Lumber"})
    filled.served.strike("unavailable", times=5)
    problem = filled.books.explain(operation, refused)
    assert (problem.code, problem.watch) == ("duplicate_name", "")
