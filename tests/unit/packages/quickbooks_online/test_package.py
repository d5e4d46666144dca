"""The package as one object."""

from __future__ import annotations

import pytest

from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.packages.quickbooks_online import create
from bookbridge.packages.quickbooks_online.books import QuickBooksBooks
from tests.contract.packages.records import CUSTOMER, INVOICE, PAYMENT
from tests.fakes.files import InMemoryFiles
from tests.unit.packages.quickbooks_online.canned import CannedAccess, answered, found, row
from tests.unit.packages.quickbooks_online.intents import intent

pytestmark = pytest.mark.unit

NOTHING_CLOSED = answered({"Preferences": {"AccountingInfoPrefs": {}}})


def books(*answers: object) -> QuickBooksBooks:
    return create("https://quickbooks.test").open(CannedAccess(*answers), InMemoryFiles())  # type: ignore[arg-type]


def test_without_a_base_intuits_own_hosts_are_used() -> None:
    package = create()
    access = CannedAccess(answered({"CompanyInfo": {}}))
    assert package.open(access, InMemoryFiles()).identity().name == ""
    assert access.sent[0].url.startswith("https://quickbooks.api.intuit.com/v3/company/310687/")
    assert package.link("invoice", "130") == "https://app.qbo.intuit.com/app/invoice?txnId=130"
    assert package.link("item", "7") == ""


def test_an_update_names_the_version_it_is_made_from_and_leaves_the_rest_alone() -> None:
    made = books().prepare(intent("customer", CUSTOMER, verb=Verb.UPDATE))
    assert isinstance(made, Operation)
    assert (made.payload["Id"], made.payload["SyncToken"], made.payload["sparse"]) == ("77", "3", True)
    assert (made.package_id, made.revision, made.record_id) == ("77", 4, "r-1")


def test_a_create_names_no_version_even_when_a_former_link_is_known() -> None:
    given = intent("customer", CUSTOMER, verb=Verb.UPDATE)
    made = books().prepare(type(given)("1", given.record, Verb.CREATE, given.references, given.settings))
    assert isinstance(made, Operation)
    assert "Id" not in made.payload
    assert made.package_id == ""


def test_a_void_says_nothing_but_what_is_voided() -> None:
    made = books(NOTHING_CLOSED).prepare(intent("invoice", INVOICE, verb=Verb.VOID))
    assert isinstance(made, Operation)
    assert made.payload == {"Id": "77", "SyncToken": "3", "sparse": True}


@pytest.mark.requirement("B13")
def test_faults_of_names_are_told_along_with_the_others() -> None:
    line = {**INVOICE["lines"][0], "class": "West", "amount": "1.00"}
    made = books(NOTHING_CLOSED, found("Class")).prepare(intent("invoice", {**INVOICE, "lines": [line]}))
    assert isinstance(made, tuple)
    assert [fault.code for fault in made] == ["amount_mismatch", "discount_exceeds_total", "reference_not_found"]


def test_a_payment_bears_its_mark() -> None:
    asked = books(found("Account"), NOTHING_CLOSED, found("PaymentMethod", row("2", Name="Check")))
    made = asked.prepare(intent("payment", PAYMENT, record_id="pay-1"))
    assert isinstance(made, Operation)
    assert made.payload["PrivateNote"] == "Thanks [bookbridge payment/pay-1]"
    assert made.payload["PaymentMethodRef"] == {"value": "2"}


def test_what_is_not_done_with_a_kind_of_record_is_refused_without_asking_anything() -> None:
    order = {**INVOICE, "lines": [{**INVOICE["lines"][0], "class": "West"}]}
    made = books().prepare(intent("order", order, verb=Verb.UPDATE))
    assert isinstance(made, tuple)
    assert [(fault.field, fault.code) for fault in made] == [("(record)", "already_exported")]
