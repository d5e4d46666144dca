"""A report's course, told by what its tasks answer."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.reports import ReportStatus

from .definitions import load
from .machine import Failed, Machine, Run, Script

pytestmark = pytest.mark.workflows

GIVEN = {"company_id": "acme", "report_id": "r-1"}


def run(**script: list[Any]) -> Run:
    """A run in which everything goes well, but for what the script says."""
    well: Script = {"WriteReport": [{"more": False, "rows": 3}], "MarkFailed": [{}]}
    return Machine(load("export_report"), well | script).run(GIVEN)


@pytest.mark.requirement("A5")
def test_a_report_is_written_until_no_rows_are_left() -> None:
    ended = run(
        WriteReport=[{"more": True, "rows": 5000}, {"more": True, "rows": 10000}, {"more": False, "rows": 10400}]
    )
    assert ended.payloads("WriteReport") == [GIVEN, GIVEN, GIVEN]
    assert ended.status == "SUCCEEDED"
    assert ended.output == {"result": "ready", "rows": 10400}


@pytest.mark.requirement("F10")
@pytest.mark.parametrize("marked", [{}, Failed("DynamoDB.ConditionalCheckFailedException")])
def test_a_report_that_cannot_be_written_says_so_to_whoever_waits_for_it(marked: object) -> None:
    ended = run(WriteReport=[Failed("KeyError", "'rows'")], MarkFailed=[marked])
    (update,) = [arguments for name, arguments in ended.calls if name == "MarkFailed"]
    assert update["Key"] == {"company_id": {"S": "acme"}, "report_id": {"S": "r-1"}}
    assert update["ExpressionAttributeValues"] == {
        ":running": {"S": ReportStatus.RUNNING},
        ":failed": {"S": ReportStatus.FAILED},
        ":cause": {"S": "KeyError"},
    }
    assert (ended.status, ended.error, ended.cause) == ("FAILED", "KeyError", "'rows'")


@pytest.mark.requirement("F10")
def test_only_a_report_that_is_being_made_becomes_failed() -> None:
    ended = run(WriteReport=[Failed("KeyError")])
    (update,) = [arguments for name, arguments in ended.calls if name == "MarkFailed"]
    assert update["ConditionExpression"] == "#status = :running"
