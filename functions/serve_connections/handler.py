"""`/v1/companies`, `…/connection`, `…/connector-keys` and `/oauth`: what binds companies, and who may call for them."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import rehearse
from bookbridge.entrypoints.api import connections
from bookbridge.entrypoints.api.service import Api
from bookbridge.entrypoints.observability import HTTP_REQUEST, observed

rehearse(
    lambda use: (
        use.connect_company,
        use.read_connection,
        use.read_sessions,
        use.issue_connector_keys,
        use.confirm_pairing,
        use.packages,
    )
)
api = Api(connections.GROUP)


@observed(HTTP_REQUEST)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return api(event, context)
