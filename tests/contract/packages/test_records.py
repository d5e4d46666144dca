"""Records out and back in again: what the application sent is what it reads."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.records import EntityType
from tests.contract.packages.books import DEFAULTS, Ledger
from tests.contract.packages.records import BILL, CUSTOMER, INVOICE, ITEM, PAYMENT, SAMPLES

pytestmark = pytest.mark.contract


@pytest.mark.requirement("A1")
@pytest.mark.parametrize(("entity_type", "record_id", "record"), SAMPLES, ids=[sample[0] for sample in SAMPLES])
def test_a_record_comes_back_as_it_was_sent(
    filled: Ledger, entity_type: EntityType, record_id: str, record: dict[str, Any]
) -> None:
    fetched = filled.read(entity_type, record_id)
    assert filled.canonical(fetched) == record
    raised = entity_type == "invoice"  # by the payment that settles it
    assert (fetched.version != filled.written[entity_type, record_id].version) is raised
    assert not fetched.voided


@pytest.mark.requirement("A1")
@pytest.mark.parametrize(("entity_type", "record_id", "record"), SAMPLES, ids=[sample[0] for sample in SAMPLES])
def test_a_record_that_was_updated_comes_back_as_it_was_sent(
    filled: Ledger, entity_type: EntityType, record_id: str, record: dict[str, Any]
) -> None:
    changes: dict[EntityType, dict[str, Any]] = {
        "invoice": {"memo": "Corrected", "due_date": "2026-06-15"},
        "bill": {"memo": "Corrected", "lines": BILL["lines"][:1], "total": "40.10"},
        "payment": {"memo": "Corrected", "amount": "95.00"},
    }
    wanted = {**record, **changes.get(entity_type, {"name": "Another name"})}
    if entity_type == "invoice":  # its payment has raised its version
        filled.refresh("invoice", record_id)
    filled.write(entity_type, record_id, wanted, Verb.UPDATE)
    assert filled.canonical(filled.read(entity_type, record_id)) == wanted


def test_what_the_application_does_not_name_stays_as_it_is_in_the_package(filled: Ledger) -> None:
    package_id = filled.references["customer", "c-1"]
    filled.served.by_hand("PATCH", f"/Customer/{package_id}", {"Notes": "Pays late"})
    filled.refresh("customer", "c-1")
    filled.write("customer", "c-1", {"name": CUSTOMER["name"], "phone": "1"}, Verb.UPDATE)
    twin = filled.served.by_hand("GET", f"/Customer/{package_id}")
    assert (twin.get("Customer") or twin)["Notes"] == "Pays late"
    assert filled.canonical(filled.read("customer", "c-1")) == {**CUSTOMER, "phone": "1"}


@pytest.mark.requirement("B9", "A3", "B13")
def test_what_belongs_to_the_application_never_leaves_it(filled: Ledger) -> None:
    vendor = {
        "name": "Elm Supplies",
        "ach": {"routing_number": "SECRET-1"},
        "default_payment_type": "SECRET-2",
        "approvers": ["SECRET-3"],
    }
    bill = {**BILL, "number": "B-78", "notes": "SECRET-4", "documents": ["SECRET-5"]}
    payment = {**PAYMENT, "applications": [], "delivery": {"kind": "check", "check_number": "SECRET-6"}}
    filled.write("vendor", "v-2", vendor)
    filled.write("bill", "b-2", bill)
    filled.write("payment", "p-2", payment)
    assert not [request for request in filled.served.http.sent if b"SECRET" in request.body]


@pytest.mark.requirement("C4")
def test_default_accounts_are_used_where_a_record_names_none(ledger: Ledger) -> None:
    item = {key: value for key, value in ITEM.items() if not key.endswith("_account")}
    assert set(ledger.package.account_references("item", item, DEFAULTS)) == {"4100", "6000"}
    ledger.write("item", "s-2", item, settings=DEFAULTS)
    assert ledger.canonical(ledger.read("item", "s-2")) == ITEM


@pytest.mark.requirement("A1")
def test_a_discount_and_discounted_lines_come_to_the_same_total(filled: Ledger) -> None:
    line = {"item": "s-1", "quantity": "2", "unit_price": "10.00", "discount_percent": "12.5", "amount": "17.50"}
    invoice = {**INVOICE, "number": "INV-1002", "lines": [line], "discount_amount": "1.00", "total": "16.50"}
    assert filled.package.account_references("invoice", invoice, DEFAULTS) == ("4900",)
    done = filled.write("invoice", "i-2", invoice, settings=DEFAULTS)
    assert done.total == "16.50"
    read = filled.canonical(filled.read("invoice", "i-2"))
    assert read["discount_amount"] == "3.50"
    assert read["total"] == "16.50"
