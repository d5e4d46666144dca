"""Tables, bucket, queues and bus."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.report_rows import ReportRow
from bookbridge.domain.reports import KEPT_FOR

from .blueprint import TEMPLATES, functions, pascal_case, resources, template

pytestmark = pytest.mark.infra

DATA = "infra/stacks/data.yaml"
STREAMED = {
    "ConnectionsTable",
    "RecordsTable",
    "ChangesTable",
    "SyncSessionsTable",
    "SyncFailuresTable",
    "DiscrepanciesTable",
    "ReportsTable",
}
EXPIRING = {
    "ChangesTable",
    "ConnectorSessionsTable",
    "DiscrepanciesTable",
    "FailureActionsTable",
    "InboxTable",
    "ReportsTable",
    "RequestBudgetsTable",
    "SyncSessionsTable",
}
KEYS = {
    "ConnectionsTable": ["company_id"],
    "OrganisationsTable": ["organisation_key"],
    "CredentialsTable": ["company_id"],
    "RecordsTable": ["company_id", "record_key"],
    "MappingsTable": ["company_id", "package_key"],
    "ChangesTable": ["company_id", "position"],
    "InboxTable": ["company_id", "notice_key"],
    "SessionLeasesTable": ["company_id"],
    "SyncSessionsTable": ["company_id", "session_id"],
    "ConnectorSessionsTable": ["session_id", "part"],
    "ConnectorKeysTable": ["company_id", "key_id"],
    "SyncFailuresTable": ["company_id", "failure_id"],
    "DiscrepanciesTable": ["company_id", "discrepancy_id"],
    "FailureActionsTable": ["company_id", "action_id"],
    "ReportsTable": ["company_id", "report_id"],
    "DispatchesTable": ["company_id", "dispatch_id"],
    "RequestBudgetsTable": ["organisation_key"],
    "TimersTable": ["company_id", "timer_key"],
}
INDEXES = {
    ("ConnectionsTable", "due"): (["due_shard", "next_poll_at"], "INCLUDE"),
    ("RecordsTable", "pending"): (["pending_company", "pending_order"], "KEYS_ONLY"),
    ("RecordsTable", "waiting"): (["waiting_company", "waiting_on"], "KEYS_ONLY"),
    ("SyncFailuresTable", "by_time"): (["company_id", "failed_order"], "ALL"),
    ("SyncFailuresTable", "by_status"): (["company_status", "failed_order"], "ALL"),
    ("SyncFailuresTable", "by_unknown"): (["unknown_shard", "failed_order"], "INCLUDE"),
    ("SyncFailuresTable", "by_creation"): (["company_id", "created_order"], "INCLUDE"),
    ("DiscrepanciesTable", "by_status"): (["company_status", "found_order"], "ALL"),
    ("TimersTable", "due"): (["due_list", "hand_out_at"], "INCLUDE"),
}


def names(schema: list[dict[str, str]]) -> list[str]:
    """The attributes of a key, partition key first."""
    assert [part["KeyType"] for part in schema] == ["HASH", "RANGE"][: len(schema)]
    return [part["AttributeName"] for part in schema]


def tables() -> dict[str, dict[str, Any]]:
    """All tables."""
    return resources("AWS::DynamoDB::Table", DATA)


def test_tables_have_the_keys_that_the_code_uses() -> None:
    assert {table: names(properties["KeySchema"]) for table, properties in tables().items()} == KEYS


def test_tables_have_the_indexes_that_the_code_uses() -> None:
    found = {
        (table, index["IndexName"]): (names(index["KeySchema"]), index["Projection"]["ProjectionType"])
        for table, properties in tables().items()
        for index in properties.get("GlobalSecondaryIndexes", [])
    }
    assert found == INDEXES


def test_every_key_attribute_is_a_string() -> None:
    for properties in tables().values():
        assert {attribute["AttributeType"] for attribute in properties["AttributeDefinitions"]} == {"S"}


@pytest.mark.requirement("F11")
def test_tables_whose_changes_are_announced_have_streams_with_both_images() -> None:
    streamed = {name: p["StreamSpecification"] for name, p in tables().items() if "StreamSpecification" in p}
    assert streamed == {table: {"StreamViewType": "NEW_AND_OLD_IMAGES"} for table in STREAMED}


def test_what_expires_expires_by_one_attribute() -> None:
    expiring = {name: p["TimeToLiveSpecification"] for name, p in tables().items() if "TimeToLiveSpecification" in p}
    assert expiring == {table: {"AttributeName": "expires_at", "Enabled": True} for table in EXPIRING}


def test_a_reports_file_goes_when_its_item_goes() -> None:
    rules = resources("AWS::S3::Bucket")["ReportsBucket"]["LifecycleConfiguration"]["Rules"]
    assert {rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule} == {KEPT_FOR.days}
    unfinished = [rule["AbortIncompleteMultipartUpload"] for rule in rules if "AbortIncompleteMultipartUpload" in rule]
    assert unfinished == [{"DaysAfterInitiation": 1}]


def test_the_index_of_reports_holds_what_a_report_shows_and_filters_by_and_nothing_else() -> None:
    table = tables()["SyncFailuresTable"]
    index = next(each for each in table["GlobalSecondaryIndexes"] if each["IndexName"] == "by_creation")
    included = index["Projection"]["NonKeyAttributes"]
    keys = {"company_id", "failure_id"}  # every index has those of its table
    assert len(included) <= 20  # the most that DynamoDB takes
    assert set(included) | keys == set(ReportRow.__annotations__) | {"status"}


def test_the_bucket_is_private_encrypted_and_reached_by_tls_only() -> None:
    bucket = resources("AWS::S3::Bucket")["ReportsBucket"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    (statement,) = resources("AWS::S3::BucketPolicy")["ReportsBucketPolicy"]["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.requirement("F2")
def test_queues_are_encrypted_and_dead_letters_kept_for_two_weeks() -> None:
    for name, queue in resources("AWS::SQS::Queue").items():
        assert queue["SqsManagedSseEnabled"] is True, name
        if name.endswith("DeadLetters"):
            assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600, name


@pytest.mark.requirement("F2")
@pytest.mark.parametrize(
    ("consumer", "queue"),
    [
        ("take_in_changes", "WebhooksQueue"),
        ("poll_changes", "PollsQueue"),
        ("start_session", "WakesQueue"),
        ("deliver_events", "EventsQueue"),
        ("note_news", "NewsQueue"),
        ("carry_out_timers", "TimersQueue"),
    ],
)
def test_a_message_stays_hidden_long_enough_and_reaches_the_dead_letters_before_it_expires(
    consumer: str, queue: str
) -> None:
    properties = resources("AWS::SQS::Queue")[queue]
    mapping = resources("AWS::Lambda::EventSourceMapping")[f"{pascal_case(consumer)}Mapping"]
    needed = 6 * functions()[consumer].timeout + mapping["MaximumBatchingWindowInSeconds"]
    assert properties["VisibilityTimeout"] >= needed
    tries = properties["RedrivePolicy"]["maxReceiveCount"]
    assert tries * properties["VisibilityTimeout"] < properties["MessageRetentionPeriod"]


def test_only_what_the_local_stack_cannot_have_is_left_out_there() -> None:
    left_out = {
        name
        for file in TEMPLATES
        for name, resource in template(file)["Resources"].items()
        if resource.get("Condition") == "OnAws"
    }
    assert left_out == {"EventArchive", "ReportsBucketPolicy"}
