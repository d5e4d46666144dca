"""Requests as they go out, and answers that are no use."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest

from bookbridge.domain.errors import OutcomeUnknown, PackageRefused, PackageUnavailable, ReauthorizationRequired
from bookbridge.packages.xero.client import tenants_in
from bookbridge.packages.xero.entities import CONTACTS, INVOICES, ITEMS
from bookbridge.packages.xero.query import PAGE
from bookbridge.ports.http import Response
from tests.unit.packages.xero.canned import AT, TENANT, answered, client, guid, row, rows

pytestmark = pytest.mark.unit


def test_every_request_names_the_tenant_and_asks_for_json() -> None:
    books, access = client(answered({"Organisations": [{"Name": "Acme"}]}))
    answer = books.organisation()
    assert answer.rows("Organisations") == [{"Name": "Acme"}]
    assert answer.at == AT
    (request,) = access.sent
    assert (request.method, request.url, request.kind) == (
        "GET",
        "https://xero.test/api.xro/2.0/Organisation",
        "organisation",
    )
    assert request.headers == {"Accept": "application/json", "xero-tenant-id": TENANT}


def test_a_write_bears_its_key_and_asks_for_each_elements_own_result() -> None:
    books, access = client(answered({"Invoices": []}))
    books.write("PUT", "Invoices", "bb-1", {"Invoices": [{"LineItems": [{"UnitAmount": "0.335"}]}]})
    (request,) = access.sent
    assert request.url == "https://xero.test/api.xro/2.0/Invoices?summarizeErrors=false&unitdp=4"
    assert request.headers["Idempotency-Key"] == "bb-1"
    assert request.headers["Content-Type"] == "application/json"
    assert request.body == b'{"Invoices":[{"LineItems":[{"UnitAmount":0.335}]}]}'


def test_a_file_travels_as_it_is() -> None:
    books, access = client(answered({"Attachments": []}))
    books.attach("Invoices/1/Attachments/a.pdf", "bb-2", b"\x00\xff", "application/pdf")
    (request,) = access.sent
    assert (request.method, request.body) == ("PUT", b"\x00\xff")
    assert (request.headers["Content-Type"], request.headers["Idempotency-Key"]) == ("application/pdf", "bb-2")


def test_pages_are_read_to_the_end_and_whole_lists_at_once() -> None:
    first = rows("Invoices", *[row("InvoiceID", each) for each in range(PAGE)])
    books, access = client(first, rows("Invoices", row("InvoiceID", 5000)), rows("Items", row("ItemID", 1)))
    assert len(books.read(INVOICES, {"IDs": "x"}).found) == PAGE + 1
    assert len(books.read(ITEMS).found) == 1
    assert [request.url.partition("?")[2] for request in access.sent] == [
        "IDs=x&unitdp=4&page=1&pageSize=1000",
        "IDs=x&unitdp=4&page=2&pageSize=1000",
        "unitdp=4",
    ]


def test_what_was_not_modified_is_an_empty_list_with_the_headers_time() -> None:
    silent = Response(304, {"date": "Mon, 04 May 2026 09:30:00 GMT"}, b"")
    books, access = client(silent)
    result = books.read(ITEMS, since=AT - timedelta(hours=1))
    assert (result.found, result.at) == ((), AT)
    assert access.sent[0].headers["If-Modified-Since"] == "2026-05-04T08:30:00"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(answered("<Response/>"), id="XML"),
        pytest.param(answered([]), id="a list"),
        pytest.param(answered({"DateTimeUTC": None}), id="no time"),
        pytest.param(OutcomeUnknown("timed out"), id="no answer"),
    ],
)
def test_a_read_without_use_can_be_repeated_and_a_write_must_be_found_out(answer: Response | Exception) -> None:
    books, _ = client(answer, answer)
    with pytest.raises(PackageUnavailable):
        books.organisation()
    with pytest.raises(OutcomeUnknown):
        books.write("PUT", "Contacts", "bb-1", {})


@pytest.mark.requirement("F3")
def test_403_means_reconnect_when_the_tenant_is_no_longer_among_the_connections() -> None:
    forbidden = answered({"title": "Forbidden", "status": 403, "detail": "AuthenticationUnsuccessful"}, 403)
    others = answered([{"id": "1", "tenantId": guid(9)}])
    ours = answered([{"id": "1", "tenantId": TENANT}])
    books, access = client(forbidden, others, forbidden, ours, forbidden, answered("", 401))
    with pytest.raises(ReauthorizationRequired, match="no longer connected"):
        books.organisation()
    assert access.sent[1].url == "https://xero.test/connections"
    assert "xero-tenant-id" not in access.sent[1].headers
    with pytest.raises(PackageRefused) as refused:
        books.organisation()
    assert refused.value.status == HTTPStatus.FORBIDDEN
    with pytest.raises(ReauthorizationRequired):
        books.organisation()


def test_a_list_of_connections_that_cannot_be_read_is_no_list() -> None:
    assert tenants_in(b"[]") == {}
    with pytest.raises(PackageUnavailable):
        tenants_in(b"<html/>")


def test_elements_of_a_refused_call_are_no_error_of_the_whole() -> None:
    body = {"ErrorNumber": 10, "Type": "ValidationException", "Elements": [{"ContactID": "x"}]}
    books, _ = client(answered(body, 400), answered({"ErrorNumber": 14, "Type": "PostDataInvalidException"}, 400))
    assert books.write("PUT", CONTACTS.name, "bb-1", {}).status == HTTPStatus.BAD_REQUEST
    with pytest.raises(PackageRefused):
        books.write("PUT", CONTACTS.name, "bb-2", {})


def test_an_id_that_is_no_batch_payments_is_told_from_other_refusals() -> None:
    books, _ = client(answered("not found", 404), answered({"ErrorNumber": 16}, 400))
    assert books.batch_payment("x/../y") is None
    with pytest.raises(PackageRefused):
        books.batch_payment("x")
