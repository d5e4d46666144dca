"""Task of `act_on_failures`: `{company_id, action_id}` to `{more, done, refused}`."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import tasks
from bookbridge.entrypoints.observability import FAILURE_ACTION, count, observed

rehearse(lambda use: use.apply_failure_action)


@observed(FAILURE_ACTION)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take the action on as many failures as the time allows."""
    deadline = tasks.deadline(context, application().adapters.clock)
    action = application().apply_failure_action(event["company_id"], event["action_id"], deadline)
    output = tasks.failure_action_output(action)
    if not output["more"]:
        count({"FailureActions": 1, "FailuresActedOn": action.done})
    return output
