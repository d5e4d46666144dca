"""Executions that failed, ran out of time or were stopped: state the result that the run could not state itself."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import tasks
from bookbridge.entrypoints.observability import EXECUTION, count, observed

rehearse(lambda use: use.state_lost_runs)


@observed(EXECUTION)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, bool]:
    """Answer whether the run had no result yet."""
    stated = application().state_lost_runs(tasks.lost_run(event))
    count({"LostRuns": stated})
    return {"stated": stated}
