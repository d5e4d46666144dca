"""Calls that write and their answers: whose element is whose, and what becomes of silence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bookbridge.domain.dispatches import Operation, Refused, Verb, Written
from bookbridge.domain.errors import (
    OutcomeUnknown,
    PackageUnavailable,
    RateLimited,
    ReauthorizationRequired,
)
from bookbridge.packages.xero import create
from bookbridge.packages.xero.entities import CONTACTS, PAYMENTS
from bookbridge.packages.xero.lookups import Lookups
from bookbridge.packages.xero.mapping import version_of
from bookbridge.packages.xero.push import push
from bookbridge.ports.http import Response
from tests.fakes.files import InMemoryFiles
from tests.unit.packages.xero.canned import AT, CannedAccess, answered, client, guid, refusal, row, rows

pytestmark = pytest.mark.unit

NO_ID = "00000000-0000-0000-0000-000000000000"
ACME = Operation("1", Verb.CREATE, "customer", "c-1", 1, {"Name": "Acme", "ContactNumber": "customer/c-1"})
BIRCH = Operation("2", Verb.CREATE, "vendor", "v-1", 1, {"Name": "Birch", "ContactNumber": "vendor/v-1"})
THERE = row("ContactID", 1, Name="Acme", ContactNumber="customer/c-1", ContactStatus="ACTIVE")


def pushed(
    operations: list[Operation], *answers: Response | Exception
) -> tuple[dict[str, Written | Refused], CannedAccess]:
    books, access = client(*answers)
    outcomes = push(books, Lookups(books), InMemoryFiles(), "bb-1", operations)
    return {outcome.key: outcome.result for outcome in outcomes}, access


def test_operations_of_one_lane_are_one_list() -> None:
    other = row("ContactID", 2, Name="Birch")
    results, access = pushed([ACME, BIRCH], rows("Contacts", THERE, other))
    (request,) = access.sent
    assert (request.method, request.url.partition("?")[0]) == ("PUT", "https://xero.test/api.xro/2.0/Contacts")
    assert json.loads(request.body) == {"Contacts": [ACME.payload, BIRCH.payload]}
    assert results["1"] == Written(guid(1), version_of(CONTACTS, THERE), AT, AT)
    assert isinstance(results["2"], Written)


@pytest.mark.parametrize(
    ("entity_type", "verb", "payload", "lane", "size"),
    [
        ("customer", Verb.CREATE, {}, "PUT Contacts", 50),
        ("vendor", Verb.UPDATE, {}, "POST Contacts", 50),
        ("invoice", Verb.CREATE, {}, "PUT Invoices", 50),
        ("order", Verb.CREATE, {}, "PUT Invoices", 50),
        ("bill", Verb.VOID, {}, "POST Invoices", 50),
        ("vendor_credit", Verb.CREATE, {}, "PUT CreditNotes", 50),
        ("payment", Verb.CREATE, {"Invoice": {}}, "PUT Payments", 50),
        ("bill_payment", Verb.CREATE, {"Payments": []}, "PUT BatchPayments", 50),
        ("payment", Verb.VOID, {"PaymentID": "x"}, "POST Payments by id", 1),
        ("payment", Verb.VOID, {"BatchPaymentID": "x"}, "POST BatchPayments by id", 1),
        ("refund", Verb.CREATE, {}, "PUT BankTransactions", 50),
        ("account", Verb.CREATE, {}, "PUT Accounts", 1),
        ("tax_rate", Verb.UPDATE, {}, "POST TaxRates", 1),
        ("item", Verb.UPDATE, {}, "POST Items", 50),
    ],
)
def test_a_lane_is_a_verb_on_a_kind_of_object(
    entity_type: Any, verb: Verb, payload: dict[str, Any], lane: str, size: int
) -> None:
    found = create().lane(Operation("1", verb, entity_type, "r", 1, payload, guid(1)))
    assert (found.name, found.size) == (lane, size)


def test_an_account_goes_alone_and_a_payment_is_deleted_under_its_own_path() -> None:
    account = Operation("1", Verb.CREATE, "account", "a", 1, {"Name": "Rent", "Code": "469", "Type": "EXPENSE"})
    results, access = pushed([account], rows("Accounts", row("AccountID", 1, Name="Rent", Code="469")))
    assert json.loads(access.sent[0].body) == account.payload
    assert isinstance(results["1"], Written)
    void = Operation("1", Verb.VOID, "payment", "p", 1, {"PaymentID": guid(2), "Status": "DELETED"}, guid(2))
    deleted = row("PaymentID", 2, Status="DELETED", Amount=10)
    results, access = pushed([void], rows("Payments", deleted))
    assert access.sent[0].method == "POST"
    assert access.sent[0].url.partition("?")[0].endswith(f"/Payments/{guid(2)}")
    assert results["1"] == Written(guid(2), version_of(PAYMENTS, deleted), AT, AT, total="10.00")


@pytest.mark.requirement("F5")
def test_a_refused_element_hurts_no_other() -> None:
    bad = refusal("Email address must be valid.", ContactID=NO_ID, Name="Birch")
    results, _ = pushed([ACME, BIRCH], rows("Contacts", THERE, bad))
    assert isinstance(results["1"], Written)
    assert results["2"] == Refused("10", "Email address must be valid.")


@pytest.mark.requirement("F1")
def test_elements_in_another_order_are_matched_by_their_names() -> None:
    bad = refusal("Email address must be valid.", ContactID=NO_ID, Name="BIRCH ")
    results, _ = pushed([ACME, BIRCH], rows("Contacts", bad, THERE))
    assert isinstance(results["1"], Written)
    assert isinstance(results["2"], Refused)


@pytest.mark.requirement("F1")
@pytest.mark.parametrize("element", [None, {"ContactID": NO_ID, "Name": "Acme"}, {"Name": "Acme"}])
def test_a_record_that_was_left_unanswered_is_looked_for(element: dict[str, Any] | None) -> None:
    answer = rows("Contacts", *([element] if element else []))
    results, access = pushed([ACME], answer, rows("Contacts", THERE))
    assert isinstance(results["1"], Written)
    assert "where=" in access.sent[1].url
    results, _ = pushed([ACME], answer, rows("Contacts"), rows("Contacts"))
    assert isinstance(results["1"], Refused)
    assert results["1"].retriable


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    "trouble", [RateLimited(60), PackageUnavailable("down"), ReauthorizationRequired("gone"), OutcomeUnknown("lost")]
)
def test_when_it_cannot_be_looked_for_the_whole_call_stays_unknown(trouble: Exception) -> None:
    with pytest.raises(OutcomeUnknown):
        pushed([ACME], rows("Contacts"), trouble)


@pytest.mark.requirement("F5")
def test_a_call_that_was_refused_as_a_whole_blames_its_bad_elements_only() -> None:
    body = {"ErrorNumber": 10, "Elements": [{"Name": "Acme"}, refusal("Bad.", Name="Birch")]}
    results, _ = pushed([ACME, BIRCH], answered(body, 400))
    assert results == {"2": Refused("10", "Bad.")}
    alone = {"ErrorNumber": 10, "Elements": [refusal("Bad.", Name="Birch")]}
    results, _ = pushed([ACME, BIRCH], answered(alone, 400))
    assert results == {"2": Refused("10", "Bad.")}


def test_a_warning_is_no_refusal() -> None:
    element = {**THERE, "StatusAttributeString": "WARNING", "Warnings": [{"Message": "The payment date is prior …"}]}
    results, _ = pushed([ACME], rows("Contacts", element))
    assert isinstance(results["1"], Written)


@pytest.mark.requirement("A4")
def test_a_file_goes_to_its_record_under_its_name() -> None:
    payload = {
        "owner": {"endpoint": "Invoices", "id": guid(7)},
        "file_name": "Rechnung é/1.pdf",
        "content_type": "application/pdf",
        "url": "https://files/1",
    }
    operation = Operation("1", Verb.CREATE, "document", "d", 1, payload)
    files = InMemoryFiles()
    files.contents["https://files/1"] = b"%PDF"
    books, access = client(rows("Attachments", {"AttachmentID": guid(8), "FileName": "Rechnung é/1.pdf"}))
    (outcome,) = push(books, Lookups(books), files, "bb-1", [operation])
    assert access.sent[0].url.endswith(f"/Invoices/{guid(7)}/Attachments/Rechnung%20%C3%A9%2F1.pdf")
    assert access.sent[0].body == b"%PDF"
    assert isinstance(outcome.result, Written)
    books, access = client()
    (outcome,) = push(books, Lookups(books), InMemoryFiles(), "bb-1", [operation])
    assert isinstance(outcome.result, Refused)
    assert (outcome.result.code, access.sent) == ("file_unavailable", [])
