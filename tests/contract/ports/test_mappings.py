"""What holds for every way of keeping mappings: which record an object of the package belongs to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookbridge.ports.records import ObjectKey, RecordKey
from bookbridge.ports.transactions import MAX_EFFECTS, BindMapping, Outdated, UnbindMapping

from .conftest import Ports
from .examples import ORGANISATION

pytestmark = [pytest.mark.contract, pytest.mark.requirement("F8")]

BIND = BindMapping("c-1", ORGANISATION, "invoice", "1045", "inv-1")


def mapped(ports: Ports, company_id: str = "c-1") -> dict[ObjectKey, RecordKey]:
    return ports.records.mapped(company_id, ORGANISATION, [("invoice", "1045")])


def test_an_object_of_the_package_belongs_to_one_record(ports: Ports) -> None:
    ports.transactions.commit_unleased([BIND])
    ports.transactions.commit_unleased([BIND])
    other = replace(BIND, record_id="inv-2")

    with pytest.raises(Outdated) as refused:
        ports.transactions.commit_unleased([other])

    assert refused.value.effects == (other,)
    assert mapped(ports) == {("invoice", "1045"): ("invoice", "inv-1")}


def test_an_unbound_object_can_belong_to_another_record(ports: Ports) -> None:
    ports.transactions.commit_unleased([BIND])
    ports.transactions.commit_unleased([UnbindMapping("c-1", ORGANISATION, "invoice", "1045")])
    assert mapped(ports) == {}

    ports.transactions.commit_unleased([replace(BIND, record_id="inv-2")])

    assert mapped(ports) == {("invoice", "1045"): ("invoice", "inv-2")}


def test_many_mappings_are_read_at_once(ports: Ports) -> None:
    bindings = [BindMapping("c-1", ORGANISATION, "invoice", str(n), f"inv#{n}") for n in range(60)]
    bindings += [BindMapping("c-1", ORGANISATION, "customer", str(n), f"cust-{n}") for n in range(60)]
    ports.transactions.commit_unleased(bindings[:MAX_EFFECTS])
    ports.transactions.commit_unleased(bindings[MAX_EFFECTS:])

    found = ports.records.mapped("c-1", ORGANISATION, [(each.entity_type, each.package_id) for each in bindings])

    assert found == {(each.entity_type, each.package_id): (each.entity_type, each.record_id) for each in bindings}
    assert ports.records.mapped("c-1", "another organisation", [("invoice", "1")]) == {}


def test_companies_have_mappings_of_their_own(ports: Ports) -> None:
    ports.transactions.commit_unleased([BIND])
    ports.transactions.commit_unleased([replace(BIND, company_id="c-2", record_id="inv-9")])

    assert mapped(ports) == {("invoice", "1045"): ("invoice", "inv-1")}
    assert mapped(ports, "c-2") == {("invoice", "1045"): ("invoice", "inv-9")}
    assert mapped(ports, "c-3") == {}


@pytest.mark.requirement("F1")
def test_an_object_goes_over_to_another_record_from_the_one_that_is_named_and_no_other(ports: Ports) -> None:
    ports.transactions.commit_unleased([BIND])
    with pytest.raises(Outdated):
        ports.transactions.commit_unleased([replace(BIND, record_id="inv-2", instead_of="inv-3")])
    ports.transactions.commit_unleased([replace(BIND, record_id="inv-2", instead_of="inv-1")])

    assert mapped(ports) == {("invoice", "1045"): ("invoice", "inv-2")}


def test_an_object_belongs_to_one_record_whatever_type_of_its_family_the_record_has(ports: Ports) -> None:
    as_order = replace(BIND, entity_type="order", record_id="ord-1", family="invoice")
    ports.transactions.commit_unleased([as_order])

    assert mapped(ports) == {("invoice", "1045"): ("order", "ord-1")}
    with pytest.raises(Outdated):
        ports.transactions.commit_unleased([BIND])
