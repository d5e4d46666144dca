"""Rate limits on the simulator's clock (section 2)."""

import threading

import pytest

from tests.simulators.xero import Clock, Config, NoAnswer, Simulator
from tests.unit.simulators.xero.tenant import START, Reply, Tenant

pytestmark = pytest.mark.unit

OTHER = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def tenant() -> Tenant:
    """An organisation at the documented limits."""
    return Tenant(Simulator(Config(), Clock.standing(START)))


def get(tenant: Tenant) -> Reply:
    return tenant.call("GET", "Organisation")


def test_sixty_calls_a_minute_pass_and_the_next_is_told_when_to_come_again(tenant: Tenant) -> None:
    for left in range(59, -1, -1):
        tenant.simulator.clock.advance(0.5)
        assert get(tenant).headers["X-MinLimit-Remaining"] == str(left)
    refused = get(tenant)
    assert refused.status == 429
    assert refused.headers["X-Rate-Limit-Problem"] == "minute"
    assert refused.headers["Retry-After"] == "31"
    tenant.simulator.clock.advance(31)
    assert get(tenant).status == 200


def test_the_answers_tell_what_is_left(tenant: Tenant) -> None:
    headers = get(tenant).headers
    assert (headers["X-DayLimit-Remaining"], headers["X-AppMinLimit-Remaining"]) == ("4999", "9999")


def test_five_thousand_calls_a_day_pass_and_then_it_takes_hours(tenant: Tenant) -> None:
    tenant.control("PUT", "/limits", {"per_day": 3})
    statuses = [get(tenant).status for _ in range(4)]
    assert statuses == [200] * 3 + [429]
    refused = get(tenant)
    assert (refused.headers["X-Rate-Limit-Problem"], refused.headers["Retry-After"]) == ("day", "86400")
    tenant.simulator.clock.advance(86_400)
    tenant.token = tenant.simulator.issue_tokens(tenant.id)["access_token"]
    assert get(tenant).status == 200


def test_the_app_as_a_whole_is_limited_too(tenant: Tenant) -> None:
    other = Tenant(tenant.simulator, OTHER)
    tenant.control("PUT", "/limits", {"app_per_minute": 2})
    assert [get(tenant).status, get(other).status] == [200, 200]
    assert get(other).headers["X-Rate-Limit-Problem"] == "appminute"


def test_a_tenant_does_not_use_up_the_minute_of_another(tenant: Tenant) -> None:
    other = Tenant(tenant.simulator, OTHER)
    tenant.control("PUT", "/limits", {"per_minute": 1})
    assert [get(tenant).status, get(tenant).status, get(other).status] == [200, 429, 200]


def test_a_call_that_hangs_is_in_flight_until_its_end(tenant: Tenant) -> None:
    tenant.control("PUT", "/limits", {"concurrent": 1})
    tenant.control("POST", "/faults", {"kind": "timeout_before_commit", "hold_seconds": 30})
    with pytest.raises(NoAnswer):
        get(tenant)
    refused = get(tenant)
    assert (refused.status, refused.headers["X-Rate-Limit-Problem"]) == (429, "concurrent")
    assert "Retry-After" not in refused.headers
    tenant.simulator.clock.advance(30)
    assert get(tenant).status == 200


def test_more_than_five_calls_at_once_are_refused(tenant: Tenant) -> None:
    arrived, go = threading.Barrier(8), threading.Event()
    simulator = tenant.simulator
    statuses: list[int] = []

    def call() -> None:
        arrived.wait()
        statuses.append(get(tenant).status)

    threads = [threading.Thread(target=call) for _ in range(7)]
    for thread in threads:
        thread.start()
    with simulator._lock:  # noqa: SLF001 - holds every call back until all have come in
        arrived.wait()
        while simulator._in_flight[tenant.id] < 7:  # noqa: SLF001 - how many have come in
            go.wait(0.001)
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 5 + [429] * 2


def test_limits_can_be_switched_off(tenant: Tenant) -> None:
    tenant.control("PUT", "/limits", {"enabled": False, "per_minute": 0})
    assert get(tenant).status == 200
    assert tenant.control("PUT", "/limits", {"per_hour": 1}).status == 400


def test_tokens_and_connections_are_not_limited(tenant: Tenant) -> None:
    tenant.control("PUT", "/limits", {"per_minute": 0, "app_per_minute": 0})
    assert tenant.raw("GET", "/connections", None, tenant.headers()).status == 200
