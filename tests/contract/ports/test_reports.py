"""What holds for every implementation of `Reports`."""

from __future__ import annotations

import pytest

from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.reports import ReportStatus

from .conftest import Ports
from .examples import report

pytestmark = [pytest.mark.contract, pytest.mark.requirement("A5")]


def test_a_report_is_read_back_as_it_now_stands(ports: Ports) -> None:
    ports.reports.save(report())
    ready = report(status=ReportStatus.READY, rows=12, object_key="c-1/rep-1.csv")

    ports.reports.save(ready)

    assert ports.reports.get("c-1", "rep-1") == ready


def test_a_failed_report_keeps_its_cause(ports: Ports) -> None:
    failed = report(status=ReportStatus.FAILED, cause="the bucket refused", filter={}, language="fr")

    ports.reports.save(failed)

    assert ports.reports.get("c-1", "rep-1") == failed


def test_reports_are_listed_newest_first(ports: Ports) -> None:
    for number in range(5):
        ports.reports.save(report(report_id=f"rep-{number}"))

    first, cursor = ports.reports.page("c-1", None, 3)
    rest, end = ports.reports.page("c-1", cursor, 3)

    assert [each.report_id for each in (*first, *rest)] == ["rep-4", "rep-3", "rep-2", "rep-1", "rep-0"]
    assert end is None
    with pytest.raises(InvalidInput):
        ports.reports.page("c-2", cursor, 3)


def test_a_company_sees_no_report_of_another(ports: Ports) -> None:
    ports.reports.save(report("c-2"))

    assert ports.reports.get("c-1", "rep-1") is None
    assert ports.reports.page("c-1", None, 9) == ((), None)


@pytest.mark.requirement("F10")
def test_how_the_making_ended_is_stated_once(ports: Ports) -> None:
    ports.reports.save(report())
    failed = report().failed("the bucket refused")

    assert ports.reports.finish(failed)
    assert not ports.reports.finish(report(status=ReportStatus.READY, rows=3))

    assert ports.reports.get("c-1", "rep-1") == failed


@pytest.mark.requirement("F10")
def test_a_report_that_is_not_there_cannot_end(ports: Ports) -> None:
    assert not ports.reports.finish(report(status=ReportStatus.READY))

    assert ports.reports.get("c-1", "rep-1") is None
