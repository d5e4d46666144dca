"""Rate limits on the simulator's clock."""

import pytest

from tests.simulators.quickbooks_online import Clock, Config, Simulator
from tests.unit.simulators.quickbooks_online.company import START, Company

pytestmark = pytest.mark.unit


@pytest.fixture
def company() -> Company:
    """A company at the documented limits."""
    return Company(Simulator(Config(), Clock.standing(START)))


def test_ten_requests_a_second_pass_and_the_eleventh_is_429(company: Company) -> None:
    statuses = [company.call("GET", "preferences").status for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    company.simulator.clock.advance(1)
    assert company.call("GET", "preferences").status == 200


def test_the_body_of_a_429_is_the_documented_one(company: Company) -> None:
    company.control("PUT", "/limits", {"per_second": 0})
    reply = company.call("GET", "preferences")
    assert reply.error == {
        "Message": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
        "Detail": "The request limit was reached.  Try again later",
        "code": "3001",
        "element": "",
    }
    assert reply.body["Fault"]["type"] == "SERVICE"
    assert "Retry-After" not in reply.headers
    company.control("PUT", "/limits", {"retry_after_seconds": 60})
    assert company.call("GET", "preferences").headers["Retry-After"] == "60"


def test_the_body_is_xml_for_a_client_that_asks_for_xml(company: Company) -> None:
    company.control("PUT", "/limits", {"per_second": 0})
    headers = {"Authorization": f"Bearer {company.token}", "Accept": "application/xml"}
    reply = company.raw("GET", f"/v3/company/{company.realm}/preferences", b"", headers)
    assert '<Fault type="SERVICE"><Error code="3001">' in reply.text


def test_five_hundred_requests_a_minute_pass(company: Company) -> None:
    statuses = []
    for _ in range(501):
        company.simulator.clock.advance(0.1)
        statuses.append(company.call("GET", "preferences").status)
    assert statuses == [200] * 500 + [429]
    company.simulator.clock.advance(10)
    assert company.call("GET", "preferences").status == 200


def test_forty_batches_a_minute_pass(company: Company) -> None:
    body = {"BatchItemRequest": [{"bId": "1", "Query": "select * from Term"}]}
    statuses = []
    for _ in range(41):
        company.simulator.clock.advance(0.2)
        statuses.append(company.call("POST", "batch", body).status)
    assert statuses == [200] * 40 + [429]
    assert company.call("GET", "preferences").status == 200


def test_realms_do_not_share_their_limits(company: Company) -> None:
    other = Company(company.simulator, "99")
    for _ in range(10):
        company.call("GET", "preferences")
    assert other.call("GET", "preferences").status == 200


def test_limits_can_be_switched_off(company: Company) -> None:
    company.control("PUT", "/limits", {"enabled": False})
    assert {company.call("GET", "preferences").status for _ in range(50)} == {200}
    assert company.control("PUT", "/limits", {"per_year": 1}).status == 400
