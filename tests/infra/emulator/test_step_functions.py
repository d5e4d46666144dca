"""What AWS Step Functions does and MiniStack does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from infra.local import aws

if TYPE_CHECKING:
    from tests.infra.emulator.servers import Server

pytestmark = pytest.mark.infra


def test_a_succeed_state_has_an_output_of_its_own(server: Server) -> None:
    done = {"Type": "Succeed", "Output": {"result": "{% $states.input.name & ' done' %}"}}
    definition = {"QueryLanguage": "JSONata", "StartAt": "Done", "States": {"Done": done}}
    execution = server.run("succeeds", definition, {"name": "sync"})
    expected = {"result": "sync done"} if server.gaps_are_closed else {"name": "sync"}
    assert json.loads(execution["output"]) == expected


@pytest.mark.parametrize("seconds", [1, "{% $states.input.seconds %}"], ids=["number", "expression"])
def test_a_task_without_heartbeats_fails_before_its_time_is_up(server: Server, seconds: int | str) -> None:
    queue = aws.session().client("sqs", endpoint_url=server.endpoint).create_queue(QueueName="tokens")["QueueUrl"]
    wait = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Arguments": {"QueueUrl": queue, "MessageBody": "{% $states.context.Task.Token %}"},
        "HeartbeatSeconds": seconds,
        "TimeoutSeconds": 3,
        "End": True,
    }
    definition = {"QueryLanguage": "JSONata", "StartAt": "Wait", "States": {"Wait": wait}}
    execution = server.run(f"waits-{len(str(seconds))}", definition, {"seconds": 1})
    assert execution["status"] == "FAILED"
    assert execution["error"] == ("States.HeartbeatTimeout" if server.gaps_are_closed else "States.Timeout")


CALLS_BACK = """
import boto3
def handler(event, context):
    boto3.client("stepfunctions").send_task_success(taskToken=event["token"], output="{}")
"""


def test_a_token_is_used_by_whom_its_state_machine_may_be_told_by(server: Server) -> None:
    machine = "arn:aws:states:us-east-1:000000000000:stateMachine:calls-back"
    allowed = {"Effect": "Allow", "Action": ["states:SendTaskSuccess"], "Resource": machine}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam = aws.session().client("iam", endpoint_url=server.endpoint)
    iam.put_role_policy(RoleName="functions", PolicyName="calls-back", PolicyDocument=policy)
    server.create_function("calls-back", CALLS_BACK)
    wait = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Arguments": {"FunctionName": "calls-back", "Payload": {"token": "{% $states.context.Task.Token %}"}},
        "TimeoutSeconds": 3,
        "End": True,
    }
    definition = {"QueryLanguage": "JSONata", "StartAt": "Wait", "States": {"Wait": wait}}
    execution = server.run("calls-back", definition, {})
    assert execution["status"] == ("SUCCEEDED" if server.gaps_are_closed else "FAILED")
