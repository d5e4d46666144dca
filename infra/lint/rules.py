"""The house rules of the templates as cfn-lint rules: what a reader would otherwise check resource by resource.

cfn-lint loads this file by its path (`append_rules` in `.cfnlintrc.yaml`), so it imports nothing of ours. The rules see
the templates before SAM expands them, with `Globals` already merged into each function.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from cfnlint.decode import decode  # type: ignore[import-untyped]  # cfn-lint ships no types
from cfnlint.rules import CloudFormationLintRule, RuleMatch  # type: ignore[import-untyped]
from typing_extensions import override

FUNCTION = "AWS::Serverless::Function"
STATE_MACHINE = "AWS::Serverless::StateMachine"
MAPPING = "AWS::Lambda::EventSourceMapping"
QUEUE = "AWS::SQS::Queue"
TABLE = "AWS::DynamoDB::Table"
ALARM = "AWS::CloudWatch::Alarm"
LOG_GROUP = "AWS::Logs::LogGroup"
NESTED = "AWS::CloudFormation::Stack"

MACHINE_METRICS = ("ExecutionsFailed", "ExecutionsTimedOut", "ExecutionThrottled")
FUNCTION_METRICS = ("Errors", "Throttles")
WITHOUT_RESOURCES = re.compile(
    r"logs:(\w+LogDeliver(y|ies)|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)"
    r"|xray:(PutTraceSegments|PutTelemetryRecords|GetSamplingRules|GetSamplingTargets)"
)
"""Actions for which IAM knows no resources: only these may be allowed on `*`."""


def as_text(value: object, parameters: Mapping[str, object] | None = None) -> str:
    """A name as text that is equal wherever the same name is meant.

    `Ref` and `Sub` become `${Name}`; a nested stack's parameters are replaced by what its parent passes.
    """
    known = parameters or {}

    def named(name: str) -> str:
        return as_text(known[name]) if name in known else f"${{{name}}}"

    match value:
        case {"Ref": str(name)}:
            return named(name)
        case {"Fn::Sub": str(pattern)}:
            return re.sub(r"\$\{([\w:.]+)\}", lambda found: named(found[1]), pattern)
        case {"Fn::GetAtt": [str(resource), str(attribute)]}:
            return f"${{{resource}.{attribute}}}"
        case _:
            return str(value)


def referred(value: object) -> str:
    """The logical id that a `Ref` or `GetAtt` points at; empty if it is neither."""
    match value:
        case {"Ref": str(name)}:
            return name
        case {"Fn::GetAtt": [str(name), *_]}:
            return name
        case _:
            return ""


class Watched(NamedTuple):
    """One metric of one thing that an alarm watches."""

    metric: str
    subject: str


def resources_of(template: Mapping[str, Any], *types: str) -> Iterator[tuple[str, Any]]:
    """Logical ids and properties of the resources of these types."""
    for name, resource in template.get("Resources", {}).items():
        if resource.get("Type") in types:
            yield name, resource.get("Properties", {})


def watched_by_alarms(template: Mapping[str, Any], folder: Path) -> set[Watched]:
    """What the alarms of a template and of its nested stacks watch; each alarm has one dimension."""
    watched = set(_alarms(template, {}))
    for _, properties in resources_of(template, NESTED):
        nested, _ = decode(str(folder / properties["TemplateURL"]))
        if nested:
            watched |= set(_alarms(nested, properties.get("Parameters", {})))
    return watched


def _alarms(template: Mapping[str, Any], parameters: Mapping[str, object]) -> Iterator[Watched]:
    for _, properties in resources_of(template, ALARM):
        for dimension in properties.get("Dimensions", []):
            yield Watched(properties["MetricName"], as_text(dimension["Value"], parameters))


def dead_letter_queues(template: Mapping[str, Any]) -> set[str]:
    """Logical ids of the queues to which something sends what it gave up."""
    found: set[str] = set()

    def visit(node: object) -> None:
        match node:
            case {"deadLetterTargetArn": target} | {"OnFailure": {"Destination": target}}:
                found.add(referred(target))
            case {"DeadLetterConfig": {"Arn": target}}:
                found.add(referred(target))
            case _:
                pass
        if isinstance(node, Mapping):
            for child in node.values():
                visit(child)
        elif isinstance(node, list):
            for child in node:
                visit(child)

    visit(template.get("Resources", {}))
    return found - {""}


class HouseRule(CloudFormationLintRule):  # type: ignore[misc]
    """A rule of our own; a subclass yields the logical id of each offender with what is wrong."""

    tags: ClassVar[list[str]] = ["bookbridge"]
    source_url = "infra/lint/rules.py"

    def offences(self, template: Mapping[str, Any], folder: Path) -> Iterable[tuple[str, str]]:
        """Offenders by logical id, each with a sentence; none for the base, which cfn-lint makes a rule of too."""
        del template, folder
        return ()

    def match(self, cfn: Any) -> list[Any]:  # noqa: ANN401 - cfn-lint's own class, without types
        """What cfn-lint calls for each template."""
        folder = Path(cfn.filename or "template.yaml").parent
        return [
            RuleMatch(["Resources", name], f"{name}: {sentence}")
            for name, sentence in self.offences(cfn.template, folder)
        ]


class LogsExpire(HouseRule):
    """A function without a log group of its own logs for ever."""

    id = "E9001"
    shortdesc = "Each function has a log group with retention"
    description = "LoggingConfig.LogGroup refers to a log group of this template that has RetentionInDays"

    @override
    def offences(self, template: Mapping[str, Any], folder: Path) -> Iterable[tuple[str, str]]:
        """Functions that log elsewhere, and log groups that keep for ever."""
        del folder
        groups = dict(resources_of(template, LOG_GROUP))
        for name, properties in resources_of(template, FUNCTION):
            if referred(properties.get("LoggingConfig", {}).get("LogGroup")) not in groups:
                yield name, "has no log group in this template"
        for name, properties in groups.items():
            if "RetentionInDays" not in properties:
                yield name, "keeps its lines for ever"


class NothingIsDropped(HouseRule):
    """A message that cannot be handled must end somewhere."""

    id = "E9002"
    shortdesc = "Each queue has a dead-letter queue or is one; each mapping reports and keeps what failed"
    description = "RedrivePolicy on queues; ReportBatchItemFailures on mappings; OnFailure on mappings of streams"

    @override
    def offences(self, template: Mapping[str, Any], folder: Path) -> Iterable[tuple[str, str]]:
        """Queues and event source mappings that lose what they cannot handle."""
        del folder
        last = dead_letter_queues(template)
        for name, properties in resources_of(template, QUEUE):
            if ("RedrivePolicy" in properties) == (name in last):
                yield name, "must either have a RedrivePolicy or be where another one's failures go"
        for name, properties in resources_of(template, MAPPING):
            if "ReportBatchItemFailures" not in properties.get("FunctionResponseTypes", []):
                yield name, "one bad record fails its whole batch: add ReportBatchItemFailures"
            if "StartingPosition" in properties and "OnFailure" not in properties.get("DestinationConfig", {}):
                yield name, "a stream's mapping needs an on-failure destination"


class TroubleIsNoticed(HouseRule):
    """What goes wrong without an alarm stays wrong."""

    id = "E9003"
    shortdesc = "Each dead-letter queue, function and state machine has its alarms"
    description = "Looks through the nested stacks too; names are compared after parameters are filled in"

    @override
    def offences(self, template: Mapping[str, Any], folder: Path) -> Iterable[tuple[str, str]]:
        """Things without an alarm."""
        watched = watched_by_alarms(template, folder)
        queues = dict(resources_of(template, QUEUE))
        for name in dead_letter_queues(template):
            queue_name = as_text(queues.get(name, {}).get("QueueName"))
            if Watched("ApproximateNumberOfMessagesVisible", queue_name) not in watched:
                yield name, "no alarm watches this dead-letter queue"
        for name, properties in resources_of(template, FUNCTION):
            function_name = as_text(properties.get("FunctionName"))
            for metric in FUNCTION_METRICS:
                if Watched(metric, function_name) not in watched:
                    yield name, f"no alarm watches its {metric}"
        for name, _ in resources_of(template, STATE_MACHINE):
            for metric in MACHINE_METRICS:
                if Watched(metric, f"${{{name}}}") not in watched:
                    yield name, f"no alarm watches its {metric}"


class ProcessorIsAParameter(HouseRule):
    """The local stack runs the same template on whatever machine is at hand."""

    id = "E9004"
    shortdesc = "Functions and layers take runtime and architecture from the parameters"
    description = "Runtime is !Ref PythonRuntime, Architectures is [!Ref Architecture]"

    @override
    def offences(self, template: Mapping[str, Any], folder: Path) -> Iterable[tuple[str, str]]:
        """Functions and layers with a fixed runtime or architecture."""
        del folder
        wanted: dict[str, dict[str, object]] = {
            FUNCTION: {"Runtime": {"Ref": "PythonRuntime"}, "Architectures": [{"Ref": "Architecture"}]},
            "AWS::Serverless::LayerVersion": {
                "CompatibleRuntimes": [{"Ref": "PythonRuntime"}],
                "CompatibleArchitectures": [{"Ref": "Architecture"}],
            },
        }
        for kind, values in wanted.items():
            for name, properties in resources_of(template, kind):
                for key, value in values.items():
                    if properties.get(key) != value:
                        yield name, f"{key} must be {value}"


class PoliciesNameWhatTheyAllow(HouseRule):
    """Least privilege: a policy lists actions and resources."""

    id = "E9005"
    shortdesc = "No wildcard in actions, no resource * where IAM knows resources"
    description = "Statements allow named actions on named resources"

    @override
    def offences(self, template: Mapping[str, Any], folder: Path) -> Iterable[tuple[str, str]]:
        """Functions and state machines that are allowed more than is written down."""
        del folder
        for name, properties in resources_of(template, FUNCTION, STATE_MACHINE):
            for policy in properties.get("Policies", []):
                if isinstance(policy, str):
                    yield name, f"the managed policy {policy} reaches more than this stack"
                    continue
                for statement in policy.get("Statement", []):
                    yield from ((name, sentence) for sentence in self._excess(statement))

    def _excess(self, statement: Mapping[str, Any]) -> Iterator[str]:
        if not isinstance(statement.get("Action"), list) or "Resource" not in statement:
            yield "a statement must list Action and name Resource"
            return
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        for action in statement["Action"]:
            if "*" in action or "?" in action:
                yield f"{action} allows more than one action"
            if "*" in resources and not WITHOUT_RESOURCES.fullmatch(action):
                yield f"{action} is allowed on every resource"


class DataIsKept(HouseRule):
    """Tables survive mistakes."""

    id = "E9006"
    shortdesc = "Tables are on demand, encrypted, recoverable and outlive the stack"
    description = "BillingMode, SSESpecification, PointInTimeRecovery, DeletionProtection by parameter, DeletionPolicy"

    @override
    def offences(self, template: Mapping[str, Any], folder: Path) -> Iterable[tuple[str, str]]:
        """Tables that miss one of these."""
        del folder
        wanted = {
            "BillingMode": "PAY_PER_REQUEST",
            "SSESpecification": {"SSEEnabled": True},
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            "DeletionProtectionEnabled": {"Ref": "DeletionProtection"},
        }
        for name, properties in resources_of(template, TABLE):
            resource = template["Resources"][name]
            for key, value in wanted.items():
                if properties.get(key) != value:
                    yield name, f"{key} must be {value}"
            for key in ("DeletionPolicy", "UpdateReplacePolicy"):
                if resource.get(key) != "Retain":
                    yield name, f"{key} must be Retain"
