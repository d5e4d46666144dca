"""Messages of the wakes queue: start a company's session once its notices have gone quiet."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import queues
from bookbridge.entrypoints.observability import count, observed

rehearse(lambda use: use.wake_company)


@observed()
def handler(event: dict[str, Any], _context: LambdaContext) -> queues.Answer:
    """Wake one company a message; one that fails holds up no other."""
    wake_company = application().wake_company

    def wake(company_id: str) -> None:
        count({"SessionsStarted": wake_company(company_id) is not None})

    return queues.each_company(event, wake)
