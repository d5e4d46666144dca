"""`replay-dead-letters`: send messages that could not be handled back to the queue they came from."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from .stack import asked, stack_of

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

NAME: Final = "replay-dead-letters"
SUMMARY: Final = "send messages that could not be handled back to their queue"
DESCRIPTION: Final = (
    "Moves messages from a queue's dead letters back to the queue, oldest first, for example after a fix was deployed. "
    "What comes back as a dead letter meanwhile is left for another time."
)
QUEUES: Final = {
    "webhooks": ("WebhooksDeadLettersUrl", "WebhooksQueueUrl"),
    "polls": ("PollsDeadLettersUrl", "PollsQueueUrl"),
    "wakes": ("WakesDeadLettersUrl", "WakesQueueUrl"),
    "events": ("EventsDeadLettersUrl", "EventsQueueUrl"),
    "news": ("NewsDeadLettersUrl", "NewsQueueUrl"),
    "timers": ("TimersDeadLettersUrl", "TimersQueueUrl"),
}
"""The stack's outputs that name the dead letters and the queue."""

HIDDEN_SECONDS: Final = 60
"""How long a message that was received stays hidden from others."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said."""
    command.add_argument("--queue", choices=sorted(QUEUES), default="webhooks", help="whose dead letters (webhooks)")
    command.add_argument("--dry-run", action="store_true", help="only show them")


def run(given: argparse.Namespace) -> None:
    """Move the messages, or show them."""
    stack = stack_of(given)
    dead_letters, queue = (stack.output(name) for name in QUEUES[given.queue])
    number = replay(stack.sqs, dead_letters, queue, dry_run=given.dry_run)
    sys.stdout.write(f"{number} {'would be sent' if given.dry_run else 'sent'} back to the queue\n")


def replay(sqs: SQSClient, dead_letters: str, queue: str, *, dry_run: bool) -> int:
    """Move all messages that are there now; returns how many. A message is taken away only after it was sent."""
    number = 0
    for message in _until(sqs, dead_letters, time.time()):
        number += 1
        sys.stdout.write(f"{describe(message['Body'])}\n")
        if not dry_run:
            asked(partial(_send_back, sqs, message, dead_letters, queue))
    return number


def describe(body: str) -> str:
    """A message in one line, without what it carries."""
    try:
        message = json.loads(body)
        named = ("company_id", "package", "received_at", "detail-type", "time", "reason")
        words = [str(message[name]) for name in named if message.get(name)]
    except (ValueError, TypeError, AttributeError):
        words = []
    return "  ".join(words) or f"{len(body)} characters of something else"


def _send_back(sqs: SQSClient, message: MessageTypeDef, dead_letters: str, queue: str) -> None:
    sqs.send_message(QueueUrl=queue, MessageBody=message["Body"])
    sqs.delete_message(QueueUrl=dead_letters, ReceiptHandle=message["ReceiptHandle"])


def _until(sqs: SQSClient, queue: str, moment: float) -> Iterator[MessageTypeDef]:
    """The messages that were sent to a queue before this moment; those that stay there are shown again afterwards."""
    taken: dict[str, str] = {}
    try:
        while messages := asked(lambda: _receive(sqs, queue)):
            new = [message for message in messages if message["MessageId"] not in taken]
            taken |= {message["MessageId"]: message["ReceiptHandle"] for message in messages}
            if not new:
                return
            yield from (each for each in new if int(each["Attributes"]["SentTimestamp"]) <= moment * 1000)
    finally:
        for handle in taken.values():
            _show_again(sqs, queue, handle)


def _receive(sqs: SQSClient, queue: str) -> list[MessageTypeDef]:
    return sqs.receive_message(
        QueueUrl=queue,
        MaxNumberOfMessages=10,
        VisibilityTimeout=HIDDEN_SECONDS,
        WaitTimeSeconds=1,
        MessageSystemAttributeNames=["SentTimestamp"],
    ).get("Messages", [])


def _show_again(sqs: SQSClient, queue: str, handle: str) -> None:
    from botocore.exceptions import ClientError  # noqa: PLC0415

    try:
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=0)
    except ClientError:
        return  # it is gone: it was sent back
