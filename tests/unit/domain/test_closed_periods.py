"""Closed periods: what is dated into one, and what can be moved out of it."""

from __future__ import annotations

import pytest

from bookbridge.domain.closed_periods import closed_date, first_open_day, is_closed, sent_date
from bookbridge.domain.connections import Settings
from bookbridge.domain.dispatches import Verb

pytestmark = [pytest.mark.unit, pytest.mark.requirement("B11")]

MOVES = Settings(closing_date_policy="move_to_open_period")


@pytest.mark.parametrize(
    ("day", "closed_until", "closed"),
    [
        ("2026-03-31", "2026-03-31", True),
        ("2026-03-30", "2026-03-31", True),
        ("2026-04-01", "2026-03-31", False),
        ("2026-03-31", "", False),
        ("", "2026-03-31", False),
    ],
)
def test_the_closing_date_itself_is_closed(day: str, closed_until: str, closed: bool) -> None:
    assert is_closed(day, closed_until) is closed


def test_the_first_open_day_may_be_in_another_year() -> None:
    assert first_open_day("2025-12-31") == "2026-01-01"


def test_what_is_new_is_moved_if_the_connection_says_so_and_is_no_fault_then() -> None:
    assert sent_date("2026-03-31", "2026-03-31", MOVES, Verb.CREATE) == "2026-04-01"
    assert sent_date("2026-04-05", "2026-03-31", MOVES, Verb.CREATE) == "2026-04-05"
    assert sent_date("2026-03-31", "2026-03-31", Settings(), Verb.CREATE) == "2026-03-31"
    assert [*closed_date("2026-03-31", "2026-03-31", MOVES, Verb.CREATE, "QuickBooks Online")] == []


@pytest.mark.parametrize("verb", [Verb.UPDATE, Verb.VOID])
def test_what_is_posted_in_a_closed_period_stays_where_it_is(verb: Verb) -> None:
    assert sent_date("2026-03-31", "2026-03-31", MOVES, verb) == "2026-03-31"
    (fault,) = closed_date("2026-03-31", "2026-03-31", MOVES, verb, "QuickBooks Online")
    assert (fault.field, fault.code) == ("date", "closed_period")
    assert "reopened" in fault.message


def test_a_new_document_is_told_the_first_open_day() -> None:
    (fault,) = closed_date("2026-03-15", "2026-03-31", Settings(), Verb.CREATE, "QuickBooks Online")
    assert "2026-04-01" in fault.message
