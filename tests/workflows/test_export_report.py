"""A report's course, told by what its tasks answer."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.reports import ReportStatus

from .definitions import load
from .machine import Failed, Machine, Run, Script

pytestmark = pytest.mark.workflows

GIVEN = {"company_id": "acme", "report_id": "r-1"}


def written(rows: int, *, more: bool = False, scheduled: bool = False) -> dict[str, Any]:
    """What the writing of a report answers."""
    return {"more": more, "rows": rows, "scheduled": scheduled}


def run(**script: list[Any]) -> Run:
    """A run in which everything goes well, but for what the script says."""
    well: Script = {"WriteReport": [written(3)], "TellReport": [{"sent": 2}], "MarkFailed": [{}]}
    return Machine(load("export_report"), well | script).run(GIVEN)


@pytest.mark.requirement("A5")
def test_a_report_is_written_until_no_rows_are_left() -> None:
    ended = run(WriteReport=[written(5000, more=True), written(10000, more=True), written(10400)])
    assert ended.payloads("WriteReport") == [GIVEN, GIVEN, GIVEN]
    assert ended.status == "SUCCEEDED"
    assert ended.output == {"result": "ready", "rows": 10400}


def test_nobody_is_told_of_a_report_that_somebody_asked_for() -> None:
    ended = run()
    assert ended.payloads("TellReport") == []
    assert ended.output == {"result": "ready", "rows": 3}


def test_those_whom_a_schedule_names_are_told_once_the_report_is_there() -> None:
    ended = run(WriteReport=[written(10, more=True), written(12, scheduled=True)])
    assert ended.payloads("TellReport") == [GIVEN]
    assert (ended.status, ended.output) == ("SUCCEEDED", {"result": "ready", "rows": 12})


@pytest.mark.requirement("F10")
@pytest.mark.parametrize("error", ["MailUnavailable", "KeyError", "Lambda.Unknown"])
def test_a_message_that_cannot_be_sent_never_fails_its_report(error: str) -> None:
    ended = run(WriteReport=[written(12, scheduled=True)], TellReport=[Failed(error)] * 9)
    assert (ended.status, ended.output) == ("SUCCEEDED", {"result": "ready", "rows": 12})
    assert ended.payloads("MarkFailed") == []


def test_a_mail_service_that_is_away_for_a_moment_is_asked_again() -> None:
    ended = run(WriteReport=[written(12, scheduled=True)], TellReport=[Failed("MailUnavailable"), {"sent": 2}])
    assert ended.payloads("TellReport") == [GIVEN, GIVEN]
    assert ended.status == "SUCCEEDED"


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
