"""First task of `company_sync`: `{company_id, session_id, trigger}` to what `tasks.lease_output` tells of the lease."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import tasks
from bookbridge.entrypoints.observability import SESSION, observed

rehearse(lambda use: (use.acquire_lease, use.packages))


@observed(SESSION)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Make the company's lease the session's own."""
    taken = application().acquire_lease(event["company_id"], event["session_id"], event.get("trigger", ""))
    return tasks.lease_output(taken, application().adapters.clock.now())
