"""Records out and back in again: what the application sent is what it reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.records import EntityType
from tests.contract.packages.books import DEFAULTS, Ledger
from tests.contract.packages.records import (
    BILL,
    CHANGES,
    CUSTOMER,
    INVOICE,
    ITEM,
    ORDER,
    PAYMENT,
    SAMPLES,
)

pytestmark = pytest.mark.contract

READ = [sample for sample in SAMPLES if sample[0] not in {"order", "document"}]
"""Orders are read as the invoices they became, documents not at all."""
REFUSALS = {"already_exported", "change_not_allowed", "created_in_package_only"}
CHANGED = [sample for sample in SAMPLES if sample[0] in CHANGES]


@pytest.mark.requirement("A1")
@pytest.mark.parametrize(("entity_type", "record_id", "record"), READ, ids=[sample[0] for sample in READ])
def test_a_record_comes_back_as_it_was_sent(
    filled: Ledger, entity_type: EntityType, record_id: str, record: dict[str, Any]
) -> None:
    filled.needs(entity_type)
    fetched = filled.read(entity_type, record_id)
    assert filled.canonical(fetched) == filled.kept(entity_type, record)
    settled = entity_type in {"invoice", "bill"}  # a payment of it raises its version
    assert (fetched.version != filled.written[entity_type, record_id].version) is settled
    assert not fetched.voided


@pytest.mark.requirement("A1")
@pytest.mark.parametrize(("entity_type", "record_id", "record"), CHANGED, ids=[sample[0] for sample in CHANGED])
def test_a_record_that_was_updated_comes_back_as_it_was_sent_or_is_refused_by_name(
    filled: Ledger, entity_type: EntityType, record_id: str, record: dict[str, Any]
) -> None:
    filled.needs(entity_type)
    if not filled.package.manifest.entities[entity_type].updates:
        refused = filled.prepare(entity_type, record_id, {**record, **CHANGES[entity_type]}, Verb.UPDATE)
        assert isinstance(refused, tuple)
        assert {fault.code for fault in refused} <= REFUSALS
        return
    if entity_type in {"invoice", "bill"}:  # what has been paid cannot be changed everywhere
        record_id, record = "unpaid", {**record, "number": "UNPAID-1"}
        filled.write(entity_type, record_id, record)
    wanted = {**record, **CHANGES[entity_type]}
    filled.write(entity_type, record_id, wanted, Verb.UPDATE)
    assert filled.canonical(filled.read(entity_type, record_id)) == filled.kept(entity_type, wanted)


@pytest.mark.requirement("C2")
def test_what_is_sent_once_is_not_sent_again(filled: Ledger) -> None:
    order = filled.prepare("order", "o-1", {**ORDER, "memo": "Corrected"}, Verb.UPDATE)
    assert isinstance(order, tuple)
    assert [fault.code for fault in order] == ["already_exported"]


@pytest.mark.requirement("C7", "C6")
def test_an_order_is_exported_as_an_invoice(filled: Ledger) -> None:
    fetched = filled.read("order", "o-1")
    assert (fetched.entity_type, fetched.number) == ("invoice", ORDER["number"])
    package_id = filled.references["order", "o-1"]
    assert filled.package.link("order", package_id) == filled.package.link("invoice", package_id)


def test_what_the_application_does_not_name_stays_as_it_is_in_the_package(filled: Ledger) -> None:
    package_id = filled.references["customer", "c-1"]
    filled.served.edit("customer", package_id)
    filled.refresh("customer", "c-1")
    filled.write("customer", "c-1", {"name": CUSTOMER["name"], "phone": "1"}, Verb.UPDATE)
    assert filled.served.is_edited("customer", package_id)
    assert filled.canonical(filled.read("customer", "c-1")) == filled.kept("customer", {**CUSTOMER, "phone": "1"})


@pytest.mark.requirement("B9", "A3", "B13")
def test_what_belongs_to_the_application_never_leaves_it(filled: Ledger) -> None:
    vendor = {
        "name": "Elm Supplies",
        "ach": {"routing_number": "SECRET-1"},
        "default_payment_type": "SECRET-2",
        "approvers": ["SECRET-3"],
    }
    bill = {**BILL, "number": "B-78", "notes": "SECRET-4", "documents": ["SECRET-5"]}
    payment = {
        **PAYMENT,
        "amount": "3.00",
        "applications": [],
        "delivery": {"kind": "check", "check_number": "SECRET-6"},
    }
    filled.write("vendor", "v-2", vendor)
    filled.write("bill", "b-2", bill)
    filled.write("payment", "p-2", payment)
    assert filled.served.sent
    assert not [body for body in filled.served.sent if b"SECRET" in body]


@pytest.mark.requirement("C4")
def test_default_accounts_are_used_where_a_record_names_none(ledger: Ledger) -> None:
    item = {key: value for key, value in ITEM.items() if not key.endswith("_account")}
    assert set(ledger.package.account_references("item", item, DEFAULTS)) == {"4100", "6000"}
    ledger.write("item", "s-2", item, settings=DEFAULTS)
    assert ledger.canonical(ledger.read("item", "s-2")) == ledger.kept("item", ITEM)


@pytest.mark.requirement("A1")
def test_a_discount_and_discounted_lines_come_to_the_same_total(filled: Ledger) -> None:
    line = {"item": "s-1", "quantity": "2", "unit_price": "10.00", "discount_percent": "12.5", "amount": "17.50"}
    invoice = {**INVOICE, "number": "INV-1002", "lines": [line], "discount_amount": "1.00", "total": "16.50"}
    assert "4900" in filled.package.account_references("invoice", invoice, DEFAULTS)
    done = filled.write("invoice", "i-2", invoice, settings=DEFAULTS)
    assert done.total == "16.50"
    read = filled.canonical(filled.read("invoice", "i-2"))
    lines = sum(Decimal(line["amount"]) for line in read["lines"])
    assert lines - Decimal(read["discount_amount"]) == Decimal(read["total"]) == Decimal("16.50")
