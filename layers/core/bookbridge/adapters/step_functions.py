"""State machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from .aws import Clients, error_code

_NO_LONGER_WAITING: Final = {"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"}
"""What the service answers to the token of a wait that has ended, by whatever end."""

LONGEST_ERROR: Final = 256
LONGEST_CAUSE: Final = 32_768
"""Characters that the service takes."""


class StepFunctionsWorkflows:
    """Implements `Workflows`. A machine that a function never starts may stay unnamed."""

    def __init__(
        self, clients: Clients, *, company_sync: str = "", export_report: str = "", act_on_failures: str = ""
    ) -> None:
        """Each machine is given by its ARN."""
        self._clients = clients
        self._company_sync = company_sync
        self._export_report = export_report
        self._act_on_failures = act_on_failures

    def start_company_sync(self, company_id: str, session_id: str, trigger: str) -> None:
        """Start a run named by its session."""
        given = {"company_id": company_id, "session_id": session_id, "trigger": trigger}
        self._start(self._company_sync, session_id, given)

    def beat(self, token: str) -> None:
        """Tell the run that waits with this token that its connector is alive."""
        _if_it_waits(self._clients.step_functions().send_task_heartbeat, taskToken=token)

    def complete(self, token: str) -> None:
        """End the wait of a run: its connector has finished."""
        _if_it_waits(self._clients.step_functions().send_task_success, taskToken=token, output="{}")

    def fail(self, token: str, error: str, cause: str) -> None:
        """End the wait of a run with an error."""
        said = {"error": error[:LONGEST_ERROR], "cause": cause[:LONGEST_CAUSE]}
        _if_it_waits(self._clients.step_functions().send_task_failure, taskToken=token, **said)

    def start_export(self, company_id: str, report_id: str) -> None:
        """Start the making of a report."""
        self._start(self._export_report, report_id, {"company_id": company_id, "report_id": report_id})

    def start_failure_action(self, company_id: str, action_id: str) -> None:
        """Start an action on many failures."""
        self._start(self._act_on_failures, action_id, {"company_id": company_id, "action_id": action_id})

    def _start(self, machine: str, name: str, given: dict[str, str]) -> None:
        if not machine:
            raise ValueError("no ARN is configured for this state machine")
        try:
            self._clients.step_functions().start_execution(stateMachineArn=machine, name=name, input=json.dumps(given))
        except Exception as error:
            if error_code(error) != "ExecutionAlreadyExists":
                raise


def _if_it_waits(tell: Callable[..., Any], **given: str) -> None:
    try:
        tell(**given)
    except Exception as error:
        if error_code(error) not in _NO_LONGER_WAITING:
            raise
