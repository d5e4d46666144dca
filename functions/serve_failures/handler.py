"""`…/failures`: what could not be synced, why, and what is done about it."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import rehearse
from bookbridge.entrypoints.api import failure_actions, failures
from bookbridge.entrypoints.api.service import Api
from bookbridge.entrypoints.observability import HTTP_REQUEST, observed

rehearse(lambda use: (use.read_failures, use.act_on_failures, use.request_failure_action, use.read_failure_actions))
api = Api(failures.GROUP, failure_actions.GROUP)


@observed(HTTP_REQUEST)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return api(event, context)
