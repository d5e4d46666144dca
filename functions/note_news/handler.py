"""Messages of the news queue: set the timers of messages to people; however many events, one timer a message."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import queues
from bookbridge.entrypoints.observability import observed

rehearse(lambda use: use.note_news)


@observed()
def handler(event: dict[str, Any], _context: LambdaContext) -> queues.Answer:
    """Note a batch; the events of a company that is in trouble stay in the queue."""
    return queues.note_news(event, application().note_news)
