"""Faults that a test asks for."""

import base64
from urllib.parse import urlencode

import pytest

from tests.simulators.xero import AnswerLost, NoAnswer, TimedOutAfterCommit, TimedOutBeforeCommit
from tests.unit.simulators.xero.tenant import Reply, Tenant

pytestmark = pytest.mark.unit


def fault(tenant: Tenant, kind: str, **more: object) -> None:
    reply = tenant.control("POST", "/faults", {"kind": kind, **more})
    assert reply.status == 200, reply.text


def put(tenant: Tenant, name: str = "A") -> Reply:
    return tenant.call("PUT", "Contacts", {"Contacts": [{"Name": name}]})


def names(tenant: Tenant) -> list[str]:
    return [each["Name"] for each in tenant.list("Contacts")]


@pytest.mark.parametrize(
    ("kind", "status", "committed"),
    [
        ("rate_limited", 429, False),
        ("day_limit", 429, False),
        ("server_error", 500, False),
        ("server_error_after_commit", 500, True),
        ("unavailable", 503, False),
        ("organisation_offline", 503, False),
        ("validation_fault", 400, False),
        ("token_expired", 401, False),
    ],
)
def test_a_fault_strikes_once(tenant: Tenant, kind: str, status: int, *, committed: bool) -> None:
    fault(tenant, kind)
    assert put(tenant).status == status
    tenant.token = tenant.simulator.issue_tokens(tenant.id)["access_token"]
    assert names(tenant) == (["A"] if committed else [])
    assert put(tenant, "B").status == 200


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("timeout_before_commit", TimedOutBeforeCommit),
        ("timeout_after_commit", TimedOutAfterCommit),
        ("lost_answer", AnswerLost),
    ],
)
def test_an_answer_that_never_comes_is_an_exception(tenant: Tenant, kind: str, outcome: type[NoAnswer]) -> None:
    fault(tenant, kind)
    with pytest.raises(outcome) as caught:
        put(tenant)
    assert names(tenant) == (["A"] if caught.value.committed else [])
    assert caught.value.hold_seconds == (0 if kind == "lost_answer" else 120)
    assert tenant.control("GET", "/calls").body["by_status"]["none"] == 1


def test_the_minute_and_the_day_are_told_apart(tenant: Tenant) -> None:
    fault(tenant, "rate_limited", retry_after_seconds=7)
    fault(tenant, "day_limit")
    minute, day = put(tenant).headers, put(tenant).headers
    assert (minute["X-Rate-Limit-Problem"], minute["Retry-After"]) == ("minute", "7")
    assert (day["X-Rate-Limit-Problem"], day["X-DayLimit-Remaining"]) == ("day", "0")
    assert int(day["Retry-After"]) > 3600


def test_a_validation_fault_says_what_it_is_told_to_say(tenant: Tenant) -> None:
    fault(tenant, "validation_fault", messages=["one", "two"])
    fault(tenant, "validation_fault", detail="three")
    assert put(tenant).messages() == ["one", "two"]
    assert put(tenant).messages() == ["three"]


def test_one_element_of_a_call_is_refused_and_the_others_are_saved(tenant: Tenant) -> None:
    fault(tenant, "refused_record", detail="not this one", match={"body": "Birch"})
    given = {"Contacts": [{"Name": "Alder Ltd"}, {"Name": "Birch Ltd"}]}
    alder, birch = tenant.call("PUT", "Contacts", given, summarizeErrors="false").body["Contacts"]
    assert (alder["HasErrors"], birch["HasErrors"]) == (False, True)
    assert [each["Message"] for each in birch["ValidationErrors"]] == ["not this one"]
    assert names(tenant) == ["Alder Ltd"]


def test_a_call_is_refused_as_a_whole_under_another_number(tenant: Tenant) -> None:
    fault(tenant, "validation_fault", number=14, type="PostDataInvalidException", detail="not readable")
    told = put(tenant).body
    assert (told["ErrorNumber"], told["Type"], told["Message"]) == (14, "PostDataInvalidException", "not readable")


def test_an_expired_token_works_again_after_a_refresh(tenant: Tenant) -> None:
    tokens = tenant.simulator.issue_tokens(tenant.id)
    tenant.token = tokens["access_token"]
    fault(tenant, "token_expired")
    assert put(tenant).body["Detail"].startswith("TokenExpired: token expired at ")
    tenant.token = refresh(tenant, tokens["refresh_token"]).body["access_token"]
    assert put(tenant).status == 200


def test_a_revoked_consent_is_401_and_refuses_the_refresh(tenant: Tenant) -> None:
    tokens = tenant.simulator.issue_tokens(tenant.id)
    tenant.token = tokens["access_token"]
    fault(tenant, "token_revoked")
    reply = put(tenant)
    assert (reply.status, reply.body["Detail"]) == (401, "AuthenticationUnsuccessful")
    assert refresh(tenant, tokens["refresh_token"]).body == {"error": "invalid_grant"}


def test_a_user_may_disconnect_in_the_middle(tenant: Tenant) -> None:
    fault(tenant, "disconnected", match={"method": "PUT"})
    assert tenant.call("GET", "Organisation").status == 200
    assert put(tenant).status == 403


def test_a_rule_strikes_only_what_it_names(tenant: Tenant) -> None:
    fault(tenant, "server_error", match={"method": "PUT", "path": "/Items", "body": "abc"}, times=None)
    assert put(tenant).status == 200
    assert tenant.call("PUT", "Items", {"Items": [{"Code": "x"}]}).status == 200
    assert [tenant.call("PUT", "Items", {"Items": [{"Code": "abc"}]}).status for _ in range(2)] == [500, 500]
    assert tenant.control("GET", "/faults").body["faults"][0]["struck"] == 2
    tenant.control("DELETE", "/faults")
    assert tenant.call("PUT", "Items", {"Items": [{"Code": "abc"}]}).status == 200


def test_an_unknown_kind_is_refused(tenant: Tenant) -> None:
    reply = tenant.control("POST", "/faults", {"kind": "earthquake"})
    assert reply.status == 400
    assert "organisation_offline" in reply.body["error"]


def refresh(tenant: Tenant, token: str) -> Reply:
    basic = {"Authorization": "Basic " + base64.b64encode(b"client-id:client-secret").decode()}
    form = urlencode({"grant_type": "refresh_token", "refresh_token": token}).encode()
    return tenant.raw("POST", "/connect/token", form, basic)
