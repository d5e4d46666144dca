"""Asking for a report: once is enough, however often and by however many."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.reports import OVERDUE, ReportStatus
from tests.fakes.exports import COMPANY, Export
from tests.fakes.world import Crash

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("A4", "A5")]

FILTER = {"status": "open", "entity_type": "bill"}
BODY = {"report": "invoice_sync_failures", "language": "fr", "filter": FILTER}


def test_the_same_request_while_it_is_made_is_answered_with_the_same_report() -> None:
    export = Export()

    first = export.request(COMPANY, BODY)
    again = export.request(COMPANY, {**BODY, "format": "csv", "filter": dict(reversed(FILTER.items()))})

    assert again == first
    assert list(export.store.reports) == [(COMPANY, first.report_id)]
    assert export.workflows.exports == {first.report_id: COMPANY}


@pytest.mark.parametrize(
    "other",
    [
        {**BODY, "report": "sync_failures"},
        {**BODY, "language": "en"},
        {**BODY, "filter": {"status": "open"}},
        {**BODY, "filter": {"status": "skipped", "entity_type": "bill"}},
    ],
)
def test_another_request_is_another_report(other: Mapping[str, Any]) -> None:
    export = Export()

    assert export.request(COMPANY, other).report_id != export.request(COMPANY, BODY).report_id
    assert export.request("c-2", BODY).company_id == "c-2"
    assert len(export.workflows.exports) == 3


def test_once_it_has_ended_a_new_one_is_made() -> None:
    export = Export(failures=3)
    first = export.ask()
    export.go_on(first)

    second = export.ask()
    failed = export.reports.get(COMPANY, second)
    assert failed is not None
    export.reports.finish(failed.failed("the bucket refused"))

    assert len({first, second, export.ask()}) == 3


def test_one_that_nobody_makes_any_more_is_not_waited_for() -> None:
    export = Export()
    first = export.ask()
    export.request.clock.advance(OVERDUE + timedelta(seconds=1))  # type: ignore[attr-defined]

    assert export.ask() != first


def test_of_many_who_ask_at_once_all_get_the_same_report() -> None:
    export = Export()

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _number: export.ask(), range(24)))

    assert len(ids) == 1
    assert len(export.store.reports) == 1


def test_whoever_is_a_moment_late_gets_the_report_of_who_was_first() -> None:
    export = Export()
    first: list[str] = []

    def somebody_else(operation: str) -> None:
        if operation == "reports.add" and not first:
            first.append("")
            first.append(export.ask())

    export.store.before_each_write = somebody_else

    assert export.ask() == first[1]


@pytest.mark.requirement("F10")
def test_one_that_was_cut_off_before_it_was_started_is_started_by_the_next_who_asks() -> None:
    export = Export()

    def die(operation: str) -> None:
        if operation == "workflows.start_export":
            raise Crash

    export.store.before_each_write = die
    with pytest.raises(Crash):
        export.ask()
    ((_company, report_id),) = export.store.reports
    export.store.before_each_write = None
    stored = export.store.reports[COMPANY, report_id]
    export.store.reports[COMPANY, report_id] = replace(stored, status=ReportStatus.RUNNING, cause="")  # it was dead

    assert export.ask() == report_id
    assert export.workflows.exports == {report_id: COMPANY}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["report"]),
        ({"report": "weather"}, ["report"]),
        ({"report": ["sync_failures"]}, ["report"]),
        ({"report": "sync_failures", "format": "xls", "language": "xx"}, ["format", "language"]),
        (
            {"report": "sync_failures", "filter": {"colour": "red", "status": "lost"}},
            ["filter.colour", "filter.status"],
        ),
        ({"report": "sync_failures", "filter": ["open"]}, ["filter"]),
        ({"report": "sync_failures", "when": "now"}, ["when"]),
    ],
)
def test_what_is_not_known_is_named(body: Mapping[str, Any], fields: list[str]) -> None:
    export = Export()

    with pytest.raises(InvalidInput) as refused:
        export.request(COMPANY, body)

    assert sorted(fault.field for fault in refused.value.faults) == fields
    assert not export.store.reports
