"""The templates as data: functions, what each is told, what each may do, and what starts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cfnlint.decode import decode  # type: ignore[import-untyped]  # cfn-lint ships no types

ROOT = Path(__file__).parents[3]
TEMPLATES = ("template.yaml", "infra/stacks/data.yaml", "infra/stacks/observability.yaml")

Template = dict[str, Any]


@cache
def template(name: str = "template.yaml") -> Template:
    """One template; short forms such as `!Ref` are spelled out."""
    loaded, problems = decode(str(ROOT / name))
    assert not problems
    assert isinstance(loaded, dict)
    return loaded


def resources(kind: str, name: str = "template.yaml") -> dict[str, Template]:
    """Properties of the resources of one type, by logical id."""
    return {
        logical_id: resource.get("Properties", {})
        for logical_id, resource in template(name)["Resources"].items()
        if resource["Type"] == kind
    }


@dataclass(frozen=True, order=True)
class Grant:
    """One action on one thing: `RecordsTable`, `RecordsTable/index/pending`, `WakesQueue`, `CompanySync`."""

    action: str
    subject: str


@dataclass(frozen=True)
class Function:
    """One function. `environment` holds what it is told beyond what all functions are."""

    name: str
    logical_id: str
    properties: Template

    @property
    def timeout(self) -> int:
        """Seconds."""
        seconds: int = self.properties.get("Timeout", template()["Globals"]["Function"]["Timeout"])
        return seconds

    @property
    def environment(self) -> dict[str, Any]:
        """Variables by name."""
        variables: dict[str, Any] = self.properties.get("Environment", {}).get("Variables", {})
        return variables

    @property
    def routes(self) -> set[str]:
        """`GET /v1/companies` and so on."""
        events = self.properties.get("Events", {}).values()
        found = (event["Properties"] for event in events if event["Type"] == "HttpApi")
        return {f"{route['Method']} {route['Path']}" for route in found}

    @property
    def grants(self) -> set[Grant]:
        """What its statements allow."""
        return {
            Grant(action, subject)
            for policy in self.properties.get("Policies", [])
            for statement in policy.get("Statement", [])
            for action in statement["Action"]
            for subject in subjects(statement["Resource"])
        }

    def may(self, action: str, subject: str) -> bool:
        """Whether it may do this to that."""
        return Grant(action, subject) in self.grants


def subjects(resource: Any) -> Iterator[str]:
    """What a statement's Resource points at, by logical id; parts below it keep their path."""
    match resource:
        case list():
            for one in resource:
                yield from subjects(one)
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), "Arn" | "Id"]}:
            yield name
        case {"Fn::GetAtt": ["Data", str(output)]}:
            yield output.removeprefix("Outputs.").removesuffix("Arn")
        case {"Fn::Sub": str(text)}:
            yield re.sub(r"\$\{(?:Data\.Outputs\.)?(\w+?)\.?Arn\}", r"\1", text)
        case _:
            yield str(resource)


@cache
def functions() -> dict[str, Function]:
    """All functions by their folder's name."""
    found = {}
    for logical_id, properties in resources("AWS::Serverless::Function").items():
        name = properties["CodeUri"].removeprefix("functions/")
        found[name] = Function(name, logical_id, properties)
    return found


def pascal_case(name: str) -> str:
    """`take_in_changes` as `TakeInChanges`."""
    return "".join(word.capitalize() for word in name.split("_"))
