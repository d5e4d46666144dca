"""Voids: what the package voids, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.domain.records import EntityType
from tests.contract.packages.books import Ledger
from tests.contract.packages.records import (
    BILL,
    BILL_PAYMENT,
    CREDIT_NOTE,
    EXPENSE,
    INVOICE,
    ORDER,
    PAYMENT,
    REFUND,
    VENDOR_CREDIT,
)
from tests.fakes.packages import load, names

pytestmark = pytest.mark.contract

EMPTIES_WHAT_IS_VOIDED = pytest.mark.parametrize("ledger", ["quickbooks-desktop", "quickbooks-online"], indirect=True)


VOIDABLE: list[tuple[EntityType, str, dict[str, Any]]] = [
    ("payment", "p-1", PAYMENT),
    ("bill_payment", "bp-1", BILL_PAYMENT),
    ("invoice", "i-1", INVOICE),
]


def voids(name: str, entity_type: EntityType) -> bool:
    policy = load(name).manifest.entities.get(entity_type)
    return policy is not None and policy.voids


@pytest.mark.requirement("B15")
@pytest.mark.parametrize(
    ("ledger", "entity_type", "record_id", "record"),
    [(name, *sample) for name in names() for sample in VOIDABLE if voids(name, sample[0])],
    indirect=["ledger"],
)
def test_a_void_keeps_the_document(
    filled: Ledger, entity_type: EntityType, record_id: str, record: dict[str, Any]
) -> None:
    if entity_type == "invoice":  # what has been paid cannot be voided everywhere
        record_id, record = "unpaid", {**record, "number": "UNPAID-1"}
        filled.write(entity_type, record_id, record)
    filled.refresh(entity_type, record_id)
    filled.write(entity_type, record_id, record, Verb.VOID)
    fetched = filled.read(entity_type, record_id)
    assert fetched.voided
    assert fetched.record.get("memo") == filled.kept(entity_type, record).get("memo")


@EMPTIES_WHAT_IS_VOIDED
@pytest.mark.requirement("B15")
def test_what_was_voided_comes_to_nothing(filled: Ledger) -> None:
    filled.write("bill_payment", "bp-1", BILL_PAYMENT, Verb.VOID)
    assert filled.read("bill_payment", "bp-1").record["amount"] == "0.00"


@pytest.mark.requirement("B15")
@pytest.mark.parametrize(
    ("entity_type", "record_id", "record"),
    [
        ("order", "o-1", ORDER),
        ("payment", "p-1", PAYMENT),
        ("credit_note", "n-1", CREDIT_NOTE),
        ("bill", "b-1", BILL),
        ("vendor_credit", "vc-1", VENDOR_CREDIT),
        ("refund", "r-1", REFUND),
        ("expense", "e-1", EXPENSE),
    ],
)
def test_what_the_package_cannot_void_is_told_before_anything_is_sent(
    filled: Ledger, entity_type: EntityType, record_id: str, record: dict[str, Any]
) -> None:
    filled.needs(entity_type)
    if filled.package.manifest.entities[entity_type].voids:
        assert isinstance(filled.prepare(entity_type, record_id, record, Verb.VOID), Operation)
        return
    filled.served.calls()
    faults = filled.prepare(entity_type, record_id, record, Verb.VOID)
    assert isinstance(faults, tuple)
    assert [fault.code for fault in faults] in (["void_not_allowed"], ["created_in_package_only"])
    assert filled.served.calls() == {}
