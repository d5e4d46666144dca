"""Requests as they go out, and answers that are no use."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bookbridge.domain.errors import OutcomeUnknown, PackageRefused, PackageUnavailable, RateLimited
from bookbridge.packages.quickbooks_online.client import Client
from bookbridge.packages.quickbooks_online.query import Select, one_of
from bookbridge.ports.http import Response
from tests.unit.packages.quickbooks_online.canned import AT, TIME, CannedAccess, answered, client, fault, found

pytestmark = pytest.mark.unit


def test_every_request_names_realm_version_and_kind() -> None:
    books, access = client(answered({"CompanyInfo": {"CompanyName": "Acme"}}), answered({"Preferences": {"Id": "1"}}))
    assert books.company_info()["CompanyName"] == "Acme"
    assert books.preferences() == {"Id": "1"}
    first, second = access.sent
    assert first.url == "https://quickbooks.test/v3/company/310687/companyinfo/310687?minorversion=75"
    assert second.url == "https://quickbooks.test/v3/company/310687/preferences?minorversion=75"
    assert (first.kind, second.kind) == ("companyinfo", "preferences")
    assert first.headers == {"Accept": "application/json"}


def test_a_realm_cannot_lead_to_another_address() -> None:
    access = CannedAccess(answered({"Preferences": {}}), organisation_id="1/../2?x")
    Client(access, "https://quickbooks.test").preferences()
    assert access.sent[0].url.startswith("https://quickbooks.test/v3/company/1%2F..%2F2%3Fx/preferences?")


def test_a_write_is_one_batch_with_its_request_id() -> None:
    books, access = client(answered({"BatchItemResponse": []}))
    answer = books.write("bb-1", [{"bId": "1", "operation": "create", "Payment": {"TotalAmt": "10.10"}}])
    (request,) = access.sent
    assert (request.method, request.kind) == ("POST", "batch")
    assert request.url.endswith("/batch?requestid=bb-1&minorversion=75")
    assert request.headers["Content-Type"] == "application/json"
    assert request.body == (b'{"BatchItemRequest":[{"bId":"1","operation":"create","Payment":{"TotalAmt":10.10}}]}')
    assert answer.at == AT


def test_one_query_goes_alone_and_several_go_together() -> None:
    batch = answered(
        {
            "BatchItemResponse": [
                {"bId": "1", "QueryResponse": {}},
                {"bId": "0", "QueryResponse": {"Item": [{"Id": "7"}]}},
            ]
        }
    )
    books, access = client(found("Item", {"Id": "7"}), batch)
    assert books.query(Select("Item")).found == (({"Id": "7"},),)
    rows = books.query(Select("Item"), Select("Bill"))
    assert rows.found == (({"Id": "7"},), ())
    assert rows.at == AT
    alone, together = access.sent
    assert (alone.method, alone.kind) == ("GET", "query")
    assert "query=SELECT+%2A+FROM+Item+MAXRESULTS+1000" in alone.url
    assert (together.method, together.kind) == ("POST", "batch")
    assert "requestid" not in together.url


def test_a_query_too_long_for_a_url_goes_as_a_batch() -> None:
    books, access = client(answered({"BatchItemResponse": [{"bId": "0", "QueryResponse": {}}]}))
    books.query(Select("Customer", (one_of("DisplayName", ["x" * 500] * 30),)))
    assert access.sent[0].kind == "batch"


def test_more_queries_than_a_batch_holds_go_as_several() -> None:
    def part(count: int, time: str) -> Response:
        items = [{"bId": str(each), "QueryResponse": {"Item": [{"Id": str(each)}]}} for each in range(count)]
        return answered({"BatchItemResponse": items, "time": time})

    books, access = client(part(30, "2026-05-04T09:31:00Z"), part(1, TIME))
    rows = books.query(*[Select("Item")] * 31)
    assert len(access.sent) == 2
    assert len(rows.found) == 31
    assert rows.at == AT


def test_a_query_that_is_refused_or_unanswered_inside_a_batch_is_an_error() -> None:
    refused = {"BatchItemResponse": [{"bId": "0", **fault("4001")}, {"bId": "1", "QueryResponse": {}}]}
    books, _ = client(answered(refused), answered({"BatchItemResponse": [{"bId": "0", "QueryResponse": {}}]}))
    with pytest.raises(PackageRefused):
        books.query(Select("Item"), Select("Bill"))
    with pytest.raises(PackageUnavailable, match="unanswered"):
        books.query(Select("Item"), Select("Bill"))


def test_changes_are_sorted_by_entity() -> None:
    body = {
        "CDCResponse": [{"QueryResponse": [{"Customer": [{"Id": "63"}]}, {}, {"Bill": []}, {"Class": [{"Id": "1"}]}]}]
    }
    books, access = client(answered(body))
    rows, at = books.changes(["Customer", "Bill", "Item"], AT)
    assert rows == {"Customer": ({"Id": "63"},), "Bill": (), "Item": ()}
    assert at == AT
    assert "entities=Customer%2CBill%2CItem&changedSince=2026-05-04T09%3A30%3A00%2B00%3A00" in access.sent[0].url


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(answered("<html>maintenance</html>"), id="HTML"),
        pytest.param(answered([]), id="a list"),
        pytest.param(answered({"time": "yesterday"}), id="no instant"),
        pytest.param(answered({"time": None}), id="no time"),
        pytest.param(OutcomeUnknown("timed out"), id="no answer"),
    ],
)
def test_a_read_without_use_can_be_repeated_and_a_write_must_be_found_out(answer: Response | Exception) -> None:
    books, _ = client(answer, answer)
    with pytest.raises(PackageUnavailable):
        books.company_info()
    with pytest.raises(OutcomeUnknown):
        books.write("bb-1", [])


@pytest.mark.parametrize("body", [{}, {"CompanyInfo": None}, {"CompanyInfo": []}])
def test_an_answer_without_its_object_is_no_answer(body: dict[str, Any]) -> None:
    books, _ = client(answered(body))
    with pytest.raises(PackageUnavailable, match="CompanyInfo"):
        books.company_info()


def test_a_fault_with_status_200_is_a_fault() -> None:
    books, _ = client(answered(fault("3001")), answered({"QueryResponse": "odd"}))
    with pytest.raises(RateLimited):
        books.write("bb-1", [])
    assert books.query(Select("Item")).found == ((),)


def test_amounts_are_read_exactly() -> None:
    books, _ = client(
        Response(200, {}, b'{"Preferences":{"A":0.1000,"B":12345678901234.56},"time":"2026-05-04T09:30:00Z"}')
    )
    assert json.dumps({key: str(value) for key, value in books.preferences().items()}) == (
        '{"A": "0.1000", "B": "12345678901234.56"}'
    )
