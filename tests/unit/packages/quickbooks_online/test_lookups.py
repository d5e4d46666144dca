"""Classes, jobs and payment methods by their names."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.lookups import Known, Lookups
from tests.contract.packages.records import BILL, BILL_PAYMENT, EXPENSE, INVOICE, PAYMENT
from tests.unit.packages.quickbooks_online.canned import answered, client, found, row

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


@pytest.mark.requirement("B8", "F4")
def test_the_type_of_an_account_is_asked_for_once() -> None:
    books, access = client(found("Account", row("35", AccountType="Bank", Active=False)), found("Account"))
    lookups = Lookups(books)
    for _ in range(2):
        assert lookups.account_types(["35"]) == {"35": "Bank"}
        assert lookups.account_types(["36"]) == {"36": ""}
    assert lookups.account_types([""]) == {}
    assert len(access.sent) == 2


def test_the_country_is_asked_for_once_and_only_for_a_long_account_number() -> None:
    books, access = client(answered({"CompanyInfo": {"Country": "AU"}}))
    lookups = Lookups(books)
    assert lookups.known("account", {"name": "Sales", "code": "1234567"}, ()) == Known()
    assert lookups.known("customer", {"name": "Acme"}, ()) == Known()
    for _ in range(2):
        assert lookups.known("account", {"name": "Sales", "code": "12345678"}, ()) == Known(country="AU")
    assert len(access.sent) == 1


@pytest.mark.parametrize("entity_type", ["vendor_credit", "expense"])
def test_jobs_stand_on_the_lines_of_every_purchase(entity_type: EntityType) -> None:
    books, _ = client(found("Customer", row("58", DisplayName="Kitchen", FullyQualifiedName="Acme:Kitchen")))
    assert Lookups(books).resolve(entity_type, bill(job="Kitchen")) == ({("Customer", "kitchen"): "58"}, [])


def test_an_expense_names_its_payment_method() -> None:
    books, _ = client(found("PaymentMethod", row("2", Name="Check")))
    assert Lookups(books).resolve("expense", EXPENSE)[0] == {("PaymentMethod", "check"): "2"}


def test_nothing_is_asked_where_nothing_goes_by_its_name() -> None:
    books, access = client()
    assert Lookups(books).resolve("invoice", INVOICE) == ({}, [])
    assert Lookups(books).resolve("customer", {"name": "Acme"}) == ({}, [])
    assert Lookups(books).resolve("bill_payment", BILL_PAYMENT) == ({}, [])
    assert access.sent == []
