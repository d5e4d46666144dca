"""Messages of the polls queue: ask a company's package what changed."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import queues
from bookbridge.entrypoints.observability import count, observed
from bookbridge.use_cases.poll_changes import POLLS_AT_ONCE

rehearse(lambda use: (use.poll_changes, use.packages))


@observed()
def handler(event: dict[str, Any], _context: LambdaContext) -> queues.Answer:
    """Poll one company a message, some at the same time; one that fails holds up no other."""
    poll_changes = application().poll_changes

    def poll(company_id: str) -> None:
        count({"Polls": 1, "PollsWithWork": poll_changes(company_id)})

    return queues.each_company(event, poll, at_once=POLLS_AT_ONCE)
