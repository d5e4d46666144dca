"""`POST /webhooks/{package}`: a signed delivery is stored before it is answered."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import webhooks
from bookbridge.entrypoints.observability import HTTP_REQUEST, count, observed

rehearse(lambda use: (use.receive_webhook, use.packages))


@observed(HTTP_REQUEST)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Answer the package with a bare status."""
    receipt = webhooks.receive(application().receive_webhook, event)
    count({f"Webhooks{receipt.name.title().replace('_', '')}": 1})
    return webhooks.answer(receipt)
