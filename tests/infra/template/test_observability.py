"""Alarms and dashboard. That each thing has its alarms is a house rule (E9003); here is what an alarm must be like."""

from __future__ import annotations

import json
import re

import pytest

from .blueprint import resources

pytestmark = pytest.mark.infra

FILE = "infra/stacks/observability.yaml"


def test_every_alarm_is_heard_and_its_end_too() -> None:
    for name, alarm in resources("AWS::CloudWatch::Alarm", FILE).items():
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "AlarmTopic"}], name
        assert alarm["AlarmDescription"].endswith("."), name


def test_silence_is_no_alarm_except_where_it_is_the_trouble() -> None:
    alarms = resources("AWS::CloudWatch::Alarm", FILE)
    breaching = {name for name, alarm in alarms.items() if alarm["TreatMissingData"] == "breaching"}
    assert breaching == {"ScheduleStoppedAlarm"}
    assert {alarm["TreatMissingData"] for alarm in alarms.values()} == {"breaching", "notBreaching"}


def test_one_dead_letter_is_enough() -> None:
    for name, alarm in resources("AWS::CloudWatch::Alarm", FILE).items():
        if name.endswith("DeadLettersAlarm"):
            assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold"), name
            assert alarm["EvaluationPeriods"] * alarm["Period"] == 60, name


def test_the_dashboard_is_json_and_shows_what_exists() -> None:
    body = resources("AWS::CloudWatch::Dashboard", FILE)["Dashboard"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(re.sub(r"\$\{[\w:]+\}", "x", body))["widgets"]
    shown = {metric[3] for widget in widgets for metric in widget["properties"]["metrics"]}
    known = {f"x{name.removeprefix('${StackName}')}" for name in watched_names()} | {"x"}
    assert shown - known <= {"x-webhooks", "x-polls", "x-wakes"}
    assert known <= shown


def watched_names() -> set[str]:
    """Names of the queues and functions that alarms watch."""
    return {
        dimension["Value"]["Fn::Sub"]
        for alarm in resources("AWS::CloudWatch::Alarm", FILE).values()
        for dimension in alarm["Dimensions"]
        if "Fn::Sub" in dimension["Value"]
    }
