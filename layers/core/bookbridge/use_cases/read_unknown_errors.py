"""Show the operator which errors of the packages the catalogue does not know, most frequent first (A6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bookbridge.domain.errors import FieldFault, InvalidInput
from bookbridge.domain.failures.unknown import UnknownError, counted
from bookbridge.ports.unknown_errors import UnknownErrors

LOOKED_AT: Final = 10_000
"""Failures that are counted in one answer, the newest; what is older is told to be missing."""


@dataclass(frozen=True, slots=True)
class Known:
    """An unknown error with its example's words, as the package sent them, and row; empty if that is gone by now."""

    error: UnknownError
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class UnknownErrorsPage:
    """One page. `following` is the rank behind which the next begins; None when nothing follows.

    `counted` is how many failures were looked at; not `complete`: there are older ones that were not.
    """

    errors: tuple[Known, ...]
    following: str | None
    counted: int
    complete: bool


@dataclass(frozen=True, slots=True)
class ReadUnknownErrors:
    """Counts what the index holds when it is asked; nothing is kept that could differ from the failures."""

    unknown_errors: UnknownErrors
    packages: Sequence[str]

    def __call__(self, package: str, after: str | None, limit: int) -> UnknownErrorsPage:
        """Of one package, or of all when it is empty. Raises `InvalidInput` for a package that there is not."""
        if package and package not in self.packages:
            raise InvalidInput((FieldFault("package", f"must be one of {', '.join(self.packages)}"),))
        seen = self.unknown_errors.newest([package] if package else self.packages, LOOKED_AT + 1)
        errors = [each for each in counted(seen[:LOOKED_AT]) if after is None or each.rank > after]
        page = [*islice(errors, limit)]
        examples = self.unknown_errors.examples([(each.example.company_id, each.example.failure_id) for each in page])
        known = []
        for each in page:
            example = examples.get((each.example.company_id, each.example.failure_id))
            known.append(Known(each, example.problem.message, example.problem.code) if example else Known(each, "", ""))
        following = page[-1].rank if len(errors) > limit else None
        return UnknownErrorsPage(tuple(known), following, min(len(seen), LOOKED_AT), len(seen) <= LOOKED_AT)
