from __future__ import annotations

from pathlib import Path

import pytest

from bookbridge.domain.failures.catalogue import Catalogue, load_shared
from bookbridge.domain.failures.rows import Rule
from bookbridge.domain.failures.values import MEANINGS
from bookbridge.domain.languages import language
from tests.unit.domain.failures.catalogues import CATALOGUES

pytestmark = pytest.mark.unit

PAGE = Path(__file__).resolve().parents[4] / "docs" / "failures.md"


def table(heading: str) -> list[tuple[str, ...]]:
    lines = PAGE.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines()
    rows = [line for line in lines if line.startswith("|")][2:]
    return [tuple(part.strip() for part in row.strip("|").split(" | ")) for row in rows]


@pytest.mark.requirement("E3")
def test_the_page_lists_every_failure_with_its_title_and_who_can_mend_it(catalogue: Catalogue) -> None:
    actors = language("en").actors
    assert table("What can be wrong") == [
        (
            f"`{row.code}`",
            catalogue.word(row, {}, "en").title,
            ", ".join(actors[remedy.actor] for remedy in row.remedies),
        )
        for row in catalogue.rows.values()
    ]


def test_the_page_lists_the_codes_of_quickbooks_online(catalogue: Catalogue) -> None:
    assert table("Codes of QuickBooks Online") == [
        (codes, f"`{rule.row}`", condition(rule)) for rule in catalogue.rules if (codes := codes_of(rule))
    ]


def test_the_page_lists_the_messages_of_xero() -> None:
    xero = CATALOGUES["xero"]
    own = [rule for rule in xero.rules if rule not in load_shared().rules]
    assert table("Messages of Xero") == [
        (message_of(rule), f"`{rule.row}`", ", ".join(sorted(rule.entity_types)) or "any") for rule in own
    ]


def test_the_page_lists_the_failures_of_quickbooks_desktop_alone() -> None:
    actors, desktop = language("en").actors, CATALOGUES["quickbooks-desktop"]
    assert table("Only with QuickBooks Desktop") == [
        (
            f"`{row.code}`",
            desktop.word(row, {}, "en").title,
            ", ".join(actors[remedy.actor] for remedy in row.remedies),
        )
        for row in desktop.rows.values()
        if row.code not in load_shared().rows
    ]


def test_the_page_lists_the_codes_of_quickbooks_desktop() -> None:
    own = [rule for rule in CATALOGUES["quickbooks-desktop"].rules if rule not in load_shared().rules]
    assert table("Codes of QuickBooks Desktop") == [
        (", ".join(all_codes_of(rule)) or "any", f"`{rule.row}`", condition(rule)) for rule in own
    ]


def test_the_page_lists_the_values_that_callers_may_give() -> None:
    assert table("Values") == [(f"`{name}`", meaning) for name, meaning in MEANINGS.items()]


def message_of(rule: Rule) -> str:
    codes = all_codes_of(rule)
    return f"code {', '.join(codes)}" if codes else rule.example.replace("|", "/")


def all_codes_of(rule: Rule) -> list[str]:
    return [*sorted(rule.codes), *(f"{first}-{last}" for first, last in rule.ranges)]


def codes_of(rule: Rule) -> str:
    ranges = [f"{first}-{last}" for first, last in rule.ranges]
    return ", ".join([*sorted(rule.codes, key=int), *ranges])


def condition(rule: Rule) -> str:
    conditions = [
        "of " + ", ".join(sorted(rule.entity_types)) if rule.entity_types else "",
        f"text like “{rule.example.replace('|', '/')[:60]}…”" if rule.text else "",
    ]
    return "; ".join(filter(None, conditions)) or "any"
