"""Timers through the functions: events set them, the tick sends them, and what they are about is done."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.connections import ConnectionStatus
from bookbridge.ports.timers import Timer

from .company_sync import run_session
from .examples import connected, invoice
from .http_api import HttpApi
from .stack import Stack, sqs_event

pytestmark = [pytest.mark.functional, pytest.mark.requirement("E1")]

NOTHING_FAILED: dict[str, list[dict[str, str]]] = {"batchItemFailures": []}
SENDER = "bookbridge@operator.example"
OWNER = "olivia@acme.example"
TICK = {"version": "0", "source": "aws.scheduler"}


@pytest.fixture
def sent(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What SES is asked to send."""
    requests: list[dict[str, Any]] = []
    monkeypatch.setenv("SENDER_EMAIL", SENDER)
    monkeypatch.setenv("APP_URL", "https://app.example/books?company={company_id}")
    monkeypatch.setattr(stack.clients.ses(), "send_email", lambda **request: requests.append(request))
    return requests


def news(kind: str, company_id: str, **detail: str) -> str:
    """An event as EventBridge puts it into a queue."""
    return json.dumps(
        {
            "id": "e-1",
            "detail-type": kind,
            "source": "bookbridge",
            "time": "2026-05-01T12:00:00Z",
            "detail": {"event_id": "evt_1", "company_id": company_id, **detail},
        }
    )


def make_due(stack: Stack, company_id: str) -> Timer:
    """Its time has come."""
    timers, now = stack.application.adapters.timers, stack.application.adapters.clock.now()
    (timer,) = timers.of(company_id, "notification")
    assert timers.move(timer, now - timedelta(seconds=1))
    (moved,) = timers.of(company_id, "notification")
    return moved


def failed(stack: Stack, api: HttpApi) -> str:
    """A company with an invoice that could not be synced a while ago."""
    company_id, _realm = connected(api, notify={"owner": OWNER})
    api.put(f"/v1/companies/{company_id}/records/invoice/inv-1", invoice("INV-1", customer="nobody"))
    run_session(stack, company_id)
    return company_id


def test_a_failure_reaches_people(
    stack: Stack, api: HttpApi, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookbridge.use_cases.send_notification.SETTLING", timedelta(0))
    company_id = failed(stack, api)
    assert stack.call("note_news", sqs_event(*[news("failure.opened", company_id)] * 9)) == NOTHING_FAILED
    assert stack.call("start_due_timers", TICK) == {"sent": 0}
    make_due(stack, company_id)
    assert stack.call("start_due_timers", TICK) == {"sent": 1}
    assert stack.call("start_due_timers", TICK) == {"sent": 0}
    messages = stack.queued("TIMERS_QUEUE_URL")
    assert stack.call("carry_out_timers", sqs_event(*messages)) == NOTHING_FAILED
    assert stack.call("carry_out_timers", sqs_event(*messages)) == NOTHING_FAILED
    (mail,) = sent
    assert mail["FromEmailAddress"] == SENDER
    assert mail["Destination"] == {"ToAddresses": [OWNER]}
    text = mail["Content"]["Simple"]["Body"]["Text"]["Data"]
    assert "invoice INV-1" in text
    assert f"https://app.example/books?company={company_id}" in text


@pytest.mark.requirement("F3")
def test_a_connection_that_needs_people_is_told_without_waiting_for_the_tick(
    stack: Stack, api: HttpApi, sent: list[dict[str, Any]]
) -> None:
    company_id, _realm = connected(api, notify={"owner": OWNER}, language="fr")
    connections = stack.application.adapters.connections
    connection = connections.get(company_id)
    assert connection
    connections.save(replace(connection, status=ConnectionStatus.REAUTHORIZATION_REQUIRED))
    event = news("connection.status_changed", company_id, status="reauthorization_required")
    stack.call("note_news", sqs_event(event))
    (message,) = stack.queued("TIMERS_QUEUE_URL")
    for _ in range(2):
        assert stack.call("carry_out_timers", sqs_event(message)) == NOTHING_FAILED
    (mail,) = sent
    assert "doit être reconnectée à QuickBooks Online" in mail["Content"]["Simple"]["Subject"]["Data"]


def test_mail_that_cannot_be_sent_now_stays_in_the_queue(
    stack: Stack, api: HttpApi, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookbridge.use_cases.send_notification.SETTLING", timedelta(0))
    company_id = failed(stack, api)
    stack.call("note_news", sqs_event(news("failure.opened", company_id)))
    make_due(stack, company_id)
    stack.call("start_due_timers", TICK)
    monkeypatch.setattr(stack.clients.ses(), "send_email", lambda **_request: 1 / 0)
    (message,) = stack.queued("TIMERS_QUEUE_URL")
    answer = stack.call("carry_out_timers", sqs_event(message))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
    assert sent == []


def test_what_is_no_event_and_no_timer_stays_behind_alone(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    answer = stack.call("note_news", sqs_event("{}", news("failure.opened", company_id), "nonsense"))
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["message-1", "message-3"]
    assert len(stack.application.adapters.timers.of(company_id, "notification")) == 1
    assert stack.call("carry_out_timers", sqs_event("{}")) == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}


@pytest.mark.requirement("A5")
def test_a_timer_of_a_report_has_it_made(stack: Stack, api: HttpApi) -> None:
    daily = {"report": "invoice_sync_failures", "every": "day"}
    company_id, _realm = connected(api, scheduled_reports=[daily])
    timers, now = stack.application.adapters.timers, stack.application.adapters.clock.now()
    (timer,) = timers.of(company_id, "report")
    assert timers.move(timer, now - timedelta(seconds=1))
    stack.call("start_due_timers", TICK)
    (message,) = [each for each in stack.queued("TIMERS_QUEUE_URL") if company_id in each]
    assert stack.call("carry_out_timers", sqs_event(message)) == NOTHING_FAILED
    (report,) = api.get(f"/v1/companies/{company_id}/reports").json["reports"]
    assert report["report"] == "invoice_sync_failures"
    (following,) = timers.of(company_id, "report")
    assert following.due_at > now
