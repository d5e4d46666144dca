"""Batches and their answers, and what counts as found."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.dispatches import Operation, Refused, Verb, Written
from bookbridge.domain.errors import (
    OutcomeUnknown,
    PackageUnavailable,
    RateLimited,
    ReauthorizationRequired,
)
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.find import find
from bookbridge.packages.quickbooks_online.push import push
from bookbridge.ports.http import Response
from tests.unit.packages.quickbooks_online.canned import AT, TIME, answered, client, fault, found, row

pytestmark = pytest.mark.unit

NOTE = "[bookbridge payment/p-1]"
PAYMENT: dict[str, Any] = {
    "CustomerRef": {"value": "58"},
    "TxnDate": "2026-05-01",
    "TotalAmt": "10.00",
    "PrivateNote": NOTE,
    "Line": [],
}
CREATE = Operation("1", Verb.CREATE, "payment", "p-1", 1, PAYMENT)
THERE = row("91", CustomerRef={"value": "58"}, TxnDate="2026-05-01", TotalAmt=10, PrivateNote=NOTE)
CUSTOMER = Operation("2", Verb.CREATE, "customer", "c-1", 1, {"DisplayName": "Acme"})


def batch(*items: dict[str, Any]) -> Response:
    return answered({"BatchItemResponse": list(items)})


def test_each_verb_has_its_own_item() -> None:
    payload = {"Id": "77", "SyncToken": "3", "sparse": True}
    update = Operation("2", Verb.UPDATE, "customer", "c-1", 1, {**payload, "DisplayName": "Acme"}, "77")
    void = Operation("3", Verb.VOID, "invoice", "i-1", 1, payload, "78")
    books, access = client(
        batch(
            {"bId": "3", "Invoice": row("78", TotalAmt=0, DocNumber="A-1")},
            {"bId": "1", "Payment": row("91", TotalAmt=10)},
            {"bId": "2", "Customer": row("77", token="4")},
        )
    )
    outcomes = {each.key: each.result for each in push(books, "bb-1", [CREATE, update, void])}
    items = json.loads(access.sent[0].body)["BatchItemRequest"]
    assert [(item["bId"], item["operation"], item.get("optionsData")) for item in items] == [
        ("1", "create", None),
        ("2", "update", None),
        ("3", "update", "void"),
    ]
    assert items[0]["Payment"]["TotalAmt"] == 10
    assert items[2]["Invoice"] == payload
    assert outcomes["1"] == Written("91", "0", AT, AT, "", "10.00")
    assert outcomes["2"] == Written("77", "4", AT, AT)
    assert outcomes["3"] == Written("78", "0", AT, AT, "A-1", "0.00")


def test_an_answer_without_times_is_dated_by_its_envelope() -> None:
    books, _ = client(batch({"bId": "1", "Payment": {"Id": "91", "status": "Voided"}}))
    (outcome,) = push(books, "bb-1", [CREATE])
    assert outcome.result == Written("91", "", AT, AT)


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    "item",
    [
        pytest.param(None, id="missing"),
        pytest.param({"bId": "1"}, id="empty"),
        pytest.param({"bId": "1", "Payment": None}, id="without its object"),
        pytest.param({"bId": "1", **fault("10000")}, id="system failure"),
    ],
)
def test_a_record_that_was_left_unanswered_is_looked_for(item: dict[str, Any] | None) -> None:
    items = [item] if item else []
    books, _ = client(batch(*items), found("Payment", THERE), batch(*items), found("Payment"))
    (outcome,) = push(books, "bb-1", [CREATE])
    assert isinstance(outcome.result, Written)
    assert outcome.result.package_id == "91"
    (outcome,) = push(books, "bb-2", [CREATE])
    assert isinstance(outcome.result, Refused)
    assert outcome.result.retriable
    assert outcome.result.message


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    "trouble", [RateLimited(60), PackageUnavailable("down"), ReauthorizationRequired("gone"), OutcomeUnknown("lost")]
)
def test_when_it_cannot_be_looked_for_the_whole_call_stays_unknown(trouble: Exception) -> None:
    books, _ = client(batch(), trouble)
    with pytest.raises(OutcomeUnknown):
        push(books, "bb-1", [CREATE])


@pytest.mark.requirement("F3")
def test_a_batch_refused_for_the_consent_alone_ends_the_session() -> None:
    books, _ = client(
        batch({"bId": "1", **fault("120")}, {"bId": "2", **fault("120")}),
        batch({"bId": "1", **fault("120")}, {"bId": "2", "Customer": row("58")}),
    )
    with pytest.raises(ReauthorizationRequired):
        push(books, "bb-1", [CREATE, CUSTOMER])
    results = {each.key: each.result for each in push(books, "bb-2", [CREATE, CUSTOMER])}
    assert isinstance(results["1"], Refused)
    assert isinstance(results["2"], Written)


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    ("changed", "ours"),
    [
        ({}, True),
        ({"TotalAmt": 11}, False),
        ({"PrivateNote": "[bookbridge payment/p-2]"}, False),
        ({"PrivateNote": f"Late {NOTE}"}, True),
        ({"PrivateNote": None}, False),
        ({"CustomerRef": {"value": "59"}}, False),
        ({"TxnDate": "2026-05-02"}, False),
        ({"PaymentRefNum": "4711"}, False),
        ({"TotalAmt": 0, "PrivateNote": f"Voided - {NOTE}"}, True),
        ({"MetaData": {"CreateTime": "2026-05-04T09:20:00Z", "LastUpdatedTime": TIME}}, False),
    ],
)
def test_a_payment_is_ours_beyond_doubt_or_not_at_all(changed: dict[str, Any], ours: bool) -> None:
    books, access = client(found("Payment", {**THERE, **changed}))
    assert bool(find(books, [CREATE], AT)) is ours
    assert "MetaData.CreateTime+%3E%3D+%272026-05-04T09%3A25%3A00%2B00%3A00%27" in access.sent[0].url


def test_tax_that_the_package_put_on_top_does_not_hide_an_invoice() -> None:
    line = {"DetailType": "SalesItemLineDetail", "Amount": "10.00", "SalesItemLineDetail": {}}
    off = {"DetailType": "DiscountLineDetail", "Amount": "1.00", "DiscountLineDetail": {}}
    payload = {
        "CustomerRef": {"value": "58"},
        "TxnDate": "2026-05-01",
        "DocNumber": "A-1",
        "Line": [line, off],
    }
    operation = Operation("1", Verb.CREATE, "invoice", "i-1", 1, payload)
    body = row(
        "130",
        CustomerRef={"value": "58"},
        TxnDate="2026-05-01",
        DocNumber="A-1",
        TotalAmt=10.71,
        TxnTaxDetail={"TotalTax": 1.71},
    )
    books, _ = client(found("Invoice", body))
    assert set(find(books, [operation], AT)) == {"1"}


def test_a_long_list_of_payments_is_read_to_its_end() -> None:
    others = [row(str(each), PrivateNote=None) for each in range(1000, 2000)]
    books, access = client(found("Payment", *others), found("Payment", THERE))
    assert set(find(books, [CREATE], AT)) == {"1"}
    assert "STARTPOSITION+1001" in access.sent[1].url


@pytest.mark.parametrize(
    ("sent", "there", "ours"),
    [
        ({"DisplayName": "Acme", "CompanyName": ""}, {"DisplayName": "Acme"}, True),
        ({"DisplayName": "Acme", "Active": True}, {"DisplayName": "Acme", "Active": False}, False),
        ({"DisplayName": "Acme", "PrimaryPhone": {"FreeFormNumber": "1"}}, {"DisplayName": "Acme"}, False),
        (
            {"DisplayName": "Acme", "BillAddr": {"City": "Ulm"}},
            {"DisplayName": "Acme", "BillAddr": {"City": "Bonn"}},
            False,
        ),
        ({"DisplayName": "Acme"}, {"DisplayName": "ACME"}, False),
    ],
)
def test_an_entry_of_a_list_is_ours_when_it_holds_what_we_sent(
    sent: dict[str, Any], there: dict[str, Any], ours: bool
) -> None:
    books, _ = client(found("Customer", row("58", **there)))
    assert bool(find(books, [replace(CUSTOMER, payload=sent)], AT)) is ours


def test_numbers_of_an_item_are_compared_as_numbers() -> None:
    sent = {"Name": "Advice", "UnitPrice": "125.00"}
    operation = Operation("1", Verb.CREATE, "item", "s-1", 1, sent)
    books, _ = client(found("Item", row("7", Name="Advice", UnitPrice=125)), found("Item", row("7", Name="Advice")))
    assert set(find(books, [operation], AT)) == {"1"}
    assert find(books, [operation], AT) == {}


def test_two_operations_are_never_found_in_one_record() -> None:
    bill = {"VendorRef": {"value": "56"}, "TxnDate": "2026-05-01", "DocNumber": "B-1", "Line": []}
    operations = [Operation(key, Verb.CREATE, "bill", key, 1, bill) for key in ("1", "2")]
    body = row("118", VendorRef={"value": "56"}, TxnDate="2026-05-01", DocNumber="B-1", TotalAmt=0)
    books, _ = client(found("Bill", body))
    assert set(find(books, operations, AT - timedelta(seconds=1))) == {"1"}


def test_an_update_is_found_by_its_version_and_what_it_holds() -> None:
    payload = {"Id": "77", "SyncToken": "3", "sparse": True, "TxnDate": "2026-05-02", "Line": [], "TotalAmt": "10.00"}
    operation = Operation("1", Verb.UPDATE, "payment", "p-1", 2, payload, "77")
    same = row("77", token="4", TxnDate="2026-05-02", TotalAmt=10)
    books, _ = client(
        found("Payment", same),
        found("Payment", {**same, "SyncToken": "3"}),
        found("Payment", {**same, "TotalAmt": 11}),
        found("Payment", {**same, "Id": "78"}),
    )
    assert set(find(books, [operation], AT)) == {"1"}
    for _ in range(3):
        assert find(books, [operation], AT) == {}


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    ("entity_type", "entity"), [("refund", "RefundReceipt"), ("expense", "Purchase"), ("bill_payment", "BillPayment")]
)
def test_a_number_that_the_package_gave_does_not_hide_what_bears_our_mark(entity_type: EntityType, entity: str) -> None:
    note = f"[bookbridge {entity_type}/x-1]"
    party = {"EntityRef": {"value": "56", "type": "Vendor"}}
    payload = {**party, "TxnDate": "2026-05-01", "PrivateNote": note, "TotalAmt": "10.00", "Line": []}
    operation = Operation("1", Verb.CREATE, entity_type, "x-1", 1, payload)
    there = party | row("91", TxnDate="2026-05-01", PrivateNote=note, TotalAmt=10, DocNumber="1017")
    other = {**there, "EntityRef": {"value": "57", "type": "Vendor"}}
    books, _ = client(found(entity, there), found(entity, other))
    assert set(find(books, [operation], AT)) == {"1"}
    assert find(books, [operation], AT) == {}


@pytest.mark.requirement("F1", "C2")
def test_an_order_is_looked_for_among_the_invoices() -> None:
    line = {"DetailType": "SalesItemLineDetail", "Amount": "10.00", "SalesItemLineDetail": {}}
    payload = {"CustomerRef": {"value": "58"}, "TxnDate": "2026-05-01", "DocNumber": "A-1", "Line": [line]}
    kinds: tuple[tuple[str, EntityType], ...] = (("1", "order"), ("2", "invoice"))
    operations = [Operation(key, Verb.CREATE, kind, key, 1, payload) for key, kind in kinds]
    body = row("130", CustomerRef={"value": "58"}, TxnDate="2026-05-01", DocNumber="A-1", TotalAmt=10)
    both = [{"bId": key, "QueryResponse": {"Invoice": [body]}} for key in ("0", "1")]
    books, _ = client(batch(*both))
    assert set(find(books, operations, AT)) == {"1"}


def test_a_mark_that_was_never_set_is_not_one_that_was_taken_off() -> None:
    payload = {"Id": "77", "SyncToken": "3", "sparse": True, "TxnDate": "2026-05-02", "Credit": False, "Line": []}
    operation = Operation("1", Verb.UPDATE, "expense", "e-1", 2, payload, "77")
    plain = row("77", token="4", TxnDate="2026-05-02", TotalAmt=0)
    books, _ = client(found("Purchase", plain), found("Purchase", {**plain, "Credit": True}))
    assert set(find(books, [operation], AT)) == {"1"}
    assert find(books, [operation], AT) == {}
