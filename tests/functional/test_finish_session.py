from __future__ import annotations

import json

import pytest

from .company_sync import begun, run_session
from .examples import CUSTOMER, connected
from .http_api import HttpApi
from .stack import Stack

pytestmark = pytest.mark.functional


@pytest.mark.requirement("F10")
def test_a_session_ends_with_its_result_and_counts(
    stack: Stack, api: HttpApi, capsys: pytest.CaptureFixture[str]
) -> None:
    company_id, _realm = connected(api)
    api.put(f"/v1/companies/{company_id}/records/customer/cust-1", CUSTOMER)
    ending = run_session(stack, company_id)
    assert (ending["again"], ending["result"], ending["counts"]["pushed"]) == (False, "succeeded", 1)
    shown = api.get(f"/v1/companies/{company_id}/sessions/ses-1").json
    assert (shown["result"], shown["counts"]) == ("succeeded", ending["counts"])
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "SessionsEnded" in line]
    assert told[-1]["RecordsPushed"] == [1.0]
    assert told[-1]["PackageCalls"][0] >= 1


def test_a_notice_that_came_in_the_last_step_makes_another_round(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    session = begun(stack, company_id)
    session.task("pull_changes")
    session.task("push_records")
    api.put(f"/v1/companies/{company_id}/records/customer/cust-1", CUSTOMER)
    ending = session.task("finish_session")
    assert (ending["again"], ending["result"]) == (True, "running")
    assert isinstance(ending["wait_seconds"], int)
