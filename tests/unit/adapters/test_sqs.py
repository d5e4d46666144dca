from __future__ import annotations

import json
from typing import Any

import pytest

from bookbridge.adapters import sqs
from bookbridge.adapters.aws import Clients
from bookbridge.adapters.sqs import SqsMessages, read_company, read_delivery, write_delivery
from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.ports.messages import Delivery
from tests.contract.ports.examples import NOON

pytestmark = [pytest.mark.unit, pytest.mark.requirement("F2")]

DELIVERY = Delivery("quickbooks-online", NOON, '{"name": "Žluť"}\r\n'.encode() + b"\x00\xff")


def queue(clients: Clients, name: str) -> str:
    return clients.sqs().create_queue(QueueName=name)["QueueUrl"]


def messages_in(clients: Clients, url: str) -> list[str]:
    answer = clients.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def test_a_delivery_arrives_byte_for_byte(clients: Clients) -> None:
    url = queue(clients, "webhooks")

    SqsMessages(clients, webhooks=url).send_delivery(DELIVERY)

    assert [read_delivery(body) for body in messages_in(clients, url)] == [DELIVERY]


def test_a_buried_delivery_tells_why_and_can_be_sent_again(clients: Clients) -> None:
    url = queue(clients, "dead")

    SqsMessages(clients, dead_letters=url).bury_delivery(DELIVERY, "not JSON")

    (body,) = messages_in(clients, url)
    assert json.loads(body)["reason"] == "not JSON"
    assert read_delivery(body) == DELIVERY


def test_a_wake_is_delayed(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    url = queue(clients, "wakes")
    sent: list[dict[str, Any]] = []
    client = clients.sqs()
    monkeypatch.setattr(client, "send_message", lambda **request: sent.append(request))

    SqsMessages(clients, wakes=url).send_wake("c-1", 900)

    assert sent[0]["DelaySeconds"] == 900
    assert read_company(sent[0]["MessageBody"]) == "c-1"


def test_any_number_of_polls_is_sent(clients: Clients) -> None:
    url = queue(clients, "polls")
    companies = [f"c-{number}" for number in range(25)]

    SqsMessages(clients, polls=url).send_polls(companies)

    received: list[str] = []
    while bodies := messages_in(clients, url):
        received += map(read_company, bodies)
    assert sorted(received) == sorted(companies)


def test_a_poll_that_was_refused_in_its_batch_is_sent_by_itself(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = queue(clients, "polls")
    client = clients.sqs()
    monkeypatch.setattr(client, "send_message_batch", lambda **_request: {"Failed": [{"Id": "1"}]})

    SqsMessages(clients, polls=url).send_polls(["c-1", "c-2", "c-3"])

    assert [read_company(body) for body in messages_in(clients, url)] == ["c-2"]


def test_a_queue_that_was_not_named_is_a_mistake_that_is_named(clients: Clients) -> None:
    with pytest.raises(ValueError, match="no URL"):
        SqsMessages(clients).send_wake("c-1", 0)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "[]",
        "{}",
        '{"package": "quickbooks-online", "received_at": "2026-05-01T12:00:00Z", "body": "!!!"}',
        '{"package": "quickbooks-online", "received_at": "2026-05-01T12:00:00Z", "body": "aGVsbG8="}',
        '{"package": "quickbooks-online", "received_at": "yesterday", "body": "eJwDAAAAAAE="}',
        write_delivery(DELIVERY).replace('"body": "', '"body": "eJ'),
    ],
)
def test_a_message_that_was_not_written_here_is_unreadable(message: str) -> None:
    with pytest.raises(UnreadableDelivery):
        read_delivery(message)


def test_a_message_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqs, "LARGEST_BODY", 1000)
    bomb = Delivery("quickbooks-online", NOON, b" " * 1_000_000)

    with pytest.raises(UnreadableDelivery, match="too large"):
        read_delivery(write_delivery(bomb))
