"""Task of `company_sync` after an error: `{company_id, session_id, error, cause}` to `{result, cause, …}`."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import tasks
from bookbridge.entrypoints.observability import SESSION, count, observed

rehearse(lambda use: use.abort_session)


@observed(SESSION)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """State why the session ended and give its lease up."""
    company_id, session_id, error = event["company_id"], event["session_id"], event["error"]
    ending = application().abort_session(company_id, session_id, error, tasks.cause_of(event))
    count({f"Sessions{ending.result.value.title()}": 1} | tasks.numbers_of(ending))
    return tasks.ending_output(ending)
