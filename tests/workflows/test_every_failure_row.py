"""No row of the failure catalogue is forgotten: each is told by a story, or listed with the reason why it cannot be."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures.catalogue import load_shared
from bookbridge.domain.failures.rows import Rule
from tests.fakes.packages import load

from .failure_rows.not_told import ROWS, RULES
from .failure_rows.tables import STORIES

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("E3", "C1")]


def _beginning(rule: Rule) -> str:
    codes = sorted(rule.codes) or [f"{first}-{last}" for first, last in rule.ranges]
    return " ".join(filter(None, (*codes[:1], rule.text)))


@pytest.mark.parametrize("package", STORIES)
def test_every_row_is_told_by_a_story_or_has_its_reason(package: str) -> None:
    told = {row for story in STORIES[package] for row in (story.row, story.foreseen)} - {""}
    rows = set(load(package).catalogue().rows)

    assert sorted(rows - told - ROWS[package].keys()) == []
    assert sorted(ROWS[package].keys() & told) == [], "told, so no reason is needed"
    assert sorted(ROWS[package].keys() - rows) == [], "no such row"


@pytest.mark.parametrize("package", STORIES)
def test_every_way_in_which_a_package_says_something_is_heard_in_a_story_or_has_its_reason(package: str) -> None:
    catalogue = load(package).catalogue()
    own = catalogue.rules[: len(catalogue.rules) - len(load_shared().rules)]
    heard = {
        next((index for index, rule in enumerate(own) if rule.fits(story.says, story.text, story.sends)), -1)  # type: ignore[arg-type]
        for story in STORIES[package]
        if story.says is not None
    }
    silent = [_beginning(rule) for index, rule in enumerate(own) if index not in heard]

    reasons = RULES[package]
    assert [each for each in silent if not each.startswith(tuple(reasons))] == []
    assert [each for each in reasons if not any(one.startswith(each) for one in silent)] == [], "heard, or no such rule"


@pytest.mark.requirement("A2")
@pytest.mark.parametrize("package", STORIES)
def test_repairs_are_noticed_of_whatever_a_failure_waits_for(package: str) -> None:
    catalogue = load(package).catalogue()
    watched = {catalogue.row(story.row).watch for story in STORIES[package] if story.mends}
    assert watched >= {"target", "reference", "record"}
