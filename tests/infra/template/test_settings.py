"""The template and the composition root agree on what each function is told."""

from __future__ import annotations

import re
from typing import Any

import pytest
from typing_extensions import override

from bookbridge.bootstrap import Application, AwsAdapters, Settings

from .blueprint import ROOT, Function, functions

pytestmark = pytest.mark.infra

USE_CASE = re.compile(r"\buse\.(\w+)")


class Environment(dict[str, str]):
    """What the template tells a function; remembers what was asked for."""

    def __init__(self, function: Function) -> None:
        super().__init__({name: f"the {name}" for name in function.environment})
        self.asked: set[str] = set()

    @override
    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


def composed(function: Function) -> Environment:
    """The environment of a function after all its use cases were made from it; nothing calls AWS before it is used."""
    environment = Environment(function)
    application = Application(AwsAdapters(Settings(environment)))
    handler = (ROOT / "functions" / function.name / "handler.py").read_text(encoding="utf-8")
    for use_case in USE_CASE.findall(handler):
        getattr(application, use_case)
    return environment


@pytest.mark.parametrize("function", functions().values(), ids=functions())
def test_a_function_is_told_all_that_its_use_cases_are_made_of(function: Function) -> None:
    composed(function)


@pytest.mark.parametrize("function", functions().values(), ids=functions())
def test_a_function_is_told_of_no_table_queue_or_machine_that_nobody_asks_for(function: Function) -> None:
    environment = composed(function)
    named = {name for name in environment if name.endswith(("_TABLE", "_QUEUE_URL", "_SYNC_ARN", "_REPORT_ARN"))}
    assert named <= environment.asked
