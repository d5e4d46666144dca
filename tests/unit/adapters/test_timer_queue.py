from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.timer_queue import SqsTimerQueue, read_timer, write_timer
from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.ports.timers import Timer

pytestmark = [pytest.mark.unit, pytest.mark.requirement("E1")]

TIMER = Timer("acme", "report", "weekly#1", datetime(2026, 5, 1, 12, 0, 0, 250_000, tzinfo=UTC))


def test_a_timer_survives_its_queue() -> None:
    assert read_timer(write_timer(TIMER)) == TIMER


@pytest.mark.parametrize(
    "message", ["", "[]", "{}", '{"company_id": "acme"}', write_timer(TIMER).replace("report", "x")]
)
def test_what_is_no_timer_of_ours_is_told_apart(message: str) -> None:
    with pytest.raises(UnreadableDelivery):
        read_timer(message)


def test_any_number_is_sent(clients: Clients) -> None:
    url = clients.sqs().create_queue(QueueName="timers")["QueueUrl"]
    SqsTimerQueue(clients, url).send([Timer(f"c-{number}", "report", "daily", TIMER.due_at) for number in range(23)])
    received: list[Any] = []
    while messages := clients.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        received += [json.loads(message["Body"])["company_id"] for message in messages]
    assert sorted(received) == sorted(f"c-{number}" for number in range(23))
