"""Faults that a test asks for."""

import pytest

from tests.simulators.quickbooks_online import AnswerLost, NoAnswer, TimedOutAfterCommit, TimedOutBeforeCommit
from tests.unit.simulators.quickbooks_online.company import Company, Json

pytestmark = pytest.mark.unit


def fault(company: Company, kind: str, **more: object) -> None:
    reply = company.control("POST", "/faults", {"kind": kind, **more})
    assert reply.status == 200, reply.text


def names(company: Company) -> list[str]:
    return [record["DisplayName"] for record in company.query("select * from Customer").get("Customer", [])]


@pytest.mark.parametrize(
    ("kind", "status", "committed"),
    [
        ("rate_limited", 429, False),
        ("server_error", 500, False),
        ("server_error_after_commit", 500, True),
        ("unavailable", 503, False),
        ("validation_fault", 400, False),
    ],
)
def test_a_fault_strikes_once(company: Company, kind: str, status: int, *, committed: bool) -> None:
    fault(company, kind)
    assert company.post("Customer", {"DisplayName": "A"}).status == status
    assert names(company) == (["A"] if committed else [])
    assert company.post("Customer", {"DisplayName": "B"}).status == 200


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("timeout_before_commit", TimedOutBeforeCommit),
        ("timeout_after_commit", TimedOutAfterCommit),
        ("lost_answer", AnswerLost),
    ],
)
def test_an_answer_that_never_comes_is_an_exception(company: Company, kind: str, outcome: type[NoAnswer]) -> None:
    fault(company, kind)
    with pytest.raises(outcome) as caught:
        company.post("Customer", {"DisplayName": "A"})
    assert names(company) == (["A"] if caught.value.committed else [])
    assert caught.value.hold_seconds == (0 if kind == "lost_answer" else 120)
    assert company.control("GET", "/calls").body["by_status"]["none"] == 1


def test_a_lost_answer_is_found_again_by_its_request_id(company: Company) -> None:
    fault(company, "lost_answer")
    with pytest.raises(AnswerLost):
        company.post("Customer", {"DisplayName": "A"}, requestid="r")
    assert company.post("Customer", {"DisplayName": "A"}, requestid="r").status == 200
    assert names(company) == ["A"]


def test_an_expired_token_works_after_a_refresh_only(company: Company) -> None:
    fault(company, "token_expired")
    assert company.call("GET", "preferences").status == 401
    assert company.call("GET", "preferences").status == 401
    grant = company.control("GET", f"/tokens/{company.realm}").body["grants"][0]
    renewed = company.simulator.tokens.refresh(grant["refresh_token"])
    assert renewed is not None
    company.token = company.simulator.tokens.response(renewed)["access_token"]
    assert company.call("GET", "preferences").status == 200


def test_a_revoked_token_cannot_be_refreshed(company: Company) -> None:
    fault(company, "token_revoked")
    assert company.call("GET", "preferences").status == 401
    assert company.control("GET", f"/tokens/{company.realm}").body["grants"] == []


def test_a_fault_strikes_only_what_it_matches(company: Company) -> None:
    fault(company, "server_error", match={"method": "POST", "path": "/customer"}, times=2)
    assert company.call("GET", "customer/1").status == 400
    assert company.post("Vendor", {"DisplayName": "A"}).status == 200
    statuses = [company.post("Customer", {"DisplayName": "B"}).status for _ in range(3)]
    assert statuses == [500, 500, 200]


def test_a_path_may_be_a_regular_expression_and_the_body_be_matched(company: Company) -> None:
    fault(company, "server_error", match={"path": r"/(invoice|bill)/\d+$"}, times=None)
    assert company.call("GET", "bill/1").status == 500
    assert company.call("GET", "bill/1").status == 500
    assert company.control("DELETE", "/faults").body == {"faults": []}
    fault(company, "unavailable", match={"body": "Acme"})
    assert company.post("Customer", {"DisplayName": "B"}).status == 200
    assert company.post("Customer", {"DisplayName": "Acme"}).status == 503


def test_any_documented_fault_can_be_asked_for(company: Company) -> None:
    fault(company, "validation_fault", code="6540", detail="This transaction has been deposited.", element="Line")
    error = company.post("Customer", {"DisplayName": "A"}).error
    assert (error["code"], error["Detail"]) == ("6540", "This transaction has been deposited.")
    fault(company, "validation_fault", code="5010")
    assert company.post("Customer", {"DisplayName": "A"}).error["Detail"].startswith("Stale Object Error : You and")


def test_one_record_of_a_batch_is_refused_and_the_others_are_written(company: Company) -> None:
    fault(company, "refused_record", code="6540", match={"body": "Birch"}, times=1)
    items = [
        {"bId": name, "operation": "create", "Customer": {"DisplayName": f"{name} Ltd"}} for name in ("Alder", "Birch")
    ]
    answers = company.post("batch", {"BatchItemRequest": items}).body["BatchItemResponse"]
    (refused,) = [each["Fault"]["Error"][0] for each in answers if "Fault" in each]
    assert (refused["code"], refused["Message"]) == ("6540", "Deposited Transaction cannot be changed")
    assert "you must edit the deposit it appears on" in refused["Detail"]
    assert names(company) == ["Alder Ltd"]
    assert company.post("batch", {"BatchItemRequest": items[1:]}).body["BatchItemResponse"][0]["Customer"]


def test_a_system_failure_has_its_documented_code(company: Company) -> None:
    fault(company, "server_error")
    reply = company.post("Customer", {"DisplayName": "A"})
    assert reply.error["code"] == "10000"
    assert reply.error["Message"] == "An application error has occurred while processing your request"
    assert reply.error["Detail"].startswith("System Failure Error: ")
    assert reply.body["Fault"]["type"] == "SystemFault"


def test_a_fault_may_strike_the_token_endpoint(company: Company) -> None:
    fault(company, "unavailable", match={"path": "tokens/bearer"})
    assert company.call("GET", "preferences").status == 200
    assert company.raw("POST", "/oauth2/v1/tokens/bearer").status == 503
    issued = company.simulator.issue_tokens(company.realm)
    fault(company, "token_revoked", match={"path": "tokens/bearer"})
    body = f"grant_type=refresh_token&refresh_token={issued['refresh_token']}".encode()
    headers = {"Authorization": "Basic Y2xpZW50LWlkOmNsaWVudC1zZWNyZXQ="}
    assert company.raw("POST", "/oauth2/v1/tokens/bearer", body, headers).body["error"] == "invalid_grant"


def test_waiting_faults_are_shown(company: Company) -> None:
    fault(company, "lost_answer", match={"path": "/batch"}, times=3)
    assert company.control("GET", "/faults").body["faults"] == [
        {"kind": "lost_answer", "match": {"path": "/batch"}, "times": 3, "struck": 0}
    ]


@pytest.mark.parametrize("body", [{"kind": "earthquake"}, {"kind": "unavailable", "match": {"path": "("}}, {}])
def test_a_senseless_fault_is_refused(company: Company, body: Json) -> None:
    assert company.control("POST", "/faults", body).status == 400
