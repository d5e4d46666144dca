"""A record that nobody changed in the package is no drift, however the package keeps it."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.comparison import COMPARED, compare
from bookbridge.domain.records import EntityType, parse_record
from bookbridge.ports.manifests import Drift
from tests.contract.packages.books import DEFAULTS, Ledger
from tests.contract.packages.records import CREDIT_NOTE, INVOICE, ITEM, SAMPLES

pytestmark = [pytest.mark.contract, pytest.mark.requirement("F7")]

ASKED = [sample for sample in SAMPLES if sample[0] in COMPARED]
DISCOUNTED = {"quantity": "2", "unit_price": "50.00", "amount": "90.00", "discount_percent": "10", "item": "s-1"}


def drift(ledger: Ledger, entity_type: EntityType, record_id: str, record: dict[str, Any]) -> list[str]:
    """The fields in which a record differs from its twin."""
    theirs = ledger.canonical(ledger.read(entity_type, record_id))
    total = ledger.written[entity_type, record_id].total
    ours = parse_record(entity_type, ledger.adapt(entity_type, record))
    differences = compare(entity_type, ours, theirs, agreed_total=total)
    return [difference.field for difference in differences]


@pytest.mark.parametrize(("entity_type", "record_id", "record"), ASKED, ids=[sample[0] for sample in ASKED])
def test_a_record_agrees_with_its_twin_after_it_was_written(
    filled: Ledger, entity_type: EntityType, record_id: str, record: dict[str, Any]
) -> None:
    filled.needs(entity_type)
    assert drift(filled, entity_type, record_id, record) == []


@pytest.mark.parametrize(("entity_type", "sample"), [("invoice", INVOICE), ("credit_note", CREDIT_NOTE)])
def test_a_discount_on_a_line_is_no_drift(filled: Ledger, entity_type: EntityType, sample: dict[str, Any]) -> None:
    record = {**sample, "number": "DISC-1", "lines": [DISCOUNTED], "discount_amount": "5.00", "total": "85.00"}
    filled.write(entity_type, "discounted", record, settings=DEFAULTS)
    assert drift(filled, entity_type, "discounted", record) == []


def test_what_a_package_is_asked_about_can_be_compared(ledger: Ledger) -> None:
    entities = ledger.package.manifest.entities
    asked = {entity_type for entity_type, policy in entities.items() if policy.drift is Drift.ASK}
    assert asked <= COMPARED.keys()
    assert {"invoice", "bill", "payment", "bill_payment"} & entities.keys() <= asked


@pytest.mark.requirement("F2")
def test_a_change_in_the_very_second_of_our_write_is_no_echo(filled: Ledger) -> None:
    ours = filled.write("item", "now", {**ITEM, "name": "Just now", "sku": "NOW-1"})
    assert filled.read("item", "now").version == ours.version
    filled.served.edit("item", ours.package_id)
    assert filled.read("item", "now").version != ours.version
