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


def test_a_task_without_heartbeats_fails_before_its_time_is_up(server: Server) -> None:
    queue = aws.session().client("sqs", endpoint_url=server.endpoint).create_queue(QueueName="tokens")["QueueUrl"]
    wait = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Arguments": {"QueueUrl": queue, "MessageBody": "{% $states.context.Task.Token %}"},
        "HeartbeatSeconds": 1,
        "TimeoutSeconds": 3,
        "End": True,
    }
    execution = server.run("waits", {"QueryLanguage": "JSONata", "StartAt": "Wait", "States": {"Wait": wait}}, {})
    assert execution["status"] == "FAILED"
    assert execution["error"] == ("States.HeartbeatTimeout" if server.gaps_are_closed else "States.Timeout")
