from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.step_functions import StepFunctionsWorkflows

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


def test_other_refusals_are_raised(clients: Clients) -> None:
    missing = machine(clients) + "-gone"

    with pytest.raises(ClientError):
        StepFunctionsWorkflows(clients, company_sync=missing).start_company_sync("c-1", "ses-1", "changes")
    with pytest.raises(ValueError, match="no ARN"):
        StepFunctionsWorkflows(clients).start_export("c-1", "rep-1")
