"""Messages as SQS hands them over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from bookbridge.adapters.event_queue import read_event
from bookbridge.adapters.sqs import read_company, read_delivery
from bookbridge.adapters.timer_queue import read_timer
from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.ports.event_webhooks import QueuedEvent
from bookbridge.ports.messages import Delivery

from .observability import logger

if TYPE_CHECKING:
    from bookbridge.ports.timers import Timer
    from bookbridge.use_cases.note_news import NewsItem

T = TypeVar("T")

Answer = dict[str, list[dict[str, str]]]
"""Which messages stay in the queue."""


def read_deliveries(event: Mapping[str, Any]) -> tuple[list[Delivery], list[str]]:
    """The stored webhooks of a batch, and the ids of messages that are none: those go to the dead letters in time."""
    deliveries: list[Delivery] = []
    strange: list[str] = []
    for message in event["Records"]:
        try:
            deliveries.append(read_delivery(message["body"]))
        except UnreadableDelivery as error:
            logger().error("a message that no function of ours sent", reason=str(error))
            strange.append(message["messageId"])
    return deliveries, strange


def read_events(event: Mapping[str, Any]) -> tuple[list[QueuedEvent], list[str]]:
    """The events of a batch, and the ids of messages that are none: those go to the dead letters in time."""
    events: list[QueuedEvent] = []
    strange: list[str] = []
    for message in event["Records"]:
        try:
            found = read_event(message["body"])
        except UnreadableDelivery as error:
            logger().error("a message that is no event", reason=str(error))
            strange.append(message["messageId"])
            continue
        attempt = int(message["attributes"]["ApproximateReceiveCount"])
        events.append(QueuedEvent(found, message["messageId"], message["receiptHandle"], attempt, message["body"]))
    return events, strange


def failed(message_ids: Iterable[str]) -> Answer:
    """The answer that keeps these messages in the queue and lets the others go."""
    return {"batchItemFailures": [{"itemIdentifier": each} for each in message_ids]}


def each_company(event: Mapping[str, Any], handle: Callable[[str], object], *, at_once: int = 1) -> Answer:
    """Handle the company of each message, so many side by side; one that fails stays in the queue, the others go on."""
    return _each(event, read_company, handle, at_once)


def each_timer(event: Mapping[str, Any], handle: Callable[[Timer], object]) -> Answer:
    """Carry out the timer of each message; one that fails stays in the queue, the others go on."""
    return _each(event, read_timer, handle, 1)


def note_news(event: Mapping[str, Any], note: Callable[[Sequence[NewsItem]], Mapping[str, Exception]]) -> Answer:
    """Note the events of a batch; those of companies in trouble stay in the queue, as does what is no event."""
    from bookbridge.use_cases.note_news import NewsItem  # noqa: PLC0415 - only one function of many takes news

    events, strange = read_events(event)
    items = {
        each.message_id: NewsItem(
            str(each.event.detail.get("company_id", "")), each.event.kind, str(each.event.detail.get("status", ""))
        )
        for each in events
    }
    troubles = note(list(items.values()))
    for company_id, error in troubles.items():
        logger().error("news stays in the queue", company_id=company_id, exc_info=error)
    return failed((*(key for key, item in items.items() if item.company_id in troubles), *strange))


def _each(event: Mapping[str, Any], read: Callable[[str], T], handle: Callable[[T], object], at_once: int) -> Answer:
    def stays(message: Mapping[str, Any]) -> bool:
        try:
            handle(read(message["body"]))
        except Exception:  # noqa: BLE001 - whatever troubles one message must not trouble another; it is logged
            logger().exception("a message stays in the queue", body=message["body"])
            return True
        return False

    messages = event["Records"]
    if at_once == 1 or len(messages) == 1:
        staying = [stays(message) for message in messages]
    else:
        with ThreadPoolExecutor(at_once) as pool:
            staying = list(pool.map(stays, messages))
    return failed(message["messageId"] for message, stayed in zip(messages, staying, strict=True) if stayed)
