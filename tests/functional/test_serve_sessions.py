from __future__ import annotations

import pytest

from .company_sync import run_session
from .examples import connected, new_company
from .http_api import HttpApi
from .stack import Stack

pytestmark = pytest.mark.functional


def test_sync_now_starts_a_session_at_once(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    reply = api.post(f"/v1/companies/{company_id}/sync")
    assert reply.status == 202
    given = [each for each in stack.executions("COMPANY_SYNC_ARN") if each["company_id"] == company_id]
    assert given == [{"company_id": company_id, "session_id": reply.json["session_id"], "trigger": "request"}]
    shown = api.get(f"/v1/companies/{company_id}/sessions/{reply.json['session_id']}").json
    assert (shown["result"], shown["ended_at"]) == ("running", None)


@pytest.mark.requirement("B3")
def test_of_twenty_requests_one_starts_a_session_and_the_others_learn_who_holds_it(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    first, *others = [api.post(f"/v1/companies/{company_id}/sync") for _ in range(20)]
    assert first.status == 202
    for reply in others:
        assert reply.status == 409
        assert reply.json["type"] == "urn:bookbridge:problem:session-active"
        assert reply.json["holder"] == f"cloud session {first.json['session_id']}"
        assert 0 < reply.json["minutes_left"] <= 30
        assert reply.json["session_id"] == first.json["session_id"]
    assert len([each for each in stack.executions("COMPANY_SYNC_ARN") if each["company_id"] == company_id]) == 1


def test_a_company_that_cannot_sync_hears_why(api: HttpApi) -> None:
    company_id = new_company()
    reply = api.post(f"/v1/companies/{company_id}/sync")
    assert (reply.status, reply.json["type"]) == (409, "urn:bookbridge:problem:connection-inactive")


def test_runs_are_listed_newest_first_page_by_page(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    for number in range(3):
        run_session(stack, company_id, f"ses-{number}")
    path = f"/v1/companies/{company_id}/sessions"
    first = api.get(path, limit=2).json
    second = api.get(path, limit=2, cursor=first["next_cursor"]).json
    runs = first["sessions"] + second["sessions"]
    assert [run["session_id"] for run in runs] == ["ses-2", "ses-1", "ses-0"]
    assert second["next_cursor"] is None
    other, _realm = connected(api)
    assert api.get(f"/v1/companies/{other}/sessions", cursor=first["next_cursor"]).fields == ["cursor"]


def test_a_run_of_another_company_is_not_found(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    run_session(stack, company_id)
    other, _realm = connected(api)
    assert api.get(f"/v1/companies/{other}/sessions/ses-1").status == 404
