from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bookbridge.adapters.http_client import Urllib3Http
from bookbridge.bootstrap import AwsAdapters
from bookbridge.bootstrap.settings import UnusableAddress
from bookbridge.domain.event_webhooks import UnusableSecret
from bookbridge.entrypoints.commands.dead_letters import replay
from tests.fixtures.event_endpoint import NEVER, Endpoint, Received, documented_check, listening

from .stack import BUS, EVENTS_RULE, EVENTS_SECRET, Event, Stack, sqs_event
from .streams import item, stream_event

pytestmark = [pytest.mark.functional, pytest.mark.requirement("F11")]

NOTHING_FAILED: dict[str, list[dict[str, str]]] = {"batchItemFailures": []}
SCHEDULE = [5, 300, 1800, 7200, 18_000, 36_000, 36_000]


@pytest.fixture
def endpoint(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """The operator's endpoint, on the machine of a local stack."""
    with listening() as made:
        monkeypatch.setenv("EVENTS_WEBHOOK_URL", made.url)
        monkeypatch.setenv("STAGE", "local")
        connect_to_queue(stack)
        yield made


def connect_to_queue(stack: Stack) -> None:
    """The rule fills the queue of this test, and is switched on."""
    attributes: Any = ["QueueArn"]
    url = stack.environment["EVENTS_QUEUE_URL"]
    arn = stack.clients.sqs().get_queue_attributes(QueueUrl=url, AttributeNames=attributes)["Attributes"]["QueueArn"]
    events = stack.clients.events()
    events.put_targets(Rule=EVENTS_RULE, EventBusName=BUS, Targets=[{"Id": "queue", "Arn": arn}])
    events.enable_rule(Name=EVENTS_RULE, EventBusName=BUS)


def announce(stack: Stack, *failure_ids: str) -> None:
    """Failures open: their events go over the bus into the queue."""
    opened = [
        item(company_id="acme", failure_id=each, status="open", category="invoices", title="The number is already used")
        for each in failure_ids
    ]
    answer = stack.call("announce_changes", stream_event("SyncFailuresTable", *(({}, image) for image in opened)))
    assert answer == NOTHING_FAILED


def messages(stack: Stack) -> Event:
    """What the queue holds, as Lambda is handed it."""
    url, wanted = stack.environment["EVENTS_QUEUE_URL"], ["ApproximateReceiveCount"]
    received = stack.clients.sqs().receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=10,
        AttributeNames=wanted,  # type: ignore[arg-type]
    )
    event = sqs_event(*(message["Body"] for message in received["Messages"]))
    for record, message in zip(event["Records"], received["Messages"], strict=True):
        record["receiptHandle"] = message["ReceiptHandle"]
        record["attributes"] = message["Attributes"]
    return event


def pauses(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For how long messages are hidden from now on."""
    seconds: list[int] = []
    sqs = stack.clients.sqs()

    def put_off(QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - the service's own names
        assert QueueUrl == stack.environment["EVENTS_QUEUE_URL"]
        seconds.extend(entry["VisibilityTimeout"] for entry in Entries)
        return {}

    monkeypatch.setattr(sqs, "change_message_visibility_batch", put_off)
    return seconds


def at_attempt(event: Event, number: int) -> Event:
    """The same messages when they come for the n-th time."""
    for record in event["Records"]:
        record["attributes"] = {"ApproximateReceiveCount": str(number)}
    return event


def told(received: Received) -> Any:
    """The body of a request."""
    return json.loads(received.body)


def test_an_event_of_the_bus_reaches_the_operator_signed(stack: Stack, endpoint: Endpoint) -> None:
    announce(stack, "fail-1")
    assert stack.call("deliver_events", messages(stack)) == NOTHING_FAILED
    (received,) = endpoint.received
    assert received.headers["content-type"] == "application/json"
    assert told(received)["type"] == "failure.opened"
    assert told(received)["timestamp"] == "2026-05-01T12:00:00Z"
    data = told(received)["data"]
    assert data["event_id"] == received.headers["webhook-id"]
    assert {name: data[name] for name in ("company_id", "failure_id", "title")} == {
        "company_id": "acme",
        "failure_id": "fail-1",
        "title": "The number is already used",
    }
    assert documented_check()(received.headers, received.body, EVENTS_SECRET)


def test_the_documented_check_refuses_what_is_not_genuine(stack: Stack, endpoint: Endpoint) -> None:
    announce(stack, "fail-1")
    stack.call("deliver_events", messages(stack))
    (received,) = endpoint.received
    check, headers, body = documented_check(), received.headers, received.body
    another = f"whsec_{base64.b64encode(b'k' * 32).decode()}"
    late = {**headers, "webhook-timestamp": str(int(time.time()) - 301)}
    assert not check(headers, body + b" ", EVENTS_SECRET)
    assert not check(headers, body, another)
    assert not check({**headers, "webhook-id": "evt_0"}, body, EVENTS_SECRET)
    assert not check({**headers, "webhook-signature": "v1,é v1a,AAAA"}, body, EVENTS_SECRET)
    assert not check(late, body, EVENTS_SECRET)


def test_while_the_secret_is_replaced_a_receiver_may_know_either(
    stack: Stack, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = f"whsec_{base64.b64encode(b'n' * 32).decode()}"
    both = stack.clients.secrets_manager().create_secret(Name="both", SecretString=f"{newer} {EVENTS_SECRET}")
    monkeypatch.setenv("EVENTS_WEBHOOK_SECRET_ARN", both["ARN"])
    announce(stack, "fail-1")
    stack.call("deliver_events", messages(stack))
    (received,) = endpoint.received
    assert [documented_check()(received.headers, received.body, each) for each in (newer, EVENTS_SECRET)] == [
        True,
        True,
    ]


def test_an_event_keeps_its_id_and_its_body_at_every_attempt_and_when_it_is_published_again(
    stack: Stack, endpoint: Endpoint
) -> None:
    endpoint.answers.extend([500, 500])
    for _ in range(2):
        announce(stack, "fail-1")
    event = messages(stack)
    stack.call("deliver_events", event)
    stack.call("deliver_events", event)
    assert len(endpoint.received) == 4
    assert len({received.headers["webhook-id"] for received in endpoint.received}) == 1
    assert len({received.body for received in endpoint.received}) == 1


def test_what_was_not_taken_stays_in_the_queue_and_holds_up_no_other(stack: Stack, endpoint: Endpoint) -> None:
    endpoint.answers.append(503)
    announce(stack, "fail-1", "fail-2", "fail-3")
    event = messages(stack)
    (failed,) = stack.call("deliver_events", event)["batchItemFailures"]
    assert failed["itemIdentifier"] in {record["messageId"] for record in event["Records"]}
    assert {told(received)["data"]["failure_id"] for received in endpoint.received} == {"fail-1", "fail-2", "fail-3"}


@pytest.mark.parametrize("status", [301, 400, 404, 429, 500])
def test_everything_but_2xx_is_tried_again_by_the_schedule(
    stack: Stack, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    endpoint.headers["Location"] = endpoint.url
    announce(stack, "fail-1")
    event, hidden_for = messages(stack), pauses(stack, monkeypatch)
    for attempt in range(1, 9):
        endpoint.answers.append(status)
        answer = stack.call("deliver_events", at_attempt(event, attempt))
        assert answer == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
    assert len(endpoint.received) == 8, "a redirect is not followed"
    for seconds, wanted in zip(hidden_for, [*SCHEDULE, 0], strict=True):
        assert wanted <= seconds <= wanted * 1.1 + 1


def test_an_endpoint_that_asks_for_time_is_given_it(
    stack: Stack, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint.headers["Retry-After"] = "900"
    endpoint.answers.append(429)
    announce(stack, "fail-1")
    event, hidden_for = messages(stack), pauses(stack, monkeypatch)
    stack.call("deliver_events", event)
    assert hidden_for == [900]


def test_an_endpoint_that_does_not_answer_in_time_or_cannot_be_reached_is_tried_again(
    stack: Stack, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapters = stack.application.adapters
    assert isinstance(adapters, AwsAdapters)
    adapters.event_http = Urllib3Http(read_seconds=0.2)
    endpoint.answers.append(NEVER)
    announce(stack, "fail-1")
    event, hidden_for = messages(stack), pauses(stack, monkeypatch)
    failed = {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
    assert stack.call("deliver_events", event) == failed
    monkeypatch.setenv("EVENTS_WEBHOOK_URL", "http://127.0.0.1:9/nobody")
    assert stack.call("deliver_events", at_attempt(event, 2)) == failed
    assert [seconds >= wanted for seconds, wanted in zip(hidden_for, SCHEDULE, strict=False)] == [True, True]


def test_410_switches_the_endpoint_off_and_keeps_what_was_on_its_way(stack: Stack, endpoint: Endpoint) -> None:
    endpoint.answers.append(410)
    announce(stack, "fail-1")
    assert stack.call("deliver_events", messages(stack)) == NOTHING_FAILED
    assert stack.clients.events().describe_rule(Name=EVENTS_RULE, EventBusName=BUS)["State"] == "DISABLED"
    (buried,) = stack.queued("EVENTS_DEAD_LETTERS_URL")
    assert "410" in json.loads(buried)["reason"]


def test_dead_letters_are_posted_again_after_a_replay(stack: Stack, endpoint: Endpoint) -> None:
    endpoint.answers.append(410)
    announce(stack, "fail-1")
    stack.call("deliver_events", messages(stack))
    dead_letters, queue = (stack.environment[name] for name in ("EVENTS_DEAD_LETTERS_URL", "EVENTS_QUEUE_URL"))
    stack.queued("EVENTS_QUEUE_URL")
    assert replay(stack.clients.sqs(), dead_letters, queue, dry_run=False) == 1
    assert stack.call("deliver_events", messages(stack)) == NOTHING_FAILED
    first, again = endpoint.received
    assert (first.headers["webhook-id"], first.body) == (again.headers["webhook-id"], again.body)


def test_a_message_that_is_no_event_stays_behind_alone(stack: Stack, endpoint: Endpoint) -> None:
    announce(stack, "fail-1")
    (record,) = messages(stack)["Records"]
    event = sqs_event("{}", "[]", "nonsense", record["body"])
    answer = stack.call("deliver_events", event)
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["message-1", "message-2", "message-3"]
    assert len(endpoint.received) == 1


@pytest.mark.parametrize(
    ("stage", "address"),
    [
        ("prod", "http://127.0.0.1:9/events"),
        ("local", "http://app.example/events"),
        ("local", "http://169.254.169.254/latest"),
        ("local", "http://127.0.0.1@app.example/"),
        ("prod", "https:///events"),
    ],
)
def test_nothing_is_sent_in_clear_but_to_the_machine_of_a_local_stack(
    stack: Stack, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, stage: str, address: str
) -> None:
    announce(stack, "fail-1")
    event = messages(stack)
    monkeypatch.setenv("STAGE", stage)
    monkeypatch.setenv("EVENTS_WEBHOOK_URL", address)
    with pytest.raises(UnusableAddress, match="EVENTS_WEBHOOK_URL"):
        stack.call("deliver_events", event)
    assert endpoint.received == []


def test_nothing_is_sent_unsigned(stack: Stack, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    short = stack.clients.secrets_manager().create_secret(Name="short", SecretString="whsec_AAAA")
    monkeypatch.setenv("EVENTS_WEBHOOK_SECRET_ARN", short["ARN"])
    announce(stack, "fail-1")
    with pytest.raises(UnusableSecret):
        stack.call("deliver_events", messages(stack))
    assert endpoint.received == []


def test_what_became_of_a_batch_is_counted(
    stack: Stack, endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    endpoint.answers.extend([500, 410])
    announce(stack, "fail-1", "fail-2", "fail-3")
    event = messages(stack)
    capsys.readouterr()
    stack.call("deliver_events", event)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    counted = json.loads(line)
    assert [counted[name] for name in ("EventsDelivered", "EventsNotDelivered", "EventsBuried")] == [[1.0]] * 3
