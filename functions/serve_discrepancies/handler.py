"""`…/discrepancies`: what was changed in the package over the application's records, and what is decided about it."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import rehearse
from bookbridge.entrypoints.api import discrepancies
from bookbridge.entrypoints.api.service import Api
from bookbridge.entrypoints.observability import HTTP_REQUEST, observed

rehearse(lambda use: (use.read_discrepancies, use.settle_discrepancies))
api = Api(discrepancies.GROUP)


@observed(HTTP_REQUEST)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return api(event, context)
