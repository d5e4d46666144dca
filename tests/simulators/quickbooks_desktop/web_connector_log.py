"""What the Web Connector notes about an update: its log is what a customer sends to support."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from tests.simulators.chassis.records import Record

Outcome: TypeAlias = Literal[
    "running",
    "done",  # 100, or nothing more was sent
    "no_work",
    "invalid_user",
    "busy",
    "refused_version",
    "stopped",  # connectionError was answered with done
    "error",  # a negative number, or a message instead of a request
    "failed",  # a call had no usable answer
    "crashed",
    "gave_up",  # asked to try again and again without end
]

QUICKBOOKS: Final = "QuickBooks"
"""The operation of a step in which QuickBooks carried a message out."""
OPENING: Final = "open"
"""The operation of a step in which a company file was opened."""
PAUSE: Final = "pause"
"""The operation of a step in which the Web Connector waited."""

_SHOWN_CHARACTERS: Final = 4_000


@dataclass
class Step:
    """One step: a SOAP call, or ``QUICKBOOKS``, ``OPENING``, ``PAUSE``.

    ``result`` is the answer: the strings of ``authenticate`` (a list), else a text;
    ``problem`` says why there is none. ``turn`` counts the requests of the update.
    """

    operation: str
    parameters: dict[str, str]
    at: datetime
    turn: int = 0
    result: str | list[str] = ""
    problem: str = ""

    def as_record(self) -> Record:
        """Return it as JSON; long texts are cut."""
        shown: dict[str, Any] = {name: _cut(text) for name, text in self.parameters.items() if name != "strPassword"}
        result = [_cut(text) for text in self.result] if isinstance(self.result, list) else _cut(self.result)
        return {
            "operation": self.operation,
            "at": self.at.isoformat(),
            "turn": self.turn,
            "parameters": shown,
            "result": result,
            "problem": self.problem,
        }


@dataclass
class UpdateLog:
    """One update: its steps in order, how it ended, and the text that the user then sees."""

    application: str
    machine: str
    started: datetime
    ended: datetime | None = None
    ticket: str = ""
    outcome: Outcome = "running"
    status: str = ""
    steps: list[Step] = field(default_factory=list)

    @property
    def operations(self) -> list[str]:
        """Return what was done, in order."""
        return [step.operation for step in self.steps]

    def all(self, operation: str) -> list[Step]:
        """Return the steps of one kind."""
        return [step for step in self.steps if step.operation == operation]

    @property
    def turns(self) -> int:
        """Return how many requests QuickBooks was given."""
        return len(self.all(QUICKBOOKS))

    def as_record(self) -> Record:
        """Return it as JSON."""
        return {
            "application": self.application,
            "machine": self.machine,
            "started": self.started.isoformat(),
            "ended": self.ended.isoformat() if self.ended else None,
            "ticket": self.ticket,
            "outcome": self.outcome,
            "status": self.status,
            "turns": self.turns,
            "steps": [step.as_record() for step in self.steps],
        }


def _cut(text: str) -> str:
    over = len(text) - _SHOWN_CHARACTERS
    return text if over <= 0 else f"{text[:_SHOWN_CHARACTERS]}… ({over} more)"
