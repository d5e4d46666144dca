"""Consent, tokens, rotation, and the answers to tokens that do not work."""

import base64
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, Reply

pytestmark = pytest.mark.unit

CALLBACK = "http://127.0.0.1/oauth/quickbooks-online/callback"


def consent(company: Company, **params: str) -> dict[str, str]:
    asked = {
        "client_id": "client-id",
        "response_type": "code",
        "scope": "com.intuit.quickbooks.accounting",
        "redirect_uri": CALLBACK,
        "state": "s-1",
        **params,
    }
    reply = company.raw("GET", "/connect/oauth2", b"", None, **asked)
    assert reply.status == 302, reply.text
    location = urlsplit(reply.headers["Location"])
    assert location.geturl().startswith(CALLBACK)
    return {name: values[0] for name, values in parse_qs(location.query).items()}


def token(company: Company, secret: str = "client-secret", **form: str) -> Reply:
    credentials = base64.b64encode(f"client-id:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"}
    return company.raw("POST", "/oauth2/v1/tokens/bearer", urlencode(form).encode(), headers)


def refresh(company: Company, refresh_token: str) -> Reply:
    return token(company, grant_type="refresh_token", refresh_token=refresh_token)


def test_consent_gives_a_code_that_is_exchanged_once(company: Company) -> None:
    back = consent(company)
    assert (back["state"], back["realmId"]) == ("s-1", company.realm)
    assert len(back["code"]) <= 512
    form = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": CALLBACK}
    body = token(company, **form).body
    assert body["token_type"] == "bearer"
    assert (body["expires_in"], body["x_refresh_token_expires_in"]) == (3600, 8726400)
    company.token = body["access_token"]
    assert company.call("GET", f"companyinfo/{company.realm}").status == 200
    again = token(company, **form)
    assert (again.status, again.body["error"]) == (400, "invalid_grant")


def test_a_code_belongs_to_its_redirect_uri_and_expires(company: Company) -> None:
    form = {"grant_type": "authorization_code", "code": consent(company)["code"], "redirect_uri": "http://elsewhere"}
    assert token(company, **form).body["error"] == "invalid_grant"
    form = {"grant_type": "authorization_code", "code": consent(company)["code"], "redirect_uri": CALLBACK}
    company.simulator.clock.advance(301)
    assert token(company, **form).body["error"] == "invalid_grant"


def test_the_company_is_chosen_by_query_control_or_age(company: Company) -> None:
    Company(company.simulator, "99")
    assert consent(company)["realmId"] == "99"
    company.control("PUT", "/oauth", {"organisation_id": company.realm})
    assert consent(company)["realmId"] == company.realm
    assert consent(company, realm_id="99")["realmId"] == "99"


def test_a_user_may_decline_and_a_scope_be_wrong(company: Company) -> None:
    assert consent(company, scope="everything")["error"] == "invalid_scope"
    company.control("PUT", "/oauth", {"consent": "denied"})
    assert consent(company) == {"error": "access_denied", "state": "s-1"}
    assert company.raw("GET", "/connect/oauth2", client_id="nobody").status == 400


def test_a_refresh_rotates_the_refresh_token(company: Company) -> None:
    first = company.simulator.issue_tokens(company.realm)
    second = refresh(company, first["refresh_token"]).body
    assert second["refresh_token"] != first["refresh_token"]
    assert refresh(company, second["refresh_token"]).status == 200
    reply = refresh(company, first["refresh_token"])
    assert (reply.status, reply.body["error"]) == (400, "invalid_grant")
    assert "error_description" in reply.body


def test_the_previous_refresh_token_may_have_some_grace(company: Company) -> None:
    company.control("PUT", "/settings", {"refresh_grace_seconds": 60})
    first = company.simulator.issue_tokens(company.realm)["refresh_token"]
    assert refresh(company, first).status == 200
    assert refresh(company, first).status == 200
    company.simulator.clock.advance(61)
    assert refresh(company, first).status == 400


def test_a_refresh_token_expires_after_its_days_and_after_five_years(company: Company) -> None:
    first = company.simulator.issue_tokens(company.realm)["refresh_token"]
    company.simulator.clock.advance(8_726_401)
    assert refresh(company, first).body["error"] == "invalid_grant"
    company.control("PUT", "/settings", {"hard_expiry_seconds": 100})
    second = company.simulator.issue_tokens(company.realm)["refresh_token"]
    company.simulator.clock.advance(101)
    assert refresh(company, second).body["error"] == "invalid_grant"


def test_the_hard_expiry_is_answered_on_demand(company: Company) -> None:
    credentials = base64.b64encode(b"client-id:client-secret").decode()
    form = {
        "grant_type": "refresh_token",
        "refresh_token": company.simulator.issue_tokens(company.realm)["refresh_token"],
    }
    headers = {"Authorization": f"Basic {credentials}", "X-Include-Refresh-Token-Hard-Expires-In": "true"}
    reply = company.raw("POST", "/oauth2/v1/tokens/bearer", urlencode(form).encode(), headers)
    assert reply.body["x_refresh_token_hard_expires_in"] == 157_680_000


def test_a_wrong_client_is_invalid_client(company: Company) -> None:
    reply = token(company, secret="wrong", grant_type="refresh_token", refresh_token="x")
    assert (reply.status, reply.body) == (401, {"error": "invalid_client"})
    assert company.raw("POST", "/oauth2/v1/tokens/bearer", b"").status == 401


def test_another_grant_type_is_refused(company: Company) -> None:
    assert token(company, grant_type="password").body["error"] == "unsupported_grant_type"


def test_an_expired_access_token_is_3200_in_lower_case(company: Company) -> None:
    company.simulator.clock.advance(3600)
    reply = company.call("GET", "preferences")
    assert reply.status == 401
    assert reply.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'
    (error,) = reply.body["fault"]["error"]
    assert error["message"] == "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    assert error["detail"].startswith("Token expired: ")
    assert (error["code"], error["element"]) == ("3200", None)
    assert reply.body["fault"]["type"] == "AUTHENTICATION"
    assert list(reply.body) == [
        "warnings",
        "intuitObject",
        "fault",
        "report",
        "queryResponse",
        "batchItemResponse",
        "attachableResponse",
        "syncErrorResponse",
        "requestId",
        "time",
        "status",
        "cdcresponse",
    ]


def test_an_unknown_or_absent_token_is_401(company: Company) -> None:
    company.token = "nonsense"
    assert company.call("GET", "preferences").body["fault"]["error"][0]["code"] == "3200"
    reply = company.raw("GET", f"/v3/company/{company.realm}/preferences")
    assert (reply.status, reply.body["fault"]["error"][0]["code"]) == (401, "3202")


def test_a_token_of_another_realm_is_403(company: Company) -> None:
    other = Company(company.simulator, "99")
    company.token = other.token
    reply = company.call("GET", "preferences")
    assert reply.status == 403
    (error,) = reply.body["fault"]["error"]
    assert error["message"] == "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
    assert error["code"] == "3100"


def test_a_revoked_token_ends_the_whole_consent(company: Company) -> None:
    tokens = company.simulator.issue_tokens(company.realm)
    credentials = base64.b64encode(b"client-id:client-secret").decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}
    body = f'{{"token": "{tokens["refresh_token"]}"}}'.encode()
    assert company.raw("POST", "/v2/oauth2/tokens/revoke", body, headers).status == 200
    company.token = tokens["access_token"]
    assert company.call("GET", "preferences").status == 401
    assert refresh(company, tokens["refresh_token"]).body["error"] == "invalid_grant"
    assert company.raw("POST", "/v2/oauth2/tokens/revoke", b'{"token": "x"}', headers).status == 400


def test_a_new_consent_ends_the_earlier_one(company: Company) -> None:
    old = company.simulator.issue_tokens(company.realm)
    form = {"grant_type": "authorization_code", "code": consent(company)["code"], "redirect_uri": CALLBACK}
    assert token(company, **form).status == 200
    assert refresh(company, old["refresh_token"]).body["error"] == "invalid_grant"


def test_the_discovery_document_names_the_endpoints(company: Company) -> None:
    reply = company.raw("GET", "/.well-known/openid_configuration", b"", {"Host": "127.0.0.1:9"})
    assert reply.body["token_endpoint"] == "http://127.0.0.1:9/oauth2/v1/tokens/bearer"


def test_tokens_can_be_looked_at_expired_and_revoked_through_control(company: Company) -> None:
    issued = company.control("POST", f"/tokens/{company.realm}").body
    assert issued["expires_in"] == 3600
    company.token = issued["access_token"]
    grants = company.control("GET", f"/tokens/{company.realm}").body["grants"]
    assert grants[-1]["refresh_token"] == issued["refresh_token"]
    company.control("POST", f"/tokens/{company.realm}/expire")
    assert company.call("GET", "preferences").status == 401
    assert refresh(company, issued["refresh_token"]).status == 200
    assert company.control("DELETE", f"/tokens/{company.realm}").body["grants"] == []
    assert company.control("POST", "/tokens/123").status == 404
