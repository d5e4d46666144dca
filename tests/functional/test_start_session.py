from __future__ import annotations

from datetime import timedelta

import pytest

from bookbridge.adapters.sqs import write_company

from .examples import connected
from .http_api import HttpApi
from .stack import Stack, sqs_event

pytestmark = pytest.mark.functional


def wake(stack: Stack, company_id: str) -> dict[str, list[dict[str, str]]]:
    """A wake message arrives."""
    answer: dict[str, list[dict[str, str]]] = stack.call("start_session", sqs_event(write_company(company_id)))
    return answer


def move_on(stack: Stack, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Time passes, as far as the functions can tell."""
    clock = stack.application.adapters.clock
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(seconds=seconds))


def executions_of(stack: Stack, company_id: str) -> list[dict[str, str]]:
    """What the company's sessions were started with."""
    return [given for given in stack.executions("COMPANY_SYNC_ARN") if given["company_id"] == company_id]


def test_notices_that_have_gone_quiet_start_one_session(
    stack: Stack, api: HttpApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    company_id, _realm = connected(api)
    move_on(stack, monkeypatch, seconds=10)
    assert wake(stack, company_id) == {"batchItemFailures": []}
    assert wake(stack, company_id) == {"batchItemFailures": []}
    (given,) = executions_of(stack, company_id)
    assert given["trigger"] == "changes"
    assert stack.application.adapters.leases.get(company_id).session_id == given["session_id"]


def test_while_notices_keep_coming_the_wake_is_put_off(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    before = stack.waiting("WAKES_QUEUE_URL")
    assert wake(stack, company_id) == {"batchItemFailures": []}
    assert executions_of(stack, company_id) == []
    assert stack.waiting("WAKES_QUEUE_URL") == before + 1


def test_a_session_that_cannot_be_started_leaves_its_message_in_the_queue(
    stack: Stack, api: HttpApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    company_id, _realm = connected(api)
    monkeypatch.setenv("COMPANY_SYNC_ARN", stack.environment["COMPANY_SYNC_ARN"] + "-gone")
    move_on(stack, monkeypatch, seconds=60)
    assert wake(stack, company_id) == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
    lease = stack.application.adapters.leases.get(company_id)
    assert not lease.active_at(stack.application.adapters.clock.now())
