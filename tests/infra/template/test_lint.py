"""cfn-lint with the house rules finds nothing, and each house rule finds what it is for."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from cfnlint.config import ConfigMixIn  # type: ignore[import-untyped]  # cfn-lint ships no types
from cfnlint.decode import decode_str  # type: ignore[import-untyped]
from cfnlint.rules import Rules  # type: ignore[import-untyped]
from cfnlint.runner import run_template_by_data  # type: ignore[import-untyped]

from .blueprint import ROOT

pytestmark = pytest.mark.infra

GOOD = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  PythonRuntime: {Type: String}
  Architecture: {Type: String}
  DeletionProtection: {Type: String}
Globals:
  Function: {Runtime: !Ref PythonRuntime, Architectures: [!Ref Architecture]}
Resources:
  Layer:
    Type: AWS::Serverless::LayerVersion
    Properties: {CompatibleRuntimes: [!Ref PythonRuntime], CompatibleArchitectures: [!Ref Architecture]}
  Queue:
    Type: AWS::SQS::Queue
    Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadLetters.Arn}}
  DeadLetters:
    Type: AWS::SQS::Queue
    Properties: {QueueName: !Sub '${AWS::StackName}-dead'}
  Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 30}}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub '${AWS::StackName}-work'
      LoggingConfig: {LogGroup: !Ref Logs}
      Policies:
        - SQSPollerPolicy: {QueueName: !GetAtt Queue.QueueName}
        - Statement: [{Effect: Allow, Action: [sqs:SendMessage], Resource: !GetAtt Queue.Arn}]
  FromStream:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      StartingPosition: LATEST
      FunctionResponseTypes: [ReportBatchItemFailures]
      DestinationConfig: {OnFailure: {Destination: !GetAtt DeadLetters.Arn}}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Policies: [Statement: [{Effect: Allow, Action: [logs:CreateLogDelivery], Resource: '*'}]]
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BillingMode: PAY_PER_REQUEST
      SSESpecification: {SSEEnabled: true}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
      DeletionProtectionEnabled: !Ref DeletionProtection
"""
ALARMS = [
    ("ApproximateNumberOfMessagesVisible", "QueueName", "!Sub '${AWS::StackName}-dead'"),
    ("Errors", "FunctionName", "!Ref Function"),
    ("Throttles", "FunctionName", "!Ref Function"),
    ("ExecutionsFailed", "StateMachineArn", "!Ref Machine"),
    ("ExecutionsTimedOut", "StateMachineArn", "!Ref Machine"),
    ("ExecutionThrottled", "StateMachineArn", "!Ref Machine"),
]


def good() -> str:
    """A small template that keeps every house rule."""
    alarms = "".join(
        f"  Alarm{number}:\n    Type: AWS::CloudWatch::Alarm\n    Properties:"
        f" {{MetricName: {metric}, Dimensions: [{{Name: {dimension}, Value: {value}}}]}}\n"
        for number, (metric, dimension, value) in enumerate(ALARMS)
    )
    return GOOD + alarms.replace("!Ref Function", "!Sub '${AWS::StackName}-work'")


@cache
def house_rules() -> object:
    """The rules of ours alone."""
    return Rules.create_from_directory(str(ROOT / "infra/lint"))


def offences(text: str) -> set[str]:
    """Ids of the house rules that a template breaks."""
    template, problems = decode_str(text)
    assert not problems
    return {
        match.rule.id for match in run_template_by_data(template, ConfigMixIn(regions=["eu-west-1"]), house_rules())
    }


def test_the_templates_are_clean() -> None:
    command = [Path(sys.executable).with_name("cfn-lint")]
    linted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (linted.stdout, linted.returncode) == ("", 0)


def test_the_house_rules_find_nothing_in_what_is_whole() -> None:
    assert offences(good()) == set()


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("E9001", "      LoggingConfig: {LogGroup: !Ref Logs}\n", ""),
        ("E9001", "RetentionInDays: 30", ""),
        ("E9002", "RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadLetters.Arn}", ""),
        ("E9002", "      FunctionResponseTypes: [ReportBatchItemFailures]\n", ""),
        ("E9002", "      DestinationConfig: {OnFailure: {Destination: !GetAtt DeadLetters.Arn}}\n", ""),
        ("E9003", "QueueName: !Sub '${AWS::StackName}-dead'}\n  Logs", "QueueName: others}\n  Logs"),
        *(("E9003", f"MetricName: {metric}", "MetricName: Other") for metric, _, _ in ALARMS),
        ("E9004", "Architectures: [!Ref Architecture]", "Architectures: [arm64]"),
        ("E9004", "Runtime: !Ref PythonRuntime", "Runtime: python3.13"),
        ("E9004", "CompatibleRuntimes: [!Ref PythonRuntime]", "CompatibleRuntimes: [python3.13]"),
        ("E9005", "Action: [sqs:SendMessage]", "Action: ['sqs:*']"),
        ("E9005", "Action: [sqs:SendMessage], ", ""),
        ("E9005", "Resource: !GetAtt Queue.Arn", "Resource: '*'"),
        ("E9005", "Action: [logs:CreateLogDelivery]", "Action: [logs:DeleteLogGroup]"),
        ("E9005", "- SQSPollerPolicy: {", "- AmazonSQSFullAccess\n        - SQSPollerPolicy: {"),
        ("E9006", "PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false"),
        ("E9006", "DeletionProtectionEnabled: !Ref DeletionProtection", "DeletionProtectionEnabled: false"),
        ("E9006", "    DeletionPolicy: Retain\n", ""),
    ],
)
def test_a_house_rule_finds_what_it_is_for(rule: str, old: str, new: str) -> None:
    text = good()
    assert old in text
    assert offences(text.replace(old, new, 1)) == {rule}
