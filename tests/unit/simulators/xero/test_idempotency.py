"""Answers kept by Idempotency-Key (section 2)."""

import pytest

from tests.simulators.xero import AnswerLost
from tests.unit.simulators.xero.tenant import Json, Reply, Tenant

pytestmark = pytest.mark.unit

OTHER = "11111111-2222-4333-8444-555555555555"
BODY: Json = {"Contacts": [{"Name": "A"}]}


def put(tenant: Tenant, body: Json = BODY, key: str = "k", path: str = "Contacts", **params: str) -> Reply:
    return tenant.call("PUT", path, body, tenant.headers(Idempotency_Key=key), **params)


def test_the_same_key_answers_the_same_and_writes_once(tenant: Tenant) -> None:
    first, second = put(tenant), put(tenant)
    assert (second.status, second.text) == (first.status, first.text)
    assert len(tenant.list("Contacts")) == 1
    assert tenant.control("GET", "/calls").body["objects_written"] == 1


def test_errors_are_kept_too(tenant: Tenant) -> None:
    assert put(tenant, {"Contacts": [{"EmailAddress": "x"}]}).status == 400
    tenant.contact("A")
    assert put(tenant, key="other").status == 400
    row = tenant.list("Contacts")[0]["ContactID"]
    tenant.change("Contacts", row, Name="B")
    assert put(tenant, key="other").status == 400
    assert put(tenant, key="third").status == 200


def test_a_key_is_forgotten_after_six_minutes(tenant: Tenant) -> None:
    put(tenant)
    tenant.simulator.clock.advance(359)
    assert put(tenant).status == 200
    tenant.simulator.clock.advance(1)
    assert "already assigned" in put(tenant).message


@pytest.mark.parametrize(
    "change", [{"body": {"Contacts": [{"Name": "B"}]}}, {"path": "Items"}, {"summarizeErrors": "false"}]
)
def test_the_same_key_with_another_request_is_400(tenant: Tenant, change: Json) -> None:
    put(tenant)
    reply = put(tenant, **change)
    assert (reply.status, reply.body["Message"]) == (400, "Idempotency Key k is used with a different request.")


def test_a_key_belongs_to_one_tenant(tenant: Tenant) -> None:
    other = Tenant(tenant.simulator, OTHER)
    assert put(tenant).status == put(other).status == 200
    assert len(other.list("Contacts")) == 1


def test_a_key_has_at_most_128_characters(tenant: Tenant) -> None:
    assert put(tenant, key="k" * 128).status == 200
    assert put(tenant, key="k" * 129).status == 400


def test_a_lost_answer_is_found_again_by_its_key(tenant: Tenant) -> None:
    tenant.control("POST", "/faults", {"kind": "lost_answer"})
    with pytest.raises(AnswerLost):
        put(tenant)
    assert put(tenant).status == 200
    assert len(tenant.list("Contacts")) == 1


def test_a_429_is_not_kept(tenant: Tenant) -> None:
    tenant.control("POST", "/faults", {"kind": "rate_limited"})
    assert put(tenant).status == 429
    assert put(tenant).status == 200


def test_a_replay_counts_against_the_limits(tenant: Tenant) -> None:
    tenant.control("PUT", "/limits", {"enabled": True})
    assert [put(tenant).headers["X-MinLimit-Remaining"] for _ in range(2)] == ["59", "58"]
