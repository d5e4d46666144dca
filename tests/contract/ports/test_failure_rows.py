"""What holds for every implementation of `FailureRows`: what matches the whole time is read once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bookbridge.domain.failures import FailureStatus, fail, resolve
from bookbridge.domain.report_rows import ReportRow, report_row
from bookbridge.ports.failures import FailureFilter
from bookbridge.ports.transactions import SaveFailure
from tests.fakes.store import PAGE

from .conftest import Ports
from .examples import MINUTE, NOON, failure

pytestmark = [pytest.mark.contract, pytest.mark.requirement("A4")]

EVENING = NOON + timedelta(hours=9)
LIVE = FailureFilter((FailureStatus.OPEN, FailureStatus.RESYNCING))


def save_some(ports: Ports, count: int, first: int = 0) -> None:
    """Invoices that failed one after the other."""
    for number in range(first, first + count):
        at = NOON + number * MINUTE
        made = failure(record_id=f"inv-{number}", created_at=at, opened_at=at, last_failed_at=at)
        ports.transactions.commit_unleased([SaveFailure(made)])


def read(ports: Ports, narrow: FailureFilter = LIVE, after: str = "") -> list[ReportRow]:
    return [row for page in ports.failure_rows.pages("c-1", narrow, EVENING, after) for row in page.rows]


def records(rows: list[ReportRow]) -> list[str]:
    return [row["record_id"] for row in rows]


def test_a_row_says_what_a_report_shows_of_a_failure(ports: Ports) -> None:
    plain = failure()
    full = failure(
        record_id="inv-2",
        date="2026-05-01",
        currency="USD",
        status_in_app="draft",
        status_in_package="sent",
        delivery={},
        attempts=7,
        opened_at=NOON + MINUTE,
        problem=replace(
            failure().problem,
            message="Žluťoučký kůň “quoted” " * 40,
            package_link="https://package.example/invoice/1045",
            values={"number": "1001", "party": "x" * 500},
        ),
    )
    ports.transactions.commit_unleased([SaveFailure(plain), SaveFailure(full)])

    assert sorted(read(ports), key=str) == sorted([report_row(plain), report_row(full)], key=str)


def test_rows_come_newest_first_by_when_they_first_failed(ports: Ports) -> None:
    save_some(ports, PAGE * 2 + 3)
    ports.transactions.commit_unleased([SaveFailure(failure(record_id="old", last_failed_at=EVENING))])

    rows = records(read(ports))

    assert rows[:-2] == [f"inv-{number}" for number in reversed(range(1, PAGE * 2 + 3))]
    assert set(rows[-2:]) == {"inv-0", "old"}


def test_reading_goes_on_behind_any_page(ports: Ports) -> None:
    save_some(ports, PAGE * 3 + 1)
    pages = list(ports.failure_rows.pages("c-1", LIVE, EVENING, ""))
    everything = [row for page in pages for row in page.rows]

    assert len(pages) > 3
    assert pages[-1].cursor == ""
    for number, page in enumerate(pages[:-1], 1):
        read_by_then = [row for each in pages[:number] for row in each.rows]
        assert [*read_by_then, *read(ports, after=page.cursor)] == everything


def test_rows_are_narrowed_by_status_category_and_type(ports: Ports) -> None:
    for number, kind in enumerate(("invoice", "bill", "payment", "invoice")):
        status = FailureStatus.SKIPPED if number == 3 else FailureStatus.OPEN
        made = failure(record_id=f"{kind}-{number}", entity_type=kind, status=status)
        ports.transactions.commit_unleased([SaveFailure(made)])

    assert set(records(read(ports))) == {"invoice-0", "bill-1", "payment-2"}
    assert records(read(ports, FailureFilter((FailureStatus.SKIPPED,)))) == ["invoice-3"]
    assert set(records(read(ports, replace(LIVE, categories=("invoices",))))) == {"invoice-0", "bill-1"}
    assert records(read(ports, replace(LIVE, categories=("invoices",), entity_types=("bill",)))) == ["bill-1"]
    assert read(ports, replace(LIVE, categories=("refunds",))) == []


def test_what_failed_later_is_not_read(ports: Ports) -> None:
    ports.transactions.commit_unleased(
        [
            SaveFailure(failure(record_id="then", created_at=EVENING)),
            SaveFailure(failure(record_id="later", created_at=EVENING + timedelta(microseconds=1))),
        ]
    )

    assert records(read(ports)) == ["then"]


def test_no_row_of_another_company_is_read(ports: Ports) -> None:
    ports.transactions.commit_unleased([SaveFailure(failure("c-2"))])

    assert read(ports) == []


def test_whatever_happens_between_two_pages_each_row_that_stays_is_read_once(ports: Ports) -> None:
    """They fail again, open anew, are resolved, new ones arrive: where the reading has been, and where it will be."""
    count = PAGE * 5
    save_some(ports, count)
    resolved = {number for number in range(count) if number % 5 == 0}
    seen: list[str] = []

    for number, page in enumerate(ports.failure_rows.pages("c-1", LIVE, EVENING, "")):
        seen += records(list(page.rows))
        now = EVENING + number * MINUTE
        for place in (number, count - 1 - number, count // 2 + number, count // 2 - number):
            stored = ports.failures.get("c-1", failure(record_id=f"inv-{place}").failure_id)
            assert stored is not None
            before = resolve(stored, now) if place % 3 == 0 else stored
            again = fail(
                before,
                company_id="c-1",
                entity_type="invoice",
                record_id=f"inv-{place}",
                record={"number": "1001"},
                operation="create",
                problem=stored.problem,
                party="Birch Bakery",
                now=now,
            )
            assert again.created_at == stored.created_at
            after = resolve(again, now) if place in resolved else again
            ports.transactions.commit_unleased([SaveFailure(after)])
        save_some(ports, 2, first=count + 600 + 2 * number)

    assert len(seen) == len(set(seen))
    stay = {f"inv-{number}" for number in range(count) if number not in resolved}
    assert stay <= set(seen) <= stay | {f"inv-{number}" for number in resolved}
