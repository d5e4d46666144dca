"""Consent, the organisations it opened, and the end of one connection."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bookbridge.domain.errors import (
    BookbridgeError,
    OutcomeUnknown,
    PackageUnavailable,
    RateLimited,
    ReauthorizationRequired,
)
from bookbridge.packages.xero.oauth import REFRESH_LIFETIME, Hosts, XeroOAuth
from bookbridge.ports.http import Response
from bookbridge.ports.packages import AppCredentials, OrganisationIdentity, Tokens
from tests.fakes.http import FakeHttp
from tests.unit.packages.xero.canned import TENANT, answered, guid

pytestmark = pytest.mark.unit

APP = AppCredentials("client", "secret", "signing-key")
OAUTH = XeroOAuth(Hosts())
GRANTED = {"token_type": "Bearer", "access_token": "access-2", "expires_in": 1800, "refresh_token": "refresh-2"}
TOKENS = Tokens("access-1", "refresh-1", 0)


def http(*answers: Response | Exception) -> FakeHttp:
    fake = FakeHttp()
    fake.queue(*answers)
    return fake


def token(**claims: Any) -> str:
    """An access token as Xero makes them; nobody verifies it here."""
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{body}.c2ln"


def connection(number: int, event: str = "event-1", **fields: Any) -> dict[str, Any]:
    tenant = {"tenantId": guid(number), "tenantName": f"Tenant {number}", "tenantType": "ORGANISATION"}
    return {"id": f"connection-{number}", "authEventId": event, **tenant, **fields}


def test_the_consent_page_is_asked_for_what_we_use_and_for_a_refresh_token() -> None:
    url = urlsplit(OAUTH.authorize_url(APP, "https://app.example.com/oauth/xero/callback", "st&te"))
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://login.xero.com/identity/connect/authorize"
    params = parse_qs(url.query)
    assert (params["client_id"], params["response_type"], params["state"]) == (["client"], ["code"], ["st&te"])
    assert params["redirect_uri"] == ["https://app.example.com/oauth/xero/callback"]
    scopes = set(params["scope"][0].split())
    assert {"offline_access", "accounting.invoices", "accounting.payments", "accounting.banktransactions"} <= scopes
    assert {"accounting.contacts", "accounting.settings", "accounting.attachments"} <= scopes


def test_a_code_is_traded_with_basic_authentication() -> None:
    fake = http(answered(GRANTED))
    tokens = OAUTH.exchange(fake, APP, "c0de", "https://x/callback")
    assert tokens == Tokens("access-2", "refresh-2", 1800, REFRESH_LIFETIME)
    (request,) = fake.sent
    assert request.url == "https://identity.xero.com/connect/token"
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"client:secret").decode()
    assert parse_qs(request.body.decode()) == {
        "grant_type": ["authorization_code"],
        "code": ["c0de"],
        "redirect_uri": ["https://x/callback"],
    }


@pytest.mark.requirement("F3")
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answered({"error": "invalid_grant"}, 400), ReauthorizationRequired),
        (OutcomeUnknown("lost"), PackageUnavailable),
        (answered("", 503), PackageUnavailable),
        (answered("", 429), RateLimited),
    ],
)
def test_a_refresh_that_fails_says_whom_it_concerns(answer: Response | Exception, error: type[BookbridgeError]) -> None:
    with pytest.raises(error):
        OAUTH.refresh(http(answer), APP, "refresh-1")


def test_the_callback_names_no_organisation() -> None:
    assert OAUTH.organisation_in({"code": "c", "state": "s", "realmId": "310687"}) == ""


@pytest.mark.requirement("A1")
def test_the_organisations_of_this_very_consent_are_told_from_earlier_ones() -> None:
    listed = [connection(1, "event-0"), connection(2), connection(3, tenantType="PRACTICE"), connection(4, "event-0")]
    fake = http(answered(listed))
    tokens = Tokens(token(authentication_event_id="event-1"), "r", 1800)
    assert OAUTH.organisations(fake, tokens) == (OrganisationIdentity(guid(2), "Tenant 2"),)
    (request,) = fake.sent
    assert request.url == "https://api.xero.com/connections"
    assert request.headers["Authorization"] == f"Bearer {tokens.access_token}"


@pytest.mark.parametrize(
    "access", ["opaque", "a.b.c", "a.bm8ganNvbg.c", "a.W10.c", token(), token(authentication_event_id="x")]
)
def test_a_token_that_does_not_tell_its_consent_opens_all_that_it_reaches(access: str) -> None:
    fake = http(answered([connection(1), connection(2, "event-2")]))
    found = OAUTH.organisations(fake, Tokens(access, "r", 1800))
    assert [each.organisation_id for each in found] == [guid(1), guid(2)]


def test_organisations_that_cannot_be_listed_are_an_error() -> None:
    with pytest.raises(PackageUnavailable):
        OAUTH.organisations(http(answered("", 500)), TOKENS)


@pytest.mark.requirement("C8")
def test_disconnecting_ends_the_connection_of_one_organisation_only() -> None:
    fake = http(answered([connection(1), connection(2, tenantId=TENANT)]), answered("", 204))
    OAUTH.revoke(fake, APP, TOKENS, TENANT)
    assert [(request.method, request.url) for request in fake.sent] == [
        ("GET", "https://api.xero.com/connections"),
        ("DELETE", "https://api.xero.com/connections/connection-2"),
    ]
    assert fake.sent[1].headers["Authorization"] == "Bearer access-1"


@pytest.mark.requirement("C8")
def test_disconnecting_with_an_expired_token_renews_it_first() -> None:
    expired = answered({"Detail": "TokenExpired: token expired"}, 401)
    fake = http(expired, answered(GRANTED), answered([connection(1, tenantId=TENANT)]), answered("", 204))
    OAUTH.revoke(fake, APP, TOKENS, TENANT)
    assert fake.sent[-1].headers["Authorization"] == "Bearer access-2"


def test_an_organisation_that_is_not_connected_any_more_needs_no_end() -> None:
    fake = http(answered([connection(1)]))
    OAUTH.revoke(fake, APP, TOKENS, TENANT)
    assert len(fake.sent) == 1
    with pytest.raises(PackageUnavailable):
        OAUTH.revoke(http(answered([connection(1, tenantId=TENANT)]), answered("", 500)), APP, TOKENS, TENANT)


def test_one_base_serves_all_hosts() -> None:
    hosts = Hosts.at("http://127.0.0.1:9/")
    assert {hosts.authorize, hosts.token, hosts.api, hosts.pages} == {"http://127.0.0.1:9"}
    assert Hosts.at("") == Hosts()
