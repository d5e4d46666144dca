"""The state machines as data: their files, their states and the expressions in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "infra/statemachines"
NAMES = tuple(sorted(path.name.removesuffix(".asl.json") for path in FOLDER.glob("*.asl.json")))
EXPRESSION = re.compile(r"\{%\s*(.*?)\s*%\}", re.DOTALL)

Definition = dict[str, Any]


def load(name: str) -> Definition:
    """The definition of one state machine, placeholders and all."""
    definition: Definition = json.loads((FOLDER / f"{name}.asl.json").read_text(encoding="utf-8"))
    return definition


def states(definition: Definition) -> dict[str, Definition]:
    """The states by name."""
    named: dict[str, Definition] = definition["States"]
    return named


def tasks(definition: Definition) -> dict[str, Definition]:
    """The states that call something."""
    return {name: state for name, state in states(definition).items() if state["Type"] == "Task"}


def targets(state: Definition) -> set[str]:
    """Where a state can go."""
    found = {branch["Next"] for branch in [*state.get("Choices", []), *state.get("Catch", [])]}
    return found | {state[key] for key in ("Next", "Default") if key in state}


def expressions(node: object) -> Iterator[str]:
    """Every JSONata expression below a node, without its marks."""
    if isinstance(node, str):
        if found := EXPRESSION.fullmatch(node):
            yield found[1]
    elif isinstance(node, dict):
        for child in node.values():
            yield from expressions(child)
    elif isinstance(node, list):
        for child in node:
            yield from expressions(child)


def error_names(definition: Definition) -> set[str]:
    """Every error that a Retry or Catch names."""
    return {
        name
        for state in states(definition).values()
        for handler in [*state.get("Retry", []), *state.get("Catch", [])]
        for name in handler["ErrorEquals"]
    }
