"""What a step of a session tells the state machine."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final

RECOVERY_WAIT: Final = 20.0
"""Seconds until a dispatch whose answer was lost once more is asked about again."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Whether to call the step again, and after how long."""

    more: bool
    wait_seconds: float = 0.0

    def as_output(self) -> dict[str, object]:
        """The task's output; Step Functions waits whole seconds."""
        return {"more": self.more, "wait_seconds": ceil(self.wait_seconds)}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment (clock seconds) after which a step should start nothing new."""

    at: float

    def passed(self, now: float) -> bool:
        """Whether to stop here and be called again."""
        return now >= self.at
