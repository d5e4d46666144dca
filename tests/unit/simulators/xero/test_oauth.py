"""Consent, tokens, connections (vendor page, section 1)."""

import base64
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.unit.simulators.xero.tenant import TENANT, Json, Reply, Tenant

pytestmark = pytest.mark.unit

OTHER = "11111111-2222-4333-8444-555555555555"
BASIC = {"Authorization": "Basic " + base64.b64encode(b"client-id:client-secret").decode()}
BACK = "http://localhost/callback"
MINUTE = 60
DAY = 86_400


def consent(tenant: Tenant, **more: str) -> dict[str, str]:
    """Agree, and return what the redirect carries."""
    params: Json = {"response_type": "code", "client_id": "client-id", "redirect_uri": BACK, "state": "s"}
    params |= {"scope": "openid accounting.contacts offline_access"}
    reply = tenant.raw("GET", "/identity/connect/authorize", **{**params, **more})
    assert reply.status == 302, reply.text
    location = urlsplit(reply.headers["Location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == BACK
    return {name: values[0] for name, values in parse_qs(location.query).items()}


def post(tenant: Tenant, path: str, headers: dict[str, str] | None = None, **form: str) -> Reply:
    return tenant.raw("POST", path, urlencode(form).encode(), BASIC if headers is None else headers)


def exchange(tenant: Tenant, code: str) -> Reply:
    return post(tenant, "/connect/token", grant_type="authorization_code", code=code, redirect_uri=BACK)


def refresh(tenant: Tenant, token: str) -> Reply:
    return post(tenant, "/connect/token", grant_type="refresh_token", refresh_token=token)


def claims(token: str) -> Json:
    part = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


def connections(tenant: Tenant, token: str, **params: str) -> list[Json]:
    reply = tenant.raw("GET", "/connections", None, {"Authorization": f"Bearer {token}"}, **params)
    assert reply.status == 200, reply.text
    return list(json.loads(reply.text))


def test_the_callback_has_code_and_state_but_no_organisation(tenant: Tenant) -> None:
    assert set(consent(tenant)) == {"code", "state"}


def test_a_code_is_exchanged_once(tenant: Tenant) -> None:
    code = consent(tenant)["code"]
    answer = exchange(tenant, code).body
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 1800)
    assert answer["refresh_token"]
    reply = exchange(tenant, code)
    assert (reply.status, reply.body) == (400, {"error": "invalid_grant"})


def test_a_code_lives_for_five_minutes(tenant: Tenant) -> None:
    code = consent(tenant)["code"]
    tenant.simulator.clock.advance(5 * MINUTE + 1)
    assert exchange(tenant, code).body["error"] == "invalid_grant"


def test_without_offline_access_there_is_no_refresh_token(tenant: Tenant) -> None:
    answer = exchange(tenant, consent(tenant, scope="accounting.contacts")["code"]).body
    assert "refresh_token" not in answer
    assert "id_token" not in answer


def test_the_access_token_tells_user_event_and_scopes(tenant: Tenant) -> None:
    token = exchange(tenant, consent(tenant)["code"]).body["access_token"]
    told = claims(token)
    assert told["scope"] == ["openid", "accounting.contacts", "offline_access"]
    assert told["exp"] == tenant.simulator.clock.seconds() // 1 + 1800
    assert told["xero_userid"]
    assert connections(tenant, token, authEventId=told["authentication_event_id"])[0]["tenantId"] == TENANT


def test_an_access_token_lasts_thirty_minutes(tenant: Tenant) -> None:
    tenant.simulator.clock.advance(30 * MINUTE - 1)
    assert tenant.call("GET", "Organisation").status == 200
    tenant.simulator.clock.advance(1)
    reply = tenant.call("GET", "Organisation")
    assert reply.status == 401
    assert reply.body == {
        "Type": None,
        "Title": "Unauthorized",
        "Status": 401,
        "Detail": "TokenExpired: token expired at 05/04/2026 19:00:15",
        "Instance": "/api.xro/2.0/Organisation",
        "Extensions": {},
    }


def test_a_refresh_rotates_the_token_and_the_old_one_works_for_thirty_minutes_more(tenant: Tenant) -> None:
    first = tenant.simulator.issue_tokens(TENANT)["refresh_token"]
    second = refresh(tenant, first).body["refresh_token"]
    assert second != first
    tenant.simulator.clock.advance(29 * MINUTE)
    assert refresh(tenant, first).status == 200
    tenant.simulator.clock.advance(2 * MINUTE)
    assert refresh(tenant, first).body == {"error": "invalid_grant"}


def test_a_refresh_token_lasts_sixty_days(tenant: Tenant) -> None:
    token = tenant.simulator.issue_tokens(TENANT)["refresh_token"]
    tenant.simulator.clock.advance(60 * DAY - 1)
    newer = refresh(tenant, token).body["refresh_token"]
    tenant.simulator.clock.advance(60 * DAY + 1)
    assert refresh(tenant, newer).body == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("headers", "form", "error"),
    [
        ({}, {"grant_type": "refresh_token"}, "invalid_client"),
        ({"Authorization": "Basic eDp5"}, {"grant_type": "refresh_token"}, "invalid_client"),
        (None, {"grant_type": "password"}, "unsupported_grant_type"),
        (None, {"grant_type": "refresh_token", "refresh_token": "?"}, "invalid_grant"),
    ],
)
def test_the_token_endpoint_refuses_with_400(
    tenant: Tenant, headers: dict[str, str] | None, form: dict[str, str], error: str
) -> None:
    reply = post(tenant, "/connect/token", headers, **form)
    assert (reply.status, reply.body) == (400, {"error": error})


@pytest.mark.parametrize(
    ("params", "error"),
    [({"scope": "everything"}, "invalid_scope"), ({"response_type": "token"}, "unsupported_response_type")],
)
def test_the_consent_page_sends_errors_back(tenant: Tenant, params: dict[str, str], error: str) -> None:
    assert consent(tenant, **params) == {"state": "s", "error": error}


def test_a_user_may_say_no(tenant: Tenant) -> None:
    tenant.control("PUT", "/oauth", {"consent": "denied"})
    assert consent(tenant)["error"] == "access_denied"


def test_redirects_may_be_held_to_https_or_localhost(tenant: Tenant) -> None:
    tenant.control("PUT", "/settings", {"https_redirects": True})
    assert consent(tenant)["code"]
    params: Json = {
        "response_type": "code",
        "client_id": "client-id",
        "redirect_uri": "http://127.0.0.1/x",
        "scope": "openid",
    }
    assert tenant.raw("GET", "/identity/connect/authorize", **params).status == 400


def test_one_user_gathers_the_organisations_of_all_consents(tenant: Tenant) -> None:
    Tenant(tenant.simulator, OTHER)
    first = exchange(tenant, consent(tenant, tenant_id=TENANT)["code"]).body["access_token"]
    second = exchange(tenant, consent(tenant, tenant_id=OTHER)["code"]).body["access_token"]
    assert [each["tenantId"] for each in connections(tenant, second)] == [TENANT, OTHER]
    event = claims(second)["authentication_event_id"]
    (new,) = connections(tenant, second, authEventId=event)
    assert (new["tenantId"], new["tenantType"], new["tenantName"]) == (OTHER, "ORGANISATION", "Demo Company")
    assert new["createdDateUtc"] == "2026-05-04T18:30:15.2500000"
    tenant.token = first
    assert tenant.call("GET", "Contacts", None, {**tenant.headers(), "xero-tenant-id": OTHER}).status == 200


def test_another_user_reaches_only_what_this_user_connected(tenant: Tenant) -> None:
    Tenant(tenant.simulator, OTHER)
    token = exchange(tenant, consent(tenant, tenant_id=OTHER, user="jess")["code"]).body["access_token"]
    assert [each["tenantId"] for each in connections(tenant, token)] == [OTHER]


def test_deleting_a_connection_leaves_the_token_but_not_the_access(tenant: Tenant) -> None:
    (connection,) = connections(tenant, tenant.token)
    bearer = {"Authorization": f"Bearer {tenant.token}"}
    assert tenant.raw("DELETE", f"/connections/{connection['id']}", None, bearer).status == 204
    assert connections(tenant, tenant.token) == []
    assert tenant.call("GET", "Organisation").status == 403
    assert tenant.raw("DELETE", f"/connections/{connection['id']}", None, bearer).status == 404


def test_a_user_who_disconnects_inside_xero_leaves_403(tenant: Tenant) -> None:
    tenant.control("DELETE", f"/tokens/{TENANT}")
    reply = tenant.call("GET", "Organisation")
    assert reply.status == 403
    assert reply.body == {
        "title": "Forbidden",
        "status": 403,
        "detail": "AuthenticationUnsuccessful",
        "instance": "/api.xro/2.0/Organisation",
    }
    assert connections(tenant, tenant.token) == []


def test_a_revoked_refresh_token_ends_the_user_s_connections(tenant: Tenant) -> None:
    tokens = tenant.simulator.issue_tokens(TENANT)
    assert post(tenant, "/connect/revocation", token=tokens["refresh_token"]).status == 200
    assert refresh(tenant, tokens["refresh_token"]).body == {"error": "invalid_grant"}
    assert tenant.simulator.tokens.connections == {}
    assert post(tenant, "/connect/revocation", {}, token="x").status == 400


def test_connections_need_a_token(tenant: Tenant) -> None:
    reply = tenant.raw("GET", "/connections")
    assert (reply.status, reply.body["Detail"]) == (401, "AuthenticationUnsuccessful")


def test_an_endpoint_outside_the_scopes_is_401(tenant: Tenant) -> None:
    tenant.token = tenant.simulator.issue_tokens(TENANT, scope="accounting.contacts.read")["access_token"]
    assert tenant.call("GET", "Contacts").status == 200
    reply = tenant.call("PUT", "Contacts", {"Name": "A"})
    assert (reply.status, reply.body["Detail"]) == (401, "AuthorizationUnsuccessful")
    assert tenant.call("GET", "Invoices").status == 401


def test_the_broad_scope_for_transactions_still_works(tenant: Tenant) -> None:
    tenant.token = tenant.simulator.issue_tokens(TENANT, scope="accounting.transactions")["access_token"]
    for plural in ("Invoices", "Payments", "BankTransactions", "CreditNotes"):
        assert tenant.call("GET", plural).status == 200
    assert tenant.call("GET", "Contacts").status == 401
