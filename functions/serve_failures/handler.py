"""`…/failures`: what could not be synced, why, and another try."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import rehearse
from bookbridge.entrypoints.api import failures
from bookbridge.entrypoints.api.service import Api
from bookbridge.entrypoints.observability import HTTP_REQUEST, observed

rehearse(lambda use: (use.read_failures, use.act_on_failures))
api = Api(failures.GROUP)


@observed(HTTP_REQUEST)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return api(event, context)
