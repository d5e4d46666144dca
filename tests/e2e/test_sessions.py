"""One session a company, on the deployed stack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from infra.local.demo.application import until

from .conftest import Company

pytestmark = pytest.mark.e2e


@pytest.mark.requirement("B3")
def test_of_twenty_requests_at_once_one_starts_a_session_and_nineteen_learn_who_holds_it(
    connect: Callable[..., Company], api: httpx.Client
) -> None:
    company = connect()
    until("the first session is over", lambda: _results(company) == {"succeeded": 1} or None)
    # The session meets a package that takes its time, so that it is still there when the last request comes.
    first_call = {"path": f"{company.books.organisation_id}/companyinfo"}
    slow = {"kind": "timeout_before_commit", "match": first_call, "hold_seconds": 10, "times": 1}
    company.control.post("/faults", json=slow).raise_for_status()
    path = f"/v1/companies/{company.app.company}/sync"
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: api.post(path), range(20)))
    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: 19}
    (started,) = [answer.json()["session_id"] for answer in answers if answer.status_code == 202]
    for refused in (answer.json() for answer in answers if answer.status_code == 409):
        assert started in refused["holder"]
        assert 1 <= refused["minutes_left"] <= 30
    until("that session is over", lambda: _results(company) == {"succeeded": 2} or None)


@pytest.mark.requirement("F4", "F10")
def test_a_used_up_day_parks_the_company_and_everybody_can_see_until_when(
    connect: Callable[..., Company], api: httpx.Client
) -> None:
    company = connect("xero")
    until("the first session is over", lambda: _results(company) == {"succeeded": 1} or None)
    hours = {"kind": "day_limit", "times": None, "retry_after_seconds": 5 * 3600}
    company.control.post("/faults", json=hours).raise_for_status()
    company.send({("customer", "c-1"): {"name": "Alder Ltd"}})
    parked_until = until("the company is parked", lambda: company.app.call("GET", "/connection")["parked_until"])
    left = datetime.fromisoformat(parked_until) - datetime.now(UTC)
    assert timedelta(hours=4, minutes=50) < left <= timedelta(hours=5)
    until("the session is over", lambda: _results(company) == {"succeeded": 1, "parked": 1} or None)
    refused = api.post(f"/v1/companies/{company.app.company}/sync")
    assert (refused.status_code, parked_until[:16] in refused.json()["detail"]) == (409, True)
    assert company.app.record("customer", "c-1")["sync_state"] == "pending"
    assert company.app.call("GET", "/failures/summary")["open"] == 0


def _results(company: Company) -> Counter[str]:
    return Counter(session["result"] for session in company.app.call("GET", "/sessions")["sessions"])
