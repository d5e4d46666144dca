"""Show failures: the list, and the numbers of the banner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, get_args

from bookbridge.domain.banner import Banner, banner_of
from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import FieldFault, InvalidInput
from bookbridge.domain.failure_actions import MOST_WORDS
from bookbridge.domain.failures import CONNECTION_FAILURE_ID, Failure, FailureStatus, Problem
from bookbridge.domain.hindrances import NEEDS_PEOPLE, stopping_code
from bookbridge.domain.languages import ENGLISH, language
from bookbridge.domain.records import SUBJECTS, Category
from bookbridge.ports.connections import Connections
from bookbridge.ports.failures import FailureFilter, Failures
from bookbridge.ports.packages import Package

from .narrowing import among

CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)


@dataclass(frozen=True, slots=True)
class ReadFailures:
    """Reads of one company's failures."""

    failures: Failures
    connections: Connections
    package: Callable[[str], Package]

    def page(
        self, company_id: str, narrow: Mapping[str, str], cursor: str | None, limit: int
    ) -> tuple[tuple[Failure, ...], str | None]:
        """Newest first, and the next cursor.

        `narrow` has any of `status`, `category`, `entity_type` and `code`, each several with commas between them.
        Raises `InvalidInput` naming every value that is none.
        """
        return self.failures.page(company_id, _filter(narrow), cursor, limit)

    def told(self, company_id: str, failures: Sequence[Failure], code: str) -> tuple[Failure, ...]:
        """The same failures in a language: they are stored in English, and what the package said stays as it is."""
        connection = self.connections.get(company_id) if failures and code != ENGLISH else None
        if connection is None:
            return tuple(failures)
        catalogue = self.package(connection.package).catalogue()

        def problem(stored: Problem) -> Problem:
            words = catalogue.wording(stored, code)
            return replace(stored, title=words.title, message=words.message, remedies=words.remedies)

        return tuple(replace(each, problem=problem(each.problem)) for each in failures)

    def summary(self, company_id: str) -> dict[Category, int]:
        """How many failures are open or resyncing, by category; every category is there."""
        counted = self.failures.count_live(company_id)
        return {category: counted.get(category, 0) for category in CATEGORIES}

    def banner(self, company_id: str, counted: Mapping[Category, int]) -> Banner:
        """What to show above the application's pages for these numbers, in the company's language."""
        connection = self.connections.get(company_id)
        speech = language(connection.settings.language if connection else ENGLISH)
        return banner_of(counted, self._stopped_by(connection, counted, speech.code), speech)

    def _stopped_by(self, connection: Connection | None, counted: Mapping[Category, int], code: str) -> str:
        """The title of what stops the connection: its failure, or a status that only people can end; empty: nothing."""
        if connection is None:
            return ""
        if counted.get("connection"):
            failure = self.failures.get(connection.company_id, CONNECTION_FAILURE_ID)
            if failure is not None and failure.status.is_live:
                return self.package(connection.package).catalogue().wording(failure.problem, code).title
        if connection.status not in NEEDS_PEOPLE:
            return ""
        catalogue = self.package(connection.package).catalogue()
        return catalogue.wording(catalogue.problem_for(stopping_code(connection), "connection"), code).title


def _filter(narrow: Mapping[str, str]) -> FailureFilter:
    faults: list[FieldFault] = []
    statuses = among("status", narrow.get("status", ""), tuple(status.value for status in FailureStatus), faults)
    categories = among("category", narrow.get("category", ""), CATEGORIES, faults)
    types = among("entity_type", narrow.get("entity_type", ""), SUBJECTS, faults)
    codes = [each.strip() for each in narrow.get("code", "").split(",") if each.strip()]
    if len(codes) > MOST_WORDS:
        faults.append(FieldFault("code", f"must be at most {MOST_WORDS} codes"))
    if faults:
        raise InvalidInput(tuple(faults))
    return FailureFilter(
        tuple(FailureStatus(status) for status in statuses),
        tuple(category for category in CATEGORIES if category in categories),
        tuple(each for each in SUBJECTS if each in types),
        tuple(codes),
    )
