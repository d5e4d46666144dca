"""`…/soap`: what the connectors of packages call that are not reached over the network themselves."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints.connector.dispatch import answer_call
from bookbridge.entrypoints.observability import HTTP_REQUEST, observed

rehearse(lambda use: use.connector)


@observed(HTTP_REQUEST)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Answer one call."""
    use = application()
    return answer_call(use.connector, event, use.adapters.public_url)
