"""Consent, exchange, refresh and revocation."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from bookbridge.domain.errors import (
    BookbridgeError,
    OutcomeUnknown,
    PackageRefused,
    PackageUnavailable,
    RateLimited,
    ReauthorizationRequired,
)
from bookbridge.packages.quickbooks_online.oauth import Hosts, QuickBooksOAuth
from bookbridge.ports.http import Response
from bookbridge.ports.packages import AppCredentials, Tokens
from tests.fakes.http import FakeHttp
from tests.unit.packages.quickbooks_online.canned import answered

pytestmark = pytest.mark.unit

APP = AppCredentials("client", "secret", "verifier")
OAUTH = QuickBooksOAuth(Hosts())
TOKENS = Tokens("access-1", "refresh-1", 0)
GRANTED = {
    "token_type": "bearer",
    "access_token": "access-2",
    "expires_in": 3600,
    "refresh_token": "refresh-2",
    "x_refresh_token_expires_in": 8726400,
}


def http(*answers: Response | Exception) -> FakeHttp:
    fake = FakeHttp()
    fake.queue(*answers)
    return fake


def test_the_consent_page_is_asked_for_accounting_with_our_state() -> None:
    url = urlsplit(OAUTH.authorize_url(APP, "https://app.example.com/oauth/quickbooks-online/callback", "st&te"))
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://appcenter.intuit.com/connect/oauth2"
    assert parse_qs(url.query) == {
        "client_id": ["client"],
        "response_type": ["code"],
        "scope": ["com.intuit.quickbooks.accounting"],
        "redirect_uri": ["https://app.example.com/oauth/quickbooks-online/callback"],
        "state": ["st&te"],
    }


def test_a_code_is_traded_for_tokens() -> None:
    fake = http(answered(GRANTED))
    tokens = OAUTH.exchange(fake, APP, "c0de", "https://app.example.com/cb")
    assert tokens == Tokens("access-2", "refresh-2", 3600, 8726400)
    (request,) = fake.sent
    assert (request.method, request.kind) == ("POST", "token")
    assert request.url == "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"
    assert request.headers["Authorization"] == "Basic Y2xpZW50OnNlY3JldA=="
    assert parse_qs(request.body.decode()) == {
        "grant_type": ["authorization_code"],
        "code": ["c0de"],
        "redirect_uri": ["https://app.example.com/cb"],
    }


@pytest.mark.requirement("F3")
def test_a_refresh_returns_the_newest_refresh_token_or_the_one_that_goes_on() -> None:
    rotated, kept = answered(GRANTED), answered({"access_token": "access-3", "expires_in": 3600})
    fake = http(rotated, kept)
    assert OAUTH.refresh(fake, APP, "refresh-1").refresh_token == "refresh-2"
    assert OAUTH.refresh(fake, APP, "refresh-2") == Tokens("access-3", "refresh-2", 3600, None)
    assert parse_qs(fake.sent[0].body.decode()) == {"grant_type": ["refresh_token"], "refresh_token": ["refresh-1"]}


@pytest.mark.requirement("F3")
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answered({"error": "invalid_grant", "error_description": "Token revoked"}, 400), ReauthorizationRequired),
        (answered({"error": "invalid_client"}, 401), PackageRefused),
        (answered({"error": "invalid_request"}, 400), PackageRefused),
        (answered("", 429), RateLimited),
        (answered("<html>", 503), PackageUnavailable),
        (OutcomeUnknown("timed out"), PackageUnavailable),
        (answered("no JSON"), PackageUnavailable),
        (answered({**GRANTED, "access_token": None}), PackageUnavailable),
        (answered({**GRANTED, "expires_in": "soon"}), PackageUnavailable),
    ],
)
def test_a_refresh_that_fails_says_whom_it_concerns(answer: Response | Exception, error: type[BookbridgeError]) -> None:
    with pytest.raises(error):
        OAUTH.refresh(http(answer), APP, "refresh-1")


def test_a_code_without_a_refresh_token_is_no_use() -> None:
    with pytest.raises(PackageUnavailable):
        OAUTH.exchange(http(answered({"access_token": "a", "expires_in": 3600})), APP, "c0de", "https://x")


def test_revoking_a_token_that_is_unknown_is_no_error() -> None:
    fake = http(answered(""), answered({"error": "invalid_grant"}, 400), answered({"error": "invalid_client"}, 401))
    OAUTH.revoke(fake, APP, TOKENS, "310687")
    OAUTH.revoke(fake, APP, TOKENS, "310687")
    with pytest.raises(PackageRefused):
        OAUTH.revoke(fake, APP, TOKENS, "310687")
    assert fake.sent[0].url == "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
    assert fake.sent[0].body == b'{"token":"refresh-1"}'


def test_the_callback_names_the_realm_and_nothing_else_does() -> None:
    assert OAUTH.organisations(http(), TOKENS) == ()
    assert OAUTH.organisation_in({"code": "c", "state": "s", "realmId": "310687"}) == "310687"
    assert OAUTH.organisation_in({"error": "access_denied"}) == ""


def test_one_base_serves_all_hosts() -> None:
    hosts = Hosts.at("http://127.0.0.1:9/")
    assert {hosts.authorize, hosts.token, hosts.revoke, hosts.api, hosts.pages} == {"http://127.0.0.1:9"}
    assert Hosts.at("") == Hosts()


def test_tokens_are_never_shown() -> None:
    assert "secret" not in repr(APP)
    assert "access" not in repr(Tokens("access", "refresh", 1)).replace("refresh_", "")
