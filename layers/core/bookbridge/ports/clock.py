"""Time, so that tests can move it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The present, and waiting for a short while."""

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait; only for waits shorter than a Lambda's patience."""
        ...


class Ids(Protocol):
    """Unguessable unique names."""

    def new(self, prefix: str) -> str:
        """`prefix-` and at most 30 characters more: QuickBooks Online takes 36 as a batch's request id."""
        ...
