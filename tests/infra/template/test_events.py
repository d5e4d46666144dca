"""Events for the operator, and what Step Functions tells of runs: rules, queues, and what each of them may reach."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bookbridge.bootstrap.aws_events import ENDPOINT_SECONDS, EVENTS_AT_ONCE
from bookbridge.domain.event_webhooks import ATTEMPTS
from bookbridge.domain.reports import MAKING

from .blueprint import ROOT, functions, resources, template

pytestmark = pytest.mark.infra

CONNECT_SECONDS = 5


def policy_of(queue: str) -> dict[str, Any]:
    """The one statement of the policy of a queue."""
    policies = resources("AWS::SQS::QueuePolicy").values()
    (statement,) = (
        policy["PolicyDocument"]["Statement"][0] for policy in policies if {"Ref": queue} in policy["Queues"]
    )
    assert isinstance(statement, dict)
    return statement


@pytest.mark.requirement("F11")
def test_every_event_of_the_bus_and_no_other_is_handed_to_the_queue() -> None:
    rule = resources("AWS::Events::Rule")["EventsRule"]
    assert rule["EventBusName"] == {"Ref": "EventBus"}
    assert rule["EventPattern"] == {"source": ["bookbridge"]}
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Fn::GetAtt": ["EventsQueue", "Arn"]}
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["EventsDeadLetters", "Arn"]}}
    assert not target.keys() & {"Input", "InputPath", "InputTransformer"}


@pytest.mark.requirement("F11")
def test_without_an_address_there_is_nothing_of_it_and_nothing_to_pay() -> None:
    assert template()["Conditions"]["DeliversEvents"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "EventsWebhookUrl"}, ""]}]
    }
    assert template()["Parameters"]["EventsWebhookUrl"]["Default"] == ""
    for file in ("template.yaml", "infra/stacks/observability.yaml"):
        for kind in ("Resources", "Outputs"):
            for name, each in template(file)[kind].items():
                is_its_own = bool(re.match("(Events|DeliverEvents)(?!Late)", name))
                assert (each.get("Condition") == "DeliversEvents") == is_its_own, name


@pytest.mark.requirement("F11")
@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("", True),
        ("https://app.example/hooks/bookbridge?tenant=7", True),
        ("https://app.example", True),
        ("http://127.0.0.1:8080/events", True),
        ("http://localhost/", True),
        ("http://app.example/", False),
        ("http://localhost.example/", False),
        ("http://127.0.0.1.example/", False),
        ("http://127.0.0.1:80@app.example/", False),
        ("https://user:word@app.example/", False),
        ("ftp://app.example/", False),
        ("https://", False),
    ],
)
def test_only_an_https_address_is_taken(address: str, allowed: bool) -> None:
    pattern = template()["Parameters"]["EventsWebhookUrl"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, address)) == allowed


@pytest.mark.requirement("F11")
def test_the_queue_gives_an_event_as_many_attempts_as_the_schedule_has() -> None:
    assert resources("AWS::SQS::Queue")["EventsQueue"]["RedrivePolicy"]["maxReceiveCount"] == ATTEMPTS


@pytest.mark.requirement("F11")
def test_a_batch_is_over_before_its_function_is() -> None:
    mapping = resources("AWS::Lambda::EventSourceMapping")["DeliverEventsMapping"]
    assert mapping["BatchSize"] == EVENTS_AT_ONCE
    assert functions()["deliver_events"].timeout > CONNECT_SECONDS + ENDPOINT_SECONDS + 5


@pytest.mark.requirement("F11")
def test_the_secret_is_made_as_the_specification_writes_it_and_stays_as_the_operator_leaves_it() -> None:
    secrets = resources("AWS::SecretsManager::Secret")
    made_from = secrets["EventsWebhookSecret"]["SecretString"]["Fn::Sub"]
    assert made_from == "whsec_{{resolve:secretsmanager:${EventsWebhookKey.Id}:SecretString}}"
    generated = secrets["EventsWebhookKey"]["GenerateSecretString"]
    left = {chr(code) for code in range(0x21, 0x7F)} - set(generated["ExcludeCharacters"])
    assert left == set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    assert 24 <= generated["PasswordLength"] * 3 / 4 <= 64
    assert generated["PasswordLength"] % 4 == 0


@pytest.mark.parametrize(
    ("queue", "rule"),
    [
        ("EventsQueue", "EventsRule"),
        ("EventsDeadLetters", "EventsRule"),
        ("NewsQueue", "NewsRule"),
        ("NewsDeadLetters", "NewsRule"),
        ("LostRunsDeadLetters", "LostRunsRule"),
    ],
)
def test_only_its_rule_may_fill_a_queue_from_outside(queue: str, rule: str) -> None:
    statement = policy_of(queue)
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Action"] == ["sqs:SendMessage"]
    assert {"Fn::GetAtt": [queue, "Arn"]} in statement["Resource"]
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": [rule, "Arn"]}}}


@pytest.mark.requirement("A8", "E1")
def test_what_people_may_have_to_be_told_is_handed_to_its_queue_and_what_they_were_told_is_not() -> None:
    rule = resources("AWS::Events::Rule")["NewsRule"]
    assert rule["EventBusName"] == {"Ref": "EventBus"}
    assert rule["EventPattern"] == {
        "source": ["bookbridge"],
        "detail-type": ["failure.opened", "connection.status_changed", "session.finished"],
    }
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Fn::GetAtt": ["NewsQueue", "Arn"]}
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["NewsDeadLetters", "Arn"]}}


@pytest.mark.requirement("E1")
@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("", True),
        ("books@example.com", True),
        ("books", False),
        ("Books <books@example.com>", False),
        ("a@b.example, c@d.example", False),
        ("a@b@c", False),
    ],
)
def test_only_one_plain_address_is_taken_as_sender_or_fallback(address: str, allowed: bool) -> None:
    for name in ("SenderEmail", "NotificationsFallbackEmail"):
        pattern = template()["Parameters"][name]["AllowedPattern"]
        assert bool(re.fullmatch(pattern, address)) == allowed


@pytest.mark.requirement("F10")
def test_every_end_of_a_run_that_is_no_success_is_heard_of() -> None:
    pattern = resources("AWS::Events::Rule")["LostRunsRule"]["EventPattern"]
    assert pattern["source"] == ["aws.states"]
    assert pattern["detail-type"] == ["Step Functions Execution Status Change"]
    assert set(pattern["detail"]["status"]) == {"FAILED", "TIMED_OUT", "ABORTED"}
    machines = resources("AWS::Serverless::StateMachine")
    assert pattern["detail"]["stateMachineArn"] == [{"Ref": name} for name in machines]


@pytest.mark.requirement("F10")
def test_the_watchdog_alone_hears_it_and_nothing_it_cannot_state_is_lost() -> None:
    (target,) = resources("AWS::Events::Rule")["LostRunsRule"]["Targets"]
    assert target["Arn"] == {"Fn::GetAtt": ["StateLostRunsFunction", "Arn"]}
    dead_letters = {"Fn::GetAtt": ["LostRunsDeadLetters", "Arn"]}
    assert target["DeadLetterConfig"] == {"Arn": dead_letters}
    watchdog = functions()["state_lost_runs"].properties
    assert watchdog["EventInvokeConfig"]["DestinationConfig"]["OnFailure"] == {
        "Type": "SQS",
        "Destination": dead_letters,
    }
    (permission,) = resources("AWS::Lambda::Permission").values()
    assert permission["FunctionName"] == {"Ref": "StateLostRunsFunction"}
    assert permission["Principal"] == "events.amazonaws.com"
    assert permission["SourceArn"] == {"Fn::GetAtt": ["LostRunsRule", "Arn"]}


@pytest.mark.requirement("F10")
def test_a_report_counts_as_given_up_only_after_its_machine_has_given_up() -> None:
    machine = json.loads((ROOT / "infra/statemachines/export_report.asl.json").read_text(encoding="utf-8"))
    assert machine["TimeoutSeconds"] == MAKING.total_seconds()
