"""What holds for every implementation of `Reports`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.report_files import FilePart, UnfinishedFile
from bookbridge.domain.reports import Report, ReportStatus

from .conftest import Ports
from .examples import report

pytestmark = [pytest.mark.contract, pytest.mark.requirement("A5")]


def add(ports: Ports, *reports: Report) -> None:
    """Write reports, each with a request of its own."""
    for number, each in enumerate(reports):
        assert ports.reports.add(replace(each, filter={"number": str(number)}), "")


def test_a_report_is_read_back_as_it_now_stands(ports: Ports) -> None:
    assert ports.reports.add(report(), "")
    turn = ports.reports.take_up("c-1", "rep-1")
    assert turn is not None
    ready = turn.written("c-1/rep-1.csv", 12, 3456)

    assert ports.reports.keep(ready)

    assert ports.reports.get("c-1", "rep-1") == ready
    assert (ready.status, ready.rows, ready.bytes) == (ReportStatus.READY, 12, 3456)


def test_a_failed_report_keeps_its_cause(ports: Ports) -> None:
    asked = report(filter={}, language="fr")
    assert ports.reports.add(asked, "")

    assert ports.reports.finish(asked.failed("the bucket refused"))

    assert ports.reports.get("c-1", "rep-1") == asked.failed("the bucket refused")


def test_how_far_a_file_is_stored_is_read_back(ports: Ports) -> None:
    assert ports.reports.add(report(), "")
    turn = ports.reports.take_up("c-1", "rep-1")
    assert turn is not None
    parts = tuple(FilePart(number, f'"{number:032x}"') for number in range(1, 400))
    file = UnfinishedFile("c-1/rep-1-1.csv", "upload-1", parts, "c-1/rep-1-1.csv.rest", "2026-05-01#fail-1", 2)

    assert ports.reports.keep(replace(turn, rows=9, bytes=99, file=file))

    stored = ports.reports.get("c-1", "rep-1")
    assert stored is not None
    assert (stored.turn, stored.rows, stored.bytes, stored.file) == (1, 9, 99, file)


def test_who_is_in_an_earlier_turn_can_write_nothing(ports: Ports) -> None:
    assert ports.reports.add(report(), "")
    first, second = ports.reports.take_up("c-1", "rep-1"), ports.reports.take_up("c-1", "rep-1")
    assert first is not None
    assert second is not None

    assert (first.turn, second.turn) == (1, 2)
    assert not ports.reports.keep(replace(first, rows=3))
    assert not ports.reports.keep(first.written("c-1/rep-1-1.csv", 3, 33))
    assert ports.reports.get("c-1", "rep-1") == second
    assert ports.reports.keep(replace(second, rows=4))


def test_a_report_that_has_ended_is_taken_up_by_nobody(ports: Ports) -> None:
    assert ports.reports.add(report(), "")
    turn = ports.reports.take_up("c-1", "rep-1")
    assert turn is not None
    failed = turn.failed("the bucket refused")
    assert ports.reports.finish(failed)

    assert not ports.reports.keep(replace(turn, rows=3))
    assert ports.reports.take_up("c-1", "rep-1") == failed
    assert ports.reports.take_up("c-1", "rep-2") is None


def test_of_the_same_request_one_report_is_the_latest(ports: Ports) -> None:
    first, second = report(report_id="rep-1"), report(report_id="rep-2")
    assert ports.reports.latest("c-1", first.request) == ""

    assert ports.reports.add(first, "")

    assert ports.reports.latest("c-1", second.request) == "rep-1"
    assert not ports.reports.add(second, "")
    assert not ports.reports.add(second, "rep-0")
    assert ports.reports.get("c-1", "rep-2") is None
    assert ports.reports.add(second, "rep-1")
    assert ports.reports.latest("c-1", first.request) == "rep-2"


def test_no_two_reports_have_the_same_id(ports: Ports) -> None:
    assert ports.reports.add(report(), "")

    assert not ports.reports.add(report(language="fr"), "")

    assert ports.reports.latest("c-1", report(language="fr").request) == ""
    assert ports.reports.get("c-1", "rep-1") == report()


def test_another_request_or_company_has_reports_of_its_own(ports: Ports) -> None:
    add(ports, report())
    others = [
        report(report_id="rep-2", language="fr"),
        report(report_id="rep-3", filter={"status": "skipped"}),
        replace(report(report_id="rep-4"), report="invoice_sync_failures"),
        report("c-2", report_id="rep-5"),
    ]

    assert all(ports.reports.add(each, "") for each in others)


def test_of_two_who_ask_at_once_one_is_first(ports: Ports) -> None:
    asked = [report(report_id=f"rep-{number}") for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda each: ports.reports.add(each, ""), asked))

    assert added.count(True) == 1
    assert ports.reports.latest("c-1", asked[0].request) == asked[added.index(True)].report_id
    listed, _cursor = ports.reports.page("c-1", None, 20)
    assert [each.report_id for each in listed] == [asked[added.index(True)].report_id]


def test_reports_are_listed_newest_first(ports: Ports) -> None:
    add(ports, *(report(report_id=f"rep-{number}") for number in range(5)))

    first, cursor = ports.reports.page("c-1", None, 3)
    rest, end = ports.reports.page("c-1", cursor, 3)

    assert [each.report_id for each in (*first, *rest)] == ["rep-4", "rep-3", "rep-2", "rep-1", "rep-0"]
    assert end is None
    with pytest.raises(InvalidInput):
        ports.reports.page("c-2", cursor, 3)


def test_a_company_sees_no_report_of_another(ports: Ports) -> None:
    add(ports, report("c-2"))

    assert ports.reports.get("c-1", "rep-1") is None
    assert ports.reports.page("c-1", None, 9) == ((), None)


@pytest.mark.requirement("F10")
def test_how_the_making_ended_is_stated_once(ports: Ports) -> None:
    assert ports.reports.add(report(), "")
    failed = report().failed("the bucket refused")

    assert ports.reports.finish(failed)
    assert not ports.reports.finish(report(status=ReportStatus.READY, rows=3))

    assert ports.reports.get("c-1", "rep-1") == failed


@pytest.mark.requirement("F10")
def test_a_report_that_is_not_there_cannot_end(ports: Ports) -> None:
    assert not ports.reports.finish(report(status=ReportStatus.READY))

    assert ports.reports.get("c-1", "rep-1") is None
