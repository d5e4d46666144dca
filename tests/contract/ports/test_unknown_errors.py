from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bookbridge.domain.failures import Failure, FailureStatus
from bookbridge.domain.failures.unknown import sighting_of
from bookbridge.ports.transactions import SaveFailure

from .conftest import Ports
from .examples import MINUTE, NOON, failure

pytestmark = [pytest.mark.contract, pytest.mark.requirement("A6")]


def unknown(company_id: str, record_id: str, minutes: int, package: str = "Xero", **changed: Any) -> Failure:
    """A failure whose error the catalogue does not know."""
    known = failure(company_id, record_id)
    problem = replace(
        known.problem, code="unknown_error", package_code="10", message="Odd things", values={"package": package}
    )
    return replace(known, problem=problem, last_failed_at=NOON + minutes * MINUTE, **changed)


def save(ports: Ports, *failures: Failure) -> None:
    for each in failures:
        ports.transactions.commit_unleased([SaveFailure(each)])


def test_they_are_listed_newest_first_for_all_companies_and_the_packages_asked_for(ports: Ports) -> None:
    first, second = unknown("c-1", "1", 1), unknown("c-2", "2", 2, status=FailureStatus.RESOLVED, attempts=3)
    other = unknown("c-1", "3", 3, "QuickBooks Online")
    save(ports, first, second, other, failure("c-1", "known"))

    assert ports.unknown_errors.newest(["xero"], 9) == (sighting_of(second), sighting_of(first))
    assert ports.unknown_errors.newest(["quickbooks-online"], 9) == (sighting_of(other),)
    assert [each.failure_id for each in ports.unknown_errors.newest(["quickbooks-online", "xero"], 2)] == [
        other.failure_id,
        second.failure_id,
    ]
    assert ports.unknown_errors.newest(["quickbooks-desktop"], 9) == ()


def test_a_failure_counts_once_however_often_it_fails_and_not_at_all_once_it_is_known(ports: Ports) -> None:
    save(ports, unknown("c-1", "1", 1))
    again = unknown("c-1", "1", 5, attempts=2, row_version=1)
    save(ports, again)
    assert ports.unknown_errors.newest(["xero"], 9) == (sighting_of(again),)

    save(ports, replace(failure("c-1", "1"), row_version=2))
    assert ports.unknown_errors.newest(["xero"], 9) == ()


def test_examples_are_read_across_companies(ports: Ports) -> None:
    first, second = unknown("c-1", "1", 1), unknown("c-2", "2", 2)
    save(ports, first, second)
    keys = [("c-1", first.failure_id), ("c-2", second.failure_id), ("c-2", "fail-gone")]

    found = ports.unknown_errors.examples(keys)

    assert found == {keys[0]: replace(first, row_version=1), keys[1]: replace(second, row_version=1)}
