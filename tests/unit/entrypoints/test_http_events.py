from __future__ import annotations

import pytest

from bookbridge.entrypoints.http_events import path_parameter, public_url, raw_body, with_exact_path

pytestmark = pytest.mark.unit


def test_a_body_may_be_text_base64_damaged_or_absent() -> None:
    assert raw_body({"body": "é", "isBase64Encoded": False}) == b"\xc3\xa9"
    assert raw_body({"body": "/+8=", "isBase64Encoded": True}) == b"\xff\xef"
    assert raw_body({"body": "a", "isBase64Encoded": True}) == b""
    assert raw_body({}) == b""


def test_the_path_is_written_from_the_route_that_matched() -> None:
    event = {
        "routeKey": "GET /v1/companies/{company_id}/records/{entity_type}/{record_id}",
        "rawPath": '/v1/companies/acme/records/invoice/a/b "c"',
        "pathParameters": {"company_id": "acme", "entity_type": "invoice", "record_id": 'a/b "c" 50%'},
    }
    assert with_exact_path(event)["rawPath"] == "/v1/companies/acme/records/invoice/a%2Fb%20%22c%22%2050%25"


def test_a_path_that_matched_no_route_stays() -> None:
    event = {"routeKey": "$default", "rawPath": "/nowhere"}
    assert with_exact_path(event) is event


def test_a_route_that_takes_any_path_leaves_it_as_it_is() -> None:
    proxied = {"proxy": "v1/companies/acme/connection"}
    event = {"routeKey": "ANY /{proxy+}", "rawPath": "/v1/companies/acme/connection", "pathParameters": proxied}
    assert with_exact_path(event)["rawPath"] == "/v1/companies/acme/connection"


def test_the_public_address_is_filled_from_the_request() -> None:
    event = {"requestContext": {"apiId": "a1b2", "domainName": "api.example.com"}}
    assert public_url("https://{domain}", event) == "https://api.example.com"
    assert public_url("http://127.0.0.1:4566/_aws/execute-api/{api_id}/", event).endswith("/execute-api/a1b2")


def test_a_parameter_that_the_route_does_not_have_is_empty() -> None:
    assert path_parameter({"pathParameters": None}, "package") == ""
