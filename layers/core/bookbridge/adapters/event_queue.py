"""The queue of events that are posted to the operator; an EventBridge rule fills it from the bus."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.domain.event_webhooks import OutgoingEvent
from bookbridge.ports.event_webhooks import QueuedEvent

from .aws import Clients
from .event_bus import EVENT_ID

log = logging.getLogger(__name__)


class SqsEventQueue:
    """Implements `EventQueue`."""

    def __init__(self, clients: Clients, *, queue: str, dead_letters: str, rule_arn: str) -> None:
        """Queues by their URLs; `rule_arn` is the rule on the bus: `arn:…:rule/<bus>/<name>`."""
        self._clients = clients
        self._queue = queue
        self._dead_letters = dead_letters
        self._rule_arn = rule_arn

    def put_off(self, pauses: Mapping[str, int]) -> None:
        """Hand events out again after so many seconds each. At most ten, as many as a batch has."""
        answer = self._clients.sqs().change_message_visibility_batch(
            QueueUrl=self._queue,
            Entries=[
                {"Id": str(number), "ReceiptHandle": receipt, "VisibilityTimeout": seconds}
                for number, (receipt, seconds) in enumerate(pauses.items())
            ],
        )
        for refused in answer.get("Failed", []):  # handed out again when the queue's own time is over
            log.warning("an event could not be put off", extra={"reason": refused.get("Message", refused["Code"])})

    def bury(self, queued: QueuedEvent, reason: str) -> None:
        """Put an event among the dead letters, with the reason; sent back as it is, it is posted again."""
        body = json.dumps({**json.loads(queued.message), "reason": reason}, ensure_ascii=False)
        self._clients.sqs().send_message(QueueUrl=self._dead_letters, MessageBody=body)

    def close(self) -> None:
        """Switch the rule off that fills the queue."""
        bus, name = self._rule_arn.rpartition(":rule/")[2].split("/")
        self._clients.events().disable_rule(EventBusName=bus, Name=name)


def read_event(message: str) -> OutgoingEvent:
    """The event of a message, as EventBridge writes it. Raises `UnreadableDelivery` for anything else."""
    try:
        content: dict[str, Any] = json.loads(message)
        detail: dict[str, Any] = content["detail"]
        return OutgoingEvent(
            event_id=str(detail.get(EVENT_ID) or content["id"]),
            kind=str(content["detail-type"]),
            occurred_at=str(content["time"]),
            detail=detail,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableDelivery(f"no event of the bus: {error!r}") from error
