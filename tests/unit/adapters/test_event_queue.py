from __future__ import annotations

import json
from typing import Any

import pytest

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.event_queue import SqsEventQueue, read_event
from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.ports.event_webhooks import QueuedEvent

pytestmark = [pytest.mark.unit, pytest.mark.requirement("F11")]

ENVELOPE: dict[str, Any] = {
    "version": "0",
    "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
    "detail-type": "record.synced",
    "source": "bookbridge",
    "account": "123456789012",
    "time": "2026-05-01T12:00:00Z",
    "region": "eu-west-1",
    "resources": [],
    "detail": {"event_id": "evt_1", "company_id": "acme", "record_id": "Žluť"},
}
"""As EventBridge writes it into a queue."""


def queues(clients: Clients, tries: int = 8) -> tuple[str, str]:
    """A queue and its dead letters."""
    sqs = clients.sqs()
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": tries})
    return sqs.create_queue(QueueName="events", Attributes={"RedrivePolicy": redrive})["QueueUrl"], dead


def adapter(clients: Clients, queue: str, dead: str, rule_arn: str = "") -> SqsEventQueue:
    return SqsEventQueue(clients, queue=queue, dead_letters=dead, rule_arn=rule_arn)


def received(clients: Clients, url: str) -> list[QueuedEvent]:
    """What a queue hands out now."""
    messages = clients.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [
        QueuedEvent(read_event(each["Body"]), each["MessageId"], each["ReceiptHandle"], 1, each["Body"])
        for each in messages
    ]


def test_an_event_is_known_by_its_own_id_not_by_that_of_its_publication() -> None:
    event = read_event(json.dumps(ENVELOPE))
    assert (event.event_id, event.kind, event.occurred_at) == ("evt_1", "record.synced", "2026-05-01T12:00:00Z")
    assert event.detail == ENVELOPE["detail"]
    without = {**ENVELOPE, "detail": {"company_id": "acme"}}
    assert read_event(json.dumps(without)).event_id == ENVELOPE["id"]


@pytest.mark.parametrize("message", ["", "{}", "[]", "nonsense", '{"detail": []}', '{"detail": {"event_id": "evt_1"}}'])
def test_what_is_no_event_is_unreadable(message: str) -> None:
    with pytest.raises(UnreadableDelivery):
        read_event(message)


def test_an_event_is_handed_out_again_when_its_pause_is_over(clients: Clients) -> None:
    queue, dead = queues(clients)
    for number in range(2):
        clients.sqs().send_message(QueueUrl=queue, MessageBody=json.dumps({**ENVELOPE, "id": str(number)}))
    soon, late = received(clients, queue)

    adapter(clients, queue, dead).put_off({soon.receipt: 0, late.receipt: 36_000})

    assert [each.message_id for each in received(clients, queue)] == [soon.message_id]


def test_after_the_last_attempt_a_pause_of_nothing_makes_it_a_dead_letter(clients: Clients) -> None:
    queue, dead = queues(clients, tries=1)
    clients.sqs().send_message(QueueUrl=queue, MessageBody=json.dumps(ENVELOPE))
    (last,) = received(clients, queue)

    adapter(clients, queue, dead).put_off({last.receipt: 0})

    assert received(clients, queue) == []
    assert [each.event for each in received(clients, dead)] == [last.event]


def test_what_cannot_be_put_off_does_not_stop_the_others(
    clients: Clients, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refused = {"Failed": [{"Id": "0", "SenderFault": True, "Code": "InvalidParameterValue", "Message": "too late"}]}
    monkeypatch.setattr(clients.sqs(), "change_message_visibility_batch", lambda **_request: refused)

    adapter(clients, "queue", "dead").put_off({"receipt": 5})

    assert caplog.records[0].reason == "too late"  # type: ignore[attr-defined]


def test_a_buried_event_tells_why_and_can_be_sent_again(clients: Clients) -> None:
    queue, dead = queues(clients)
    queued = QueuedEvent(read_event(json.dumps(ENVELOPE)), "m-1", "receipt", 1, json.dumps(ENVELOPE))

    adapter(clients, queue, dead).bury(queued, "410 Gone")

    (buried,) = received(clients, dead)
    assert json.loads(buried.message)["reason"] == "410 Gone"
    assert buried.event == queued.event


def test_closing_switches_the_rule_off(clients: Clients) -> None:
    events = clients.events()
    events.create_event_bus(Name="bookbridge")
    arn = events.put_rule(Name="hooks", EventBusName="bookbridge", EventPattern='{"source": ["bookbridge"]}')["RuleArn"]

    adapter(clients, "queue", "dead", arn).close()

    assert events.describe_rule(Name="hooks", EventBusName="bookbridge")["State"] == "DISABLED"
