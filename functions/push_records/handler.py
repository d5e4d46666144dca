"""Task of `company_sync`: `{company_id, session_id, fence}` to `{more, wait_seconds}`."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import tasks
from bookbridge.entrypoints.observability import SESSION, count, observed

rehearse(lambda use: (use.push_records, use.packages))


@observed(SESSION)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Write into the package what the application wants, as much as the time and the package allow."""
    deadline = tasks.deadline(context, application().adapters.clock)
    progress = application().push_records(tasks.hold_of(event), deadline)
    count({"PushesPaused": progress.wait_seconds > 0})
    return progress.as_output()
