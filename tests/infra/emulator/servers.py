"""Two local AWSs: MiniStack as it is, and MiniStack as our launcher starts it."""

from __future__ import annotations

import io
import json
import sys
import time
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from infra.local import aws
from infra.local.processes import Processes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.literals import RuntimeType
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.type_defs import DescribeExecutionOutputTypeDef

# Keeps the test of bursts small.
ENVIRONMENTS_PER_FUNCTION = 2
RUNTIME = cast("RuntimeType", f"python{sys.version_info.major}.{sys.version_info.minor}")
ROLE = "arn:aws:iam::000000000000:role/functions"


@dataclass
class Server:
    """A running local AWS."""

    folder: Path
    gaps_are_closed: bool
    port: int = field(default_factory=aws.free_port)

    def start(self) -> None:
        """Start it, with its policies enforced."""
        self.processes = Processes(self.folder)
        temporary = self.folder / "tmp"
        temporary.mkdir()
        program = aws.LAUNCHER if self.gaps_are_closed else ("-m", "ministack")
        settings = {"LOCAL_LAMBDA_CONCURRENCY": str(ENVIRONMENTS_PER_FUNCTION)}
        aws.start(self.processes, self.port, temporary, settings, program)
        trusted = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [trusted]})
        iam = aws.session().client("iam", endpoint_url=self.endpoint)
        iam.create_role(RoleName="functions", AssumeRolePolicyDocument=policy)

    def stop(self) -> None:
        """End it and everything it started."""
        self.processes.stop(aws.PROCESS)

    @property
    def endpoint(self) -> str:
        """Its address."""
        return aws.endpoint(self.port)

    @property
    def functions(self) -> LambdaClient:
        """Its Lambda."""
        return aws.session().client("lambda", endpoint_url=self.endpoint)

    @property
    def machines(self) -> SFNClient:
        """Its Step Functions."""
        return aws.session().client("stepfunctions", endpoint_url=self.endpoint)

    def create_function(self, name: str, code: str, layers: list[str] | None = None) -> None:
        """Make a Lambda function of one module whose handler is called `handler`."""
        self.functions.create_function(
            FunctionName=name,
            Runtime=RUNTIME,
            Role=ROLE,
            Handler="index.handler",
            Code={"ZipFile": archive("index.py", code)},
            Layers=layers or [],
            Timeout=10,
        )

    def create_layer(self, name: str, module: str, code: str) -> str:
        """Make a layer of one module; answers its ARN."""
        content = archive(f"python/{module}.py", code)
        layer = self.functions.publish_layer_version(LayerName=name, Content={"ZipFile": content})
        return layer["LayerVersionArn"]

    def call(self, name: str, event: object = None) -> dict[str, object]:
        """Invoke a function and wait; answers what it returned, or its error."""
        payload = self.functions.invoke(FunctionName=name, Payload=json.dumps(event).encode())["Payload"].read()
        answer: dict[str, object] = json.loads(payload)
        return answer

    def run(self, name: str, definition: Mapping[str, object], document: object) -> DescribeExecutionOutputTypeDef:
        """Make a state machine, run it once to its end and describe that execution."""
        machine = self.machines.create_state_machine(name=name, definition=json.dumps(definition), roleArn=ROLE)
        started = self.machines.start_execution(stateMachineArn=machine["stateMachineArn"], input=json.dumps(document))
        deadline = time.monotonic() + 15
        while True:
            execution = self.machines.describe_execution(executionArn=started["executionArn"])
            if execution["status"] != "RUNNING":
                return execution
            assert time.monotonic() < deadline, f"{name} did not end"
            time.sleep(0.05)


def archive(path: str, text: str) -> bytes:
    """A ZIP archive of one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as content:
        content.writestr(path, text)
    return buffer.getvalue()
