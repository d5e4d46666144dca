"""Reports that schedules ask for: what is kept of them besides, for every implementation of `Reports`."""

from __future__ import annotations

import pytest

from bookbridge.domain.reports import ReportStatus

from .conftest import Ports
from .examples import report

pytestmark = [pytest.mark.contract, pytest.mark.requirement("A5")]


def test_who_was_told_is_kept_with_the_report_that_is_ready(ports: Ports) -> None:
    asked = report(schedule="sync_failures-1f2e", status=ReportStatus.RUNNING)
    assert ports.reports.add(asked, "")
    assert ports.reports.finish(report(schedule="sync_failures-1f2e", status=ReportStatus.READY, rows=3))

    ports.reports.note_told("c-1", "rep-1", ["owner@acme.example"])
    ports.reports.note_told("c-1", "rep-1", ["owner@acme.example", "zoë@acme.example"])

    found = ports.reports.get("c-1", "rep-1")
    assert found is not None
    assert (found.status, found.rows, found.schedule) == (ReportStatus.READY, 3, "sync_failures-1f2e")
    assert found.told == ("owner@acme.example", "zoë@acme.example")


def test_nothing_is_kept_of_a_report_that_is_gone(ports: Ports) -> None:
    ports.reports.note_told("c-1", "rep-1", ["owner@acme.example"])

    assert ports.reports.get("c-1", "rep-1") is None
    assert ports.reports.page("c-1", None, 9) == ((), None)


def test_a_report_of_a_schedule_is_another_request_than_the_same_one_asked_for_by_somebody(ports: Ports) -> None:
    assert ports.reports.add(report(), "")
    assert ports.reports.add(report(report_id="rep-2", schedule="sync_failures-1f2e"), "")

    assert ports.reports.latest("c-1", report().request) == "rep-1"
    assert ports.reports.latest("c-1", report(schedule="sync_failures-1f2e").request) == "rep-2"
