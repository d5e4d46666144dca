"""What every state machine keeps to; cfn-lint does not open the files behind `DefinitionUri`, so it is checked here."""

from __future__ import annotations

import json

import pytest
from cfnlint.api import lint  # type: ignore[import-untyped]  # cfn-lint ships no types
from jsonata import Jsonata

from .definitions import NAMES, Definition, error_names, expressions, load, states, targets, tasks
from .machine import CALLBACK

pytestmark = pytest.mark.workflows


@pytest.fixture(params=NAMES)
def definition(request: pytest.FixtureRequest) -> Definition:
    """Each state machine in turn."""
    return load(request.param)


def test_the_language_accepts_it(definition: Definition) -> None:
    for task in tasks(definition).values():
        if "HeartbeatSeconds" in task:
            task["HeartbeatSeconds"] = 60  # may be an expression, which cfn-lint's schema does not know yet
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"RoleArn": "arn:aws:iam::123456789012:role/r", "Definition": definition},
    }
    assert lint(json.dumps({"Resources": {"Machine": machine}})) == []


def test_every_state_leads_to_states_that_exist(definition: Definition) -> None:
    known = set(states(definition))
    assert {name: targets(state) - known for name, state in states(definition).items() if targets(state) - known} == {}


def test_every_state_is_reached(definition: Definition) -> None:
    reached: set[str] = set()
    ahead = {definition["StartAt"]}
    while ahead:
        name = ahead.pop()
        reached.add(name)
        ahead |= targets(states(definition)[name]) - reached
    assert set(states(definition)) == reached


@pytest.mark.requirement("F10")
def test_every_run_ends_in_a_stated_result(definition: Definition) -> None:
    ends = {name: state for name, state in states(definition).items() if not targets(state)}
    assert {state["Type"] for state in ends.values()} == {"Succeed", "Fail"}
    for state in ends.values():
        assert ("result" in state["Output"]) if state["Type"] == "Succeed" else state["Error"]


PATH_FIELDS = {"Parameters", "ResultPath", "ResultSelector", "InputPath", "OutputPath", "ItemsPath"}


def test_jsonata_is_chosen_once_for_the_whole_machine(definition: Definition) -> None:
    assert definition["QueryLanguage"] == "JSONata"
    for state in states(definition).values():
        assert not state.keys() & (PATH_FIELDS | {"QueryLanguage"})


def test_every_expression_compiles(definition: Definition) -> None:
    found = list(expressions(definition))
    assert found
    for expression in found:
        Jsonata(expression)


@pytest.mark.requirement("F10")
def test_nothing_waits_for_ever(definition: Definition) -> None:
    assert definition["TimeoutSeconds"] <= 4 * 3600
    for task in tasks(definition).values():
        assert 0 < task["TimeoutSeconds"] <= (definition["TimeoutSeconds"] - 900 if is_callback(task) else 330)


@pytest.mark.requirement("F10")
def test_who_waits_for_a_token_waits_for_heartbeats_and_is_not_made_to_wait_again(definition: Definition) -> None:
    for name, task in tasks(definition).items():
        assert is_callback(task) == ("HeartbeatSeconds" in task), name
        if is_callback(task):
            retried = {error for retrier in task["Retry"] for error in retrier["ErrorEquals"]}
            assert not retried & {"States.Timeout", "States.HeartbeatTimeout", "States.TaskFailed", "States.ALL"}, name


def is_callback(task: Definition) -> bool:
    """Whether a task ends when somebody says so with its token."""
    return str(task["Resource"]).endswith(CALLBACK)


def test_every_task_is_tried_again_at_random_intervals_and_then_caught(definition: Definition) -> None:
    for name, task in tasks(definition).items():
        assert task["Retry"], name
        for retrier in task["Retry"]:
            assert retrier["JitterStrategy"] == "FULL", name
            assert retrier["BackoffRate"] > 1, name
            assert retrier["MaxDelaySeconds"] <= 120, name
            assert retrier["MaxAttempts"] <= 6, name
        assert task["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name


def test_lambda_tasks_are_tried_again_alike(definition: Definition) -> None:
    retries = [task["Retry"] for task in tasks(definition).values() if task["Resource"].endswith("lambda:invoke")]
    first, *others = sorted(retries, key=len)
    assert all(retry[: len(first)] == first for retry in others)
    more = [retrier["ErrorEquals"] for retry in others for retrier in retry[len(first) :]]
    assert all(errors == ["MailUnavailable"] for errors in more)


def test_a_throttled_or_crashed_function_is_tried_again(definition: Definition) -> None:
    assert error_names(definition) >= {
        "Lambda.TooManyRequestsException",
        "Lambda.ServiceException",
        "Lambda.SdkClientException",
        "Runtime.ExitError",
        "Sandbox.Timedout",
        "States.Timeout",
    }


def test_no_name_of_an_account_is_written_down(definition: Definition) -> None:
    for task in tasks(definition).values():
        for key in ("FunctionName", "TableName"):
            assert task["Arguments"].get(key, "${").startswith("${")
        assert task["Resource"].startswith("arn:aws:states:::")
