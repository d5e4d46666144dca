"""SQS, Step Functions, EventBridge and Secrets Manager, as far as our adapters ask: they take what comes and count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, cast

from typing_extensions import override

from bookbridge.adapters.aws import Clients
from tests.fixtures.tables import create_tables, table_definitions

from .capacity import Layout
from .emulated_dynamodb import EmulatedDynamoDb
from .tally import Tally

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_events.client import EventBridgeClient
    from mypy_boto3_secretsmanager.client import SecretsManagerClient
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_stepfunctions.client import SFNClient

CHUNK: Final = 64 * 1024
"""Bytes of payload that SQS and EventBridge bill as one."""
MESSAGES_AT_ONCE: Final = 10
"""Messages of one receive or one batch of deletes."""


class Queues:
    """SQS. `messages` holds each queue's messages with their delays in seconds."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._lock = Lock()
        self.messages: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)

    def send_message(self, *, QueueUrl: str, MessageBody: str, DelaySeconds: int = 0) -> dict[str, Any]:  # noqa: N803
        """One request, or more for a large message."""
        self._tally.called("SQS SendMessage")
        with self._lock:
            self._tally.queue_requests += chunks(MessageBody)
            self.messages[QueueUrl].append((MessageBody, DelaySeconds))
        return {}

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        """One request for up to ten messages."""
        self._tally.called("SQS SendMessageBatch")
        with self._lock:
            self._tally.queue_requests += chunks("".join(entry["MessageBody"] for entry in Entries))
            self.messages[QueueUrl] += [(entry["MessageBody"], 0) for entry in Entries]
        return {}

    def take(self, queue: str, most: int) -> list[tuple[str, int]]:
        """Up to so many messages, as an event source hands them to a function: received and deleted ten at a time."""
        taken, self.messages[queue] = self.messages[queue][:most], self.messages[queue][most:]
        for start in range(0, len(taken), MESSAGES_AT_ONCE):
            self._tally.services["SQS ReceiveMessage"] += 1
            self._tally.services["SQS DeleteMessageBatch"] += 1
            bodies = "".join(body for body, _delay in taken[start : start + MESSAGES_AT_ONCE])
            self._tally.queue_requests += chunks(bodies) + 1
        return taken


class StateMachines:
    """Step Functions. `started` holds the inputs of executions that nobody has run yet."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self.started: list[str] = []
        self.ended: list[tuple[str, str]] = []
        """Tokens of the waits that ended, and that nobody has gone on after, with the error that ended each."""

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> dict[str, Any]:  # noqa: N803, A002, ARG002
        """Starting is free; its states are not."""
        self._tally.called("Step Functions StartExecution")
        self.started.append(input)
        return {}

    def send_task_heartbeat(self, *, taskToken: str) -> dict[str, Any]:  # noqa: N803, ARG002
        """A sign of life; free."""
        self._tally.called("Step Functions SendTaskHeartbeat")
        return {}

    def send_task_success(self, *, taskToken: str, output: str) -> dict[str, Any]:  # noqa: N803, ARG002
        """The end of a wait; free."""
        self._tally.called("Step Functions SendTaskSuccess")
        self.ended.append((taskToken, ""))
        return {}

    def send_task_failure(self, *, taskToken: str, error: str, cause: str) -> dict[str, Any]:  # noqa: N803, ARG002
        """The same, by an error; free."""
        self._tally.called("Step Functions SendTaskFailure")
        self.ended.append((taskToken, error))
        return {}


class Bus:
    """EventBridge."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def put_events(self, *, Entries: Sequence[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        """Each entry is an event, or more if it is large."""
        self._tally.called("EventBridge PutEvents")
        self._tally.events += sum(chunks(entry["Detail"]) for entry in Entries)
        return {"FailedEntryCount": 0, "Entries": [{} for _ in Entries]}


class Vault:
    """Secrets Manager."""

    def __init__(self, tally: Tally, secrets: dict[str, str]) -> None:
        self._tally = tally
        self._secrets = secrets

    def get_secret_value(self, *, SecretId: str) -> dict[str, Any]:  # noqa: N803
        """One call."""
        self._tally.called("Secrets Manager GetSecretValue")
        self._tally.secret_reads += 1
        return {"SecretString": self._secrets[SecretId]}


class MeteredClients(Clients):
    """DynamoDB is emulated in memory, or by moto if asked for (`thorough`); the others only count."""

    def __init__(self, tally: Tally, secrets: dict[str, str], *, thorough: bool) -> None:
        super().__init__()
        definitions = {} if thorough else table_definitions()
        self._emulated = EmulatedDynamoDb({name: Layout.of(each) for name, each in definitions.items()})
        self._thorough = thorough
        self.queues = Queues(tally)
        self.state_machines = StateMachines(tally)
        self.bus = Bus(tally)
        self.vault = Vault(tally, secrets)
        if thorough:
            create_tables(self)

    @override
    def dynamodb(self) -> DynamoDBClient:
        return super().dynamodb() if self._thorough else cast("DynamoDBClient", self._emulated)

    @override
    def sqs(self) -> SQSClient:
        return cast("SQSClient", self.queues)

    @override
    def step_functions(self) -> SFNClient:
        return cast("SFNClient", self.state_machines)

    @override
    def events(self) -> EventBridgeClient:
        return cast("EventBridgeClient", self.bus)

    @override
    def secrets_manager(self) -> SecretsManagerClient:
        return cast("SecretsManagerClient", self.vault)


def chunks(text: str) -> int:
    """How many times a payload is billed."""
    return max(1, ceil(len(text.encode()) / CHUNK))
