"""Ids that are the same in every run of a test."""

from __future__ import annotations

from itertools import count


class FakeIds:
    """Implements `Ids`: `ses-00000001`, `rep-00000002` …, so that later ids sort after earlier ones."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self, prefix: str) -> str:
        return f"{prefix}-{next(self._numbers):08d}"
