"""The writing of a report may be cut off anywhere, and go on in two places at once: the file is the same in the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from bookbridge.domain.report_files import MAX_RESTARTS
from bookbridge.domain.reports import ReportStatus
from bookbridge.ports.reports import UploadLost
from bookbridge.use_cases.state_lost_runs import LostRun, StateLostRuns
from tests.fakes.exports import COMPANY, Export, with_small_parts
from tests.fakes.store import PAGE
from tests.fakes.world import Crash

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("A5")]

SMALL_PART = 4_000
"""Bytes; five or six rows, so less than a page."""

STORIES = {
    "empty": (0, float("inf")),
    "one page": (PAGE - 2, float("inf")),
    "in one turn": (PAGE * 4 + 3, float("inf")),
    "in many turns": (PAGE * 6 + 3, 1.5),
    "a page a turn": (PAGE * 3 + 1, 0.5),
}


@pytest.fixture(params=[SMALL_PART, SMALL_PART * 4, SMALL_PART * 100], ids=["small parts", "larger parts", "no parts"])
def part(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    size: int = request.param
    with_small_parts(monkeypatch, size)
    return size


class Points:
    """The moments before and after each write to the database and each call of the store; something happens at one."""

    def __init__(self, export: Export, at: int, happens: Callable[[], None]) -> None:
        self.passed: list[str] = []
        self._at, self._happens, self._store = at, happens, export.store
        self.watch()

    def watch(self) -> None:
        self._store.before_each_write = lambda operation: self._reach(f"before {operation}")
        self._store.after_each_write = lambda operation: self._reach(f"after {operation}")

    def ignore(self) -> None:
        self._store.before_each_write = self._store.after_each_write = None

    def _reach(self, point: str) -> None:
        self.passed.append(point)
        if len(self.passed) - 1 == self._at:
            self.ignore()
            self._happens()


def nothing() -> None: ...


def die() -> None:
    raise Crash


def undisturbed(story: str) -> tuple[bytes, list[str]]:
    """The file, and every point that its writing passes."""
    export = Export(*STORIES[story])
    report_id = export.ask()
    points = Points(export, -1, nothing)
    export.go_on(report_id)
    return export.content(report_id), points.passed


@pytest.mark.usefixtures("part")
@pytest.mark.parametrize("story", STORIES)
def test_cut_off_at_any_point_and_called_again_it_writes_the_same_file(story: str) -> None:
    expected, points = undisturbed(story)
    assert len(points) >= 6
    for fatal in range(len(points)):
        export = Export(*STORIES[story])
        report_id = export.ask()
        Points(export, fatal, die)

        export.go_on(report_id, Crash)

        assert export.content(report_id) == expected, points[fatal]
        nobody_knows_of_it = "after report_files.begin" in points[max(0, fatal - 1) : fatal + 1]
        assert len(export.store.uploads) == nobody_knows_of_it, points[fatal]  # the bucket's lifecycle removes it


@pytest.mark.usefixtures("part")
@pytest.mark.parametrize("turns", [1, 2])
@pytest.mark.parametrize("story", STORIES)
def test_whoever_was_given_up_and_still_works_changes_nothing(story: str, turns: int) -> None:
    """At each point a second call takes over while the first one hangs; then the first one goes on."""
    expected, points = undisturbed(story)
    for place in range(len(points)):
        export = Export(*STORIES[story])
        report_id = export.ask()

        def take_over(export: Export = export, report_id: str = report_id) -> None:
            for _ in range(turns):
                export.turn(report_id)

        Points(export, place, take_over)
        export.go_on(report_id)

        assert export.content(report_id) == expected, points[place]
        assert not export.store.uploads, points[place]


@pytest.mark.usefixtures("part")
@pytest.mark.parametrize("story", STORIES)
def test_of_a_ready_report_nothing_changes_any_more(story: str) -> None:
    """The one that hangs goes on only when the report was downloaded already: its file stays what it was."""
    expected, points = undisturbed(story)
    for place in range(len(points)):
        export = Export(*STORIES[story])
        report_id = export.ask()
        downloaded: list[tuple[object, bytes]] = []

        def finish_elsewhere(
            export: Export = export, report_id: str = report_id, kept: list[tuple[object, bytes]] = downloaded
        ) -> None:
            kept.append((export.go_on(report_id), export.content(report_id)))

        Points(export, place, finish_elsewhere)
        export.go_on(report_id)

        ((report, content),) = downloaded
        assert content == expected
        assert export.reports.get(COMPANY, report_id) == report, points[place]
        assert export.content(report_id) == expected, points[place]


def test_a_file_is_in_parts_of_whole_rows_and_each_is_large_enough(part: int) -> None:
    export = Export(*STORIES["in many turns"])
    report_id = export.ask()
    stored: list[bytes] = []
    add_part = export.files.add_part

    def noted(key: str, upload_id: str, number: int, content: bytes) -> object:
        stored.append(content)
        return add_part(key, upload_id, number, content)

    export.files.add_part = noted  # type: ignore[method-assign,assignment]
    export.go_on(report_id)

    expected = export.content(report_id)
    assert b"".join(stored) == (expected if stored else b"")
    assert all(len(each) >= part for each in stored[:-1])
    assert all(each.endswith(b"\r\n") for each in stored)
    assert bool(stored) is (len(expected) > part)


@pytest.mark.requirement("A5")
def test_how_far_it_is_can_be_seen_while_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    with_small_parts(monkeypatch, SMALL_PART)
    export = Export(PAGE * 5, pages=0.5)
    report_id = export.ask()
    seen = []
    while export.turn(report_id).status is ReportStatus.RUNNING:
        shown, link = export.read.one(COMPANY, report_id)
        assert link == ""
        seen.append((shown.rows, shown.bytes))

    assert [rows for rows, _bytes in seen] == [PAGE, PAGE * 2, PAGE * 3, PAGE * 4]
    assert [size for _rows, size in seen] == sorted({size for _rows, size in seen})
    shown, link = export.read.one(COMPANY, report_id)
    assert (shown.rows, shown.bytes) == (PAGE * 5, len(export.content(report_id)))
    assert link


def lose_upload(export: Export) -> None:
    export.store.uploads.clear()


def damage_part(export: Export) -> None:
    for _key, parts in export.store.uploads.values():
        parts.update(dict.fromkeys(parts, b"something else"))


@pytest.mark.parametrize("damage", [lose_upload, damage_part])
def test_a_file_that_gets_lost_while_it_is_written_is_begun_anew(
    damage: Callable[[Export], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_small_parts(monkeypatch, SMALL_PART)
    expected, _points = undisturbed("in many turns")
    export = Export(*STORIES["in many turns"])
    report_id = export.ask()
    for _ in range(3):
        export.turn(report_id)

    damage(export)
    export.go_on(report_id)

    assert export.content(report_id) == expected
    assert not export.store.uploads


def test_a_rest_that_gets_lost_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with_small_parts(monkeypatch, SMALL_PART * 100)
    expected, _points = undisturbed("in many turns")
    export = Export(*STORIES["in many turns"])
    report_id = export.ask()
    export.turn(report_id)

    export.store.files.clear()
    export.go_on(report_id)

    assert export.content(report_id) == expected


def test_a_file_that_gets_lost_time_and_again_is_given_up_and_cleared_away(monkeypatch: pytest.MonkeyPatch) -> None:
    with_small_parts(monkeypatch, SMALL_PART)
    export = Export(*STORIES["in many turns"])
    report_id = export.ask()
    restarts: list[int] = []

    def write_and_lose() -> None:
        while len(restarts) < 30:
            report = export.turn(report_id)
            restarts.append(report.file.restarts)
            damage_part(export)

    with pytest.raises(UploadLost):
        write_and_lose()
    assert restarts[-1] == MAX_RESTARTS
    assert export.store.uploads

    watchdog(export)(LostRun(COMPANY, "UploadLost", "the file was lost", report_id=report_id))

    report = export.reports.get(COMPANY, report_id)
    assert report is not None
    assert (report.status, report.cause) == (ReportStatus.FAILED, "the file was lost")
    assert not export.store.uploads


def watchdog(export: Export) -> StateLostRuns:
    """Told of reports only, so it needs nothing else."""
    unused: Any = None
    return StateLostRuns(
        sessions=unused,
        reports=export.reports,
        failure_actions=unused,
        report_files=export.files,
        abort_session=unused,
    )


@pytest.mark.requirement("F10")
def test_a_report_that_fails_while_somebody_still_writes_it_leaves_no_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    with_small_parts(monkeypatch, SMALL_PART)
    _expected, points = undisturbed("in one turn")
    for place in range(len(points) - 1):
        export = Export(*STORIES["in one turn"])
        report_id = export.ask()

        def give_up(export: Export = export, report_id: str = report_id) -> None:
            watchdog(export)(LostRun(COMPANY, "States.Timeout", "not finished in time", report_id=report_id))

        Points(export, place, give_up)
        with suppress(UploadLost):
            export.turn(report_id)

        report = export.reports.get(COMPANY, report_id)
        assert report is not None
        assert report.status is ReportStatus.FAILED, points[place]
        assert not export.store.uploads, points[place]


@pytest.mark.requirement("F6")
def test_failures_that_change_between_pages_parts_and_turns_are_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with_small_parts(monkeypatch, SMALL_PART)
    count = PAGE * 6
    export = Export(count, pages=1.5)
    report_id = export.ask()
    steps = 0

    def change(_operation: str) -> None:
        nonlocal steps
        now = export.clock.now()
        export.store.after_each_write = None
        for number in (steps, count - 1 - steps, count // 2 + steps, count // 2 - steps):
            export.fail(number % count, now)
        export.fail(count + steps, now)
        steps += 1
        export.store.after_each_write = change

    export.store.after_each_write = change
    export.go_on(report_id)

    rows = export.content(report_id).decode().split("\r\n")[1:-1]
    assert steps > PAGE
    assert [row.split(",")[4] for row in rows] == [f"inv-{number:04d}" for number in reversed(range(count))]
