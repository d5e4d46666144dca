"""What holds for every implementation of `Failures`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.failures import (
    CONNECTION_FAILURE_ID,
    Failure,
    FailureStatus,
    fail_connection,
    resolve,
)
from bookbridge.ports.failures import FailureFilter
from bookbridge.ports.transactions import SaveFailure

from .conftest import Ports
from .examples import MINUTE, NOON, failure

pytestmark = [pytest.mark.contract, pytest.mark.requirement("F6")]

EVERYTHING = FailureFilter()


def save(ports: Ports, *failures: Failure) -> None:
    ports.transactions.commit_unleased([SaveFailure(each) for each in failures])


def ids(page: tuple[Failure, ...]) -> list[str]:
    return [each.record_id for each in page]


def test_a_failure_is_read_back_as_it_was(ports: Ports) -> None:
    save(ports, failure())

    assert ports.failures.get("c-1", failure().failure_id) == replace(failure(), row_version=1)
    assert ports.failures.get("c-1", "fail-unknown") is None


def test_many_failures_are_read_at_once(ports: Ports) -> None:
    save(ports, *(failure(record_id=f"inv-{number}") for number in range(99)))
    wanted = [failure(record_id=f"inv-{number}").failure_id for number in range(120)]

    assert len(ports.failures.get_many("c-1", wanted)) == 99
    assert ports.failures.get_many("c-2", wanted) == {}


def test_failures_are_listed_newest_first(ports: Ports) -> None:
    for number in (2, 0, 3, 1):
        save(ports, failure(record_id=f"inv-{number}", last_failed_at=NOON + number * MINUTE))

    first, cursor = ports.failures.page("c-1", EVERYTHING, None, 3)
    rest, end = ports.failures.page("c-1", EVERYTHING, cursor, 3)

    assert ids((*first, *rest)) == ["inv-3", "inv-2", "inv-1", "inv-0"]
    assert end is None


def test_several_statuses_are_one_list(ports: Ports) -> None:
    statuses = [FailureStatus.OPEN, FailureStatus.RESYNCING, FailureStatus.SKIPPED]
    for number in range(9):
        at = NOON + number * MINUTE
        save(ports, failure(record_id=f"inv-{number}", last_failed_at=at, status=statuses[number % 3]))
    live = FailureFilter(statuses=(FailureStatus.OPEN, FailureStatus.RESYNCING))

    first, cursor = ports.failures.page("c-1", live, None, 4)
    rest, end = ports.failures.page("c-1", live, cursor, 4)

    assert ids(first) == ["inv-7", "inv-6", "inv-4", "inv-3"]
    assert ids(rest) == ["inv-1", "inv-0"]
    assert end is None


@pytest.mark.requirement("A4")
def test_pages_narrowed_by_category_and_type_are_full(ports: Ports) -> None:
    for number in range(12):
        kind = ("invoice", "bill", "payment")[number % 3]
        at = NOON + number * MINUTE
        save(ports, failure(record_id=f"{kind}-{number}", entity_type=kind, last_failed_at=at))

    invoices, cursor = ports.failures.page("c-1", FailureFilter(categories=("invoices",)), None, 5)
    rest, end = ports.failures.page("c-1", FailureFilter(categories=("invoices",)), cursor, 5)
    bills, _cursor = ports.failures.page(
        "c-1", FailureFilter(categories=("invoices",), entity_types=("bill",)), None, 9
    )
    both = FailureFilter(statuses=(FailureStatus.OPEN,), categories=("invoices", "payments"), entity_types=("payment",))
    payments, _cursor = ports.failures.page("c-1", both, None, 9)

    assert ids(invoices) == ["bill-10", "invoice-9", "bill-7", "invoice-6", "bill-4"]
    assert ids(rest) == ["invoice-3", "bill-1", "invoice-0"]
    assert end is None
    assert ids(bills) == ["bill-10", "bill-7", "bill-4", "bill-1"]
    assert ids(payments) == ["payment-11", "payment-8", "payment-5", "payment-2"]


@pytest.mark.requirement("A2")
def test_a_closed_failure_leaves_the_list_of_open_ones(ports: Ports) -> None:
    save(ports, failure())
    stored = ports.failures.get("c-1", failure().failure_id)
    assert stored is not None

    save(ports, resolve(stored, NOON + MINUTE))

    opened, _cursor = ports.failures.page("c-1", FailureFilter(statuses=(FailureStatus.OPEN,)), None, 9)
    resolved, _cursor = ports.failures.page("c-1", FailureFilter(statuses=(FailureStatus.RESOLVED,)), None, 9)
    assert opened == ()
    assert ids(resolved) == ["inv-1"]
    assert ports.failures.count_live("c-1") == {}


def test_live_failures_are_counted_by_category(ports: Ports) -> None:
    save(
        ports,
        failure(record_id="1"),
        failure(record_id="2", entity_type="bill", status=FailureStatus.RESYNCING),
        failure(record_id="3", entity_type="payment"),
        failure(record_id="4", entity_type="customer", status=FailureStatus.SKIPPED),
    )

    assert ports.failures.count_live("c-1") == {"invoices": 2, "payments": 1}


@pytest.mark.requirement("A8")
def test_the_failure_of_a_connection_is_kept_beside_those_of_records(ports: Ports) -> None:
    problem = failure().problem
    opened = fail_connection(
        None, company_id="c-1", package="quickbooks-desktop", organisation="Riverside Ltd", problem=problem, now=NOON
    )
    save(ports, opened, failure())

    page, _cursor = ports.failures.page("c-1", FailureFilter(entity_types=("connection",)), None, 9)

    assert page == (replace(opened, row_version=1),)
    assert ports.failures.get("c-1", CONNECTION_FAILURE_ID) == page[0]
    assert ports.failures.count_live("c-1") == {"connection": 1, "invoices": 1}


def test_a_cursor_is_of_use_to_its_own_company_only(ports: Ports) -> None:
    save(ports, failure(record_id="1"), failure(record_id="2"))
    _page, cursor = ports.failures.page("c-1", EVERYTHING, None, 1)

    with pytest.raises(InvalidInput):
        ports.failures.page("c-2", EVERYTHING, cursor, 1)
    with pytest.raises(InvalidInput):
        ports.failures.page("c-1", EVERYTHING, "nonsense", 1)


def test_a_company_sees_no_failure_of_another(ports: Ports) -> None:
    save(ports, failure("c-2"))

    assert ports.failures.get("c-1", failure().failure_id) is None
    assert ports.failures.page("c-1", EVERYTHING, None, 9) == ((), None)
    assert ports.failures.page("c-1", FailureFilter(statuses=tuple(FailureStatus)), None, 9) == ((), None)
    assert ports.failures.count_live("c-1") == {}


@pytest.mark.requirement("E2")
def test_what_failed_before_a_place_is_taken_newest_first_and_counted(ports: Ports) -> None:
    failures = [
        failure(record_id=f"inv-{number}", last_failed_at=NOON + number * MINUTE, status=status)
        for number, status in enumerate([FailureStatus.OPEN, FailureStatus.RESYNCING, FailureStatus.RESOLVED] * 3)
    ]
    ports.transactions.commit_unleased([SaveFailure(each) for each in failures])
    live = FailureFilter(statuses=(FailureStatus.OPEN, FailureStatus.RESYNCING))
    start = failures[7].failed_order

    first = ports.failures.failed_before("c-1", live, start, 3)
    rest = ports.failures.failed_before("c-1", live, first[-1].failed_order, 9)

    assert [each.record_id for each in (*first, *rest)] == ["inv-6", "inv-4", "inv-3", "inv-1", "inv-0"]
    assert ports.failures.count("c-1", live, start) == 5
    assert ports.failures.count("c-1", live, first[-1].failed_order) == 2
    assert ports.failures.failed_before("c-2", live, start, 9) == ()
    assert ports.failures.count("c-2", live, start) == 0


@pytest.mark.requirement("E2")
def test_failures_are_narrowed_by_several_types_and_codes(ports: Ports) -> None:
    wrong = replace(failure().problem, code="closed_period")
    ports.transactions.commit_unleased(
        [
            SaveFailure(failure(record_id="i-1")),
            SaveFailure(failure(record_id="i-2", problem=wrong)),
            SaveFailure(failure(record_id="b-1", entity_type="bill", problem=wrong)),
            SaveFailure(failure(record_id="p-1", entity_type="payment", problem=wrong)),
        ]
    )
    narrow = FailureFilter(
        statuses=(FailureStatus.OPEN,), entity_types=("invoice", "bill"), codes=("closed_period", "string_too_long")
    )
    found = ports.failures.failed_before("c-1", narrow, "3", 9)
    assert {each.record_id for each in found} == {"i-2", "b-1"}
    assert ports.failures.count("c-1", narrow, "3") == 2
    page, _cursor = ports.failures.page("c-1", narrow, None, 9)
    assert {each.record_id for each in page} == {"i-2", "b-1"}
