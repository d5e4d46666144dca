"""Last task of `company_sync`: `{company_id, session_id, fence}` to `{again, wait_seconds, result, counts, cause}`."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import tasks
from bookbridge.entrypoints.observability import SESSION, count, observed

rehearse(lambda use: use.finish_session)


@observed(SESSION)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Release the lease and state the result, or go round again."""
    ending = application().finish_session(tasks.hold_of(event))
    count(tasks.numbers_of(ending))
    return tasks.ending_output(ending)
