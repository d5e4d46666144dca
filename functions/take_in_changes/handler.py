"""Messages of the webhooks queue: a batch is taken in as a whole, so that a burst costs as little as one delivery."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import queues
from bookbridge.entrypoints.observability import count, observed

rehearse(lambda use: (use.take_in_changes, use.packages))


@observed()
def handler(event: dict[str, Any], _context: LambdaContext) -> queues.Answer:
    """Take all deliveries in, or none: taking them in again changes nothing."""
    deliveries, strange = queues.read_deliveries(event)
    intake = application().take_in_changes(deliveries)
    count(
        {
            "NoticesTakenIn": intake.noticed,
            "NoticesKnown": intake.known,
            "NoticesIgnored": intake.ignored,
            "NoticesUnbound": intake.unbound,
            "DeliveriesBuried": intake.buried,
        }
    )
    return queues.failed(strange)
