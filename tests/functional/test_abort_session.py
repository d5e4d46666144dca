from __future__ import annotations

import json

import pytest

from .company_sync import begun
from .examples import connected
from .http_api import HttpApi
from .stack import Stack

pytestmark = pytest.mark.functional


def test_the_cause_is_told_in_words_not_as_lambda_wraps_it(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    wrapped = json.dumps({"errorMessage": "another one answered", "errorType": "WrongCompany", "stackTrace": ["…"]})
    ended = begun(stack, company_id).abort("WrongCompany", wrapped)
    assert (ended["result"], ended["cause"]) == ("failed", "another one answered")
    assert api.get(f"/v1/companies/{company_id}/connection").json["status"] == "wrong_company"
    assert api.get(f"/v1/companies/{company_id}/sessions/ses-1").json["cause"] == "another one answered"


@pytest.mark.requirement("F3")
def test_tokens_that_are_refused_for_good_park_the_work_until_the_company_connects_again(
    stack: Stack, api: HttpApi
) -> None:
    company_id, _realm = connected(api)
    ended = begun(stack, company_id).abort("ReauthorizationRequired", "")
    assert ended["result"] == "parked"
    shown = api.get(f"/v1/companies/{company_id}/connection").json
    assert (shown["status"], shown["session"]) == ("reauthorization_required", None)


def test_a_time_out_has_a_cause_that_is_no_json(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    assert begun(stack, company_id).abort("States.Timeout", "")["cause"] == "States.Timeout"
