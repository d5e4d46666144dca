"""Functions, their folders and what starts them."""

from __future__ import annotations

import re

import pytest

from bookbridge.use_cases.send_notification import SENDING
from bookbridge.use_cases.start_due_timers import CARRYING_OUT

from .blueprint import ROOT, functions, pascal_case, resources, template

pytestmark = pytest.mark.infra

C = "/v1/companies/{company_id}"
RECORD = "{entity_type}/{record_id}"
CONTRACT = {
    "receive_webhook": {"POST /webhooks/{package}"},
    "serve_documentation": {"GET /v1/openapi.json", "GET /docs", "ANY /{proxy+}"},
    "serve_connections": {
        "GET /v1/companies",
        f"GET {C}/connection",
        f"PUT {C}/connection",
        f"DELETE {C}/connection",
        f"GET {C}/connection/authorize",
        f"PUT {C}/connection/credentials",
        f"POST {C}/connection/pairing",
        f"POST {C}/connector-keys",
        f"GET {C}/connector-keys",
        f"GET {C}/connector-keys/{{key_id}}/bookbridge.qwc",
        f"DELETE {C}/connector-keys/{{key_id}}",
        "GET /oauth/{package}/callback",
    },
    "serve_connector": {"GET /quickbooks-desktop/soap", "POST /quickbooks-desktop/soap"},
    "serve_records": {
        f"PUT {C}/records/{RECORD}",
        f"GET {C}/records/{RECORD}",
        f"DELETE {C}/records/{RECORD}",
        f"POST {C}/records",
        f"POST {C}/records/{RECORD}/void",
        f"GET {C}/changes",
        f"GET {C}/mappings",
        f"DELETE {C}/mappings/{RECORD}",
        f"GET {C}/approvals/{{record_id}}",
    },
    "serve_diagnosis": {
        f"POST {C}/records/{RECORD}/preview",
        f"GET {C}/diagnosis/{RECORD}",
        f"PUT {C}/mappings/{RECORD}",
    },
    "serve_sessions": {f"POST {C}/sync", f"GET {C}/sessions", f"GET {C}/sessions/{{session_id}}"},
    "serve_failures": {
        f"GET {C}/failures",
        f"GET {C}/failures/summary",
        f"POST {C}/failures/{{failure_id}}/resync",
        f"POST {C}/failures/{{failure_id}}/skip",
        f"POST {C}/failures/{{failure_id}}/clear",
        f"DELETE {C}/failures/{{failure_id}}",
        f"POST {C}/failures/actions",
        f"GET {C}/failures/actions",
        f"GET {C}/failures/actions/{{action_id}}",
    },
    "serve_support": {f"GET {C}/failures/{{failure_id}}/support-bundle", "GET /v1/unknown-errors"},
    "serve_discrepancies": {
        f"GET {C}/discrepancies",
        f"POST {C}/discrepancies/{{discrepancy_id}}/take-theirs",
        f"POST {C}/discrepancies/{{discrepancy_id}}/send-ours",
    },
    "serve_reports": {f"POST {C}/reports", f"GET {C}/reports", f"GET {C}/reports/{{report_id}}"},
}
CONSUMERS = {
    "take_in_changes": "WebhooksQueue",
    "poll_changes": "PollsQueue",
    "start_session": "WakesQueue",
    "deliver_events": "EventsQueue",
    "note_news": "NewsQueue",
    "carry_out_timers": "TimersQueue",
}
STREAMS = {"Connections", "Records", "Changes", "SyncSessions", "SyncFailures", "Discrepancies", "Reports"}
MACHINES = {
    "company_sync": {
        "acquire_lease",
        "await_connector",
        "pull_changes",
        "push_records",
        "finish_session",
        "abort_session",
    },
    "export_report": {"write_report", "tell_report"},
    "act_on_failures": {"apply_failure_action"},
}


def test_every_folder_is_a_function_and_every_function_a_folder() -> None:
    folders = {handler.parent.name for handler in (ROOT / "functions").glob("*/handler.py")}
    assert set(functions()) == folders


def test_a_function_has_one_name_everywhere() -> None:
    for name, function in functions().items():
        assert function.logical_id == f"{pascal_case(name)}Function"
        assert function.properties["FunctionName"] == {"Fn::Sub": f"${{AWS::StackName}}-{name}"}


def test_every_function_is_started_by_something() -> None:
    started = (
        set(CONTRACT) | set(CONSUMERS) | {"start_due_syncs", "start_due_timers", "announce_changes", "state_lost_runs"}
    )
    assert set(functions()) == started.union(*MACHINES.values())


def test_every_route_of_the_contract_reaches_its_function_and_there_are_no_others() -> None:
    assert {name: function.routes for name, function in functions().items() if function.routes} == CONTRACT


def test_the_api_answers_before_its_gateway_gives_up() -> None:
    assert all(function.timeout < 30 for function in functions().values() if function.routes)


@pytest.mark.requirement("F2")
def test_each_queue_has_one_consumer_that_names_the_records_it_could_not_take() -> None:
    for name, queue in CONSUMERS.items():
        mapping = resources("AWS::Lambda::EventSourceMapping")[f"{pascal_case(name)}Mapping"]
        assert mapping["FunctionName"] == {"Ref": f"{pascal_case(name)}Function"}
        assert mapping["EventSourceArn"] == {"Fn::GetAtt": [queue, "Arn"]}
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert {"SQSPollerPolicy": {"QueueName": {"Fn::GetAtt": [queue, "QueueName"]}}} in functions()[name].properties[
            "Policies"
        ]


@pytest.mark.requirement("F11")
def test_every_stream_is_announced_from_its_beginning_and_no_failure_is_dropped() -> None:
    mappings = resources("AWS::Lambda::EventSourceMapping")
    announcing = {name: mapping for name, mapping in mappings.items() if "StartingPosition" in mapping}
    assert set(announcing) == {f"Announce{table}Mapping" for table in STREAMS}
    for table in STREAMS:
        mapping = announcing[f"Announce{table}Mapping"]
        assert mapping["FunctionName"] == {"Ref": "AnnounceChangesFunction"}
        assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["Data", f"Outputs.{table}StreamArn"]}
        assert mapping["StartingPosition"] == "TRIM_HORIZON"
        assert mapping["BisectBatchOnFunctionError"] is True
        assert mapping["DestinationConfig"] == {
            "OnFailure": {"Destination": {"Fn::GetAtt": ["StreamDeadLetters", "Arn"]}}
        }


def test_a_minute_is_never_lost_without_a_trace() -> None:
    schedule = functions()["start_due_syncs"].properties["Events"]["EveryMinute"]["Properties"]
    assert schedule["ScheduleExpression"] == "rate(1 minute)"
    assert schedule["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["ScheduleDeadLetters", "Arn"]}}
    assert schedule["RetryPolicy"]["MaximumRetryAttempts"] > 0


@pytest.mark.requirement("E1")
def test_timers_are_looked_at_every_five_minutes_and_no_look_is_lost_without_a_trace() -> None:
    schedule = functions()["start_due_timers"].properties["Events"]["EveryFewMinutes"]["Properties"]
    assert schedule["ScheduleExpression"] == {"Fn::If": ["OnAws", "rate(5 minutes)", "rate(1 minute)"]}
    assert schedule["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["ScheduleDeadLetters", "Arn"]}}
    assert schedule["RetryPolicy"]["MaximumRetryAttempts"] > 0


@pytest.mark.requirement("E1")
def test_a_timer_is_handed_out_again_only_when_its_queue_has_given_it_up() -> None:
    queue = resources("AWS::SQS::Queue")["TimersQueue"]
    assert CARRYING_OUT.total_seconds() > queue["RedrivePolicy"]["maxReceiveCount"] * queue["VisibilityTimeout"]
    assert functions()["carry_out_timers"].timeout < SENDING.total_seconds() < queue["VisibilityTimeout"]
    assert resources("AWS::Lambda::EventSourceMapping")["CarryOutTimersMapping"]["BatchSize"] == 1


@pytest.mark.parametrize("machine", MACHINES)
def test_a_state_machine_is_given_every_name_that_its_definition_asks_for(machine: str) -> None:
    properties = resources("AWS::Serverless::StateMachine")[pascal_case(machine)]
    definition = (ROOT / properties["DefinitionUri"]).read_text(encoding="utf-8")
    given = properties["DefinitionSubstitutions"]
    assert set(re.findall(r"\$\{(\w+)\}", definition)) == set(given)
    called = {key.removesuffix("Function") for key in given if key.endswith("Function")}
    assert called == {pascal_case(name) for name in MACHINES[machine]}


@pytest.mark.parametrize("machine", MACHINES)
def test_a_state_machine_may_call_its_tasks_and_no_other_function(machine: str) -> None:
    (policy,) = resources("AWS::Serverless::StateMachine")[pascal_case(machine)]["Policies"]
    resource = next(s["Resource"] for s in policy["Statement"] if s["Action"] == ["lambda:InvokeFunction"])
    called = [one["Fn::GetAtt"][0] for one in (resource if isinstance(resource, list) else [resource])]
    assert set(called) == {f"{pascal_case(name)}Function" for name in MACHINES[machine]}


@pytest.mark.requirement("F10")
@pytest.mark.parametrize("machine", MACHINES)
def test_a_task_runs_out_of_time_before_its_state_does(machine: str) -> None:
    definition = (ROOT / f"infra/statemachines/{machine}.asl.json").read_text(encoding="utf-8")
    for name in MACHINES[machine]:
        (state,) = re.findall(
            rf'"FunctionName": "\$\{{{pascal_case(name)}Function\}}".*?"TimeoutSeconds": (\d+)', definition, re.DOTALL
        )
        assert functions()[name].timeout < int(state)


def test_outputs_name_every_table_queue_secret_and_machine() -> None:
    tables = {f"{name}Name" for name in resources("AWS::DynamoDB::Table", "infra/stacks/data.yaml")}
    queues = {f"{name}Url" for name in resources("AWS::SQS::Queue")}
    secrets = {f"{name}Arn" for name in resources("AWS::SecretsManager::Secret")} - {"EventsWebhookKeyArn"}
    machines = {f"{name}Arn" for name in resources("AWS::Serverless::StateMachine")}
    others = {"ApiId", "ApiUrl", "ReportsBucketName", "EventBusName", "AlarmTopicArn"}
    assert set(template()["Outputs"]) == tables | queues | secrets | machines | others
