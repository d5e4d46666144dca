from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import jwt
import pytest
from moto import mock_aws

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.dynamodb.failures import failure_item
from bookbridge.adapters.sqs import write_delivery
from bookbridge.domain.failures import FailureStatus
from bookbridge.entrypoints.commands import main
from bookbridge.entrypoints.commands.stack import Stack
from bookbridge.ports.messages import Delivery
from tests.contract.ports.examples import failure
from tests.fixtures.tables import create_tables

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

pytestmark = pytest.mark.unit

KEY = "an invented key of sufficient length"


@dataclass(frozen=True)
class Account:
    """The account of a stack whose outputs name a secret and some queues."""

    sqs: SQSClient
    outputs: dict[str, str]

    def bury(self, *bodies: str, output: str = "WebhooksDeadLettersUrl") -> None:
        """Put messages among the dead letters."""
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.outputs[output], MessageBody=body)

    def left_in(self, output: str) -> list[str]:
        """What is in a queue."""
        bodies = []
        while messages := self.sqs.receive_message(QueueUrl=self.outputs[output], MaxNumberOfMessages=10).get(
            "Messages"
        ):
            bodies += [message["Body"] for message in messages]
        return sorted(bodies)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """An account for one test."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        sqs = boto3.client("sqs")
        outputs = {
            "ApiTokensSecretArn": boto3.client("secretsmanager").create_secret(Name="key", SecretString=KEY)["ARN"],
            "WebhooksQueueUrl": sqs.create_queue(QueueName="webhooks")["QueueUrl"],
            "WebhooksDeadLettersUrl": sqs.create_queue(QueueName="dead-letters")["QueueUrl"],
            "EventsQueueUrl": sqs.create_queue(QueueName="events")["QueueUrl"],
            "EventsDeadLettersUrl": sqs.create_queue(QueueName="events-dead-letters")["QueueUrl"],
        }
        monkeypatch.setattr(Stack, "outputs", outputs)
        yield Account(sqs, outputs)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """What the command printed."""
    return capsys.readouterr().out.strip()


@pytest.mark.usefixtures("account")
def test_a_token_for_one_company(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "--company", "acme", "--hours", "2", "--stack-name", "bookbridge"]) == 0
    claims = jwt.decode(said(capsys), KEY, algorithms=["HS256"])
    assert (claims["scope"], claims["company_id"]) == ("company", "acme")
    assert claims["exp"] - claims["iat"] == 2 * 3600


@pytest.mark.usefixtures("account")
def test_a_token_for_an_operator(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "--operator", "--stack-name", "bookbridge"]) == 0
    claims = jwt.decode(said(capsys), KEY, algorithms=["HS256"])
    assert claims["scope"] == "operator"
    assert "company_id" not in claims


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["token", "--company", "a b", "--stack-name", "s"], "1 to 64 characters"),
        (["token", "--operator", "--hours", "0", "--stack-name", "s"], "--hours"),
        (["token", "--operator", "--local-stack", "/nowhere/stack.json"], "run `make up`"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert error.startswith("bookbridge: ")
    assert told in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [[], ["token"], ["token", "--operator", "--company", "acme"], ["replay-dead-letters", "--queue", "x"]]
)
def test_what_is_misspelled_shows_how_it_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: python -m bookbridge" in capsys.readouterr().err


def test_a_description_of_something_else_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "stack.json"
    file.write_text("{}", encoding="utf-8")
    assert main(["token", "--operator", "--local-stack", str(file)]) == 1
    assert "cannot be read" in capsys.readouterr().err


def deliveries(number: int) -> list[str]:
    """Messages of unreadable deliveries."""
    delivery = Delivery("quickbooks-online", datetime(2026, 5, 1, 12, tzinfo=UTC), b"{}")
    return sorted(write_delivery(delivery, reason=f"reason {each}") for each in range(number))


def test_dead_letters_go_back_where_they_came_from(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    account.bury(*deliveries(12))
    assert main(["replay-dead-letters", "--stack-name", "bookbridge"]) == 0
    assert said(capsys).splitlines()[-1] == "12 sent back to the queue"
    assert account.left_in("WebhooksQueueUrl") == deliveries(12)
    assert account.left_in("WebhooksDeadLettersUrl") == []


def test_a_dry_run_shows_them_and_moves_none(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    account.bury(*deliveries(2))
    assert main(["replay-dead-letters", "--dry-run", "--stack-name", "bookbridge"]) == 0
    *shown, last = said(capsys).splitlines()
    assert last == "2 would be sent back to the queue"
    assert sorted(shown) == [f"quickbooks-online  2026-05-01T12:00:00.000000Z  reason {each}" for each in range(2)]
    assert account.left_in("WebhooksQueueUrl") == []
    assert account.left_in("WebhooksDeadLettersUrl") == deliveries(2)


def test_what_is_no_message_of_ours_is_sent_back_all_the_same(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    account.bury("nonsense", json.dumps([1]))
    assert main(["replay-dead-letters", "--stack-name", "bookbridge"]) == 0
    assert "8 characters of something else" in said(capsys)
    assert account.left_in("WebhooksQueueUrl") == ["[1]", "nonsense"]


@pytest.mark.requirement("F11")
def test_events_that_were_not_taken_are_shown_by_kind_and_sent_again(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    event = {"id": "1", "detail-type": "record.synced", "time": "2026-05-01T12:00:00Z", "detail": {}, "reason": "410"}
    account.bury(json.dumps(event), output="EventsDeadLettersUrl")
    assert main(["replay-dead-letters", "--queue", "events", "--stack-name", "bookbridge"]) == 0
    assert said(capsys).splitlines() == ["record.synced  2026-05-01T12:00:00Z  410", "1 sent back to the queue"]
    assert account.left_in("EventsQueueUrl") == [json.dumps(event)]


@pytest.mark.usefixtures("account")
def test_an_output_that_the_stack_does_not_have_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay-dead-letters", "--queue", "polls", "--stack-name", "bookbridge"]) == 1
    assert "PollsDeadLettersUrl" in capsys.readouterr().err


@dataclass(frozen=True)
class Failed:
    """The table of failures of a stack."""

    table: str

    def put(self, number: int, message: str, **changed: object) -> None:
        """A failure whose error the catalogue does not know."""
        known = failure(f"c-{number % 2}", f"inv-{number}")
        values = {"package": "Xero"}
        problem = replace(known.problem, code="unknown_error", package_code="10", message=message, values=values)
        item = failure_item(replace(known, problem=problem, **changed))  # type: ignore[arg-type]  # what a test changes
        boto3.client("dynamodb").put_item(TableName=self.table, Item=item)


@pytest.fixture
def failed(account: Account) -> Failed:
    """It is empty."""
    account.outputs["SyncFailuresTableName"] = "SyncFailuresTable"
    create_tables(Clients(), ["SyncFailuresTable"])
    return Failed("SyncFailuresTable")


@pytest.mark.requirement("A6")
def test_unknown_errors_are_shown_with_the_most_frequent_first(
    failed: Failed, capsys: pytest.CaptureFixture[str]
) -> None:
    failed.put(0, "Rarely 1")
    failed.put(1, "Often 1", status=FailureStatus.RESOLVED)
    failed.put(2, "Often 2\nand long: " + "x" * 200)
    failed.put(3, "Often 3\nand long: " + "x" * 200)
    assert main(["unknown-errors", "--stack-name", "bookbridge"]) == 0
    *shown, last = said(capsys).splitlines()
    assert last == "4 failures with unknown errors"
    assert len(shown) == 3
    assert shown[0].startswith(
        "2 failures (2 not closed), 2 companies, last 2026-05-01T12:00:00.250000Z  xero 10: Often"
    )
    assert "xx…  e.g. c-" in shown[0]
    assert main(["unknown-errors", "--package", "quickbooks-online", "--stack-name", "bookbridge"]) == 0
    assert said(capsys) == "0 failures with unknown errors"


@pytest.mark.usefixtures("failed")
@pytest.mark.parametrize(("option", "value"), [("--package", "sage"), ("--limit", "0")])
def test_what_cannot_be_asked_of_unknown_errors_is_told(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["unknown-errors", option, value, "--stack-name", "bookbridge"]) == 1
    assert capsys.readouterr().err.startswith(f"bookbridge: {option} must be")
