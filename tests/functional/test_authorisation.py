"""Who may call what: every endpoint, whatever it does."""

from __future__ import annotations

import base64
import json
import time
from typing import Final

import pytest

from bookbridge.entrypoints.api.endpoints import Access, Endpoint

from .examples import new_company
from .http_api import GROUPS, OPERATOR, HttpApi, company_token, signed
from .stack import TOKEN_KEY

pytestmark = pytest.mark.functional

ENDPOINTS: Final = [endpoint for group in GROUPS.values() for endpoint in group.endpoints]
GUARDED: Final = [endpoint for endpoint in ENDPOINTS if endpoint.access is not Access.PUBLIC]
OF_A_COMPANY: Final = [endpoint for endpoint in GUARDED if "{company_id}" in endpoint.path]
PATH: Final = "/v1/companies/acme/connection"


def path_of(endpoint: Endpoint, company_id: str) -> str:
    """The endpoint's path with something in every gap."""
    path = endpoint.path.replace("{company_id}", company_id).replace("{entity_type}", "customer")
    for name in endpoint.parameters:
        path = path.replace(f"{{{name}}}", "some-1")
    return path


def unsigned(claims: dict[str, object], header: dict[str, str]) -> str:
    """A token with any header and no signature."""
    parts = (header, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda endpoint: endpoint.name)
def test_without_a_token_nothing_is_answered(api: HttpApi, endpoint: Endpoint) -> None:
    reply = api.send(endpoint.method, path_of(endpoint, "acme"), token=None)
    assert (reply.status, reply.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("endpoint", OF_A_COMPANY, ids=lambda endpoint: endpoint.name)
def test_another_companys_token_finds_nothing(api: HttpApi, endpoint: Endpoint) -> None:
    """Not even that there is something: 404, never 403."""
    company_id = new_company()
    api.put(f"/v1/companies/{company_id}/connection", {"package": "quickbooks-online"})
    token = company_token("another")
    theirs = api.send(endpoint.method, path_of(endpoint, company_id), token, body={})
    nobodys = api.send(endpoint.method, path_of(endpoint, new_company()), token, body={})
    assert theirs.status == 404
    assert (theirs.status, theirs.json) == (nobodys.status, nobodys.json)


@pytest.mark.parametrize(
    "endpoint", [each for each in GUARDED if each.access is Access.OPERATOR], ids=lambda endpoint: endpoint.name
)
def test_what_is_for_operators_is_not_there_for_a_company(api: HttpApi, endpoint: Endpoint) -> None:
    assert api.send(endpoint.method, path_of(endpoint, "acme"), company_token("acme"), body={}).status == 404


def test_a_company_reaches_itself_and_an_operator_every_company(api: HttpApi) -> None:
    company_id = new_company()
    path = f"/v1/companies/{company_id}/connection"
    assert api.put(path, {"package": "quickbooks-online"}, company_token(company_id)).status == 200
    assert api.get(path, company_token(company_id)).status == 200
    assert api.get(path, OPERATOR).status == 200


IN_AN_HOUR: Final = int(time.time()) + 3600
GOOD: Final = {"scope": "operator", "exp": IN_AN_HOUR}


@pytest.mark.parametrize(
    "token",
    [
        signed({**GOOD, "exp": IN_AN_HOUR - 3700}),
        signed({"scope": "operator"}),
        signed(GOOD, key="another key of sufficient length to be one"),
        signed(GOOD, algorithm="HS512"),
        signed({**GOOD, "aud": "oauth-state"}),
        signed({**GOOD, "nbf": IN_AN_HOUR}),
        signed({"scope": "company", "exp": IN_AN_HOUR}),
        signed({"scope": "company", "company_id": "", "exp": IN_AN_HOUR}),
        signed({"scope": "company", "company_id": ["acme"], "exp": IN_AN_HOUR}),
        signed({"scope": "admin", "exp": IN_AN_HOUR}),
        unsigned(GOOD, {"alg": "none", "typ": "JWT"}),
        unsigned(GOOD, {"alg": "HS256", "typ": "JWT"}),
        signed(GOOD).rpartition(".")[0] + ".AAAA",
        unsigned(GOOD, {"alg": "RS256", "typ": "JWT"}) + signed(GOOD).rpartition(".")[2],
        "nonsense",
        "a.b.c",
    ],
    ids=[
        "expired",
        "without an end",
        "another key",
        "another algorithm",
        "a state of a consent",
        "not yet valid",
        "a company without its id",
        "a company with an empty id",
        "a company with a list for an id",
        "an unknown scope",
        "no algorithm",
        "no signature",
        "a wrong signature",
        "a public-key algorithm over the shared key",
        "no token at all",
        "parts of nothing",
    ],
)
def test_a_token_that_proves_nothing_is_refused(api: HttpApi, token: str) -> None:
    assert api.get(PATH, token).status == 401


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Bearer", "Bearer a b", "Token abc"])
def test_any_other_authorisation_is_refused(api: HttpApi, header: str) -> None:
    assert api.send("GET", PATH, token=None, headers={"authorization": header}).status == 401


def test_the_words_around_a_token_may_be_written_in_any_way(api: HttpApi) -> None:
    assert api.send("GET", PATH, token=None, headers={"authorization": f"bearer  {OPERATOR}"}).status == 404


def test_a_company_id_that_can_be_none_is_told_to_operators(api: HttpApi) -> None:
    reply = api.put("/v1/companies/a%20b%23c/connection", {"package": "quickbooks-online"})
    assert (reply.status, reply.fields) == (422, ["company_id"])


def test_no_answer_tells_the_key(api: HttpApi) -> None:
    assert TOKEN_KEY not in api.get(PATH, signed(GOOD, key="another key of sufficient length to be one")).text
