"""Actions on failures through the functions: one failure, and many."""

from __future__ import annotations

from typing import Any

import pytest

from .company_sync import failing, run_session
from .examples import connected, new_company
from .http_api import ANY, HttpApi, Reply, company_token
from .stack import Stack

pytestmark = [pytest.mark.functional, pytest.mark.requirement("E2")]


def failures(api: HttpApi, company_id: str, **query: Any) -> list[dict[str, Any]]:
    """The list."""
    listed: list[dict[str, Any]] = api.get(f"/v1/companies/{company_id}/failures", **query).json["failures"]
    return listed


def act(api: HttpApi, company_id: str, failure_id: str, action: str, body: object = ANY) -> Reply:
    """Carla acts."""
    path, token = f"/v1/companies/{company_id}/failures/{failure_id}", company_token(company_id)
    if action == "delete":
        return api.send("DELETE", path, token, body=body)
    return api.post(f"{path}/{action}", body, token)


@pytest.mark.parametrize(
    ("action", "answered", "status", "actions"),
    [
        ("resync", 202, "resyncing", ["resync", "skip", "clear"]),
        ("skip", 200, "skipped", ["resync", "clear"]),
        ("clear", 200, "cleared", []),
    ],
)
def test_an_action_is_written_with_who_took_it_and_why(
    stack: Stack, api: HttpApi, action: str, answered: int, status: str, actions: list[str]
) -> None:
    company_id = failing(stack, api)
    (failure,) = failures(api, company_id)
    assert failure["actions"] == ["resync", "skip", "clear"]
    reply = act(api, company_id, failure["id"], action, {"reason": "we know — “später”"})
    assert (reply.status, reply.json["status"], reply.json["actions"]) == (answered, status, actions)
    entry = reply.json["history"][-1]
    assert (entry["by"], entry["detail"]) == ("carla", "we know — “später”")
    assert entry["at"]


@pytest.mark.parametrize("body", [{"reason": "x" * 501}, {"because": "so"}, {"reason": 7}, []])
def test_a_reason_that_is_none_is_refused(stack: Stack, api: HttpApi, body: object) -> None:
    company_id = failing(stack, api)
    (failure,) = failures(api, company_id)
    assert act(api, company_id, failure["id"], "skip", body).status == 422
    assert failures(api, company_id)[0]["status"] == "open"


def test_a_skipped_record_shows_its_failure_without_a_warning(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api)
    (failure,) = failures(api, company_id)
    assert act(api, company_id, failure["id"], "skip").status == 200
    shown = api.get(f"/v1/companies/{company_id}/records/invoice/inv-0").json
    assert (shown["sync_state"], shown["warning"], shown["failure"]["status"]) == ("skipped", False, "skipped")
    assert api.get(f"/v1/companies/{company_id}/failures/summary").json["open"] == 0
    checks = api.get(f"/v1/companies/{company_id}/diagnosis/invoice/inv-0").json["checks"]
    assert "It was set aside" in checks[-1]["detail"]


def test_a_skipped_record_that_is_sent_anew_is_tried(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api)
    (failure,) = failures(api, company_id)
    act(api, company_id, failure["id"], "skip")
    path = f"/v1/companies/{company_id}/records/invoice/inv-0"
    body = api.get(path).json["record"]
    assert api.put(path, {**body, "memo": "new"}).json["warning"] is True
    run_session(stack, company_id, "ses-2")
    (again,) = failures(api, company_id)
    assert [each["event"] for each in again["history"]] == ["opened", "skipped", "reopened", "failed_again"]


def test_a_failing_service_is_deleted(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    path = f"/v1/companies/{company_id}/records/item/item-1"
    assert api.put(path, {"name": "Advice", "kind": "service", "income_account": "nowhere"}).status == 202
    run_session(stack, company_id)
    (failure,) = failures(api, company_id)
    assert failure["actions"] == ["resync", "skip", "clear", "delete"]
    reply = act(api, company_id, failure["id"], "delete", {"reason": "entered twice"})
    assert (reply.status, reply.json["status"], reply.json["actions"]) == (200, "deleted", [])
    assert api.get(path).json["deleted"] is True
    again = act(api, company_id, failure["id"], "delete")
    assert again.status == 409
    assert "is deleted since" in again.json["detail"]
    assert "by carla" in again.json["detail"]


def test_what_is_no_service_is_not_deleted_and_closed_ones_say_so(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api)
    (failure,) = failures(api, company_id)
    refused = act(api, company_id, failure["id"], "delete")
    assert (refused.status, "only failures of services" in refused.json["detail"]) == (409, True)
    assert act(api, company_id, failure["id"], "clear").status == 200
    closed = act(api, company_id, failure["id"], "resync")
    assert (closed.status, "is cleared since" in closed.json["detail"]) == (409, True)
    assert act(api, company_id, failure["id"], "explode").status == 404
    assert act(api, company_id, "fail-unknown", "skip").status == 404
    assert act(api, new_company(), failure["id"], "skip").status == 404


def bulk(api: HttpApi, company_id: str, body: object) -> Reply:
    """Ask for one action on many."""
    return api.post(f"/v1/companies/{company_id}/failures/actions", body, token=company_token(company_id))


@pytest.mark.requirement("E2", "F10")
def test_one_action_on_many_is_asked_for_carried_out_and_shown(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api, invoices=3)
    path = f"/v1/companies/{company_id}/failures/actions"
    asked = bulk(api, company_id, {"action": "skip", "filter": {"category": "invoices"}, "reason": "known"})
    assert (asked.status, asked.json["status"], asked.json["done"]) == (202, "running", 0)
    action_id = asked.json["action_id"]
    assert (
        bulk(api, company_id, {"reason": "known", "filter": {"category": ["invoices"]}, "action": "skip"}).json[
            "action_id"
        ]
        == action_id
    ), "the same request is the same action"
    assert {"company_id": company_id, "action_id": action_id} in stack.executions("ACT_ON_FAILURES_ARN")

    output = stack.call("apply_failure_action", {"company_id": company_id, "action_id": action_id})

    assert output == {"more": False, "done": 3, "refused": 0}
    shown = api.get(f"{path}/{action_id}").json
    assert (shown["status"], shown["total"], shown["done"], shown["refused"]) == ("done", 3, 3, [])
    assert (shown["action"], shown["filter"], shown["reason"]) == ("skip", {"category": ["invoices"]}, "known")
    assert (shown["requested_by"], shown["finished_at"] is not None) == ("carla", True)
    assert [each["action_id"] for each in api.get(path).json["failure_actions"]] == [action_id]
    assert {each["status"] for each in failures(api, company_id)} == {"skipped"}
    assert failures(api, company_id)[0]["history"][-1]["by"] == "carla"
    assert api.get(f"/v1/companies/{new_company()}/failures/actions/{action_id}").status == 404
    assert api.get(f"/v1/companies/{new_company()}/failures/actions").json["failure_actions"] == []


def test_a_function_without_time_leaves_the_rest_to_its_next_call(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api, invoices=2)
    ids = [each["id"] for each in failures(api, company_id)]
    action_id = bulk(api, company_id, {"action": "resync", "ids": ids}).json["action_id"]
    given = {"company_id": company_id, "action_id": action_id}
    assert stack.call("apply_failure_action", given, seconds_left=10) == {"more": True, "done": 2, "refused": 0}
    assert stack.call("apply_failure_action", given) == {"more": False, "done": 2, "refused": 0}
    assert stack.call("apply_failure_action", given) == {"more": False, "done": 2, "refused": 0}
    assert {each["attempts"] for each in failures(api, company_id)} == {1}


def test_failures_are_listed_by_several_types_and_codes(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api)
    (failure,) = failures(api, company_id, entity_type="invoice,bill")
    assert failures(api, company_id, code=f"{failure['code']},closed_period", status="open") == [failure]
    assert failures(api, company_id, code="closed_period") == []


def test_everything_wrong_with_a_request_for_many_is_told_at_once(api: HttpApi) -> None:
    reply = bulk(api, new_company(), {"action": "explode", "filter": {"colour": "red"}, "when": "now"})
    assert (reply.status, sorted(reply.fields)) == (422, ["action", "filter.colour", "when"])


@pytest.mark.requirement("F10")
def test_an_action_that_cannot_be_begun_is_failed_at_once(
    stack: Stack, api: HttpApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    company_id = new_company()
    monkeypatch.setenv("ACT_ON_FAILURES_ARN", stack.environment["ACT_ON_FAILURES_ARN"] + "-gone")
    assert bulk(api, company_id, {"action": "skip", "filter": {}}).status == 500
    (shown,) = api.get(f"/v1/companies/{company_id}/failures/actions").json["failure_actions"]
    assert (shown["status"], "could not be started" in shown["cause"]) == ("failed", True)


def test_a_record_is_deleted_and_says_whether_its_twin_is_left(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    path = f"/v1/companies/{company_id}/records/customer/cust-1"
    api.put(path, {"name": "Riverside Café"})
    run_session(stack, company_id)
    twin = api.get(path).json["package_link"]
    reply = api.delete(path)
    assert reply.status == 200
    assert (reply.json["deleted"], reply.json["still_in_package"], reply.json["package_link"]) == (True, True, twin)
    assert api.get(path).json["deleted"] is True
    assert api.delete(path).status == 200
    checks = api.get(f"/v1/companies/{company_id}/diagnosis/customer/cust-1").json["checks"]
    assert "The application deleted it" in checks[-1]["detail"]
    assert api.put(path, {"name": "Riverside Café"}).json["deleted"] is False
    assert api.delete(f"/v1/companies/{company_id}/records/customer/nobody").status == 404
    assert api.delete(f"/v1/companies/{company_id}/records/spaceship/x").status == 404
