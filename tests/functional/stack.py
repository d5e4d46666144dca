"""The stack as its functions see it: their environment, with moto behind, and a simulator of the package."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from uuid import uuid4

import pytest

from bookbridge.adapters.aws import Clients
from bookbridge.bootstrap import Application, application
from bookbridge.bootstrap.settings import table_variable
from tests.fixtures.tables import create_tables, table_definitions
from tests.simulators.quickbooks_online.settings import Config
from tests.simulators.quickbooks_online.simulator import Simulator

ROOT: Final = Path(__file__).parents[2]
REGION: Final = "us-east-1"
PACKAGE: Final = "quickbooks-online"
TOKEN_KEY: Final = "an invented key of the stack, long enough for each way of signing with a shared secret"
PUBLIC_URL: Final = "https://{domain}"
QUEUES: Final = {
    "WEBHOOKS_QUEUE_URL": "webhooks",
    "WEBHOOKS_DEAD_LETTERS_URL": "webhooks-dead-letters",
    "POLLS_QUEUE_URL": "polls",
    "WAKES_QUEUE_URL": "wakes",
    "EVENTS_QUEUE_URL": "events",
    "EVENTS_DEAD_LETTERS_URL": "events-dead-letters",
    "TIMERS_QUEUE_URL": "timers",
}
MACHINES: Final = {
    "COMPANY_SYNC_ARN": "company_sync",
    "EXPORT_REPORT_ARN": "export_report",
    "ACT_ON_FAILURES_ARN": "act_on_failures",
}
BUCKET: Final = "reports"
BUS: Final = "bookbridge"
EVENTS_RULE: Final = "events"
EVENTS_SECRET: Final = "whsec_aW52ZW50ZWQga2V5IG1hdGVyaWFsIG9mIDM2IGJ5dGVzIQ=="

Event = dict[str, Any]


class Context:
    """What Lambda tells a function about its invocation."""

    function_name = "a-function"
    memory_limit_in_mb = 512
    invoked_function_arn = f"arn:aws:lambda:{REGION}:123456789012:function:a-function"
    aws_request_id = "an-invocation"

    def __init__(self, seconds_left: float = 120) -> None:
        self._seconds_left = seconds_left

    def get_remaining_time_in_millis(self) -> int:
        return int(self._seconds_left * 1000)


@dataclass
class Stack:
    """Functions by their folder's name, called with Lambda events."""

    environment: dict[str, str]
    simulator: Simulator
    clients: Clients
    handlers: dict[str, ModuleType] = field(default_factory=dict)

    @property
    def application(self) -> Application:
        """The application that the functions share in this process."""
        return application()

    def call(self, function: str, event: Event, seconds_left: float = 120) -> Any:
        """Invoke a function."""
        if function not in self.handlers:
            self.handlers[function] = load(function)
        handler: Callable[[Event, Context], Any] = self.handlers[function].handler
        return handler(event, Context(seconds_left))

    def queued(self, variable: str) -> list[str]:
        """Take the messages out of a queue; those that are delayed stay."""
        url = self.environment[variable]
        sqs = self.clients.sqs()
        bodies: list[str] = []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                bodies.append(message["Body"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    def waiting(self, variable: str) -> int:
        """How many messages are in a queue, those that are delayed among them."""
        names: list[Any] = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"]
        url = self.environment[variable]
        answer = self.clients.sqs().get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return sum(int(number) for number in answer["Attributes"].values())

    def executions(self, variable: str) -> list[dict[str, Any]]:
        """The inputs of a state machine's executions."""
        machines = self.clients.step_functions()
        runs = machines.list_executions(stateMachineArn=self.environment[variable])["executions"]
        return [json.loads(machines.describe_execution(executionArn=run["executionArn"])["input"]) for run in runs]


def load(function: str) -> ModuleType:
    """The module of a function, imported anew as for a cold start."""
    file = ROOT / "functions" / function / "handler.py"
    spec = importlib.util.spec_from_file_location(f"functions.{function}.handler", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sqs_event(*bodies: str) -> Event:
    """Messages as Lambda gets them."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "receiptHandle": f"handle-{number}",
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:a-queue",
                "awsRegion": REGION,
            }
            for number, body in enumerate(bodies, 1)
        ]
    }


def make_queues(clients: Clients) -> dict[str, str]:
    """Queues of their own for one test, by the variable that names each."""
    number = uuid4().hex[:8]
    return {
        variable: clients.sqs().create_queue(QueueName=f"{queue}-{number}")["QueueUrl"]
        for variable, queue in QUEUES.items()
    }


def make_everything_else(clients: Clients, package_url: str, config: Config) -> dict[str, str]:
    """Make what the template makes; returns the environment that the functions are given."""
    create_tables(clients)
    environment = {table_variable(snake_case(name.removesuffix("Table"))): name for name in table_definitions()}
    for variable, machine in MACHINES.items():
        definition = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
        made = clients.step_functions().create_state_machine(
            name=machine, definition=definition, roleArn="arn:aws:iam::123456789012:role/a-role"
        )
        environment[variable] = made["stateMachineArn"]
    registration = {
        "client_id": config.client_id,
        "client_secret": config.client_secret,
        "webhook_verifier_token": config.webhooks.verifier_token,
    }
    secrets = {
        "SEALING_SECRET_ARN": "invented key material of more than thirty-two bytes",
        "API_TOKENS_SECRET_ARN": TOKEN_KEY,
        "EVENTS_WEBHOOK_SECRET_ARN": EVENTS_SECRET,
        "QUICKBOOKS_ONLINE_SECRET_ARN": json.dumps(registration),
    }
    for variable, secret in secrets.items():
        made_secret = clients.secrets_manager().create_secret(Name=variable.lower(), SecretString=secret)
        environment[variable] = made_secret["ARN"]
    clients.s3().create_bucket(Bucket=BUCKET)
    clients.events().create_event_bus(Name=BUS)
    pattern = json.dumps({"source": ["bookbridge"]})
    rule = clients.events().put_rule(Name=EVENTS_RULE, EventBusName=BUS, EventPattern=pattern)
    environment |= {
        "REPORTS_BUCKET": BUCKET,
        "EVENT_BUS_NAME": BUS,
        "EVENTS_RULE_ARN": rule["RuleArn"],
        "EVENTS_WEBHOOK_URL": "https://app.test/events",
        "PUBLIC_URL": PUBLIC_URL,
        "QUICKBOOKS_ONLINE_URL": package_url,
        "JWKS_URL": "",
        "JWT_ISSUER": "",
        "JWT_AUDIENCE": "",
    }
    return environment


def without_registration(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator deployed without the package's client id, secret and webhook key."""
    nothing = json.dumps(dict.fromkeys(("client_id", "client_secret", "webhook_verifier_token"), ""))
    made = stack.clients.secrets_manager().create_secret(Name=f"empty-{uuid4().hex[:8]}", SecretString=nothing)
    monkeypatch.setenv("QUICKBOOKS_ONLINE_SECRET_ARN", made["ARN"])


def snake_case(name: str) -> str:
    """`SyncFailures` becomes `sync_failures`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
