"""Least privilege: what a function is told is what it may touch, and the dangerous things are few."""

from __future__ import annotations

import pytest

from infra.local.packages import CALLED

from .blueprint import Function, functions, resources

pytestmark = pytest.mark.infra

TABLES = resources("AWS::DynamoDB::Table", "infra/stacks/data.yaml")


SET_BUT_NEVER_READ = {"take_in_changes": {"CONNECTIONS_TABLE"}}
"""The adapter for connections is made with both of its tables, and take_in_changes uses the other one."""


def allowed(action: str, subject: str) -> set[str]:
    """Functions that may do this to that."""
    return {name for name, function in functions().items() if function.may(action, subject)}


def variable_of(table: str) -> str:
    """`SessionLeasesTable` as `SESSION_LEASES_TABLE`."""
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in table).removeprefix("_")


@pytest.mark.parametrize("function", functions().values(), ids=functions())
def test_a_function_is_told_of_exactly_the_tables_it_may_touch(function: Function) -> None:
    told = {name for name in function.environment if name.endswith("_TABLE")}
    touched = {grant.subject.split("/")[0] for grant in function.grants if grant.action.startswith("dynamodb:")}
    if function.name == "announce_changes":  # reads streams only, and is handed their records
        touched = set()
    assert told - SET_BUT_NEVER_READ.get(function.name, set()) == {variable_of(table) for table in touched}
    for table in touched:
        assert function.environment[variable_of(table)] == {"Fn::GetAtt": ["Data", f"Outputs.{table}Name"]}


@pytest.mark.parametrize("function", functions().values(), ids=functions())
def test_a_function_is_told_of_exactly_the_secrets_queues_and_machines_it_may_use(function: Function) -> None:
    names = {
        "SEALING_SECRET_ARN": ("secretsmanager:GetSecretValue", "SealingSecret"),
        "API_TOKENS_SECRET_ARN": ("secretsmanager:GetSecretValue", "ApiTokensSecret"),
        "WEBHOOKS_QUEUE_URL": ("sqs:SendMessage", "WebhooksQueue"),
        "WEBHOOKS_DEAD_LETTERS_URL": ("sqs:SendMessage", "WebhooksDeadLetters"),
        "POLLS_QUEUE_URL": ("sqs:SendMessage", "PollsQueue"),
        "WAKES_QUEUE_URL": ("sqs:SendMessage", "WakesQueue"),
        "TIMERS_QUEUE_URL": ("sqs:SendMessage", "TimersQueue"),
        "COMPANY_SYNC_ARN": ("states:StartExecution", "CompanySync"),
        "EXPORT_REPORT_ARN": ("states:StartExecution", "ExportReport"),
        "ACT_ON_FAILURES_ARN": ("states:StartExecution", "ActOnFailures"),
        "EVENT_BUS_NAME": ("events:PutEvents", "EventBus"),
        "EVENTS_RULE_ARN": ("events:DisableRule", "EventsRule"),
        "EVENTS_DEAD_LETTERS_URL": ("sqs:SendMessage", "EventsDeadLetters"),
        "EVENTS_WEBHOOK_SECRET_ARN": ("secretsmanager:GetSecretValue", "EventsWebhookSecret"),
    }
    for package in CALLED:
        names[package.variable("secret_arn")] = ("secretsmanager:GetSecretValue", package.logical_name("secret"))
    for variable, (action, subject) in names.items():
        assert (variable in function.environment) == function.may(action, subject), variable


def test_every_index_that_may_be_queried_exists() -> None:
    queried = {
        grant.subject for function in functions().values() for grant in function.grants if "/index/" in grant.subject
    }
    known = {
        f"{table}/index/{index['IndexName']}"
        for table, properties in TABLES.items()
        for index in properties.get("GlobalSecondaryIndexes", [])
    }
    assert queried == known


def test_only_indexes_and_tables_are_named_never_both_by_a_pattern() -> None:
    for function in functions().values():
        for grant in function.grants:
            assert "*" not in grant.subject or grant.subject.endswith(("/stream/*", "ReportsBucket/*")), grant


def test_whoever_may_open_tokens_may_read_them_and_nobody_else_can_do_either() -> None:
    openers = {"poll_changes", "acquire_lease", "pull_changes", "push_records", "serve_connections", "serve_diagnosis"}
    assert allowed("secretsmanager:GetSecretValue", "SealingSecret") == openers
    assert {name for name, function in functions().items() if "CREDENTIALS_TABLE" in function.environment} == openers


def test_only_who_calls_a_package_or_hears_from_it_knows_the_registration() -> None:
    callers = {"poll_changes", "acquire_lease", "pull_changes", "push_records", "serve_connections", "serve_diagnosis"}
    for package in CALLED:
        readers = allowed("secretsmanager:GetSecretValue", package.logical_name("secret"))
        assert readers == callers | {"receive_webhook"}


def test_only_the_api_can_sign_and_check_its_tokens() -> None:
    others = {"serve_connector", "serve_documentation"}  # have keys of their own, and none
    guarded = {name for name in functions() if name.startswith("serve_")} - others
    assert allowed("secretsmanager:GetSecretValue", "ApiTokensSecret") == guarded
    for name in guarded:
        assert {"JWKS_URL", "JWT_ISSUER", "JWT_AUDIENCE"} <= set(functions()[name].environment)


@pytest.mark.requirement("F1")
def test_only_who_pushes_records_stores_dispatches_and_only_sessions_settle_them() -> None:
    assert allowed("dynamodb:PutItem", "DispatchesTable") == {"push_records", "serve_connector"}
    assert allowed("dynamodb:UpdateItem", "DispatchesTable") == set()
    assert allowed("dynamodb:DeleteItem", "DispatchesTable") == {"pull_changes", "push_records", "serve_connector"}


@pytest.mark.requirement("F2")
def test_notices_come_from_webhooks_and_polls_and_from_what_a_change_refers_to() -> None:
    writers = {"take_in_changes", "poll_changes", "pull_changes", "serve_connector"}
    assert allowed("dynamodb:PutItem", "InboxTable") == writers


@pytest.mark.requirement("A4")
def test_whoever_sends_or_repeats_a_dispatch_may_read_the_files_of_its_documents() -> None:
    told = {name for name, function in functions().items() if "DOCUMENT_HOSTS" in function.environment}
    without_files = {"serve_connector"}  # a connector carries none
    assert told == allowed("dynamodb:DeleteItem", "DispatchesTable") - without_files


def test_only_deliberate_deletions_are_possible() -> None:
    deletions = {
        (grant.subject, name)
        for name, function in functions().items()
        for grant in function.grants
        if grant.action == "dynamodb:DeleteItem"
    }
    assert deletions == {
        ("OrganisationsTable", "serve_connections"),
        ("MappingsTable", "serve_records"),
        ("MappingsTable", "serve_diagnosis"),  # which links by hand, because it can ask the package
        ("MappingsTable", "serve_discrepancies"),
        ("InboxTable", "pull_changes"),
        ("DispatchesTable", "pull_changes"),
        ("DispatchesTable", "push_records"),
        ("InboxTable", "serve_connector"),
        ("DispatchesTable", "serve_connector"),
        ("ConnectorSessionsTable", "serve_connector"),
        ("ConnectorKeysTable", "serve_connections"),
        ("TimersTable", "serve_connections"),
        ("TimersTable", "carry_out_timers"),
    }


@pytest.mark.requirement("B3")
def test_whoever_writes_records_in_a_session_may_write_the_lease_that_fences_them() -> None:
    for name in ("pull_changes", "push_records", "serve_connector"):
        assert functions()[name].may("dynamodb:UpdateItem", "SessionLeasesTable")


@pytest.mark.requirement("A3")
def test_only_sessions_actions_choices_confirmations_and_changes_of_records_write_failures() -> None:
    sessions = {"pull_changes", "push_records", "serve_connector"}
    writers = sessions | {"serve_failures", "apply_failure_action", "serve_discrepancies", "serve_connections"}
    # A skipped one opens again when its record is sent anew or linked, and closes when that is deleted.
    writers |= {"serve_records", "serve_diagnosis"}
    assert allowed("dynamodb:PutItem", "SyncFailuresTable") == writers


@pytest.mark.requirement("F7")
def test_only_sessions_the_choice_itself_and_deletions_write_discrepancies() -> None:
    deletions = {"serve_records", "serve_failures", "apply_failure_action"}
    writers = {"pull_changes", "push_records", "serve_connector", "serve_discrepancies"} | deletions
    assert allowed("dynamodb:PutItem", "DiscrepanciesTable") == writers


def test_only_the_operators_list_reads_a_whole_table() -> None:
    scans = {
        (grant.subject, name)
        for name, f in functions().items()
        for grant in f.grants
        if grant.action == "dynamodb:Scan"
    }
    assert scans == {("ConnectionsTable", "serve_connections")}


def test_reports_are_written_by_one_function_and_read_by_another() -> None:
    assert allowed("s3:PutObject", "ReportsBucket/*") == {"write_report"}
    assert allowed("s3:GetObject", "ReportsBucket/*") == {"serve_reports", "write_report", "tell_report"}
    assert allowed("s3:AbortMultipartUpload", "ReportsBucket/*") == {"write_report", "state_lost_runs"}


def test_the_public_documentation_may_do_nothing() -> None:
    assert functions()["serve_documentation"].grants == set()


@pytest.mark.requirement("E1")
def test_only_who_writes_to_people_may_send_mail_and_only_as_the_operators_address() -> None:
    senders = {name: f for name, f in functions().items() if any(g.action.startswith("ses:") for g in f.grants)}
    assert set(senders) == {"carry_out_timers", "tell_report"}
    for function in senders.values():
        assert function.environment["SENDER_EMAIL"] == {"Ref": "SenderEmail"}
        mailing = {grant for grant in function.grants if grant.action.startswith("ses:")}
        assert {grant.action for grant in mailing} == {"ses:SendEmail"}
        assert len(mailing) == 2
        assert all("identity/${" in grant.subject for grant in mailing)


@pytest.mark.requirement("B3")
def test_only_connectors_and_who_begins_to_wait_for_them_end_the_wait_of_a_run() -> None:
    told = {
        name: {grant.action for grant in function.grants if grant.action.startswith("states:SendTask")}
        for name, function in functions().items()
    }
    ends = {"states:SendTaskSuccess", "states:SendTaskFailure"}
    assert {name: actions for name, actions in told.items() if actions} == {
        "await_connector": ends,
        "serve_connector": ends | {"states:SendTaskHeartbeat"},
    }


@pytest.mark.requirement("B1")
def test_a_connector_can_use_its_key_but_make_none() -> None:
    assert allowed("dynamodb:PutItem", "ConnectorKeysTable") == {"serve_connections"}
    assert allowed("dynamodb:GetItem", "ConnectorKeysTable") == {"serve_connections", "serve_connector"}
