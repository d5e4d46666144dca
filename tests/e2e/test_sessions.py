"""One session a company, on the deployed stack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

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
    first_call = {"path": f"{company.books.realm}/companyinfo"}
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


def _results(company: Company) -> Counter[str]:
    return Counter(session["result"] for session in company.app.call("GET", "/sessions")["sessions"])
