"""The course of an action on many failures, told by what its task answers."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.failure_actions import CARRYING_OUT, ActionStatus

from .definitions import load
from .machine import Failed, Machine, Run, Script

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("E2", "F10")]

GIVEN = {"company_id": "acme", "action_id": "act-1"}


def run(**script: list[Any]) -> Run:
    """A run in which everything goes well, but for what the script says."""
    well: Script = {"ApplyFailureAction": [{"more": False, "done": 3, "refused": 0}], "MarkFailed": [{}]}
    return Machine(load("act_on_failures"), well | script).run(GIVEN)


def test_the_task_is_called_until_no_failures_are_left() -> None:
    ended = run(
        ApplyFailureAction=[
            {"more": True, "done": 4500, "refused": 0},
            {"more": True, "done": 9000, "refused": 2},
            {"more": False, "done": 9998, "refused": 2},
        ]
    )
    assert ended.payloads("ApplyFailureAction") == [GIVEN, GIVEN, GIVEN]
    assert ended.status == "SUCCEEDED"
    assert ended.output == {"result": "done", "done": 9998, "refused": 2}


@pytest.mark.parametrize("marked", [{}, Failed("DynamoDB.ConditionalCheckFailedException")])
def test_an_action_that_cannot_go_on_says_so_to_whoever_waits_for_it(marked: object) -> None:
    ended = run(ApplyFailureAction=[Failed("KeyError", "'rows'")], MarkFailed=[marked])
    (update,) = [arguments for name, arguments in ended.calls if name == "MarkFailed"]
    assert update["Key"] == {"company_id": {"S": "acme"}, "action_id": {"S": "act-1"}}
    assert update["ConditionExpression"] == "#status = :running"
    assert update["ExpressionAttributeValues"] == {
        ":running": {"S": ActionStatus.RUNNING},
        ":failed": {"S": ActionStatus.FAILED},
        ":cause": {"S": "KeyError"},
        ":one": {"N": "1"},
    }
    assert (ended.status, ended.error, ended.cause) == ("FAILED", "KeyError", "'rows'")


def test_the_machine_stops_when_an_action_counts_as_given_up() -> None:
    assert load("act_on_failures")["TimeoutSeconds"] == CARRYING_OUT.total_seconds()
