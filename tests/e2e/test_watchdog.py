"""The watchdog under its own policy. The local AWS tells of failed executions only, so the others are told here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from infra.local.deployment import STACK_NAME
from tests.fixtures.execution_events import ended

from .conftest import Company

pytestmark = pytest.mark.e2e


@pytest.mark.requirement("F10")
def test_a_run_that_step_functions_ended_is_stated_as_failed(
    connect: Callable[..., Company], aws_clients: Callable[[str], Any]
) -> None:
    company = connect()
    given = {"company_id": company.app.company, "session_id": "ses-lost", "trigger": "changes"}
    event = json.dumps(ended("company_sync", "TIMED_OUT", given)).encode()
    functions = aws_clients("lambda")
    answers = [
        json.loads(functions.invoke(FunctionName=f"{STACK_NAME}-state_lost_runs", Payload=event)["Payload"].read())
        for _ in range(2)
    ]
    assert answers == [{"stated": True}, {"stated": False}]
    shown = company.app.call("GET", "/sessions/ses-lost")
    assert (shown["result"], shown["cause"]) == ("failed", "The run was not finished in time.")


@pytest.mark.requirement("F10")
def test_a_report_that_is_ready_is_left_alone(
    connect: Callable[..., Company], aws_clients: Callable[[str], Any]
) -> None:
    company = connect()
    report_id = company.app.report("sync_failures")["report_id"]
    event = ended("export_report", "ABORTED", {"company_id": company.app.company, "report_id": report_id})
    answer = aws_clients("lambda").invoke(
        FunctionName=f"{STACK_NAME}-state_lost_runs", Payload=json.dumps(event).encode()
    )
    assert json.loads(answer["Payload"].read()) == {"stated": False}
    assert company.app.call("GET", f"/reports/{report_id}")["status"] == "ready"
