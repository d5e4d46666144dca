"""`…/records`, `…/changes` and `…/mappings`: what goes into the package, what came from it, what is linked."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import rehearse
from bookbridge.entrypoints.api import records
from bookbridge.entrypoints.api.service import Api
from bookbridge.entrypoints.observability import HTTP_REQUEST, observed

rehearse(lambda use: (use.accept_records, use.read_records, use.link_records, use.packages))
api = Api(records.GROUP)


@observed(HTTP_REQUEST)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return api(event, context)
