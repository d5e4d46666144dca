"""The stack that a command is about."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_cloudformation.client import CloudFormationClient
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_secretsmanager.client import SecretsManagerClient
    from mypy_boto3_sqs.client import SQSClient

DESCRIPTION: Final = Path(".local/stack.json")
LOCAL_KEY: Final = "test"
"""The local AWS knows its owner by this access key."""

T = TypeVar("T")


class CommandError(Exception):
    """Why a command could not be carried out, and what to do."""


@dataclass(frozen=True, slots=False)
class Stack:
    """A stack and how to reach its account; without keys, those of the environment are used."""

    name: str
    region: str | None = None
    endpoint_url: str | None = None
    key: str | None = field(default=None, repr=False)

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """The stack's outputs by name."""
        client = cast("CloudFormationClient", self._client("cloudformation"))
        (described,) = asked(lambda: client.describe_stacks(StackName=self.name))["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}

    def output(self, name: str) -> str:
        """One of them. Raises `CommandError`."""
        if name not in self.outputs:
            raise CommandError(f"the stack {self.name} has no output {name}: is it a stack of this template?")
        return self.outputs[name]

    def secret(self, output: str) -> str:
        """The text of a secret that the stack names in an output."""
        client, arn = cast("SecretsManagerClient", self._client("secretsmanager")), self.output(output)
        return asked(lambda: client.get_secret_value(SecretId=arn))["SecretString"]

    @cached_property
    def sqs(self) -> SQSClient:
        """The account's queues."""
        return cast("SQSClient", self._client("sqs"))

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        """The account's tables."""
        return cast("DynamoDBClient", self._client("dynamodb"))

    def _client(self, service: str) -> object:
        return asked(lambda: self._session.client(service, endpoint_url=self.endpoint_url))  # type: ignore[call-overload]

    @cached_property
    def _session(self) -> boto3.Session:
        import boto3  # noqa: PLC0415 - takes 0.4 s, and `--help` needs none of it

        return boto3.Session(self.key, self.key, region_name=self.region)


def stack_of(given: argparse.Namespace) -> Stack:
    """The stack that the arguments mean. Raises `CommandError` when there is no local one."""
    if given.stack_name:
        return Stack(given.stack_name, given.region, given.endpoint)
    file: Path = given.local_stack
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Stack(told["stack_name"], told["region"], told["aws_endpoint_url"], LOCAL_KEY)
    except FileNotFoundError:
        raise CommandError(f"there is no {file}: run `make up`, or name a stack with --stack-name") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{file} cannot be read: {error!r}") from None


def asked(question: Callable[[], T]) -> T:
    """What AWS answers. Raises `CommandError` with its words when it refuses, or cannot be reached."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        return question()
    except (BotoCoreError, ClientError) as error:
        raise CommandError(str(error)) from error
