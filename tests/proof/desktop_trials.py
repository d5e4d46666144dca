"""One cut of one story with QuickBooks Desktop, carried through to the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final
from unittest.mock import patch

from bookbridge.domain import connector_keys
from bookbridge.use_cases import issue_connector_keys
from tests.simulators.quickbooks_desktop.web_connector_log import UpdateLog

from .census import census
from .desktop_cuts import Cut, Death, delays_in, faults_in, takeovers_in
from .desktop_pictures import picture, unknown_objects
from .desktop_stories import DESKTOP_STORIES, DesktopStory
from .invariants import check
from .mortal_desktop import MortalDesktop, Reaper
from .trials import RUN_DIES, STEP_DIES

_HASH_OF: Final = cache(connector_keys.hash_of)
"""Passwords take long to hash, on purpose; here each is hashed once."""


@dataclass(frozen=True, slots=True)
class Course:
    """How a story goes undisturbed: the connector's updates, where something can die, and what comes of it."""

    logs: list[UpdateLog]
    deaths: list[tuple[int, bool]]
    picture: Counter[str]


@dataclass(frozen=True, slots=True)
class DesktopTrial:
    """Where a story is cut, and how."""

    story: str
    cut: Cut

    @property
    def sort(self) -> str:
        """`deaths`, `faults`, `delays` or `takeovers`."""
        return self.cut.sort

    def run(self) -> str:
        """Empty when everything holds, else what does not."""
        story = _story(self.story)
        expected = course_of(self.story).picture
        with _hashed_once(), story.begun(retries=_retries(self.cut)) as world:
            before = census(world)
            try:
                self.cut(world)
                _recover(world)
                check(world, before, story.end)
                _check_contents(world, expected)
            except AssertionError as error:
                return f"{self}: {error}"
        return ""


@cache
def course_of(name: str) -> Course:
    """Run a story undisturbed, and make sure of its end."""
    story = _story(name)
    with _hashed_once(), story.begun(retries=STEP_DIES) as world:
        before = census(world)
        reaper = Reaper(world)
        world.run()
        logs, deaths = [*world.logs], reaper.deaths
        with reaper.asleep():
            check(world, before, story.end)
            _recover(world)
            check(world, before, story.end)
            assert not (unknown := unknown_objects(world)), unknown
            return Course(logs, deaths, picture(world))


def desktop_trials_of(story: DesktopStory) -> Iterator[DesktopTrial]:
    """Every death, every fault at every call and turn, every delay and every takeover."""
    course = course_of(story.name)
    for at, in_run in course.deaths:
        for retries in (STEP_DIES, RUN_DIES) if in_run else (STEP_DIES,):
            yield DesktopTrial(story.name, Death(at, retries))
    yield from (DesktopTrial(story.name, fault) for fault in faults_in(course.logs))
    yield from (DesktopTrial(story.name, delay) for delay in delays_in(course.logs))
    yield from (DesktopTrial(story.name, takeover) for takeover in takeovers_in(course.logs))


def _recover(world: MortalDesktop) -> None:
    """The connector calls again: soon, and when every lease has run out."""
    for minutes in (5, 35, 5):
        world.tick(minutes)
        world.run()


def _check_contents(world: MortalDesktop, expected: Counter[str]) -> None:
    assert not (unknown := unknown_objects(world)), f"unknown or known twice: {unknown}"
    now = picture(world)
    assert now == expected, f"other contents: {now - expected} instead of {expected - now}"
    ended = {session_id for session_id, _ending in world.ended}
    assert ended == world.workflows.company_syncs.keys(), "a run waits for ever"


def _story(name: str) -> DesktopStory:
    return next(each for each in DESKTOP_STORIES if each.name == name)


def _retries(cut: Cut) -> int:
    return cut.retries if isinstance(cut, Death) else STEP_DIES


@contextmanager
def _hashed_once() -> Iterator[None]:
    modules = (connector_keys, issue_connector_keys)
    with patch.object(modules[0], "hash_of", _HASH_OF), patch.object(modules[1], "hash_of", _HASH_OF):
        yield
