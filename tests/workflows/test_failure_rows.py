"""Every row of the failure catalogue that a package, or one of our own checks, can be brought to, from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bookbridge.domain import connector_keys
from bookbridge.domain.stored_records import SyncState
from tests.fakes import desktop_world

from .failure_rows.stage import Stage
from .failure_rows.stories import Story
from .failure_rows.tables import STORIES
from .failure_rows.telling import check_facts, check_reports, check_words

pytestmark = pytest.mark.workflows

_ALL = [(package, story) for package, table in STORIES.items() for story in table]


def _cases(told: list[tuple[str, Story]]) -> pytest.MarkDecorator:
    names = [f"{package}: {story.name}" for package, story in told]
    return pytest.mark.parametrize(("package", "story"), told, ids=names)


@pytest.fixture(scope="module", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Setting a company up takes a connector key, whose password is hashed with the least effort there is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connector_keys, "COST", 2)
        yield


@pytest.fixture(scope="module")
def shared() -> dict[str, Stage]:
    """Companies of packages that take long to set up, shared by stories that leave nothing behind."""
    return {}


def _stage_for(package: str, story: Story, shared: dict[str, Stage]) -> Stage:
    if package != desktop_world.PACKAGE or not story.is_tidy:
        return Stage(package)
    if package not in shared:
        shared[package] = Stage(package)
    shared[package].leave()
    return shared[package]


@pytest.mark.requirement("E3", "C1", "A1", "A6", "F6", "F12", "F13")
@_cases(_ALL)
def test_a_row_is_told_with_its_field_names_and_steps_in_both_languages(
    package: str, story: Story, shared: dict[str, Stage]
) -> None:
    stage = _stage_for(package, story, shared)

    failure = stage.tell(story)

    check_facts(stage, story, failure)
    check_words(stage, story, failure)
    check_reports(stage, story, failure)


@pytest.mark.requirement("D9", "E3")
@_cases([each for each in _ALL if each[1].meanwhile])
def test_the_same_is_told_whether_it_is_found_before_sending_or_the_package_finds_it(
    package: str, story: Story
) -> None:
    early = replace(story, books=(*story.books, *story.meanwhile), meanwhile=())

    problem = Stage(package).tell(early).problem

    assert (problem.code, problem.field) == (story.foreseen or story.row, story.field)


@pytest.mark.requirement("A2", "E2")
@_cases([each for each in _ALL if each[1].mends and each[1].on_demand])
def test_what_nobody_has_mended_is_not_tried_again(package: str, story: Story) -> None:
    stage = Stage(package)
    stage.tell(story)

    stage.world.by_hand("DELETE", "/faults", {})  # it would be taken now
    stage.wait()

    assert stage.world.view("acme", *stage.key(story)).sync_state is SyncState.FAILED


@pytest.mark.requirement("A2")
@_cases([each for each in _ALL if each[1].mends or each[1].resends])
def test_what_is_mended_on_either_side_syncs_by_itself_and_its_failure_closes(package: str, story: Story) -> None:
    stage = Stage(package)
    stage.tell(story)

    stage.mend(story)

    assert sum(stage.world.failures.count_live("acme").values()) == 0
