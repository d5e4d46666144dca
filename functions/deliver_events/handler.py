"""Messages of the events queue: post each event to the operator's endpoint."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import queues
from bookbridge.entrypoints.observability import count, observed

rehearse(lambda use: use.deliver_events)


@observed()
def handler(event: dict[str, Any], _context: LambdaContext) -> queues.Answer:
    """Post a batch; what was not taken stays in the queue until its next attempt."""
    events, strange = queues.read_events(event)
    posted = application().deliver_events(events)
    count(
        {"EventsDelivered": posted.delivered, "EventsNotDelivered": len(posted.failed), "EventsBuried": posted.buried}
    )
    return queues.failed((*posted.failed, *strange))
