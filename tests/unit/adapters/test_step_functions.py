from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.step_functions import LONGEST_CAUSE, LONGEST_ERROR, StepFunctionsWorkflows

pytestmark = pytest.mark.unit

ROLE = "arn:aws:iam::123456789012:role/machine"


def machine(clients: Clients) -> str:
    definition = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
    created = clients.step_functions().create_state_machine(name="machine", definition=definition, roleArn=ROLE)
    return created["stateMachineArn"]


def inputs_of(clients: Clients, arn: str) -> dict[str, Any]:
    step_functions = clients.step_functions()
    executions = step_functions.list_executions(stateMachineArn=arn)["executions"]
    return {
        each["name"]: json.loads(step_functions.describe_execution(executionArn=each["executionArn"])["input"])
        for each in executions
    }


@pytest.mark.requirement("B3")
def test_a_session_is_one_execution_however_often_it_is_started(clients: Clients) -> None:
    arn = machine(clients)
    workflows = StepFunctionsWorkflows(clients, company_sync=arn)

    workflows.start_company_sync("c-1", "ses-1", "changes")
    workflows.start_company_sync("c-1", "ses-1", "manual")

    given = {"company_id": "c-1", "session_id": "ses-1", "trigger": "changes"}
    assert inputs_of(clients, arn) == {"ses-1": given}


def test_an_export_is_named_by_its_report(clients: Clients) -> None:
    arn = machine(clients)

    StepFunctionsWorkflows(clients, export_report=arn).start_export("c-1", "rep-1")

    assert inputs_of(clients, arn) == {"rep-1": {"company_id": "c-1", "report_id": "rep-1"}}


@pytest.mark.requirement("E2", "F10")
def test_an_action_on_many_failures_is_one_execution_however_often_it_is_started(clients: Clients) -> None:
    arn = machine(clients)
    workflows = StepFunctionsWorkflows(clients, act_on_failures=arn)

    workflows.start_failure_action("c-1", "act-1")
    workflows.start_failure_action("c-1", "act-1")

    assert inputs_of(clients, arn) == {"act-1": {"company_id": "c-1", "action_id": "act-1"}}


def test_other_refusals_are_raised(clients: Clients) -> None:
    missing = machine(clients) + "-gone"

    with pytest.raises(ClientError):
        StepFunctionsWorkflows(clients, company_sync=missing).start_company_sync("c-1", "ses-1", "changes")
    with pytest.raises(ValueError, match="no ARN"):
        StepFunctionsWorkflows(clients).start_export("c-1", "rep-1")


@pytest.mark.requirement("B4")
def test_a_run_that_waits_is_told_of_its_connector(clients: Clients) -> None:
    workflows = StepFunctionsWorkflows(clients)
    with Stubber(clients.step_functions()) as service:
        service.add_response("send_task_heartbeat", {}, {"taskToken": "token-1"})
        service.add_response("send_task_success", {}, {"taskToken": "token-1", "output": "{}"})
        failed = {"taskToken": "token-1", "error": "WrongCompany", "cause": "Beta Inc. is open."}
        service.add_response("send_task_failure", {}, failed)

        workflows.beat("token-1")
        workflows.complete("token-1")
        workflows.fail("token-1", "WrongCompany", "Beta Inc. is open.")

        service.assert_no_pending_responses()


def test_what_the_service_would_refuse_for_its_length_is_cut(clients: Clients) -> None:
    with Stubber(clients.step_functions()) as service:
        cut = {"taskToken": "token-1", "error": "e" * LONGEST_ERROR, "cause": "c" * LONGEST_CAUSE}
        service.add_response("send_task_failure", {}, cut)

        StepFunctionsWorkflows(clients).fail("token-1", "e" * 300, "c" * 40_000)

        service.assert_no_pending_responses()


def tell_all(workflows: StepFunctionsWorkflows) -> list[Callable[[], None]]:
    """Every way to tell a run that waits."""
    return [
        lambda: workflows.beat("token-1"),
        lambda: workflows.complete("token-1"),
        lambda: workflows.fail("token-1", "ConnectorStopped", ""),
    ]


CALLS = ("send_task_heartbeat", "send_task_success", "send_task_failure")


@pytest.mark.requirement("F10")
@pytest.mark.parametrize("code", ["InvalidToken", "TaskDoesNotExist", "TaskTimedOut"])
def test_a_run_that_waits_no_more_is_left_alone(clients: Clients, code: str) -> None:
    with Stubber(clients.step_functions()) as service:
        for call in CALLS:
            service.add_client_error(call, code)

        for tell in tell_all(StepFunctionsWorkflows(clients)):
            tell()

        service.assert_no_pending_responses()


def test_a_run_that_could_not_be_told_is_an_error(clients: Clients) -> None:
    with Stubber(clients.step_functions()) as service:
        for call in CALLS:
            service.add_client_error(call, "AccessDeniedException")

        for tell in tell_all(StepFunctionsWorkflows(clients)):
            with pytest.raises(ClientError):
                tell()
