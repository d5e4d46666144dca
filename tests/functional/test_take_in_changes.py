from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bookbridge.adapters.sqs import read_delivery
from bookbridge.entrypoints.commands.dead_letters import replay

from .examples import announcement, connected, recorded_cases, webhook
from .http_api import HttpApi
from .stack import Stack, sqs_event

pytestmark = pytest.mark.functional

UNREADABLE = b'{"eventNotifications": "soon"}'
NOTHING_FAILED: dict[str, list[str]] = {"batchItemFailures": []}


def deliver(stack: Stack, raw_body: bytes) -> list[str]:
    """Send a signed body; returns the messages that wait to be read."""
    assert stack.call("receive_webhook", webhook(raw_body))["statusCode"] == 200
    return stack.queued("WEBHOOKS_QUEUE_URL")


@pytest.mark.requirement("F2")
def test_a_burst_becomes_one_notice_a_record_and_one_wake(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    stack.queued("WAKES_QUEUE_URL")
    wakes = stack.waiting("WAKES_QUEUE_URL")
    entities = [("Customer", str(number % 7)) for number in range(40)]
    messages = [
        message
        for entity in entities
        for message in deliver(stack, announcement(realm_id, [entity], datetime.now(UTC)))
    ]
    assert stack.call("take_in_changes", sqs_event(*messages)) == NOTHING_FAILED
    notices = stack.application.adapters.inbox.take(company_id, 100)
    assert sorted(notice.package_id for notice in notices) == [str(number) for number in range(7)]
    assert stack.waiting("WAKES_QUEUE_URL") - wakes <= 1


def test_taking_the_same_messages_in_again_changes_nothing(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    messages = deliver(stack, announcement(realm_id, [("Invoice", "9")], datetime.now(UTC)))
    for _ in range(2):
        assert stack.call("take_in_changes", sqs_event(*messages)) == NOTHING_FAILED
    assert len(stack.application.adapters.inbox.take(company_id, 100)) == 1


def test_an_unreadable_body_is_buried_with_the_reason_and_hurts_no_other(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    messages = deliver(stack, UNREADABLE) + deliver(
        stack, announcement(realm_id, [("Customer", "1")], datetime.now(UTC))
    )
    assert stack.call("take_in_changes", sqs_event(*messages)) == NOTHING_FAILED
    (buried,) = stack.queued("WEBHOOKS_DEAD_LETTERS_URL")
    assert read_delivery(buried).raw_body == UNREADABLE
    assert "eventNotifications" in json.loads(buried)["reason"]
    assert len(stack.application.adapters.inbox.take(company_id, 100)) == 1


def test_a_buried_delivery_can_be_replayed(stack: Stack) -> None:
    (message,) = deliver(stack, UNREADABLE)
    stack.call("take_in_changes", sqs_event(message))
    dead_letters, queue = (stack.environment[name] for name in ("WEBHOOKS_DEAD_LETTERS_URL", "WEBHOOKS_QUEUE_URL"))
    assert replay(stack.clients.sqs(), dead_letters, queue, dry_run=False) == 1
    assert read_delivery(*stack.queued("WEBHOOKS_QUEUE_URL")).raw_body == UNREADABLE
    assert stack.queued("WEBHOOKS_DEAD_LETTERS_URL") == []


def test_a_message_that_is_no_delivery_stays_behind_alone(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    (message,) = deliver(stack, announcement(realm_id, [("Customer", "1")], datetime.now(UTC)))
    answer = stack.call("take_in_changes", sqs_event("{}", message))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
    assert len(stack.application.adapters.inbox.take(company_id, 100)) == 1


def test_what_happened_to_a_batch_is_counted(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    cases = ("legacy_unknown_entities", "unreadable_not_json", "legacy_created")
    events = [json.loads(path.read_text("utf-8")) for path in recorded_cases() if path.stem in cases]
    for event in events:
        stack.call("receive_webhook", event)
    capsys.readouterr()
    stack.call("take_in_changes", sqs_event(*stack.queued("WEBHOOKS_QUEUE_URL")))
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    told = json.loads(line)
    assert told["DeliveriesBuried"] == [1.0]
    assert told["NoticesIgnored"][0] > 0
    assert told["NoticesUnbound"][0] > 0


def test_changes_that_cannot_be_stored_stay_in_the_queue(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The function fails, so SQS keeps the whole batch."""
    monkeypatch.setenv("ORGANISATIONS_TABLE", "NoSuchTable")
    messages = deliver(stack, announcement("123", [("Customer", "1")], datetime.now(UTC)))
    with pytest.raises(Exception, match="ResourceNotFound"):
        stack.call("take_in_changes", sqs_event(*messages))
