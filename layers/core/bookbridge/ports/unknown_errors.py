"""Where failures with unknown errors are found, of all companies: for the operator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bookbridge.domain.failures import Failure
from bookbridge.domain.failures.unknown import Sighting

FailureKey = tuple[str, str]
"""Company and failure id."""


class UnknownErrors(Protocol):
    """Failures whose error the catalogue does not know."""

    def newest(self, packages: Sequence[str], limit: int) -> tuple[Sighting, ...]:
        """Those of these packages that failed last, newest first, at most `limit`. May lag a moment behind writes."""
        ...

    def examples(self, keys: Sequence[FailureKey]) -> dict[FailureKey, Failure]:
        """The failures themselves, for those that exist; strongly consistent."""
        ...
