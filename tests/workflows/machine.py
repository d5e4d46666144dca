"""A state machine run in memory: real definitions, real JSONata, scripted task results.

It knows what our definitions use: Task, Choice, Wait, Pass, Succeed and Fail; Arguments, Assign and Output; Retry and
Catch; task tokens and heartbeats. Waits, heartbeats and retry delays are noted, not slept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from jsonata import Jsonata
from jsonata.jexception import JException

from .definitions import EXPRESSION, Definition, states

Json = Any
"""Whatever a definition or a result holds."""

MAX_STEPS = 200

CALLBACK = ".waitForTaskToken"
TOKEN = "a task token"


@dataclass(frozen=True)
class Failed:
    """A task's failure: the error's name and its cause."""

    error: str
    cause: str = "scripted"

    def as_output(self) -> dict[str, str]:
        """What `$states.errorOutput` shows."""
        return {"Error": self.error, "Cause": self.cause} if self.cause else {"Error": self.error}


class QueryEvaluationError(Exception):
    """An expression has no value, or cannot be evaluated."""


@dataclass
class Run:
    """How an execution went. `calls` are the arguments of each task, in order."""

    status: str = "RUNNING"
    output: Json = None
    error: str = ""
    cause: str = ""
    path: list[str] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    heartbeats: dict[str, int] = field(default_factory=dict)
    """After how many seconds of silence a task would have failed, by state."""
    calls: list[tuple[str, dict[str, Json]]] = field(default_factory=list)

    def payloads(self, state: str) -> list[Json]:
        """What a Lambda task was called with, each time."""
        return [arguments["Payload"] for name, arguments in self.calls if name == state]


Script = dict[str, list[Json]]
"""For each task its results in order, the last one for ever; a `Failed` is raised."""


class Machine:
    """One definition with scripted tasks."""

    def __init__(self, definition: Definition, script: Script) -> None:
        self._definition = definition
        self._states = states(definition)
        self._script = script
        self._called: Counter[str] = Counter()
        self._variables: dict[str, Json] = {}
        self._run = Run()

    def run(self, given: dict[str, Json]) -> Run:
        """Run from the start to an end, or fail the test after `MAX_STEPS` states."""
        name: str | None = self._definition["StartAt"]
        data: Json = given
        while name is not None:
            self._run.path.append(name)
            assert len(self._run.path) < MAX_STEPS, f"goes round for ever: {self._run.path[-8:]}"
            try:
                name, data = self._step(name, self._states[name], data)
            except QueryEvaluationError as error:
                self._end("FAILED", error="States.QueryEvaluationError", cause=str(error))
                name = None
        return self._run

    def _step(self, name: str, state: Definition, data: Json) -> tuple[str | None, Json]:
        match state["Type"]:
            case "Task":
                return self._task(name, state, data)
            case "Choice":
                for choice in state["Choices"]:
                    value = self._value(choice["Condition"], input=data)
                    assert isinstance(value, bool), f"{name}: a condition must be true or false, not {value!r}"
                    if value:
                        return choice["Next"], data
                return state["Default"], data
            case "Wait":
                seconds = self._value(state["Seconds"], input=data)
                assert isinstance(seconds, int), f"{name}: waits for a whole number of seconds, not {seconds!r}"
                self._run.waits.append(seconds)
                return state["Next"], data
            case "Pass":
                return state["Next"], self._leave(state, data, input=data)
            case "Succeed":
                self._end("SUCCEEDED", output=self._leave(state, data, input=data))
            case "Fail":
                error, cause = (self._value(state[key], input=data) for key in ("Error", "Cause"))
                self._end("FAILED", error=error, cause=cause)
            case other:
                raise AssertionError(f"{name}: this test double does not know {other} states")
        return None, None

    def _task(self, name: str, state: Definition, data: Json) -> tuple[str, Json]:
        retried: Counter[int] = Counter()
        seen: dict[str, Json] = {"input": data}
        if state["Resource"].endswith(CALLBACK):
            seen["context"] = {"Task": {"Token": TOKEN}}
        while True:
            try:
                arguments = self._value(state["Arguments"], **seen)
                if "HeartbeatSeconds" in state:
                    self._run.heartbeats[name] = self._value(state["HeartbeatSeconds"], **seen)
                result = self._call(name, arguments)
                if not isinstance(result, Failed):
                    return state["Next"], self._leave(state, result, input=data, result=result)
                failure = result
            except QueryEvaluationError as error:
                failure = Failed("States.QueryEvaluationError", str(error))
            retriers = [number for number, retrier in enumerate(state["Retry"]) if _matches(retrier, failure.error)]
            if not retriers or retried[retriers[0]] == state["Retry"][retriers[0]]["MaxAttempts"]:
                return self._catch(name, state, data, failure)
            retried[retriers[0]] += 1

    def _call(self, name: str, arguments: dict[str, Json]) -> Json:
        self._run.calls.append((name, arguments))
        results = self._script[name]
        result = results[min(self._called[name], len(results) - 1)]
        self._called[name] += 1
        if isinstance(result, Failed) or self._states[name]["Resource"].endswith(CALLBACK):
            return result  # of a task with a token: what was sent with the token
        return {"Payload": result}

    def _catch(self, name: str, state: Definition, data: Json, failure: Failed) -> tuple[str, Json]:
        for catcher in state["Catch"]:
            if _matches(catcher, failure.error):
                output = failure.as_output()
                return catcher["Next"], self._leave(catcher, output, input=data, errorOutput=output)
        raise AssertionError(f"{name}: nothing catches {failure.error}")

    def _leave(self, state: Definition, default: Json, **seen: Json) -> Json:
        """Output and Assign both see the variables as they were on entry."""
        output = self._value(state["Output"], **seen) if "Output" in state else default
        self._variables |= self._value(state.get("Assign", {}), **seen)
        return output

    def _value(self, node: Json, **seen: Json) -> Json:
        if isinstance(node, dict):
            return {key: self._value(child, **seen) for key, child in node.items()}
        if isinstance(node, list):
            return [self._value(child, **seen) for child in node]
        if isinstance(node, str) and (found := EXPRESSION.fullmatch(node)):
            return evaluate(found[1], {**self._variables, "states": seen})
        return node

    def _end(self, status: str, output: Json = None, error: str = "", cause: str = "") -> None:
        self._run.status, self._run.output, self._run.error, self._run.cause = status, output, error, cause


def _matches(handler: Definition, error: str) -> bool:
    return error in handler["ErrorEquals"] or "States.ALL" in handler["ErrorEquals"]


def evaluate(expression: str, variables: dict[str, Json]) -> Json:
    """The value of one expression. Raises `QueryEvaluationError`, also where there is none, as Step Functions does."""
    try:
        query = Jsonata(expression)
        frame = query.create_frame()
        for name, value in variables.items():
            frame.bind(name, value)
        value = query.evaluate(None, frame)
    except JException as error:
        raise QueryEvaluationError(f"{expression}: {error}") from error
    if value is None:
        raise QueryEvaluationError(f"{expression}: no value")
    return value
