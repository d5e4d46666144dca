"""Queues: webhook deliveries, polls and wakes, each a small JSON message. What sends them is beside what reads them."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.domain.timestamps import from_text, to_text
from bookbridge.ports.messages import Delivery

from .aws import Clients

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

BATCH: Final = 10
"""Messages that one SendMessageBatch takes."""
LARGEST_BODY: Final = 4 * 1024 * 1024
"""Bytes; more than any accepted webhook body, so that a damaged message cannot fill the memory."""


class SqsMessages:
    """Implements `Messages`. Queues that a function never sends to may stay unnamed."""

    def __init__(
        self, clients: Clients, *, webhooks: str = "", dead_letters: str = "", polls: str = "", wakes: str = ""
    ) -> None:
        """Each queue is given by its URL."""
        self._clients = clients
        self._webhooks = webhooks
        self._dead_letters = dead_letters
        self._polls = polls
        self._wakes = wakes

    def send_delivery(self, delivery: Delivery) -> None:
        """Queue a webhook body for reading."""
        self._send(self._webhooks, write_delivery(delivery))

    def bury_delivery(self, delivery: Delivery, reason: str) -> None:
        """Put an unreadable body among the dead letters, with the reason; sent back as it is, it is read again."""
        self._send(self._dead_letters, write_delivery(delivery, reason=reason))

    def send_wake(self, company_id: str, delay_seconds: int) -> None:
        """Ask for a session of this company, after a delay of 0 to 900 seconds."""
        self._send(self._wakes, write_company(company_id), delay_seconds)

    def send_polls(self, company_ids: Sequence[str]) -> None:
        """Ask for a poll of each company."""
        send_all(self._clients, self._polls, [write_company(each) for each in company_ids])

    def _send(self, queue: str, body: str, delay_seconds: int = 0) -> None:
        self._clients.sqs().send_message(QueueUrl=_named(queue), MessageBody=body, DelaySeconds=delay_seconds)


def send_all(clients: Clients, queue: str, bodies: Sequence[str]) -> None:
    """Send any number of messages to a queue, ten with one call. Raises what SQS answers for one it does not take."""
    for start in range(0, len(bodies), BATCH):
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(position), "MessageBody": body}
            for position, body in enumerate(bodies[start : start + BATCH], start)
        ]
        answer = clients.sqs().send_message_batch(QueueUrl=_named(queue), Entries=entries)
        for refused in answer.get("Failed", []):  # one by one, so that what stays wrong raises
            clients.sqs().send_message(QueueUrl=queue, MessageBody=bodies[int(refused["Id"])])


def write_delivery(delivery: Delivery, **more: str) -> str:
    """The message of a delivery."""
    body = base64.b64encode(zlib.compress(delivery.raw_body)).decode()
    return json.dumps({"package": delivery.package, "received_at": to_text(delivery.received_at), "body": body, **more})


def read_delivery(message: str) -> Delivery:
    """The delivery of a message. Raises `UnreadableDelivery` for a message that `write_delivery` did not write."""
    try:
        content: dict[str, Any] = json.loads(message)
        inflate = zlib.decompressobj()
        raw_body = inflate.decompress(base64.b64decode(content["body"], validate=True), LARGEST_BODY)
        if inflate.unconsumed_tail or not inflate.eof:
            raise UnreadableDelivery("the message's body is cut off or too large")
        return Delivery(content["package"], from_text(content["received_at"]), raw_body)
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise UnreadableDelivery(f"not a delivery that was queued here: {error}") from error


def write_company(company_id: str) -> str:
    """The message of a wake or a poll."""
    return json.dumps({"company_id": company_id})


def read_company(message: str) -> str:
    """The company of a wake or a poll."""
    return str(json.loads(message)["company_id"])


def _named(queue: str) -> str:
    if not queue:
        raise ValueError("no URL is configured for the queue of this message")
    return queue
