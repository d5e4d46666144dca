"""Messages as SQS hands them over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bookbridge.adapters.sqs import read_company, read_delivery
from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.ports.messages import Delivery

from .observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

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


def failed(message_ids: Iterable[str]) -> Answer:
    """The answer that keeps these messages in the queue and lets the others go."""
    return {"batchItemFailures": [{"itemIdentifier": each} for each in message_ids]}


def each_company(event: dict[str, Any], context: LambdaContext, handle: Callable[[str], object]) -> Answer:
    """Handle the company of each message; one that fails stays in the queue and holds up no other."""
    from aws_lambda_powertools.utilities.batch import (  # noqa: PLC0415 - two functions need it, and it takes 60 ms
        BatchProcessor,
        EventType,
        process_partial_response,
    )
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord  # noqa: PLC0415

    def handle_message(record: SQSRecord) -> None:  # Powertools passes it by this name
        company_id = read_company(record.body)
        try:
            handle(company_id)
        except Exception:
            logger().exception("a message stays in the queue", company_id=company_id)
            raise

    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    answer: Any = process_partial_response(event, handle_message, processor, context)
    return {"batchItemFailures": list(answer["batchItemFailures"])}
