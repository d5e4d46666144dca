"""The state machine `company_sync`, walked: its definition as deployed, its tasks the real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from typing_extensions import override

from bookbridge.domain.errors import BookbridgeError
from tests.workflows.definitions import Definition, load, tasks
from tests.workflows.machine import Failed, Machine

Task = Callable[[dict[str, Any]], dict[str, Any]]
"""From a task's payload to its result."""


class CompanySync(Machine):
    """One execution. `advance` moves the clock over its waits."""

    def __init__(self, work: Mapping[str, Task], advance: Callable[[float], None]) -> None:
        definition = load("company_sync")
        super().__init__(definition, {})
        self._work = work
        self._advance = advance
        self._task_names = set(tasks(definition))

    @property
    def transitions(self) -> int:
        """As billed: into each state, once more for each retry, and out of the last."""
        path = self._run.path
        retries = len(self._run.calls) - sum(1 for name in path if name in self._task_names)
        return len(path) + retries + 1

    @override
    def _call(self, name: str, arguments: dict[str, Any]) -> Any:
        self._run.calls.append((name, arguments))
        try:
            return {"Payload": self._work[name](arguments["Payload"])}
        except BookbridgeError as error:
            return Failed(type(error).__name__, str(error))

    @override
    def _step(self, name: str, state: Definition, data: Any) -> tuple[str | None, Any]:
        following = super()._step(name, state, data)
        if state["Type"] == "Wait":
            self._advance(self._run.waits[-1])
        return following
