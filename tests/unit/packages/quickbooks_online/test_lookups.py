"""Classes, jobs and payment methods by their names."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.packages.quickbooks_online.lookups import Lookups
from tests.contract.packages.records import BILL, INVOICE, PAYMENT
from tests.unit.packages.quickbooks_online.canned import client, found, row

pytestmark = pytest.mark.unit


def bill(**line: Any) -> dict[str, Any]:
    return {**BILL, "lines": [{**BILL["lines"][0], **line}]}


def test_a_list_is_read_once_and_names_are_compared_without_case() -> None:
    books, access = client(found("Class", row("5", Name="East", FullyQualifiedName="Region:East")))
    lookups = Lookups(books)
    assert lookups.resolve("bill", bill(**{"class": "east"})) == ({("Class", "east"): "5"}, [])
    named, faults = lookups.resolve("bill", bill(**{"class": "Region:East"}))
    assert (named, faults) == ({("Class", "region:east"): "5"}, [])
    assert len(access.sent) == 1


def test_a_job_is_asked_for_by_its_own_name_and_remembered() -> None:
    kitchen = row("58", DisplayName="Kitchen", FullyQualifiedName="Acme:Kitchen")
    books, access = client(found("Customer", kitchen), found("Customer"))
    lookups = Lookups(books)
    for _ in range(2):
        assert lookups.resolve("bill", bill(job="Acme:Kitchen"))[0] == {("Customer", "acme:kitchen"): "58"}
        named, (fault,) = lookups.resolve("bill", bill(job="Bath"))
        assert named == {}
        assert (fault.field, fault.code) == ("lines[0].job", "reference_not_found")
        assert "“Bath”" in fault.message
    assert len(access.sent) == 2
    assert "Kitchen" in access.sent[0].url
    assert "Acme" not in access.sent[0].url


def test_a_class_that_is_not_there_is_told_by_line() -> None:
    books, _ = client(found("Class"))
    line = {**INVOICE["lines"][0], "class": "West"}
    named, (fault,) = Lookups(books).resolve("invoice", {**INVOICE, "lines": [INVOICE["lines"][1], line]})
    assert named == {}
    assert (fault.field, fault.code) == ("lines[1].class", "reference_not_found")


def test_a_payment_method_that_is_not_there_is_left_out() -> None:
    books, _ = client(found("PaymentMethod", row("2", Name="Check")))
    lookups = Lookups(books)
    assert lookups.resolve("payment", PAYMENT) == ({("PaymentMethod", "check"): "2"}, [])
    assert lookups.resolve("payment", {**PAYMENT, "method": "Barter"}) == ({}, [])


def test_nothing_is_asked_where_nothing_goes_by_its_name() -> None:
    books, access = client()
    assert Lookups(books).resolve("invoice", INVOICE) == ({}, [])
    assert Lookups(books).resolve("customer", {"name": "Acme"}) == ({}, [])
    assert access.sent == []
