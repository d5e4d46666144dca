"""Every few minutes: have the timers carried out whose time has come."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints.observability import count, observed

rehearse(lambda use: use.start_due_timers)


@observed()
def handler(_event: dict[str, Any], _context: LambdaContext) -> dict[str, int]:
    """Answer how many timers were sent."""
    sent = application().start_due_timers()
    count({"TimersSent": sent})
    return {"sent": sent}
