"""Every minute: ask for a poll of each company whose time has come."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints.observability import count, observed

rehearse(lambda use: use.start_due_syncs)


@observed()
def handler(_event: dict[str, Any], _context: LambdaContext) -> dict[str, int]:
    """Answer how many polls were asked for."""
    asked = application().start_due_syncs()
    count({"PollsAskedFor": asked})
    return {"asked": asked}
