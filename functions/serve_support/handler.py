"""`…/support-bundle` and `/v1/unknown-errors`: a failure as one file for a ticket, and what no row explains yet."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import rehearse
from bookbridge.entrypoints.api import support, unknown_errors
from bookbridge.entrypoints.api.service import Api
from bookbridge.entrypoints.observability import HTTP_REQUEST, observed

rehearse(lambda use: (use.hand_over_failure, use.read_unknown_errors, use.packages))
api = Api(support.GROUP, unknown_errors.GROUP)


@observed(HTTP_REQUEST)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return api(event, context)
