from __future__ import annotations

import re

import pytest
from openapi_spec_validator import validate

from bookbridge.domain.records import is_entity_type, parse_record
from bookbridge.entrypoints.api.openapi.examples import RECORDS

from .http_api import HttpApi
from .stack import ROOT

pytestmark = pytest.mark.functional


def test_the_document_is_valid_openapi(api: HttpApi) -> None:
    reply = api.get("/v1/openapi.json", token=None)
    assert reply.headers["content-type"] == "application/json"
    validate(reply.json)


def test_the_document_has_every_route_of_the_template_and_no_other(api: HttpApi) -> None:
    template = (ROOT / "template.yaml").read_text(encoding="utf-8")
    routes = re.findall(r"Type: HttpApi, Properties: \{ApiId: !Ref Api, Method: (\w+), Path: '(/[^']*)'\}", template)
    routes.remove(("ANY", "/{proxy+}"))  # what answers when nothing else does
    document = api.get("/v1/openapi.json", token=None).json
    described = [(method.upper(), path) for path, methods in document["paths"].items() for method in methods]
    assert sorted(routes) == sorted(described)


def test_the_document_names_the_address_it_was_asked_at(api: HttpApi) -> None:
    assert api.get("/v1/openapi.json", token=None).json["servers"] == [{"url": "https://api.test"}]


def test_every_schema_that_is_referred_to_is_there(api: HttpApi) -> None:
    text = api.get("/v1/openapi.json", token=None).text
    referred = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    schemas = api.get("/v1/openapi.json", token=None).json["components"]["schemas"]
    assert referred - schemas.keys() == set()


def test_only_what_is_public_needs_no_token(api: HttpApi) -> None:
    document = api.get("/v1/openapi.json", token=None).json
    public = {
        path for path, methods in document["paths"].items() for method in methods.values() if not method["security"]
    }
    assert public == {
        "/v1/openapi.json",
        "/docs",
        "/oauth/{package}/callback",
        "/webhooks/{package}",
        "/quickbooks-desktop/soap",
    }


@pytest.mark.parametrize("entity_type", sorted(RECORDS))
def test_the_example_records_are_good_records(entity_type: str) -> None:
    assert is_entity_type(entity_type)
    assert parse_record(entity_type, RECORDS[entity_type]) == RECORDS[entity_type]


def test_the_page_loads_nothing_from_anywhere(api: HttpApi) -> None:
    reply = api.get("/docs", token=None)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert re.findall(r"<(?:script|link|img|iframe)|@import|url\(", reply.text) == []


def test_the_page_shows_every_operation_and_every_schema(api: HttpApi) -> None:
    document, page = api.get("/v1/openapi.json", token=None).json, api.get("/docs", token=None).text
    operations = [method["operationId"] for methods in document["paths"].values() for method in methods.values()]
    assert [name for name in operations if f'<details id="{name}">' not in page] == []
    assert [name for name in document["components"]["schemas"] if f'id="schema-{name}"' not in page] == []


def test_nothing_at_a_path_is_a_problem_too(api: HttpApi) -> None:
    reply = api.get("/v2/companies")
    assert (reply.status, reply.headers["content-type"]) == (404, "application/problem+json")


def test_a_known_path_with_another_method_says_which_it_knows(api: HttpApi) -> None:
    reply = api.send("PATCH", "/v1/companies/acme/connection")
    assert (reply.status, reply.headers["allow"]) == (405, "DELETE, GET, PUT")
