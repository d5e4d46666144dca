"""Task of `company_sync`: `{company_id, session_id, fence, token}`. The last turn of the connector uses the token."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints.observability import SESSION, observed

rehearse(lambda use: use.await_connector)


@observed(SESSION)
def handler(event: dict[str, Any], _context: LambdaContext) -> None:
    """Keep the token, or end the wait at once if the session has ended already."""
    application().await_connector(event["session_id"], event["token"])
